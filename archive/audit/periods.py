"""Periods in the notation of the contract, as spans of months that can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_ONE = re.compile(r"^(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})))?$")


@dataclass(frozen=True, slots=True)
class Span:
    """Months first..last, counted as year * 12 + month - 1."""

    first: int
    last: int

    def covers(self, other: Span) -> bool:
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: Span) -> bool:
        return self.first <= other.last and other.first <= self.last

    @property
    def months(self) -> int:
        return self.last - self.first + 1

    @property
    def years(self) -> range:
        return range(self.first // 12, self.last // 12 + 1)


@lru_cache(maxsize=4096)
def span(period: str) -> Span | None:
    """`2008`, `2008-06`, `2008-Q1`, `2008-H1`, `2008-01..2008-04`, `2006..2010`; None for anything else."""
    head, dots, tail = period.partition("..")
    first = _single(head)
    last = _single(tail) if dots else first
    if first is None or last is None or last.last < first.first:
        return None
    return Span(first.first, last.last)


def _single(text: str) -> Span | None:
    match = _ONE.match(text.strip())
    if match is None:
        return None
    year, quarter, half, month = match.groups()
    start = int(year) * 12
    if quarter:
        return Span(start + 3 * int(quarter) - 3, start + 3 * int(quarter) - 1)
    if half:
        return Span(start + 6 * int(half) - 6, start + 6 * int(half) - 1)
    if month:
        if not 1 <= int(month) <= 12:
            return None
        return Span(start + int(month) - 1, start + int(month) - 1)
    return Span(start, start + 11)


@lru_cache(maxsize=64)
def year_span(year: int) -> Span:
    return Span(year * 12, year * 12 + 11)


@lru_cache(maxsize=1024)
def slots_of(frequency: str, year: int) -> tuple[str, ...]:
    """The periods of one year's slots."""
    if frequency == "monthly":
        return tuple(f"{year}-{month:02d}" for month in range(1, 13))
    if frequency == "quarterly":
        return tuple(f"{year}-Q{quarter}" for quarter in range(1, 5))
    if frequency == "half_year":
        return f"{year}-H1", f"{year}-H2"
    return (str(year),)

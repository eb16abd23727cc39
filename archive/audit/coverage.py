"""Which months or quarters a paper serves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from archive.audit.periods import Span, year_span
from archive.audit.views import View

_DECEMBER = re.compile(r"(?:12|１２|十二)\s*月")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Slots that the paper serves, may serve, or would serve in another year."""

    sure: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    other_year: frozenset[str] = frozenset()


def coverage(view: View, slots: tuple[str, ...], habits: frozenset[str], year: int) -> Coverage:
    """A paper for another month is not offered for this one; the same month of another year is."""
    whole = year_span(year)
    parts = [s for s in view.spans if s.months < 12]
    inside = [s for s in parts if whole.covers(s)]
    if inside:
        return Coverage(sure=frozenset(_served(inside, slots, habits)))
    full = [s for s in view.spans if s.months >= 12 and s.covers(whole)]
    outside = [] if full else [s for s in view.spans if not s.meets(whole)]
    if outside and view.stated_year in {None, *(y for s in outside for y in s.years)}:
        moved = [_moved(s, year) for s in outside]
        return Coverage(other_year=frozenset(_served(moved, slots, habits)))
    return _without_parts(view, slots, habits, year, full=bool(full))


def _without_parts(
    view: View, slots: tuple[str, ...], habits: frozenset[str], year: int, *, full: bool
) -> Coverage:
    every = frozenset(slots)
    day = view.date
    if "by_date" in habits and day is not None:
        here = _at(day.month, slots)
        return Coverage(sure=here) if day.year == year else Coverage(other_year=here)
    if full or view.stated_year == year:
        if "cumulative" in habits:  # January to December together is the last form of the year
            return _last_of_year(view, slots)
        return Coverage(unsure=every)
    if view.stated_year is not None:
        return Coverage(other_year=every)
    if day is None:
        return Coverage(unsure=every)
    if day.year == year:
        return Coverage(unsure=_at(day.month, slots) | _at(max(day.month - 1, 1), slots))
    if day.year == year + 1 and day.month <= 2:
        return Coverage(unsure=frozenset(slots[-1:]))
    return Coverage(other_year=_at(day.month, slots))


def _last_of_year(view: View, slots: tuple[str, ...]) -> Coverage:
    """1-12月 is the form of December; a form of the whole year is no monthly form."""
    last = frozenset(slots[-1:])
    claims = (*view.facts.periods, *((view.facts.period,) if view.facts.period else ()))
    quotes = [c.locator.quote for c in claims if c.locator is not None and c.locator.quote]
    if any(_DECEMBER.search(quote) for quote in quotes):
        return Coverage(sure=last)
    return Coverage() if len(slots) == 12 and quotes else Coverage(unsure=last)


def _moved(part: Span, year: int) -> Span:
    shift = (year - part.first // 12) * 12
    return Span(part.first + shift, part.last + shift)


def _at(month: int, slots: tuple[str, ...]) -> frozenset[str]:
    size = 12 // len(slots)
    return frozenset({slots[(month - 1) // size]})


def _served(parts: Iterable[Span], slots: tuple[str, ...], habits: frozenset[str]) -> set[str]:
    """Slots that a part covers whole, or the one slot that it lies in."""
    size = 12 // len(slots)
    cumulative = "cumulative" in habits
    found: set[str] = set()
    for part in parts:
        first, last = part.first % 12, part.first % 12 + part.last - part.first
        if cumulative and first == 0 and last < 12:
            first = last  # 1-9月 is the form of September
        if first // size == last // size:
            found.add(slots[first // size])
        else:
            found.update(slots[-(-first // size) : (last + 1) // size])
    return found

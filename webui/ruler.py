"""Intervals of printed values on one line: where each bar lies, worked out before the page is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise

WIDTH = 480
MARGIN = 12
LEAST = 3
"""Pixels; a value printed exactly is still seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One value as printed with its unit; `x` and `width` are pixels of the line, `low` and `high` canonical."""

    value: str
    unit: str
    low: str
    high: str
    x: int
    width: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Ruler:
    """`apart`: some two intervals do not meet, so rounding explains nothing."""

    bars: tuple[Bar, ...]
    apart: bool


def ruler(args: Mapping[str, object]) -> Ruler | None:
    """One bar a value; None when the finding does not tell comparable intervals."""
    values, units = _texts(args.get("values")), _texts(args.get("units"))
    spans = _spans(args.get("intervals"))
    if len(values) < 2 or len(spans) != len(values):
        return None
    units = units if len(units) == len(values) else [""] * len(values)
    least = min(low for low, _ in spans)
    length = max(high for _, high in spans) - least

    def place(at: Decimal) -> int:
        return MARGIN + (
            int((at - least) / length * (WIDTH - 2 * MARGIN)) if length else (WIDTH // 2 - MARGIN)
        )

    found = []
    for value, unit, (low, high) in zip(values, units, spans, strict=True):
        start = place(low)
        found.append(Bar(value, unit, _plain(low), _plain(high), start, max(LEAST, place(high) - start)))
    ordered = sorted(spans)
    return Ruler(tuple(found), any(b[0] > a[1] for a, b in pairwise(ordered)))


def _texts(given: object) -> list[str]:
    return [str(item) for item in given] if isinstance(given, (list, tuple)) else []


def _spans(given: object) -> list[tuple[Decimal, Decimal]]:
    """(low, high) of each; empty when one of them is no interval."""
    if not isinstance(given, (list, tuple)):
        return []
    found = []
    for pair in given:
        ends = _ends(pair)
        if ends is None:
            return []
        found.append(ends)
    return found


def _ends(pair: object) -> tuple[Decimal, Decimal] | None:
    if not isinstance(pair, (list, tuple)) or len(pair) != 2:
        return None
    try:
        low, high = Decimal(str(pair[0])), Decimal(str(pair[1]))
    except InvalidOperation:
        return None
    return (low, high) if low.is_finite() and high.is_finite() and low <= high else None


def _plain(value: Decimal) -> str:
    """Without exponent and without noise behind the sixth digit that counts."""
    return f"{_rounded(value).normalize():f}"


def _rounded(value: Decimal) -> Decimal:
    digits = max(0, 6 - value.adjusted() - 1) if value else 0
    return round(value, digits) if digits else round(value, 0)

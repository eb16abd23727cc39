"""Intervals: a printed number is known to half a unit of its last digit, and so is what is computed from it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
_FAR = Decimal("1e40")


@dataclass(frozen=True, slots=True)
class Interval:
    """Every value from low to high, both included."""

    low: Decimal
    high: Decimal

    @property
    def middle(self) -> Decimal:
        return (self.low + self.high) / 2

    @property
    def width(self) -> Decimal:
        return self.high - self.low

    def meets(self, other: Interval) -> bool:
        return self.low <= other.high and other.low <= self.high

    def common(self, other: Interval) -> Interval | None:
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None

    def plus(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def minus(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def scaled(self, factor: Decimal) -> Interval:
        a, b = self.low * factor, self.high * factor
        return Interval(a, b) if a <= b else Interval(b, a)

    def shifted(self, by: Decimal) -> Interval:
        return Interval(self.low + by, self.high + by)

    def widened(self, by: Decimal) -> Interval:
        return Interval(self.low - by, self.high + by)

    def times(self, other: Interval) -> Interval:
        ends = (
            self.low * other.low,
            self.low * other.high,
            self.high * other.low,
            self.high * other.high,
        )
        return Interval(min(ends), max(ends))

    def over(self, other: Interval) -> Interval | None:
        """None when the divisor may be zero."""
        if other.low <= 0 <= other.high:
            return None
        return self.times(Interval(1 / other.high, 1 / other.low))


ANY = Interval(-_FAR, _FAR)
NOTHING = Interval(ZERO, ZERO)

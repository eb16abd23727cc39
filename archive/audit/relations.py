"""Relations that numbers keep: sums and products, each of which says what any one of its numbers must be."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from archive.audit.intervals import ANY, ZERO, Interval
from archive.audit.printed import Number
from archive.audit.slips import TELLING
from archive.domain.audit import Severity

_ONE = Interval(Decimal(1), Decimal(1))


@dataclass(frozen=True, slots=True)
class Term:
    """`factor * x` of a sum, `(base + factor * x) ** power` of a product; power is 1 or -1."""

    number: Number
    factor: Decimal = Decimal(1)
    base: Decimal = ZERO
    power: int = 1
    exact: bool = False
    """Counts of things are whole: nothing was rounded."""

    def value(self) -> Interval:
        if self.exact:
            whole = self.number.value * self.number.scale
            found = Interval(whole, whole)
        else:
            found = self.number.interval
        if self.factor != 1:
            found = found.scaled(self.factor)
        return found.shifted(self.base) if self.base else found


@dataclass(frozen=True, slots=True)
class Relation:
    """The terms add up to nothing (`sum`), or multiply to one (`product`); the first is computed from the others.

    A relation of a `family` accuses only when enough of its family hold, or when all break in the same telling way.
    """

    rule: str
    terms: tuple[Term, ...]
    kind: str = "sum"
    slack: Decimal = ZERO
    severity: Severity = Severity.ERROR
    args: Mapping[str, object] = field(default_factory=dict)
    requirement: str | None = None
    family: Hashable = None
    support: int = 0
    """How many of the family must hold before another one accuses."""
    ask: str | None = None
    """What is not stated and may explain the difference: it is asked for, unless a slip in `proof` explains it."""
    proof: frozenset[str] = TELLING
    wrong: Interval | None = None
    """What the first number would be by a common mistake of computing, and its cause."""
    wrong_cause: str = "arithmetic"

    def holds(self) -> bool:
        fit = self.fit(0)
        return fit is None or fit.meets(self.terms[0].number.interval)

    def fit(self, at: int) -> Interval | None:
        """What the number *at* must be for the relation to hold; None when the others leave it open."""
        return self._added(at) if self.kind == "sum" else self._multiplied(at)

    def _added(self, at: int) -> Interval | None:
        low = high = ZERO
        for index, term in enumerate(self.terms):
            if index != at:
                value = term.value()
                low, high = low + value.low, high + value.high
        own = self.terms[at]
        rest = Interval(low - self.slack, high + self.slack)
        return (rest.shifted(own.base) if own.base else rest).scaled(-1 / own.factor)

    def _multiplied(self, at: int) -> Interval | None:
        rest = _ONE
        for index, term in enumerate(self.terms):
            if index == at:
                continue
            value = term.value()
            if value.low <= 0:
                return None  # no relation of sizes and rates below nothing is known
            turned = rest.times(value) if term.power == 1 else rest.over(value)
            if turned is None:
                return None
            rest = turned
        own = self.terms[at]
        wanted = rest if own.power == -1 else _ONE.over(rest)
        if wanted is None:
            return None
        found = wanted.shifted(-own.base).scaled(1 / own.factor)
        return found.widened(self.slack)


def together(fits: list[Interval | None]) -> Interval | None:
    """What satisfies all of them; None when nothing does."""
    common: Interval | None = ANY
    for fit in fits:
        if fit is not None and common is not None:
            common = common.common(fit)
    return common

"""R-RATE-1 率值范围: 0 <= rate <= 100; rate = numerator/denominator when both are printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.explaining import beside, place_of
from archive.audit.figures import of, printed
from archive.audit.forms import form_rows
from archive.audit.identities import MONEY, PERCENT, Identity, Part
from archive.audit.identities import relations as identical
from archive.audit.relations import Relation, Term
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-RATE-1"
_WHOLE = (Decimal(0), Decimal(100))
_FUNDS = Identity(
    CODE,
    (
        Part("I-FUNDR", {"%": PERCENT, "percent": PERCENT}),
        Part("I-FUND", MONEY, -1),
        Part("I-REV", MONEY),
    ),
)


def relations(bench: Bench) -> Iterator[Relation]:
    """Verified instruments of those due in one line, and funds of the revenue in one table; others have own rules."""
    for row in form_rows(bench, "rate_verified", "verified", "to_verify"):
        rate, done, due = (row.cells[role] for role in ("rate_verified", "verified", "to_verify"))
        if due.value > 0 and done.value > 0 and rate.value > 1:
            terms = (Term(rate, PERCENT), Term(done, power=-1, exact=True), Term(due, exact=True))
            yield Relation(CODE, terms, "product", args={"item": row.label})
    if any(True for _ in of(bench, "I-FUNDR")):
        for relation in identical(bench, _FUNDS):
            # In prose funds planned, granted and paid stand beside each other; a table says which it divides.
            if all(term.number.place.cell is not None for term in relation.terms):
                yield relation


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Shares and rates outside of what a rate can be."""
    bounded = {
        i.id
        for i in bench.rulebook.indicators.values()
        if i.unit_family == "percent" and i.range_error == _WHOLE
    }
    told = set()
    for item in printed(bench):
        if item.figure.indicator in bounded and (item.high < _WHOLE[0] or item.low > _WHOLE[1]):
            args = {"indicator": item.figure.indicator, "value": str(item.figure.value)}
            told.add(place_of(item.place))
            yield Finding(CODE, Severity.ERROR, None, None, args, (item.figure.locator,))
    for row in form_rows(bench, "rate_verified"):
        rate = row.cells["rate_verified"]
        if rate.interval.low > _WHOLE[1] and place_of(rate.place) not in told:
            told_of = {**beside([rate]), "item": row.label, "high": "100"}
            yield Finding(CODE, Severity.ERROR, None, None, told_of, (rate.place,))

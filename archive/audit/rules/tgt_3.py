"""R-TGT-3 累计降低率连乘: 累计降低率 = 1 - PI(1 - 年降低率)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.figures import of
from archive.audit.identities import PERCENT
from archive.audit.intervals import NOTHING
from archive.audit.parameters import decimal
from archive.audit.periods import span
from archive.audit.printed import Printed
from archive.audit.relations import Relation, Term

CODE = "R-TGT-3"
_UNITS = frozenset({"%", "percent"})
_ONE = Decimal(1)
_PLANS = frozenset({"target_notice", "resp_letter", "policy_doc", "plan"})


def relations(bench: Bench) -> Iterator[Relation]:
    """The fall over several years against the falls of each year, from one paper; adding them up is the usual mistake."""
    slack = decimal(bench, CODE, "slack", "0.05")
    yearly: dict[tuple[str, str], dict[int, list[Printed]]] = {}
    for item in of(bench, "I-EGDPR"):
        period = span(item.figure.period or "")
        if period is not None and period.months == 12 and item.figure.canonical_unit in _UNITS:
            row = yearly.setdefault((item.paper.document, item.entity), {})
            row.setdefault(period.first // 12, []).append(item)
    for whole in of(bench, "I-CUMR"):
        years = span(whole.figure.period or "")
        if years is None or years.months < 24 or whole.figure.canonical_unit not in _UNITS:
            continue
        row = yearly.get((whole.paper.document, whole.entity), {})
        if whole.paper.doctype in _PLANS or not all(len(_once(row.get(y, ()))) == 1 for y in years.years):
            continue
        yield _relation(whole, [row[y][0] for y in years.years], slack)


def _once(items: Sequence[Printed]) -> set[Decimal]:
    return {i.figure.canonical_value for i in items}


def _relation(whole: Printed, parts: Sequence[Printed], slack: Decimal) -> Relation:
    terms = (
        Term(whole, -PERCENT, _ONE),
        *(Term(part, -PERCENT, _ONE, -1) for part in parts),
    )
    added = NOTHING
    for part in parts:
        added = added.plus(part.interval)
    args = {"indicator": "I-CUMR", "period": whole.figure.period, "entity": whole.entity}
    return Relation(CODE, terms, "product", slack, args=args, wrong=added, wrong_cause="arithmetic")

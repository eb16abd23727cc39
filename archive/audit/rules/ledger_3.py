"""R-LEDGER-3 月度连续性: 本月期初 = 上月期末; 年初库存 is constant; 累计 = 上月累计 + 本月."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.ledgers import CLOSED, OPEN, Rows, ledgers, months, yearly_stock
from archive.audit.printed import Printed
from archive.audit.relations import Relation, Term

CODE = "R-LEDGER-3"
_MINUS = Decimal(-1)
_MOST = Decimal("0.75")
"""Share of the months that repeat one opening stock before another one is odd."""


def relations(bench: Bench) -> Iterator[Relation]:
    """Each month begins with the stock that the month before left, or all begin with that of 1 January."""
    for key, rows in ledgers(bench):
        if yearly_stock(rows):
            continue
        begun = _repeated(rows)
        if begun is not None:
            for row in rows.values():
                if OPEN in row and row[OPEN].key != begun.key:
                    yield _same(begun, row[OPEN], (CODE, key, "year"), 2)
            continue
        monthly = months(rows)
        for month, row in sorted(monthly.items()):
            before = monthly.get(month - 1, {})
            if OPEN in row and CLOSED in before:
                yield _same(before[CLOSED], row[OPEN], (CODE, key), 0)


def _same(closed: Printed, opened: Printed, family: Hashable, support: int) -> Relation:
    terms = (Term(opened, _MINUS), Term(closed))
    args = {
        "closed": str(closed.value),
        "opened": str(opened.value),
        "period": opened.figure.period,
        "item": opened.figure.item or "",
        "indicator": OPEN,
    }
    return Relation(CODE, terms, args=args, family=family, support=support)


def _repeated(rows: Rows) -> Printed | None:
    """The opening stock that nearly all months of a cumulative form repeat."""
    items = [row[OPEN] for row in rows.values() if OPEN in row]
    if len(items) < 4:
        return None
    counts: dict[Decimal, list[Printed]] = {}
    for item in items:
        counts.setdefault(item.figure.canonical_value, []).append(item)
    most = max(counts.values(), key=len)
    return most[0] if len(most) >= _MOST * len(items) else None

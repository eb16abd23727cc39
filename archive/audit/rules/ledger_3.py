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
_ENOUGH = 2
"""Months that must go on from each other before another break of a series of papers is one."""
_MOST = Decimal("0.75")
"""Share of the months that repeat one opening stock before another one is odd."""


def relations(bench: Bench) -> Iterator[Relation]:
    """Each month begins with the stock that the month before left, or all begin with that of 1 January."""
    for key, rows in ledgers(bench):
        yield from _continued((CODE, key), rows, 0)
    for key, rows in _forms(bench):
        yield from _continued((CODE, key), rows, _ENOUGH)


def _continued(family: tuple[object, ...], rows: Rows, support: int) -> Iterator[Relation]:
    if yearly_stock(rows):
        return
    begun = _repeated(rows)
    if begun is not None:
        carried = _carried(rows)
        for row in rows.values():
            if OPEN in row and row[OPEN].key != begun.key and row[OPEN].key not in carried:
                yield _same(begun, row[OPEN], (*family, "year"), 2)
        return
    monthly = months(rows)
    for month, row in sorted(monthly.items()):
        before = monthly.get(month - 1, {})
        if OPEN in row and CLOSED in before:
            yield _same(before[CLOSED], row[OPEN], family, support)


def _forms(bench: Bench) -> Iterator[tuple[Hashable, Rows]]:
    """Papers of one kind that each print a single month, as the series that they are; two of one month are none."""
    series: dict[Hashable, dict[str, list[Rows]]] = {}
    for key, rows in ledgers(bench):
        monthly = months(rows)
        if len(rows) == 1 and len(monthly) == 1 and isinstance(key, tuple):
            period, row = next(iter(rows.items()))
            kinds = {item.paper.doctype for item in row.values()}
            about: Hashable = (*key[1:], *sorted(str(kind) for kind in kinds))
            series.setdefault(about, {}).setdefault(period, []).append(rows)
    for about, periods in series.items():
        single = {period: found[0][period] for period, found in periods.items() if len(found) == 1}
        if len(single) > _ENOUGH:
            yield about, single


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


def _carried(rows: Rows) -> set[object]:
    """Opening stocks that are just what the month before left: they follow, whatever the other months repeat."""
    monthly = months(rows)
    return {
        row[OPEN].key
        for month, row in monthly.items()
        if OPEN in row
        and (before := monthly.get(month - 1, {}).get(CLOSED)) is not None
        and before.meets(row[OPEN])
    }


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

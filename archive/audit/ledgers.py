"""Stocks and flows of energies: figures of ledgers and forms by paper, energy and month."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.figures import of
from archive.audit.periods import Span, span
from archive.audit.printed import Printed

OPEN, BOUGHT, USED, CLOSED = FLOWS = ("I-LOPEN", "I-LBUY", "I-LUSE", "I-LCLOSE")
Rows = dict[str, dict[str, Printed]]
"""Period -> flow -> the only number printed for it."""


def ledgers(bench: Bench) -> Sequence[tuple[Hashable, Rows]]:
    """(paper, body, energy, unit) and its rows; a cell that is printed twice with different values is left out."""
    if bench.ledgers is None:  # several rules look at the same stocks and flows
        bench.ledgers = list(_ledgers(bench))
    return bench.ledgers


def _ledgers(bench: Bench) -> Iterator[tuple[Hashable, Rows]]:
    table: dict[Hashable, dict[str, dict[str, list[Printed]]]] = {}
    for item in of(bench, *FLOWS):
        figure = item.figure
        key: Hashable = (item.paper.document, item.entity, figure.item, figure.canonical_unit)
        row = table.setdefault(key, {}).setdefault(figure.period or "", {})
        row.setdefault(figure.indicator, []).append(item)
    for key, periods in table.items():
        rows = {}
        for period, flows in sorted(periods.items()):
            rows[period] = {name: items[0] for name, items in flows.items() if _one(items)}
        yield key, rows


def _one(items: list[Printed]) -> bool:
    return len({i.figure.canonical_value for i in items}) == 1


def months(rows: Rows) -> dict[int, dict[str, Printed]]:
    """Month number -> flows, for single months only."""
    return {s.first: row for p, row in rows.items() if (s := span(p)) is not None and s.months == 1}


def to_date(rows: Rows) -> dict[Span, dict[str, Printed]]:
    """Rows from January up to a month, January itself included."""
    found = ((span(p), row) for p, row in rows.items())
    return {s: row for s, row in found if s is not None and s.first % 12 == 0 and s.months <= 12}


def yearly_stock(rows: Rows) -> bool:
    """Cumulative forms repeat the stock of 1 January in every month."""
    values = {row[OPEN].figure.canonical_value for row in rows.values() if OPEN in row}
    return sum(1 for row in rows.values() if OPEN in row) > 1 and len(values) == 1

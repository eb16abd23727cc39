"""R-LEDGER-1 台账恒等式: 期末库存 = 期初库存 + 购进 - 消费 - 其他(拨出/损耗)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.figures import Printed, printed
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-LEDGER-1"
_NEEDED = ("I-LOPEN", "I-LBUY", "I-LUSE", "I-LCLOSE")
_ENOUGH = 2
"""Periods that must hold before another one of the same energy accuses: the ledger then has no further column."""


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Months that break the identity which the other months of the same ledger keep."""
    table: dict[tuple[str, str | None], dict[str, dict[str, list[Printed]]]] = {}
    for item in printed(bench):
        if item.figure.indicator in _NEEDED and item.figure.period:
            ledger = table.setdefault((item.paper.document, item.figure.item), {})
            ledger.setdefault(item.figure.period, {}).setdefault(item.figure.indicator, []).append(item)
    for periods in table.values():
        rows = {
            p: row for p, row in sorted(periods.items()) if all(len(row.get(i, ())) == 1 for i in _NEEDED)
        }
        broken = {p: row for p, row in rows.items() if not _holds(row)}
        if len(rows) - len(broken) < max(_ENOUGH, len(broken) + 1):
            continue
        for period, row in broken.items():
            items = [row[i][0] for i in _NEEDED]
            args = {
                "period": period,
                "item": items[0].figure.item,
                "values": [str(i.figure.value) for i in items],
            }
            yield Finding(
                CODE, Severity.ERROR, None, "arithmetic", args, tuple(i.figure.locator for i in items)
            )


def _holds(row: dict[str, list[Printed]]) -> bool:
    begin, bought, used, end = (row[i][0] for i in _NEEDED)
    if len({i.figure.canonical_unit for i in (begin, bought, used, end)}) != 1:
        return True
    low = begin.low + bought.low - used.high
    high = begin.high + bought.high - used.low
    return low <= end.high and end.low <= high

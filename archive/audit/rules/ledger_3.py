"""R-LEDGER-3 月度连续性: 本月期初 = 上月期末."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.figures import Printed, printed
from archive.audit.periods import span
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-LEDGER-3"


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Each month of a ledger begins with the stock that the month before left."""
    table: dict[tuple[str, str | None], dict[str, dict[int, list[Printed]]]] = {}
    for item in printed(bench):
        cell = span(item.figure.period or "")
        if item.figure.indicator in {"I-LOPEN", "I-LCLOSE"} and cell is not None and cell.months == 1:
            sides = table.setdefault((item.paper.document, item.figure.item), {})
            sides.setdefault(item.figure.indicator, {}).setdefault(cell.first, []).append(item)
    for sides in table.values():
        begins, ends = sides.get("I-LOPEN", {}), sides.get("I-LCLOSE", {})
        if _yearly(begins):
            continue
        for month, items in sorted(begins.items()):
            before = ends.get(month - 1, [])
            if len(items) == 1 and len(before) == 1 and _breaks(before[0], items[0]):
                args = {"closed": str(before[0].figure.value), "opened": str(items[0].figure.value)}
                args |= {"period": str(items[0].figure.period), "item": str(items[0].figure.item or "")}
                places = (before[0].figure.locator, items[0].figure.locator)
                yield Finding(CODE, Severity.ERROR, None, None, args, places)


def _yearly(begins: dict[int, list[Printed]]) -> bool:
    """Ledgers of cumulative forms repeat the stock of 1 January in every month."""
    values = {i.figure.canonical_value for items in begins.values() for i in items}
    return len(begins) > 1 and len(values) == 1


def _breaks(closed: Printed, opened: Printed) -> bool:
    return closed.figure.canonical_unit == opened.figure.canonical_unit and not closed.meets(opened)

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
        pairs = [
            (ends[month - 1][0], items[0])
            for month, items in sorted(begins.items())
            if len(items) == 1 and len(ends.get(month - 1, ())) == 1
        ]
        broken = [pair for pair in pairs if _breaks(*pair)]
        if len(broken) > max(1, len(pairs) - len(broken)):
            continue  # a ledger that never goes on from its last month keeps another account
        for before, opened in broken:
            args = {"closed": str(before.figure.value), "opened": str(opened.figure.value)}
            args |= {"period": str(opened.figure.period), "item": str(opened.figure.item or "")}
            places = (before.figure.locator, opened.figure.locator)
            yield Finding(CODE, Severity.ERROR, None, None, args, places)


def _yearly(begins: dict[int, list[Printed]]) -> bool:
    """Ledgers of cumulative forms repeat the stock of 1 January in every month."""
    values = {i.figure.canonical_value for items in begins.values() for i in items}
    return len(begins) > 1 and len(values) == 1


def _breaks(closed: Printed, opened: Printed) -> bool:
    return closed.figure.canonical_unit == opened.figure.canonical_unit and not closed.meets(opened)

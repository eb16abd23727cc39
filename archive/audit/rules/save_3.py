"""R-SAVE-3 技措节能量合计: sum(project savings) is compared with enterprise 节能量; big excess is a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import of
from archive.audit.forms import FormRow, form_rows
from archive.audit.intervals import NOTHING
from archive.audit.parameters import asked_by, decimal
from archive.audit.printed import Number
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-SAVE-3"
_PROJECTS = re.compile(r"项目|工程|技改|改造")
_TOTAL = re.compile(r"合计|总计|小计")
_COAL = re.compile(r"吨标准?煤|tce")
_WAN = re.compile(r"万吨")
_SHOWN = 6


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Projects of one table against the saving of the whole enterprise in the year."""
    excess = decimal(bench, CODE, "excess", "1.2")
    me, year = bench.dossier.entity.code, str(bench.dossier.year)
    totals = [
        i for i in of(bench, "I-SAVE") if i.entity == me and i.figure.period == year and not i.figure.item
    ]
    totals = [i for i in totals if i.figure.canonical_unit in {"tce", "吨标准煤"}]
    if len({i.figure.canonical_value for i in totals}) != 1:
        return
    whole = totals[0]
    for rows in _tables(bench).values():
        added = NOTHING
        for row in rows:
            added = added.plus(row.cells["saved"].interval)
        if len(rows) >= 2 and added.low > whole.high * excess:
            cells = [r.cells["saved"] for r in rows]
            numbers: list[Number] = [whole, *cells]
            numbers = numbers[:_SHOWN]
            args = {**beside(numbers), "indicator": "I-SAVE", "period": year, "count": len(rows)}
            args["sum"] = str(sum((c.value for c in cells), Decimal(0)))
            places = tuple(n.place for n in numbers)
            yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, places)


def _tables(bench: Bench) -> dict[object, list[FormRow]]:
    """Lines of tables of projects whose savings are printed in tonnes of standard coal."""
    found: dict[object, list[FormRow]] = {}
    for row in form_rows(bench, "saved"):
        table = row.sheet.table
        head = table.heads.get(row.cells["saved"].entry.col, "")
        about = " ".join((table.caption, *table.heads.values()))
        if not _PROJECTS.search(about) or not _COAL.search(head + table.caption) or _WAN.search(head):
            continue
        if not _TOTAL.search(row.label) and "base" not in row.cells:
            found.setdefault(row.family, []).append(row)
    return found

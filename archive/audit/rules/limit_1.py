"""R-LIMIT-1 限额判定: actual <= 限定值(现有); the standard's number and edition must be cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.comparing import above, exceeding
from archive.audit.forms import FormRow, form_rows
from archive.audit.parameters import asked_by
from archive.audit.printed import Cell
from archive.audit.views import folded
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-LIMIT-1"
_ACTUAL = ("actual", "unit_use", "per_product")
_UNIT = re.compile(r"(?<![a-z])(?:千克|公斤|克|吨)标准?煤/|kgce/|(?<![a-z])[gt]ce/|kwh/|千瓦时/")
_STANDARD = re.compile(r"(?:gb|db)\s*/?\s*t?\s*\d+", re.IGNORECASE)


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Products whose energy is above the limit for existing plants; 准入值 and 先进值 bind others."""
    requirement = asked_by(bench, CODE)
    for row in form_rows(bench, "limit"):
        actual = next((row.cells[role] for role in _ACTUAL if role in row.cells), None)
        if actual is not None and _one_unit(row, actual) and above(actual, row.cells["limit"]):
            args = {"item": row.label, "standard": _cited(row)}
            yield exceeding(CODE, actual, row.cells["limit"], Severity.ERROR, args, requirement)


def _one_unit(row: FormRow, actual: Cell) -> bool:
    """No two different units are printed in the heads or units of the two numbers."""
    units = {unit for cell in (actual, row.cells["limit"]) if (unit := _unit(row, cell))}
    return len(units) <= 1


def _unit(row: FormRow, cell: Cell) -> str:
    table = row.sheet.table
    words = f"{table.units.get(cell.entry.row, '')} {table.heads.get(cell.entry.col, '')} {cell.label}"
    match = _UNIT.search(folded(words))
    return (
        match[0].replace("kgce", "千克标准煤").replace("公斤", "千克").replace("标煤", "标准煤")
        if match
        else ""
    )


def _cited(row: FormRow) -> str | None:
    """The standard that the line or the table names; None is worth asking about."""
    match = _STANDARD.search(f"{row.label} {row.sheet.table.caption}")
    return match[0] if match else None

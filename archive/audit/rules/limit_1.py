"""R-LIMIT-1 限额判定: actual <= 限定值(现有); the standard's number and edition must be cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.comparing import above, exceeding
from archive.audit.forms import FormRow, form_rows
from archive.audit.parameters import asked_by
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-LIMIT-1"
_STANDARD = re.compile(r"(?:gb|db)\s*/?\s*t?\s*\d+", re.IGNORECASE)


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Products whose energy is above the limit for existing plants; 准入值 and 先进值 bind others."""
    requirement = asked_by(bench, CODE)
    for row in form_rows(bench, "limit"):
        actual = row.cells.get("actual") or row.cells.get("unit_use")
        if actual is not None and above(actual, row.cells["limit"]):
            args = {"item": row.label, "standard": _cited(row)}
            yield exceeding(CODE, actual, row.cells["limit"], Severity.ERROR, args, requirement)


def _cited(row: FormRow) -> str | None:
    """The standard that the line or the table names; None is worth asking about."""
    match = _STANDARD.search(f"{row.label} {row.sheet.table.caption}")
    return match[0] if match else None

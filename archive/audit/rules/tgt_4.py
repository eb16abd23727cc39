"""R-TGT-4 总量控制: 实际总量 <= 目标总量 (扣除绿电绿证等可再生后再比)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.comparing import above, exceeding
from archive.audit.forms import FormRow, form_rows
from archive.audit.parameters import asked_by
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-TGT-4"
_WHOLE = re.compile(r"能源消费总量|能耗总量|煤炭消费总量|能源消费(?:总)?量控制")
_DEDUCTED = re.compile(r"绿电|绿证|可再生|扣除|原料用能")


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Lines that print a cap beside the actual amount; where something may be deducted first it is asked."""
    requirement = asked_by(bench, CODE)
    for row in form_rows(bench, "goal", "actual"):
        actual, goal = row.cells["actual"], row.cells["goal"]
        if not _WHOLE.search(row.label) or not above(actual, goal) or actual.value > goal.value * 2:
            continue
        severity = Severity.INFO if _may_deduct(row) else Severity.ERROR
        args = {"indicator": "I-ETOT", "item": row.label}
        if severity is Severity.INFO:
            args["ask"] = "deduction"
        yield exceeding(CODE, actual, goal, severity, args, requirement)


def _may_deduct(row: FormRow) -> bool:
    table = row.sheet.table
    words = " ".join((table.caption, *table.stubs.values(), *table.heads.values()))
    return _DEDUCTED.search(words) is not None

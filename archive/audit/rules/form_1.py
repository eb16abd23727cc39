"""R-FORM-1 205-1 行内关系: 消费合计 >= 工业生产消费 >= 用于原材料; 消费合计 >= 运输工具消费; 购进 >= 省外购进."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.comparing import above, exceeding
from archive.audit.forms import form_rows
from archive.audit.parameters import asked_by
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-FORM-1"
_ORDERS = (
    ("industrial", "used"),
    ("feedstock", "industrial"),
    ("transport", "used"),
    ("bought_outside", "bought"),
)
"""(part, whole): a part is never larger."""


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Parts of a form's line that are larger than what they are part of."""
    requirement = asked_by(bench, CODE)
    for row in form_rows(bench):
        for part, whole in _ORDERS:
            if part in row.cells and whole in row.cells and above(row.cells[part], row.cells[whole]):
                args = {"item": row.label, "columns": [part, whole]}
                yield exceeding(CODE, row.cells[part], row.cells[whole], Severity.ERROR, args, requirement)

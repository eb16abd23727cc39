"""R-REG-1 能评台账与项目台账一致: every project with tce >= threshold has an approval document number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.lists import list_rows
from archive.audit.parameters import asked_by, decimal
from archive.audit.views import folded
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-REG-1"
_KINDS = frozenset({"project_register", "energy_review"})
_HEADS = {
    "name": re.compile(r"项目名称|^名称"),
    "tce": re.compile(r"年?(?:综合)?(?:能耗|能源消费量|能源消耗量|用能量).*(?:吨标准?煤|tce)|吨标准?煤"),
    "approval": re.compile(r"(?:节能审查|能评|审查|批复|审批).*(?:文号|编号|意见)|^文号$"),
}
_SHOWN = 20


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Projects above the threshold whose approval column is empty, unless another register has its number."""
    threshold = decimal(bench, CODE, "tce", "1000")
    approved: set[str] = set()
    bare = []
    for row in list_rows(bench, _KINDS, _HEADS, "name", "approval"):
        name = folded(row.text("name"))
        if not row.blank("approval"):
            approved.add(name)
            continue
        amount = row.number("tce")
        wan = "万吨" in "".join(h for h in row.row.cells if _HEADS["tce"].search(folded(h)))
        if name and amount is not None and amount * (10000 if wan else 1) >= threshold:
            bare.append(row)
    bare = [row for row in bare if folded(row.text("name")) not in approved]
    if bare:
        args = {
            "items": [r.text("name") for r in bare[:_SHOWN]],
            "values": [r.text("tce") for r in bare[:_SHOWN]],
            "owners": [r.view.paper.entity for r in bare[:_SHOWN]],
            "count": len(bare),
            "needed": str(threshold),
        }
        places = tuple(r.row.locator for r in bare[:_SHOWN])
        yield Finding(CODE, Severity.ERROR, asked_by(bench, CODE), None, args, places)

"""R-RECT-1 整改闭环: each finding has measure, person, deadline, proof; closed before the deadline; 复查 record present."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.lists import Row, list_rows
from archive.audit.parameters import asked_by
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-RECT-1"
_KINDS = frozenset({"rectification_report", "rectification_notice", "inspection_record"})
_HEADS = {
    "fault": re.compile(r"问题|不符合项|隐患|整改事项"),
    "measure": re.compile(r"措施|整改内容"),
    "person": re.compile(r"责任人|责任部门|责任单位"),
    "deadline": re.compile(r"时限|期限|限期|计划完成"),
    "closed": re.compile(r"(?:实际)?完成(?:时间|日期)|销号|整改日期"),
    "proof": re.compile(r"佐证|证明|附件|材料"),
    "again": re.compile(r"复查|验收|核查结果"),
}
_ASKED = ("measure", "person", "deadline", "closed", "proof", "again")
_SHOWN = 20


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Open cells of reports on rectification, and faults that were closed after their deadline."""
    requirement = asked_by(bench, CODE)
    open_: dict[str, list[tuple[Row, list[str]]]] = {}
    for row in list_rows(bench, _KINDS, _HEADS, "fault", "measure"):
        if row.blank("fault"):
            continue
        # A notice asks: what was done stands in the report that answers it.
        asked = _ASKED if row.view.kind == "rectification_report" else ()
        blank = [name for name in asked if row.blank(name)]
        if blank:
            open_.setdefault(row.view.document, []).append((row, blank))
        deadline, closed = row.day("deadline"), row.day("closed")
        if deadline is not None and closed is not None and closed > deadline:
            args = {"item": row.text("fault"), "days": (closed - deadline).days}
            args |= {"due": deadline.isoformat(), "closed": closed.isoformat()}
            yield Finding(CODE, Severity.ERROR, requirement, None, args, (row.row.locator,))
    for rows in open_.values():
        fields = sorted({name for _, blank in rows for name in blank})
        args = {"rows": len(rows), "fields": fields, "items": [r.text("fault") for r, _ in rows[:_SHOWN]]}
        places = tuple(r.row.locator for r, _ in rows[:_SHOWN])
        yield Finding(CODE, Severity.ERROR, requirement, None, args, places)

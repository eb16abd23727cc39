"""R-QUOTA-1 定额执行: actual consumption of main equipment <= quota each month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.comparing import above
from archive.audit.explaining import beside
from archive.audit.forms import FormRow, form_rows
from archive.audit.parameters import asked_by
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-QUOTA-1"
_SHOWN = 6


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """One finding for each table with lines above their quota."""
    over: dict[object, list[FormRow]] = {}
    lines: dict[object, int] = {}
    for row in form_rows(bench, "quota"):
        actual = row.cells.get("actual") or row.cells.get("used")
        if actual is not None:
            lines[row.family] = lines.get(row.family, 0) + 1
            if above(actual, row.cells["quota"]):
                over.setdefault(row.family, []).append(row)
    for family, rows in over.items():
        pairs = [(r.cells.get("actual") or r.cells["used"], r.cells["quota"]) for r in rows]
        first = [n for pair in pairs[:_SHOWN] for n in pair]
        args = {**beside(first), "items": [r.label for r in rows], "count": len(rows), "of": lines[family]}
        places = tuple(n.place for n in first)
        yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, places)

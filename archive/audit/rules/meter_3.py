"""R-METER-3 器具清单字段齐全: every column of the instrument list is filled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-METER-3"
_SHOWN = 20


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """One finding per list that has empty cells."""
    requirement = next((r.id for r in bench.requirements if CODE in r.cross_checks), None)
    for view in bench.views:
        rows = [r for r in view.facts.instruments if r.blank_fields]
        if not rows or not view.readable or view.kind != "meter_list":
            continue
        places = tuple(r.locator or view.locator() for r in rows[:_SHOWN])
        fields = sorted({name for r in rows for name in r.blank_fields})
        args = {"rows": len(rows), "of": len(view.facts.instruments), "fields": fields}
        yield Finding(CODE, Severity.ERROR, requirement, None, args, places)

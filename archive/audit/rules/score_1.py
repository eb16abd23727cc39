"""R-SCORE-1 得分合计: sum(line scores) == total; each line <= its max."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.views import View
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.facts import ScoreLine

CODE = "R-SCORE-1"
_FULL = Decimal(100)


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Only sheets whose own maxima add up are summed: others have subtotals or lost rows."""
    requirement = next((r.id for r in bench.requirements if CODE in r.cross_checks), None)
    for view in bench.views:
        if view.kind != "self_score" or not view.readable:
            continue
        lines = [x for x in view.facts.score_lines if not x.is_total]
        for line in lines:
            if line.maximum is not None and line.claimed is not None and line.claimed > line.maximum:
                args = {"line": line.ref, "claimed": str(line.claimed), "maximum": str(line.maximum)}
                place = line.locator or view.locator()
                yield Finding(CODE, Severity.ERROR, requirement, None, args, (place,))
        yield from _total(view, lines, requirement)


def _total(view: View, lines: list[ScoreLine], requirement: str | None) -> Iterator[Finding]:
    totals = [x for x in view.facts.score_lines if x.is_total and x.claimed is not None]
    if len(totals) != 1 or not lines or any(x.claimed is None or x.maximum is None for x in lines):
        return
    total = totals[0]
    full = total.maximum if total.maximum is not None else _FULL
    if sum((x.maximum or Decimal(0) for x in lines), Decimal(0)) != full:
        return
    added = sum((x.claimed or Decimal(0) for x in lines), Decimal(0))
    if added != total.claimed:
        args = {"total": str(total.claimed), "sum": str(added)}
        place = total.locator or view.locator()
        yield Finding(CODE, Severity.ERROR, requirement, "arithmetic", args, (place,))

"""R-SCORE-2 得分有据: line score > 0 requires at least one attached proof of an accepted type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.views import folded
from archive.domain.audit import Finding, Severity, Slot, SlotState
from archive.domain.rulebook import Requirement

CODE = "R-SCORE-2"
_LONG = 6


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Points claimed for a line for which nothing at all was handed in."""
    empty = {r.id for r in bench.requirements} - {
        s.requirement for s in slots if s.state is not SlotState.MISSING
    }
    for view in bench.views:
        if view.kind != "self_score" or not view.readable:
            continue
        for line in view.facts.score_lines:
            if line.is_total or line.claimed is None or line.claimed <= 0:
                continue
            requirement = _meant(line.ref, bench.requirements)
            if requirement is not None and requirement.id in empty:
                args = {"line": line.ref, "claimed": str(line.claimed)}
                place = line.locator or view.locator()
                yield Finding(CODE, Severity.ERROR, requirement.id, None, args, (place,))


def _meant(ref: str, requirements: Sequence[Requirement]) -> Requirement | None:
    """The requirement that a line names by id or by its own title; a bare line number names none."""
    text = folded(ref)
    found = [r for r in requirements if r.id.casefold() == text]
    if not found and len(text) >= _LONG:
        found = [r for r in requirements if text in folded(r.title["zh"]) or folded(r.title["zh"]) in text]
    return found[0] if len(found) == 1 else None

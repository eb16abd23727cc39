"""In which order people read what is wrong: veto, gate, points at risk, severity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from archive.domain.audit import Finding, Severity, Slot, SlotState

FINE = frozenset({SlotState.COMPLETE, SlotState.NOT_APPLICABLE, SlotState.WAIVED})
_RANK = {Severity.VETO: 0, Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFO: 3}
_STATES = tuple(SlotState)


def severity(slot: Slot) -> Severity | None:
    """How much an open slot weighs; None when nothing is open."""
    if slot.state in FINE:
        return None
    if slot.level == "supporting":
        return Severity.INFO
    if slot.veto:
        return Severity.VETO
    return Severity.ERROR if slot.gate or slot.points else Severity.WARNING


def slots(found: Iterable[Slot]) -> list[Slot]:
    """Open slots first, the weightiest before the others."""
    return sorted(found, key=_slot_key)


def _slot_key(slot: Slot) -> tuple[object, ...]:
    open_ = slot.state not in FINE
    grave = severity(slot) or Severity.INFO
    return (
        not open_,
        not (open_ and slot.veto),
        not (open_ and slot.gate),
        -(slot.points or Decimal(0)),
        _RANK[grave],
        slot.requirement,
        slot.period,
    )


def findings(found: Iterable[Finding], by_requirement: Mapping[str, Slot]) -> list[Finding]:
    """The same order for findings; they weigh as much as the requirement they touch."""

    def key(finding: Finding) -> tuple[object, ...]:
        slot = by_requirement.get(finding.requirement or "")
        return (
            finding.severity is not Severity.VETO and not (slot is not None and slot.veto),
            not (slot is not None and slot.gate),
            -((slot.points if slot else None) or Decimal(0)),
            _RANK[finding.severity],
            finding.rule,
            finding.requirement or "",
            [(e.document, e.page, e.quote) for e in finding.evidence],
        )

    return sorted(found, key=key)


def worst(slots_: Iterable[Slot], findings_: Iterable[Finding]) -> Severity | None:
    """The gravest thing of an audit, for `--fail-on`."""
    seen = [s for slot in slots_ if (s := severity(slot)) is not None] + [f.severity for f in findings_]
    return min(seen, key=_RANK.__getitem__, default=None)


def reaches(found: Severity | None, limit: Severity) -> bool:
    """Whether *found* is at least as grave as *limit*."""
    return found is not None and _RANK[found] <= _RANK[limit]

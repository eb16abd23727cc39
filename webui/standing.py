"""An entity's verdict arranged for reading: a row a requirement, worst first when asked, and the three numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from archive.audit.order import FINE as SETTLED
from archive.domain.audit import EntityAudit, Finding, Slot, SlotState
from archive.domain.facts import Locator
from archive.domain.rulebook import Requirement, Rulebook

GRAVITY = (
    SlotState.MISSING,
    SlotState.MISMATCHED,
    SlotState.EXPIRED,
    SlotState.PARTIAL,
    SlotState.CALIBER,
    SlotState.REVIEW,
)
"""The first of these that a requirement's slots show is its state."""


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement with its slots."""

    requirement: Requirement
    slots: tuple[Slot, ...]

    @property
    def state(self) -> SlotState:
        states = {slot.state for slot in self.slots}
        for grave in GRAVITY:
            if grave in states:
                return grave
        for settled in (SlotState.COMPLETE, SlotState.WAIVED):
            if settled in states:
                return settled
        return SlotState.NOT_APPLICABLE

    @property
    def gap(self) -> bool:
        return self.state not in SETTLED

    @property
    def accused(self) -> bool:
        return self.gap and self.requirement.level != "supporting"

    @property
    def points(self) -> Decimal | None:
        known = [slot.points for slot in self.slots if slot.points is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def risk(self) -> Decimal:
        return sum(
            (slot.points for slot in self.slots if slot.points is not None and slot.state not in SETTLED),
            Decimal(0),
        )

    @property
    def evidence(self) -> tuple[Locator, ...]:
        """Each page once."""
        seen: dict[tuple[str, int], Locator] = {}
        for slot in self.slots:
            for locator in slot.evidence:
                seen.setdefault((locator.document, locator.page), locator)
        return tuple(seen.values())

    @property
    def periodic(self) -> bool:
        return len(self.slots) > 1

    @property
    def order(self) -> tuple[object, ...]:
        return (
            not self.accused,
            not self.requirement.veto,
            not self.requirement.gate,
            -self.risk,
            GRAVITY.index(self.state) if self.state in GRAVITY else 9,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """Slots that count, and how many are settled as complete."""

    asked: int
    complete: int
    gaps: int
    review: int

    @property
    def percent(self) -> int:
        return int(100 * self.complete / self.asked) if self.asked else 100


def telling(row: Row, titles: Mapping[str, str]) -> list[Locator]:
    """The evidence with what the reasons speak of first: the expired certificate before the valid ones."""
    spoken = {
        str(value)
        for slot in row.slots
        for reason in slot.reasons
        for name, value in reason.args.items()
        if name in {"document", "serial"} and value
    }

    def silent(locator: Locator) -> bool:
        title = titles.get(locator.document, "")
        return not any(word == locator.document or word in title or word in locator.quote for word in spoken)

    return sorted(row.evidence, key=silent)


def rows(audit: EntityAudit, rulebook: Rulebook) -> list[Row]:
    """In the order of the checklist."""
    by_requirement: dict[str, list[Slot]] = {}
    for slot in audit.slots:
        by_requirement.setdefault(slot.requirement, []).append(slot)
    known = rulebook.requirements
    return [Row(known[id], tuple(slots)) for id, slots in by_requirement.items() if id in known]


def tally(found: Iterable[Row]) -> Tally:
    counted = [
        slot
        for row in found
        if row.requirement.level != "supporting"
        for slot in row.slots
        if slot.state not in {SlotState.NOT_APPLICABLE, SlotState.WAIVED}
    ]
    complete = sum(slot.state is SlotState.COMPLETE for slot in counted)
    review = sum(slot.state is SlotState.REVIEW for slot in counted)
    return Tally(len(counted), complete, len(counted) - complete - review, review)


def grouped(found: Sequence[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in found:
        groups.setdefault(row.requirement.group, []).append(row)
    return groups


def vetoes(found: Iterable[Row]) -> list[Row]:
    """Veto lines without proof; what merely waits for a person or for reading accuses nobody."""
    return [
        row for row in found if row.requirement.veto and row.accused and row.state is not SlotState.REVIEW
    ]


def serious(findings: Iterable[Finding]) -> list[Finding]:
    """Without mere information, gravest first."""
    rank = {"veto": 0, "error": 1, "warning": 2}
    chosen = [f for f in findings if f.severity.value in rank]
    return sorted(chosen, key=lambda f: (rank[f.severity.value], f.requirement or "", f.rule))

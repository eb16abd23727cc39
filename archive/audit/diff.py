"""What changed between two audits, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.domain.audit import EntityAudit, Finding, Reason, Slot


@dataclass(frozen=True, slots=True)
class Difference:
    """One slot, finding or score that is not as it was.

    `what`: slot, finding, score, entity. `why`: first_run, no_longer_audited, papers_added, papers_removed,
    papers_exchanged, decided, decision_undone, rulebook_or_day, slots_changed, found, gone.
    """

    entity: str
    what: str
    requirement: str | None
    period: str | None
    before: str | None
    after: str | None
    why: str
    added: tuple[str, ...] = ()
    """Documents that are evidence now and were not."""
    removed: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    """Reasons of the state after."""


def diff(before: Sequence[EntityAudit], after: Sequence[EntityAudit]) -> list[Difference]:
    """Differences in the order of the later run; entities that only one run knows are named once."""
    old = {audit.entity: audit for audit in before}
    found: list[Difference] = []
    for audit in after:
        former = old.pop(audit.entity, None)
        if former is None:
            found.append(Difference(audit.entity, "entity", None, None, None, "audited", "first_run"))
            continue
        found.extend(_slots(former, audit))
        found.extend(_findings(former, audit))
        found.extend(_score(former, audit))
    found.extend(
        Difference(code, "entity", None, None, "audited", None, "no_longer_audited") for code in sorted(old)
    )
    return found


def _slots(before: EntityAudit, after: EntityAudit) -> Iterator[Difference]:
    old = {(s.requirement, s.period): s for s in before.slots}
    for slot in after.slots:
        former = old.pop((slot.requirement, slot.period), None)
        if former is None or former.state is not slot.state or _codes(former) != _codes(slot):
            yield _slot(after.entity, former, slot)
    for former in old.values():
        yield _slot(after.entity, former, None)


def _codes(slot: Slot) -> list[str]:
    return sorted({r.code for r in slot.reasons})


def _slot(entity: str, former: Slot | None, slot: Slot | None) -> Difference:
    shown = slot or former
    had = {e.document for e in former.evidence} if former else set()
    has = {e.document for e in slot.evidence} if slot else set()
    return Difference(
        entity,
        "slot",
        shown.requirement if shown else None,
        shown.period if shown else None,
        former.state.value if former else None,
        slot.state.value if slot else None,
        _why(former, slot, has - had, had - has),
        tuple(sorted(has - had)),
        tuple(sorted(had - has)),
        slot.reasons if slot else (),
    )


def _why(former: Slot | None, slot: Slot | None, added: set[str], removed: set[str]) -> str:
    now = slot.decision if slot else None
    then = former.decision if former else None
    if now is not None and now != then:
        return "decided"
    if then is not None and now is None:
        return "decision_undone"
    if added and removed:
        return "papers_exchanged"
    if added:
        return "papers_added"
    return "papers_removed" if removed else "rulebook_or_day"


def _findings(before: EntityAudit, after: EntityAudit) -> Iterator[Difference]:
    old = {_key(f): f for f in before.findings}
    new = {_key(f): f for f in after.findings}
    for key, finding in new.items():
        if key not in old:
            yield _finding(after.entity, finding, "found")
        elif finding.verdict != old[key].verdict:
            yield _finding(after.entity, finding, "pronounced")
    for key, finding in old.items():
        if key not in new:
            yield _finding(after.entity, finding, "gone")


def _key(finding: Finding) -> tuple[object, ...]:
    places = tuple(sorted((e.document, e.page, e.quote) for e in finding.evidence))
    return finding.rule, finding.requirement, finding.cause, str(finding.args), places


def _finding(entity: str, finding: Finding, why: str) -> Difference:
    there = finding.rule
    documents = tuple(sorted({e.document for e in finding.evidence}))
    return Difference(
        entity,
        "finding",
        finding.requirement,
        None,
        None if why == "found" else there,
        None if why == "gone" else there,
        why,
        documents if why == "found" else (),
        documents if why == "gone" else (),
        (Reason(finding.cause or finding.rule, finding.args),),
    )


def _score(before: EntityAudit, after: EntityAudit) -> Iterator[Difference]:
    old, new = before.score, after.score
    if (
        old is None
        or new is None
        or (old.supported, old.total, old.grade) == (new.supported, new.total, new.grade)
    ):
        return
    yield Difference(
        after.entity,
        "score",
        None,
        None,
        f"{old.supported}/{old.total}",
        f"{new.supported}/{new.total}",
        "slots_changed",
    )

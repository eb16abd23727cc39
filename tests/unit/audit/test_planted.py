"""Dossiers with known truth: every requirement with its ideal papers, then with one thing wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from archive.audit import audit
from archive.audit.periods import slots_of
from archive.domain.audit import Paper, Slot, SlotState
from archive.domain.entity import Entity, Kind
from archive.domain.facts import Claim, KeywordHit
from archive.domain.rulebook import Requirement
from archive.rulebook import load
from tests.unit.audit.planted import YEAR, all_requirements, certificate, claim, department_of, dossier, ideal

BOOK = load()
EVERY = [pytest.param(kind, r, id=r.id) for kind, r in all_requirements(BOOK)]
CITY = Entity("C", "咸阳市", Kind.CITY, attributes={"schemes": {"county": "CITY-COUNTY-A"}})
TOPICAL = {d.id for d in BOOK.doctypes.values() if d.topical}


def judged(kind: str, requirement: Requirement, papers: list[Paper], **more: object) -> list[Slot]:
    """The slots of one requirement when these papers were handed in."""
    made = dossier(kind, papers, department_of(requirement), relatives={"C": CITY}, **more)
    return [s for s in audit(made, BOOK).slots if s.requirement == requirement.id]


def states(slots: list[Slot]) -> set[SlotState]:
    return {s.state for s in slots}


def codes(slots: list[Slot]) -> set[str]:
    return {r.code for s in slots for r in s.reasons}


def changed(papers: list[Paper], **head: object) -> list[Paper]:
    return [replace(p, **head) for p in papers]  # type: ignore[arg-type]


def read(papers: list[Paper], **facts: object) -> list[Paper]:
    return [replace(p, facts=replace(p.facts, **facts)) for p in papers]  # type: ignore[arg-type]


def is_cycles(requirement: Requirement) -> bool:
    return any(n.per == "instrument" for n in requirement.needs)


@pytest.mark.parametrize(("kind", "requirement"), EVERY)
def test_ideal_papers_complete_every_slot(kind: str, requirement: Requirement) -> None:
    """What a careful clerk hands in is accepted, for every requirement of the three checklists."""
    slots = judged(kind, requirement, ideal(requirement))

    assert states(slots) == {SlotState.COMPLETE}
    assert all(s.evidence for s in slots)


@pytest.mark.parametrize(("kind", "requirement"), EVERY)
def test_nothing_handed_in_is_missing(kind: str, requirement: Requirement) -> None:
    """An empty dossier lacks everything that applies."""
    slots = judged(kind, requirement, [])

    assert [s.period for s in slots] == list(slots_of(requirement.frequency, YEAR))
    assert states(slots) == {SlotState.MISSING}


@pytest.mark.parametrize(("kind", "requirement"), EVERY)
def test_waiting_files_are_never_missing(kind: str, requirement: Requirement) -> None:
    """While a file waits to be read, nothing is said to be missing."""
    waiting = Paper("D-000001", "E1", YEAR, "0001.pdf", "received")

    slots = judged(kind, requirement, [waiting])

    assert states(slots) == {SlotState.REVIEW}
    assert codes(slots) == {"waiting"}


@pytest.mark.parametrize(("kind", "requirement"), [p for p in EVERY if len(p.values[1].needs) > 1])
def test_one_part_of_several_is_partial(kind: str, requirement: Requirement) -> None:
    """One need met and one not is partial, whichever is absent."""
    if is_cycles(requirement):
        papers = [p for p in ideal(requirement) if not (p.date and p.date.year < YEAR)]
    else:
        gone = requirement.needs[0].any_of
        last = len(ideal(requirement)) - 1
        papers = ideal(requirement)[:last] if set(gone) & set(requirement.needs[-1].any_of) else None  # type: ignore[assignment]
        papers = papers or [p for p in ideal(requirement) if p.doctype not in gone]

    assert states(judged(kind, requirement, papers)) == {SlotState.PARTIAL}


@pytest.mark.parametrize(
    ("kind", "requirement"),
    [p for p in EVERY if p.values[1].needs[0].count > 1 and len(p.values[1].needs) == 1],
)
def test_half_of_the_count_is_partial(kind: str, requirement: Requirement) -> None:
    """One of two distinct papers is partial and says how many are needed."""
    slots = judged(kind, requirement, ideal(requirement)[:1])

    assert states(slots) == {SlotState.PARTIAL}
    assert slots[0].reasons[0].args["found"] == 1


@pytest.mark.parametrize(("kind", "requirement"), EVERY)
def test_papers_of_the_year_before(kind: str, requirement: Requirement) -> None:
    """Last year's papers are the wrong year, except where what is in force counts."""
    slots = judged(kind, requirement, ideal(requirement, year=YEAR - 1))

    rule = requirement.validity["rule"]
    if is_cycles(requirement):
        assert states(slots) == {SlotState.EXPIRED}
    elif all(n.per == "current" for n in requirement.needs):
        assert states(slots) == {SlotState.COMPLETE}
    elif any(n.per in {"current", "previous_year"} for n in requirement.needs):
        assert states(slots) == {SlotState.PARTIAL}
    elif "days_after_result" in requirement.validity or "days_after_notice" in requirement.validity:
        assert states(slots) == {SlotState.MISMATCHED}
    else:
        assert states(slots) == {SlotState.MISMATCHED}, rule
        assert codes(slots) <= {"wrong_year", "late"}


@pytest.mark.parametrize(("kind", "requirement"), EVERY)
def test_drafts_are_mismatched(kind: str, requirement: Requirement) -> None:
    """A draft proves nothing."""
    slots = judged(kind, requirement, read(ideal(requirement), draft=claim("征求意见稿")))

    if not is_cycles(requirement):
        assert states(slots) == {SlotState.MISMATCHED}
        assert codes(slots) == {"draft"}


@pytest.mark.parametrize(("kind", "requirement"), [p for p in EVERY if p.values[1].seal_required])
def test_a_missing_seal_is_mismatched(kind: str, requirement: Requirement) -> None:
    """Where a seal is required, a visibly empty place fails; an undecided one does not."""
    papers = ideal(requirement)

    assert states(judged(kind, requirement, read(papers, seal=claim("absent")))) == {SlotState.MISMATCHED}
    assert states(judged(kind, requirement, read(papers, seal=claim("unclear")))) == {SlotState.COMPLETE}
    assert states(judged(kind, requirement, read(papers, seal=None))) == {SlotState.COMPLETE}


@pytest.mark.parametrize(("kind", "requirement"), EVERY)
def test_papers_of_another_entity(kind: str, requirement: Requirement) -> None:
    """A paper whose content names another body is mismatched in its slot."""
    slots = judged(kind, requirement, changed(ideal(requirement), notes=frozenset({"entity_conflict"})))

    assert states(slots) == {SlotState.MISMATCHED}
    assert codes(slots) == {"wrong_entity"}


@pytest.mark.parametrize(("kind", "requirement"), EVERY)
def test_another_topic(kind: str, requirement: Requirement) -> None:
    """A paper of a general kind about something else passes nowhere."""
    if is_cycles(requirement) or any(not set(n.any_of) <= TOPICAL for n in requirement.needs):
        return
    if requirement.topic == ("*",):
        return
    papers = changed(ideal(requirement), title="计划生育协会换届情况")
    papers = read(papers, keywords=())

    slots = judged(kind, requirement, papers)

    assert states(slots) == {SlotState.MISMATCHED}
    assert codes(slots) == {"other_topic"}


@pytest.mark.parametrize(("kind", "requirement"), [p for p in EVERY if p.values[1].due is not None])
def test_late_papers(kind: str, requirement: Requirement) -> None:
    """A paper dated after the deadline is mismatched as late."""
    due = judged(kind, requirement, [])[0].due
    assert due is not None
    late = date.fromordinal(due.toordinal() + 1)

    slots = judged(kind, requirement, changed(ideal(requirement), date=late))

    assert states(slots) == {SlotState.MISMATCHED}
    assert codes(slots) == {"late"}


@pytest.mark.parametrize(("kind", "requirement"), EVERY)
def test_blurred_pages_are_for_people(kind: str, requirement: Requirement) -> None:
    """A paper without one certain page is never passed by the machine."""
    slots = judged(kind, requirement, changed(ideal(requirement), doubtful_pages=2))

    if not is_cycles(requirement):
        assert states(slots) == {SlotState.REVIEW}


@pytest.mark.parametrize(("kind", "requirement"), EVERY)
def test_unreadable_files_with_a_telling_name(kind: str, requirement: Requirement) -> None:
    """A file that cannot be read puts the slot that its name points to into review."""
    broken = Paper("D-000001", "E1", YEAR, f"{requirement.id}/扫描件.pdf", "unreadable", "damaged")

    slots = judged(kind, requirement, [broken])

    assert states(slots) == {SlotState.REVIEW}
    assert codes(slots) <= {"unreadable", "period_unknown"}


@pytest.mark.parametrize(("kind", "requirement"), EVERY)
def test_unreadable_files_without_a_name(kind: str, requirement: Requirement) -> None:
    """A file whose name points nowhere stands beside the checklist and changes no slot."""
    broken = Paper("D-000001", "E1", YEAR, "扫描件0012.pdf", "unreadable", "damaged")

    made = audit(dossier(kind, [broken], department_of(requirement), relatives={"C": CITY}), BOOK)

    assert {s.state for s in made.slots if s.requirement == requirement.id} == {SlotState.MISSING}
    assert [(b.document, b.reason) for b in made.beside] == [("D-000001", "unreadable")]


@pytest.mark.parametrize(("kind", "requirement"), EVERY)
def test_no_year_anywhere_is_asked(kind: str, requirement: Requirement) -> None:
    """Without any year a careful person would ask."""
    if is_cycles(requirement) or requirement.validity["rule"] == "not_expired":
        return
    papers = changed(ideal(requirement), date=None, period=None)
    papers = [replace(p, title=(p.title or "")[5:]) for p in papers]
    papers = read(papers, year=None, period=None, periods=(), date=None)

    slots = judged(kind, requirement, papers)

    standing = {d.id for d in BOOK.doctypes.values() if "standing" in d.habits}
    if all(n.per == "current" for n in requirement.needs) and {p.doctype for p in papers} <= standing:
        assert states(slots) == {SlotState.COMPLETE}
    else:
        assert states(slots) == {SlotState.REVIEW}


def test_titles_without_keywords_are_helped_by_the_body() -> None:
    """Minutes are often titled by their series only."""
    requirement = BOOK.requirements["CTY-02-02"]
    papers = ideal(requirement)
    words = tuple(KeywordHit(w, "body") for w in ("节能", "组长"))
    named = [
        replace(p, title="市政府专题会议纪要", facts=replace(p.facts, keywords=words))
        if p.doctype == "meeting_minutes"
        else p
        for p in papers
    ]

    assert states(judged("county", requirement, named)) == {SlotState.COMPLETE}


def test_one_meeting_is_named() -> None:
    """The contract's example: one of two meetings."""
    requirement = BOOK.requirements["CTY-02-02"]

    slot = judged("county", requirement, ideal(requirement)[:2])[0]

    assert slot.state is SlotState.PARTIAL
    assert (slot.reasons[0].code, dict(slot.reasons[0].args)) == (
        "only_one_meeting",
        {"found": 1, "needed": 2},
    )


CYCLES = BOOK.requirements["ENT-06-03f"]


def only(*papers: Paper) -> Slot:
    return judged("enterprise", CYCLES, list(papers))[0]


def test_certificates() -> None:
    """Validity is judged on the as-of day, kind and verdict count, and both cycles are needed."""
    now = certificate(1, "A-1", date(2018, 3, 1), date(2019, 2, 28))
    before = certificate(2, "A1", date(2017, 3, 1), date(2018, 2, 28))
    gap = certificate(2, "A-1", date(2017, 2, 1), date(2018, 1, 31))
    ended = certificate(1, "A-1", date(2017, 3, 1), date(2018, 2, 28))
    calibrated = certificate(1, "A-1", date(2018, 3, 1), None, "校准证书", "")
    failed = certificate(1, "A-1", date(2018, 3, 1), None, "检定结果通知书", "不合格")
    open_ended = certificate(1, "A-1", date(2018, 3, 1), None)

    assert only(now, before).state is SlotState.COMPLETE
    assert only(now).state is SlotState.PARTIAL
    assert only(now, gap).reasons[0].args["days"] == 29
    assert only(now, gap).state is SlotState.PARTIAL
    assert only(ended).state is SlotState.EXPIRED
    assert only(calibrated).state is SlotState.MISMATCHED
    assert only(failed).state is SlotState.MISMATCHED
    assert only(open_ended).state is SlotState.REVIEW


def test_former_cycle_of_another_year() -> None:
    """The cycle before may be filed under the year before."""
    now = certificate(1, "A-1", date(2018, 3, 1), date(2019, 2, 28))
    before = replace(certificate(2, "A-1", date(2017, 3, 1), date(2018, 2, 28)), year=YEAR - 1)

    slots = judged("enterprise", CYCLES, [now], others=(before,))

    assert states(slots) == {SlotState.COMPLETE}


def test_person_decides() -> None:
    """A basis of claims from names never counts as a year on a photo."""
    requirement = BOOK.requirements["ENT-06-04"]
    photo = ideal(requirement)[0]
    facts = replace(photo.facts, year=Claim(str(YEAR), 0.6, "file_name"), period=None, periods=(), date=None)
    undated = replace(photo, doctype="photo", date=None, period=None, facts=facts)

    slots = judged("enterprise", requirement, [undated])

    assert states(slots) == {SlotState.REVIEW}
    assert codes(slots) == {"undated_photo"}

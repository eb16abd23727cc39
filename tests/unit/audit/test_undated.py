"""A paper whose assessment year nobody knows is asked about and never accuses; a version in force needs no year."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.audit import audit
from archive.domain.audit import SlotState
from archive.domain.rulebook import Requirement
from archive.rulebook import load
from tests.unit.audit.planted import YEAR, all_requirements, department_of, dossier, ideal

BOOK = load()


@pytest.mark.parametrize(("kind", "requirement"), all_requirements(BOOK), ids=lambda v: getattr(v, "id", v))
def test_papers_of_no_year_only_raise_questions(kind: str, requirement: Requirement) -> None:
    """No slot gets worse than empty; it is proven only where the version in force or a day in the year is asked for."""
    department = department_of(requirement) if kind == "department" else None
    undated = tuple(replace(paper, year=None) for paper in ideal(requirement))
    empty = audit(dossier(kind, [], department), BOOK)
    asked = audit(dossier(kind, [], department, undated=undated), BOOK)

    for before, after in zip(empty.slots, asked.slots, strict=True):
        rule = BOOK.requirement(after.requirement)
        assert rule is not None
        better = {SlotState.REVIEW}
        by_its_day = rule.validity["rule"] in {"current_version", "within_years", "dated_in_period"}
        if by_its_day or any(need.per == "current" for need in rule.needs):
            better |= {SlotState.COMPLETE, SlotState.PARTIAL}
        assert after.state is before.state or (before.state is SlotState.MISSING and after.state in better)
    assert not asked.findings


def test_a_right_paper_without_a_year_counts_before_a_wrong_one_with_it() -> None:
    """Another paper of the same kind on another topic does not hide the version in force."""
    requirement = BOOK.requirement("CTY-08-01")
    assert requirement is not None
    right = [replace(paper, year=None) for paper in ideal(requirement)]
    wrong = replace(right[0], document="D-000999", year=YEAR, title="关于印发国民经济和社会发展计划的通知")
    result = audit(dossier("county", [wrong], undated=tuple(right)), BOOK)

    slot = next(s for s in result.slots if s.requirement == requirement.id)
    assert slot.state is SlotState.COMPLETE
    assert slot.evidence[0].document == right[0].document


def test_a_paper_of_one_year_without_it_is_asked_about() -> None:
    """The slot it would fill says: confirm the year; with the year known it is complete."""
    requirement = BOOK.requirement("CTY-00-01")
    assert requirement is not None
    papers = ideal(requirement)
    known = audit(dossier("county", papers), BOOK)
    undated = audit(dossier("county", [], undated=tuple(replace(p, year=None) for p in papers)), BOOK)

    states = [next(s for s in result.slots if s.requirement == requirement.id) for result in (known, undated)]
    assert [s.state for s in states] == [SlotState.COMPLETE, SlotState.REVIEW]
    assert {r.code for r in states[1].reasons} == {"no_year"}
    assert states[1].evidence

"""Handing a dossier in closes it to its own people, and only to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.domain.actor import LOCAL, Actor
from archive.domain.errors import Conflict, Invalid, NotFound, Refused
from archive.domain.search import Scope
from tests.conftest import HandIn
from webui.context import Office

COUNTY, YEAR = "990101", 2008
OWN = Scope(frozenset({COUNTY, "99E001"}))
CLERK = Actor("clerk", "clerk", COUNTY, OWN)
APPROVER = Actor("approver", "approver", COUNTY, OWN)
OFFICE = Actor("office", "office", None, Scope(everything=True))


@pytest.fixture
def paper(office: Office, hand_in: HandIn, read_all: Callable[[], None]) -> str:
    """A paper that is filed for the county and read."""
    receipt = hand_in({"通知.txt": "青川区节能工作通知 2008年".encode()}, COUNTY, YEAR)
    read_all()
    return office.papers.find(LOCAL, {"receipt": receipt.id})[1][0].id


def test_after_the_hand_in_its_people_change_nothing(office: Office, paper: str, hand_in: HandIn) -> None:
    """Filing, correcting, withdrawing and 不适用 are refused to clerk and approver; the office still may."""
    office.handing_in.hand_in(APPROVER, COUNTY, YEAR)

    for change in (
        lambda: hand_in({"b.txt": b"more"}, COUNTY, YEAR, CLERK),
        lambda: office.deciding.correct(CLERK, paper, {"title": "另一个"}),
        lambda: office.deciding.withdraw(CLERK, paper, "传错了"),
        lambda: office.deciding.refile(CLERK, [paper], year=2009),
        lambda: office.deciding.decide(APPROVER, "CTY-02-02", COUNTY, "2008", "not_applicable", "无"),
    ):
        with pytest.raises(Conflict) as refused:
            change()
        assert refused.value.code == "handed_in"
    assert hand_in({"c.txt": b"supplement"}, COUNTY, YEAR, actor=OFFICE).id
    office.deciding.correct(OFFICE, paper, {"title": "节能办更正"})


def test_nothing_moves_into_a_dossier_that_is_handed_in(office: Office, paper: str) -> None:
    """A paper of an open year cannot be corrected or refiled into the closed one."""
    office.handing_in.hand_in(APPROVER, COUNTY, YEAR - 1)
    with pytest.raises(Conflict):
        office.deciding.correct(CLERK, paper, {"year": str(YEAR - 1)})


def test_what_the_clerk_did_before_cannot_be_undone_after(office: Office, paper: str) -> None:
    """Undo is a change too."""
    office.deciding.correct(CLERK, paper, {"title": "更正"})
    office.handing_in.hand_in(APPROVER, COUNTY, YEAR)
    with pytest.raises(Conflict):
        office.deciding.undo(CLERK)


def test_the_office_opens_it_again_with_a_reason(office: Office, paper: str, hand_in: HandIn) -> None:
    """Without a reason it stays closed; afterwards the clerk goes on; both stand in custody."""
    office.handing_in.hand_in(APPROVER, COUNTY, YEAR)
    with pytest.raises(Invalid):
        office.handing_in.reopen(OFFICE, COUNTY, YEAR, " ")
    office.handing_in.reopen(OFFICE, COUNTY, YEAR, "补充能源审计报告")

    assert hand_in({"b.txt": b"more"}, COUNTY, YEAR, actor=CLERK).id
    with office.parts.store.read() as tx:
        verbs = [entry.verb for entry in tx.custody.of(f"{COUNTY}/{YEAR}")]
    assert sorted(verbs) == ["handed_in", "reopened"]


def test_only_approvers_hand_in_and_only_their_own(office: Office) -> None:
    """A clerk is refused, a foreign entity answers like an absent one, twice is a conflict."""
    with pytest.raises(Refused):
        office.handing_in.hand_in(CLERK, COUNTY, YEAR)
    with pytest.raises(Refused):
        office.handing_in.reopen(APPROVER, COUNTY, YEAR, "反悔")
    for code in ("990102", "777777", "990100"):
        with pytest.raises(NotFound):
            office.handing_in.hand_in(APPROVER, code, YEAR)
    office.handing_in.hand_in(APPROVER, COUNTY, YEAR)
    with pytest.raises(Conflict):
        office.handing_in.hand_in(APPROVER, COUNTY, YEAR)


def test_a_dossier_is_not_handed_in_while_papers_are_being_read(office: Office, hand_in: HandIn) -> None:
    """What is waiting could still turn out unreadable."""
    hand_in({"a.txt": b"waits"}, COUNTY, YEAR)
    with pytest.raises(Conflict) as refused:
        office.handing_in.hand_in(APPROVER, COUNTY, YEAR)
    assert refused.value.code == "still_reading"


def test_a_paper_whose_content_names_a_closed_year_waits_for_a_person(
    office: Office, hand_in: HandIn, read_all: Callable[[], None]
) -> None:
    """Leaving the year out is no way around the hand-in: the year stays open and the note says why."""
    office.handing_in.hand_in(APPROVER, COUNTY, YEAR)
    text = "青川区人民政府关于2008年度节能目标完成情况的自查报告\n2008年,全区节能工作……\n二○○九年一月十日\n".encode()
    receipt = hand_in({"2008年度自查报告.txt": text}, COUNTY, None, actor=CLERK)
    read_all()
    head = office.papers.find(LOCAL, {"receipt": receipt.id})[1][0]
    assert head.year is None
    assert "handed_in" in {note.code for note in head.notes}

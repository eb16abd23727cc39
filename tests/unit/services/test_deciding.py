"""What people decide is kept, wins, and can be undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.domain.actor import LOCAL, Actor
from archive.domain.audit import SlotState
from archive.domain.errors import Conflict, Invalid, NotFound, Refused
from archive.domain.search import Scope
from tests.conftest import NOTICE, HandIn
from webui.context import Office


@pytest.fixture
def filed(office: Office, hand_in: HandIn, read_all: Callable[[], None]) -> Office:
    hand_in({"通知.txt": NOTICE.encode()}, entity="990101", year=2008)
    read_all()
    return office


def slot(office: Office, requirement: str) -> SlotState:
    result = office.auditing.standing(LOCAL, "990101", 2008)
    return next(s.state for s in result.slots if s.requirement == requirement)


def test_undo_gives_a_decision_back_to_whoever_made_it(office: Office) -> None:
    """A decision that another replaced comes back with its own author, time and reason."""
    inspector = Actor("inspector", "inspector", None, Scope(everything=True))
    slot = ("CTY-02-02", "990101", "2008")
    office.deciding.decide(inspector, *slot, "waived", "停产")
    with office.parts.store.read() as tx:
        first = tx.decisions.of(["990101"], 2008)["990101"]
    office.deciding.decide(LOCAL, *slot, "complete", "见纸质件")
    office.deciding.undo(LOCAL)
    with office.parts.store.read() as tx:
        assert tx.decisions.of(["990101"], 2008)["990101"] == first


def test_a_correction_wins_also_when_read_again(filed: Office, read_all: Callable[[], None]) -> None:
    """A person's word outlives every new reading."""
    filed.deciding.correct(LOCAL, "D-000001", {"doctype": "policy_doc", "number": None})
    filed.deciding.retry(LOCAL, "D-000001")
    read_all()

    head = filed.papers.head(LOCAL, "D-000001")
    assert (head.doctype, head.number, head.doctype_confidence) == ("policy_doc", None, 1.0)


def test_everything_is_read_again_after_a_release_that_reads_better(
    filed: Office, hand_in: HandIn, read_all: Callable[[], None]
) -> None:
    """Papers that were read well too, withdrawn ones not; corrections stay."""
    hand_in({"误传.txt": "会议纪要".encode()}, "990101", 2008)
    read_all()
    everyone = [head.id for head in filed.papers.find(LOCAL, {})[1]]
    filed.deciding.correct(LOCAL, everyone[0], {"doctype": "policy_doc"})
    filed.deciding.withdraw(LOCAL, everyone[-1], "误传")

    assert filed.deciding.retry(LOCAL) == []
    assert filed.deciding.retry(LOCAL, everything=True) == everyone[:-1]
    read_all()
    heads = {head.id: head for head in filed.papers.find(LOCAL, {})[1]}
    assert {head.state for head in heads.values()} == {"ready"}
    assert heads[everyone[0]].doctype == "policy_doc"


def test_a_correction_can_be_undone(filed: Office) -> None:
    """Back to what reading says."""
    filed.deciding.correct(LOCAL, "D-000001", {"doctype": "policy_doc"})
    filed.deciding.undo(LOCAL)

    assert filed.papers.head(LOCAL, "D-000001").doctype == "org_doc"
    with pytest.raises(NotFound):
        filed.deciding.undo(LOCAL)  # nothing is left to undo


def test_a_correction_teaches_the_next_paper(
    filed: Office, hand_in: HandIn, read_all: Callable[[], None]
) -> None:
    """Papers titled alike are of the kind that a person named."""
    filed.deciding.correct(LOCAL, "D-000001", {"doctype": "policy_doc"})
    hand_in({"另一份.txt": NOTICE.replace("12号", "13号").encode()}, entity="990101", year=2008)
    read_all()

    assert filed.papers.head(LOCAL, "D-000002").doctype == "policy_doc"


@pytest.mark.parametrize(
    "values",
    [{"colour": "red"}, {"year": "08"}, {"date": "2008-13-01"}, {"doctype": "novel"}, {"period": "spring"}],
)
def test_a_correction_that_makes_no_sense_is_refused(filed: Office, values: dict[str, str | None]) -> None:
    """Unknown fields and impossible values change nothing."""
    with pytest.raises(Invalid):
        filed.deciding.correct(LOCAL, "D-000001", values)


def test_a_slot_decision_is_kept_with_name_and_reason(filed: Office) -> None:
    """The next audit shows who said so, and what it would have said itself."""
    filed.deciding.decide(LOCAL, "CTY-04-04", "990101", "2008", "not_applicable", "本区无淘汰任务")

    result = filed.auditing.standing(LOCAL, "990101", 2008)
    found = next(s for s in result.slots if s.requirement == "CTY-04-04")
    assert found.state is SlotState.NOT_APPLICABLE
    assert found.decision is not None
    assert (found.decision.actor, found.decision.reason) == ("local", "本区无淘汰任务")
    assert found.computed is not SlotState.NOT_APPLICABLE


def test_a_slot_decision_can_be_undone(filed: Office) -> None:
    """The auditor judges again."""
    before = slot(filed, "CTY-04-04")
    filed.deciding.decide(LOCAL, "CTY-04-04", "990101", "2008", "waived", "市政府同意")
    assert slot(filed, "CTY-04-04") is SlotState.WAIVED
    filed.deciding.undo(LOCAL)

    assert slot(filed, "CTY-04-04") is before


def test_a_decision_needs_a_reason(filed: Office) -> None:
    """Nobody waives without saying why."""
    with pytest.raises(Invalid):
        filed.deciding.decide(LOCAL, "CTY-04-04", "990101", "2008", "waived", "  ")


def test_a_withdrawn_paper_is_out_of_sight_but_not_gone(filed: Office, hand_in: HandIn) -> None:
    """Hidden from lists and audits, its bytes kept; the same file may be handed in again."""
    filed.deciding.withdraw(LOCAL, "D-000001", "传错了")

    assert filed.papers.find(LOCAL, {}) == (0, [])
    assert len(list(filed.parts.blobs.digests())) == 1
    assert hand_in({"通知.txt": NOTICE.encode()}, entity="990101", year=2008).new == 1
    with pytest.raises(Conflict):
        filed.deciding.undo(LOCAL)


def test_a_receipt_filed_wrongly_is_refiled_in_one_step_and_undone_in_one(
    filed: Office, hand_in: HandIn
) -> None:
    """Several papers move together."""
    hand_in({"x.txt": b"x"}, entity="990101", year=2008)

    assert filed.deciding.refile(LOCAL, ["D-000001", "D-000002"], entity="990102") == 2
    assert filed.papers.find(LOCAL, {"entity": "990102"})[0] == 2
    filed.deciding.undo(LOCAL)
    assert filed.papers.find(LOCAL, {"entity": "990101"})[0] == 2


def test_roles_decide_only_what_is_theirs(filed: Office) -> None:
    """A clerk corrects but does not decide; an inspector decides but does not correct."""
    filed.accounts.add(LOCAL, "clerk1", "clerk", "990101", "password-1")
    filed.accounts.add(LOCAL, "inspect", "inspector", None, "password-1")
    clerk, inspector = filed.gate.actor("clerk1"), filed.gate.actor("inspect")

    with pytest.raises(Refused):
        filed.deciding.decide(clerk, "CTY-04-04", "990101", "2008", "waived", "x")
    with pytest.raises(Refused):
        filed.deciding.correct(inspector, "D-000001", {"title": "x"})
    filed.deciding.match(inspector, "D-000001", "CTY-02-02", accept=False)
    filed.deciding.correct(clerk, "D-000001", {"title": "x"})


def test_a_foreign_paper_is_like_an_absent_one(filed: Office) -> None:
    """Every verb answers NotFound."""
    filed.accounts.add(LOCAL, "other", "clerk", "990102", "password-1")
    other = filed.gate.actor("other")

    for verb in (
        lambda id: filed.papers.show(other, id),
        lambda id: filed.papers.page(other, id, 1),
        lambda id: filed.papers.image(other, id, 1),
        lambda id: filed.papers.original(other, id),
        lambda id: filed.deciding.correct(other, id, {"title": "x"}),
        lambda id: filed.deciding.withdraw(other, id, "x"),
        lambda id: filed.deciding.unlock(other, id, "x"),
        lambda id: filed.deciding.retry(other, id),
    ):
        messages = []
        for id in ("D-000001", "D-999999"):
            with pytest.raises(NotFound) as refused:
                verb(id)
            messages.append((refused.value.code, refused.value.args_by_name.get("document") == id))
        assert messages[0] == messages[1]

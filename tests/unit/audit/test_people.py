"""What people decide stays, with their name; what partners lack is told; runs are compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from archive.audit import audit
from archive.audit.diff import diff
from archive.audit.order import severity, worst
from archive.audit.order import slots as ordered
from archive.audit.reasons import REASONS, advice, sentence, text
from archive.domain.audit import Decision, MatchDecision, Paper, Severity, Slot, SlotState
from archive.domain.entity import Entity, Kind
from archive.rulebook import load
from tests.unit.audit.planted import YEAR, body, claim, dossier, ideal

BOOK = load()
AT = "2019-02-01T08:00:00"


def slot(found: tuple[Slot, ...], requirement: str, period: str = str(YEAR)) -> Slot:
    return next(s for s in found if (s.requirement, s.period) == (requirement, period))


def test_a_decision_wins_and_keeps_what_was_computed() -> None:
    """The state is the person's, the auditor's own opinion stays beside it."""
    decision = Decision("CTY-06-01", str(YEAR), SlotState.COMPLETE, "现场核对", "inspector", AT)

    made = slot(audit(dossier("county", [], decisions=(decision,)), BOOK).slots, "CTY-06-01")

    assert (made.state, made.computed, made.decision) == (SlotState.COMPLETE, SlotState.MISSING, decision)
    assert made.reasons[0].args["actor"] == "inspector"


def test_a_rejected_paper_proves_nothing() -> None:
    """An inspector's no overrules every test that the paper passed."""
    papers = ideal(BOOK.requirements["CTY-06-01"])
    no = MatchDecision(papers[0].document, "CTY-06-01", False, "inspector", AT)

    made = slot(audit(dossier("county", papers, matches=(no,)), BOOK).slots, "CTY-06-01")

    assert made.state is SlotState.MISMATCHED
    assert made.reasons[0].code == "rejected_by_person"


def test_an_accepted_paper_counts_whatever_it_looks_like() -> None:
    """An inspector's yes overrules kind, topic and year."""
    odd = Paper("D-000009", "E1", YEAR, "扫描件.pdf", "unreadable", "damaged")
    yes = MatchDecision("D-000009", "CTY-06-01", True, "inspector", AT)

    made = slot(audit(dossier("county", [odd], matches=(yes,)), BOOK).slots, "CTY-06-01")

    assert made.state is SlotState.COMPLETE
    assert [e.document for e in made.evidence] == ["D-000009"]


def test_a_letter_without_a_task_is_asked() -> None:
    """Whether there really is no task, only a person can know."""
    papers = ideal(BOOK.requirements["CTY-04-04"])[:1]
    letter = replace(
        papers[0], doctype=None, title="关于我区无淘汰落后产能任务的说明",
        facts=replace(papers[0].facts, no_task=claim("无淘汰落后产能任务", "body")),
    )  # fmt: skip

    made = slot(audit(dossier("county", [letter]), BOOK).slots, "CTY-04-04")

    assert made.state is SlotState.REVIEW
    assert made.reasons[0].code == "claims_no_task"


def test_unknown_conditions_are_asked_and_false_ones_are_settled() -> None:
    """An attribute that says nothing is asked, one that says no needs no approver."""
    silent = replace(dossier("county", []), entity=Entity("E1", "秦都区", Kind.COUNTY))
    none = replace(
        silent, entity=Entity("E1", "秦都区", Kind.COUNTY, attributes={"has_elimination_task": "否"})
    )

    asked = slot(audit(silent, BOOK).slots, "CTY-04-04")
    settled = slot(audit(none, BOOK).slots, "CTY-04-04")

    assert (asked.state, asked.reasons[0].code) == (SlotState.REVIEW, "condition_unknown")
    assert settled.state is SlotState.NOT_APPLICABLE


def test_departments_see_their_own_items() -> None:
    """ALL and the own word; office renames do not matter."""
    office = replace(dossier("department", []), entity=Entity("D1", "咸阳市经贸委", Kind.DEPARTMENT))

    seen = {s.requirement for s in audit(office, BOOK).slots}

    assert seen == {f"DEP-GEN-0{i}" for i in range(1, 6)} | {f"DEP-IIT-0{i}" for i in range(1, 5)}
    assert audit(replace(office, entity=body("city")), BOOK).slots == ()


def test_a_missing_partner_is_told_and_not_held_against() -> None:
    """The statistics bureau filed nothing: the county's slot stays complete and says so."""
    bureau = Entity("D1", "市统计局", Kind.DEPARTMENT, attributes={"department": "统计"})
    papers = ideal(BOOK.requirements["CTY-00-05"])
    made = dossier("county", papers, partners={"D1": ()}, relatives={"D1": bureau})

    found = slot(audit(made, BOOK).slots, "CTY-00-05")

    assert found.state is SlotState.COMPLETE
    assert {r.args["requirement"] for r in found.reasons} == {"DEP-STA-01", "DEP-STA-02"}


def test_open_slots_stand_by_weight() -> None:
    """Veto, gate, points at risk, then the rest; supporting slots only inform."""
    found = audit(dossier("enterprise", []), BOOK)

    names = [s.requirement for s in ordered(found.slots)]
    assert names[0] == "ENT-01-01"
    assert set(names[1:5]) == {"ENT-00-01", "ENT-00-02", "ENT-00-03", "ENT-00-04"}
    assert names[5] == "ENT-04-01"
    assert severity(slot(found.slots, "ENT-07-02")) is Severity.INFO
    assert worst(found.slots, found.findings) is Severity.VETO


def test_runs_tell_what_changed_and_why() -> None:
    """A new paper, a decision and an exchange each have their reason."""
    papers = ideal(BOOK.requirements["CTY-06-01"])
    before = audit(dossier("county", []), BOOK)
    after = audit(dossier("county", papers), BOOK)
    decision = Decision("CTY-06-01", str(YEAR), SlotState.WAIVED, "", "office", AT)
    decided = audit(dossier("county", papers, decisions=(decision,)), BOOK)

    added = next(d for d in diff([before], [after]) if d.requirement == "CTY-06-01")
    waived = next(d for d in diff([after], [decided]) if d.requirement == "CTY-06-01")

    assert (added.before, added.after, added.why) == ("missing", "complete", "papers_added")
    assert added.added == (papers[0].document,)
    assert (waived.after, waived.why) == ("waived", "decided")
    assert diff([after], [after]) == []
    assert [d.why for d in diff([], [after])] == ["first_run"]


def test_late_without_a_date_while_the_window_is_open() -> None:
    """The receipt's time counts only until the deadline has passed."""
    from datetime import UTC, datetime

    paper = ideal(BOOK.requirements["CTY-00-01"])[0]
    undated = replace(
        paper, date=None, received=datetime(2019, 1, 20, tzinfo=UTC), facts=replace(paper.facts, date=None)
    )

    early = slot(audit(dossier("county", [undated], today=date(2019, 1, 25)), BOOK).slots, "CTY-00-01")
    afterwards = slot(audit(dossier("county", [undated], today=date(2019, 6, 1)), BOOK).slots, "CTY-00-01")

    assert early.state is SlotState.COMPLETE
    assert (afterwards.state, afterwards.reasons[0].code) == (SlotState.REVIEW, "no_date")


def test_every_reason_has_words() -> None:
    """Each code has a sentence and an advice in both languages, and no code is used without them."""
    import re
    from pathlib import Path

    import archive.audit as package

    used: set[str] = set()
    for file in Path(package.__file__ or "").parent.rglob("*.py"):
        source = file.read_text("utf-8")
        used |= set(re.findall(r'(?:Reason|_ask)\(\s*"([a-z_]+)"', source))
    assert used <= set(REASONS)
    for code in REASONS:
        for lang in ("zh", "en"):
            assert text(code, {}, lang)
            assert advice(code, {}, lang)
    made = slot(audit(dossier("county", []), BOOK).slots, "CTY-00-03")
    assert sentence(made.reasons[0], BOOK, "zh") == "没有提交节能目标责任书"


def test_a_corrected_year_overrules_the_reading() -> None:
    """What a person corrected is what the paper serves."""
    paper = ideal(BOOK.requirements["CTY-07-03"], year=YEAR - 1)[0]
    settled = replace(paper, year=YEAR, corrected=frozenset({"year"}))
    settled = replace(settled, facts=replace(paper.facts, period=None, periods=()), period=None)

    read = slot(audit(dossier("county", [paper]), BOOK).slots, "CTY-07-03")
    corrected = slot(audit(dossier("county", [settled]), BOOK).slots, "CTY-07-03")

    assert (read.state, corrected.state) == (SlotState.MISMATCHED, SlotState.COMPLETE)

"""Verdicts arranged for reading: rows, the three numbers, periods in words, quotes found again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archive import rulebook
from archive.domain.audit import EntityAudit, Reason, Slot, SlotState
from archive.domain.facts import Locator
from webui.pages.viewing import box_from, marked, quoted
from webui.standing import rows, tally, telling, vetoes
from webui.words import Words, runs

BOOK = rulebook.load()
WORDS = Words("zh", lambda: BOOK)
MONTHS = [f"2008-{month:02d}" for month in range(1, 13)]


def audit(*slots: Slot) -> EntityAudit:
    return EntityAudit("99E001", "enterprise", 2008, slots)


def slot(requirement: str, period: str, state: SlotState, *reasons: Reason, **more: object) -> Slot:
    points = Decimal(1) if state is not SlotState.NOT_APPLICABLE else None
    return Slot(requirement, period, state, points, veto=False, gate=False, reasons=reasons, **more)  # type: ignore[arg-type]


def test_the_gravest_slot_names_the_row() -> None:
    """One missing month makes the requirement missing; the points of the open months are at risk."""
    open_month = {"2008-02", "2008-03", "2008-07"}
    reason = Reason("nothing_offered", {"doctypes": ["stat_report"]})
    found = rows(
        audit(
            *(
                slot("ENT-06-02c", m, SlotState.MISSING, reason)
                if m in open_month
                else slot("ENT-06-02c", m, SlotState.COMPLETE)
                for m in MONTHS
            )
        ),
        BOOK,
    )

    assert [row.state for row in found] == [SlotState.MISSING]
    assert found[0].risk == 3
    assert WORDS.open_periods(found[0]) == "2月 至 3月、7月"
    assert WORDS.row_reasons(found[0])[0].startswith("2月 至 3月、7月: ")
    assert (tally(found).complete, tally(found).asked, tally(found).gaps) == (9, 12, 3)


def test_what_waits_accuses_nobody() -> None:
    """A veto line in review is no veto; one without proof is shown as unproven."""
    waiting = rows(audit(slot("ENT-01-01", "2008", SlotState.REVIEW)), BOOK)
    missing = rows(audit(slot("ENT-01-01", "2008", SlotState.MISSING)), BOOK)

    assert waiting[0].requirement.veto
    assert vetoes(waiting) == []
    assert vetoes(missing) == missing


def test_telling_evidence_comes_first() -> None:
    """The certificate that the reason speaks of stands before the valid ones."""
    proofs = (Locator("D-000001", 1), Locator("D-000002", 1))
    expired = Reason("expired", {"serial": "No14374"})
    row = rows(audit(slot("ENT-06-03f", "2008", SlotState.EXPIRED, expired, evidence=proofs)), BOOK)[0]
    titles = {"D-000001": "检定证书 电能表A61267", "D-000002": "检定证书 流量计No14374"}

    assert [locator.document for locator in telling(row, titles)] == ["D-000002", "D-000001"]


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (MONTHS, [("2008-01", "2008-12")]),
        (["2008-Q1", "2008-Q2", "2008-Q4"], [("2008-Q1", "2008-Q2"), ("2008-Q4", "2008-Q4")]),
        (["2008"], [("2008", "2008")]),
        (["2008-12", "2009-01"], [("2008-12", "2008-12"), ("2009-01", "2009-01")]),
        (["2008-03", "2008-Q4"], [("2008-03", "2008-03"), ("2008-Q4", "2008-Q4")]),
    ],
)
def test_periods_that_follow_one_another(periods: list[str], expected: list[tuple[str, str]]) -> None:
    """Neighbours become one stretch, and only neighbours of the same kind."""
    assert runs(periods) == expected


def test_a_quote_is_found_across_line_breaks() -> None:
    """Blanks and line breaks do not hide a quote; everything around it stays escaped."""
    text = "关于成立节能<减排>\n领导 小组的通知"
    spans = quoted(text, "<减排>领导小组")

    assert str(marked(text, spans)) == "关于成立节能<mark>&lt;减排&gt;\n领导 小组</mark>的通知"
    assert quoted(text, "没有的话") == []


@pytest.mark.parametrize("text", [None, "", "1,2,3", "a,b,c,d", "0.5,0.5,0.4,0.6", "0,0,2,1", "nan,0,1,1"])
def test_boxes_of_the_address_are_checked(text: str | None) -> None:
    """What is no box inside the page is ignored."""
    assert box_from(text) is None

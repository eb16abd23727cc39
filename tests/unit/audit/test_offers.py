"""Which papers are offered where: by kind, by name, by a guess; and what caliber does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from archive.audit import audit
from archive.domain.audit import EntityAudit, Paper, Slot, SlotState
from archive.domain.facts import Caliber, Claim, Facts, Figure, Locator, Party
from archive.rulebook import load
from tests.unit.audit.planted import YEAR, dossier, ideal, paper

BOOK = load()


def unread(kind: str, path: str) -> EntityAudit:
    """The audit of a dossier with one file that nobody could open."""
    broken = Paper("D-000001", "E1", YEAR, path, "unreadable", "password_protected")
    return audit(dossier(kind, [broken]), BOOK)


def asked(result: EntityAudit) -> set[str]:
    return {s.requirement for s in result.slots if any(r.code == "unreadable" for r in s.reasons)}


@pytest.mark.parametrize(
    ("kind", "path", "expected"),
    [
        ("county", "责任书.pdf", {"CTY-00-03", "CTY-03-01"}),
        ("county", "会议纪要.jpg", {"CTY-02-02"}),
        ("county", "自查报告.doc", {"CTY-00-01"}),
        ("county", "06科技计划/1.pdf", {"CTY-06-01"}),
        ("county", "cty_04_03/扫描件1.pdf", {"CTY-04-03"}),
        ("county", "2018节能考核材料/扫描件1.pdf", set()),
        ("county", "节能材料.doc", set()),
        ("county", "年度计划.doc", set()),
        ("enterprise", "检定证书.pdf", {"ENT-06-03f"}),
        ("enterprise", "能源审计报告.wps", {"ENT-06-01"}),
        ("enterprise", "营业执照.jpg", {"ENT-07-03"}),
    ],
)
def test_names_of_unreadable_files(kind: str, path: str, expected: set[str]) -> None:
    """A telling name points to its slots; folders that every dossier has point nowhere."""
    result = unread(kind, path)

    assert asked(result) == expected
    assert bool(result.beside) is not bool(expected)


def test_a_month_in_the_name_points_to_that_month() -> None:
    """Only the March slot of the ledger is put into review."""
    result = unread("enterprise", f"{YEAR}年3月台账.xls")

    touched = {(s.requirement, s.period) for s in result.slots if s.state is SlotState.REVIEW}
    assert ("ENT-06-02b", f"{YEAR}-03") in touched
    assert {p for r, p in touched if r == "ENT-06-02b"} == {f"{YEAR}-03"}


def test_another_month_is_not_offered() -> None:
    """A record of March leaves February missing, not mismatched."""
    march = paper(1, "ledger", "3月能源统计台账", period=f"{YEAR}-03")

    states = {
        s.period: s.state
        for s in audit(dossier("enterprise", [march]), BOOK).slots
        if s.requirement == "ENT-06-02b"
    }

    assert states[f"{YEAR}-03"] is SlotState.COMPLETE
    assert states[f"{YEAR}-02"] is SlotState.MISSING


def test_the_december_form_and_the_annual_form() -> None:
    """1-12月 is the form of December; a form of the whole year proves no month."""
    december = paper(1, "stat_form", "能源购进、消费与库存", period=str(YEAR))
    quoted = Claim(str(YEAR), 0.9, "layout", Locator("D-000001", 1, None, f"报告期:{YEAR}年1-12月"))
    december = replace(december, facts=replace(december.facts, period=quoted, periods=(quoted,)))
    whole = Claim(str(YEAR), 0.9, "title", Locator("D-000001", 1, None, f"{YEAR}年度"))
    annual = replace(december, facts=replace(december.facts, period=whole, periods=(whole,)))

    def months(one: Paper) -> list[Slot]:
        found = audit(dossier("enterprise", [one]), BOOK).slots
        return [s for s in found if s.requirement == "ENT-06-02c" and s.state is not SlotState.MISSING]

    assert [(s.period, s.state) for s in months(december)] == [(f"{YEAR}-12", SlotState.COMPLETE)]
    assert months(annual) == []


def test_a_letter_signed_by_one_party() -> None:
    """Both sides must have signed, and the entity must stand on the side that is asked for."""
    letter = ideal(BOOK.requirements["CTY-00-03"])[0]

    def state(*parties: Party) -> tuple[SlotState, str]:
        one = replace(letter, facts=replace(letter.facts, parties=parties))
        found = next(s for s in audit(dossier("county", [one]), BOOK).slots if s.requirement == "CTY-00-03")
        return found.state, found.reasons[0].code if found.reasons else ""

    city = Party("甲方", "咸阳市人民政府", True, True)
    me = Party("乙方", "秦都区人民政府", True, False)
    silent = replace(me, signed=False)
    town = (Party("甲方", "秦都区人民政府", True, True), Party("乙方", "古渡镇人民政府", True, True))

    assert state(city, me) == (SlotState.COMPLETE, "")
    assert state(city, silent) == (SlotState.MISMATCHED, "one_party_signed")
    assert state(*town) == (SlotState.MISMATCHED, "other_parties")


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        (("不变价",), SlotState.COMPLETE),
        (("现价",), SlotState.CALIBER),
        (("现价", "不变价"), SlotState.COMPLETE),
        ((None,), SlotState.COMPLETE),
    ],
)
def test_caliber(prices: tuple[str | None, ...], expected: SlotState) -> None:
    """Only another caliber that is named, and never the needed one, is a caliber difference."""
    one = ideal(BOOK.requirements["CTY-00-05"])[0]
    value = Decimal("1.220")
    figures = tuple(
        Figure(
            "I-EGDP",
            None,
            str(YEAR),
            Caliber(gdp_price=price),
            None,
            value,
            value,
            value,
            "吨标准煤/万元",
            value,
            value,
            value,
            "tce/10k_yuan",
            "1.220",
            Locator(one.document, 1),
        )
        for price in prices
    )
    one = replace(one, facts=replace(one.facts, figures=figures))

    found = next(s for s in audit(dossier("county", [one]), BOOK).slots if s.requirement == "CTY-00-05")

    assert found.state is expected


def test_a_paper_of_unknown_kind_is_asked() -> None:
    """A title that names the slot is an offer even when the kind is open."""
    open_ = Paper(
        "D-000001", "E1", YEAR, "1.docx", "ready", title=f"{YEAR}年高效照明产品推广实施方案", pages=1,
        facts=Facts(doctypes=(Claim("policy_doc", 0.3, "title"),), year=Claim(str(YEAR), 0.9, "title")),
    )  # fmt: skip

    found = next(s for s in audit(dossier("county", [open_]), BOOK).slots if s.requirement == "CTY-06-04")

    assert (found.state, found.reasons[0].code) == (SlotState.REVIEW, "kind_unknown")


def test_whose_letter_it_is() -> None:
    """A letter with those above is none with those below, and a letter of strangers is asked about."""
    letter = ideal(BOOK.requirements["CTY-00-03"])[0]

    def state(requirement: str, first: str, second: str) -> SlotState:
        parties = (Party("甲方", first, True, True), Party("乙方", second, True, True))
        one = replace(letter, facts=replace(letter.facts, parties=parties))
        notice = ideal(BOOK.requirements["CTY-03-01"], 2)[0]
        found = audit(dossier("county", [one, notice]), BOOK).slots
        return next(s for s in found if s.requirement == requirement).state

    assert state("CTY-00-03", "咸阳市人民政府", "秦都区人民政府") is SlotState.COMPLETE
    assert state("CTY-03-01", "咸阳市人民政府", "秦都区人民政府") is not SlotState.COMPLETE
    assert state("CTY-03-01", "秦都区人民政府", "古渡镇人民政府") is SlotState.COMPLETE
    assert state("CTY-00-03", "咸阳市人民政府", "渭城区人民政府") is SlotState.REVIEW
    assert state("CTY-03-01", "秦都区经济贸易局", "古渡镇人民政府") is SlotState.COMPLETE


@pytest.mark.parametrize(("requirement", "kind"), [("CTY-01-01", "county"), ("ENT-01-01", "enterprise")])
def test_a_title_decides_no_veto(requirement: str, kind: str) -> None:
    """A veto line whose paper prints no value of its indicator is asked about."""
    [one] = ideal(BOOK.requirements[requirement])
    bare = replace(one, facts=replace(one.facts, figures=()))

    def states(shown: Paper) -> list[tuple[SlotState, list[str]]]:
        found = audit(dossier(kind, [shown]), BOOK).slots
        return [(s.state, [r.code for r in s.reasons]) for s in found if s.requirement == requirement]

    half = tuple(replace(f, period=f"{YEAR}-H1") for f in one.facts.figures)

    assert states(one) == [(SlotState.COMPLETE, [])]
    assert states(replace(one, facts=replace(one.facts, figures=half))) == [(SlotState.REVIEW, ["no_figure"])]
    assert states(bare) == [(SlotState.REVIEW, ["no_figure"])]


@pytest.mark.parametrize(
    ("kind", "requirement", "doctype", "title"),
    [
        ("county", "CTY-05-02", "stat_yearbook", "秦都区2018年统计年鉴（第三产业增加值比重）"),
        ("county", "CTY-05-02", "fiscal_budget", "2018年三次产业比重表"),
        ("enterprise", "ENT-06-03c", "equipment_list", "2018年淘汰落后用能设备登记表"),
    ],
)
def test_a_word_alone_is_no_topic(kind: str, requirement: str, doctype: str, title: str) -> None:
    """A share of industries is no share of money, and equipment that is gone is none in use."""
    one = paper(1, doctype, title, period=str(YEAR))

    found = next(s for s in audit(dossier(kind, [one]), BOOK).slots if s.requirement == requirement)

    assert found.state not in {SlotState.COMPLETE, SlotState.PARTIAL}

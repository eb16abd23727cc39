"""A verdict on a contradiction is kept, shown on both sides, and undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.audit.contradictions import contradiction
from archive.domain.actor import LOCAL
from archive.domain.audit import Finding, Severity
from archive.domain.errors import Invalid, NotFound
from tests.conftest import HandIn
from webui.context import Office

COUNTY, BUREAU, YEAR = "990101", "99D001", 2008
REPORT = (
    "青川区人民政府关于2008年度节能目标责任评价考核的自查报告\n青川区人民政府\n"
    "2008年,全区单位GDP能耗比上年下降{}%,完成了年度目标。\n二○○九年一月十日\n"
)
LETTER = (
    "临川市统计局关于反馈青川区2008年度单位GDP能耗指标核定结果的函\n临统函〔2009〕3号\n青川区人民政府:\n"
    "经核定,青川区2008年单位GDP能耗比上年下降4.14%。\n临川市统计局\n二○○九年二月一日\n"
)


@pytest.fixture
def told_twice(office: Office, hand_in: HandIn, read_all: Callable[[], None]) -> Finding:
    """The county prints 4.41, the bureau 4.14."""
    hand_in({"自查报告.txt": REPORT.format("4.41").encode()}, COUNTY, YEAR)
    hand_in({"核定函.txt": LETTER.encode()}, BUREAU, YEAR)
    read_all()
    return _finding(office, COUNTY)


def _finding(office: Office, entity: str) -> Finding:
    audit = office.auditing.standing(LOCAL, entity, YEAR)
    return next(f for f in audit.findings if f.rule == "R-XDOC-1")


def test_a_settled_contradiction_accuses_nobody_on_either_side(office: Office, told_twice: Finding) -> None:
    """口径不同 with a note turns it into information for county and bureau, and names who said so."""
    id = contradiction(told_twice, COUNTY)
    office.pronouncing.pronounce(LOCAL, COUNTY, YEAR, id, "caliber", "县里用的是规上口径")

    for entity in (COUNTY, BUREAU):
        found = _finding(office, entity)
        assert found.severity is Severity.INFO
        assert found.verdict is not None
        assert (found.verdict.verdict, found.verdict.note) == ("caliber", "县里用的是规上口径")


def test_it_does_not_come_back_with_one_more_copy(
    office: Office, told_twice: Finding, hand_in: HandIn, read_all: Callable[[], None]
) -> None:
    """Another paper with the same number is the same contradiction; another number is a new one."""
    office.pronouncing.pronounce(LOCAL, COUNTY, YEAR, contradiction(told_twice, COUNTY), "misread", "看错了")
    again = REPORT.format("4.41").replace("自查报告", "自查情况报告")
    hand_in({"情况报告.txt": again.encode()}, COUNTY, YEAR)
    read_all()
    assert _finding(office, COUNTY).severity is Severity.INFO


def test_a_true_contradiction_stays_an_error_and_undo_takes_the_verdict_back(
    office: Office, told_twice: Finding
) -> None:
    """真矛盾 keeps the severity; undone, nobody has said anything."""
    id = contradiction(told_twice, COUNTY)
    office.pronouncing.pronounce(LOCAL, COUNTY, YEAR, id, "confirmed", "已核实")
    confirmed = _finding(office, COUNTY)
    office.deciding.undo(LOCAL)

    assert confirmed.severity is Severity.ERROR
    assert confirmed.verdict is not None
    assert _finding(office, COUNTY).verdict is None
    assert _finding(office, BUREAU).verdict is None


def test_a_verdict_needs_a_reason_and_a_contradiction(office: Office, told_twice: Finding) -> None:
    """Without a note, with an unknown word, or about nothing, it is refused."""
    id = contradiction(told_twice, COUNTY)
    with pytest.raises(Invalid):
        office.pronouncing.pronounce(LOCAL, COUNTY, YEAR, id, "misread", " ")
    with pytest.raises(Invalid):
        office.pronouncing.pronounce(LOCAL, COUNTY, YEAR, id, "fine", "好")
    with pytest.raises(NotFound):
        office.pronouncing.pronounce(LOCAL, COUNTY, YEAR, "0" * 16, "misread", "看错了")

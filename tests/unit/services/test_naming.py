"""A name that the rulebook does not know is listed, explained once, and known from then on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.domain.actor import LOCAL, Actor
from archive.domain.errors import NotFound, Refused
from archive.domain.search import Scope
from archive.services.naming import suggestions
from tests.conftest import HandIn
from webui.context import Office

COUNTY, YEAR = "990101", 2008
SHEET = (
    "青川区2008年度能源消费统计表\n单位名称:青川区\n指标,单位,2008年\n标煤耗用情况,吨标准煤,38620\n"
    "全社会用电量,万千瓦时,41200\n"
)


@pytest.fixture
def sheet(office: Office, hand_in: HandIn, read_all: Callable[[], None]) -> str:
    receipt = hand_in({"统计表.csv": SHEET.encode()}, COUNTY, YEAR)
    read_all()
    return office.papers.find(LOCAL, {"receipt": receipt.id})[1][0].id


def test_a_mapped_name_is_read_as_its_indicator(
    office: Office, sheet: str, read_all: Callable[[], None]
) -> None:
    """Listed with its place; mapped, its number is a figure of that indicator; undone, it is unknown again."""
    listed = {name.text: name for name in office.naming.unknown(LOCAL, YEAR)}
    assert listed["标煤耗用情况"].documents == [sheet]
    assert listed["标煤耗用情况"].locator.document == sheet

    assert office.naming.map(LOCAL, "标煤耗用情况", "I-ETOT") == [sheet]
    read_all()
    told = {(f.indicator, str(f.value)) for f in office.papers.figures(LOCAL, entity=COUNTY)}
    assert ("I-ETOT", "38620") in told
    assert "标煤耗用情况" not in {name.text for name in office.naming.unknown(LOCAL, YEAR)}

    office.deciding.undo(LOCAL)
    read_all()
    assert "标煤耗用情况" in {name.text for name in office.naming.unknown(LOCAL, YEAR)}


def test_a_name_that_means_nothing_is_not_asked_again(office: Office, sheet: str) -> None:
    """`None` takes it off the list and reads nothing again."""
    assert office.naming.map(LOCAL, "标煤耗用情况", None) == []
    assert "标煤耗用情况" not in {name.text for name in office.naming.unknown(LOCAL, YEAR)}


def test_only_the_office_explains_names(office: Office) -> None:
    """A clerk is refused; an indicator that does not exist is not found."""
    clerk = Actor("clerk", "clerk", COUNTY, Scope(frozenset({COUNTY})))
    with pytest.raises(Refused):
        office.naming.map(clerk, "标煤耗用情况", "I-ETOT")
    with pytest.raises(NotFound):
        office.naming.map(LOCAL, "标煤耗用情况", "I-NONE")


def test_suggestions_share_character_pairs() -> None:
    """The likest names come first, unlike ones are left out."""
    names = {"综合能源消费量": "I-CONS", "能源消费总量": "I-ETOT", "工业增加值": "I-IVA"}
    assert suggestions("综合能源消费总量", names)[:2] == ["I-ETOT", "I-CONS"]
    assert suggestions("职工食堂座位", names) == []

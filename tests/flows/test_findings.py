"""The contradictions page: both sides beside each other, and nothing of what the reader may not see."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape

import pytest
from PIL import Image

from archive.domain.actor import LOCAL
from archive.domain.content import Cell, Table
from tests.conftest import HandIn
from tests.flows.conftest import FOREIGN, HOME, Filed, Knock
from webui.context import Office
from webui.demo.paper import Line, Paper
from webui.demo.render.pdf import pdf_bytes
from webui.pages.findings import around, within
from webui.pages.viewing import grid
from webui.ruler import MARGIN, WIDTH, ruler

REPORT = (
    "青川区人民政府关于2008年度节能目标责任自查情况的报告",
    "市人民政府:",
    "2008年青川区万元GDP能耗比上年下降4.41%。",
)
LETTER = (
    "临川市统计局关于核定青川区2008年单位GDP能耗的函",
    "经核定, 2008年青川区万元GDP能耗比上年下降4.14%。",
)


@pytest.fixture
def told_twice(hand_in: HandIn, read_all: Callable[[], None], office: Office) -> str:
    """Two papers of our district that tell its reduction differently; one of them a PDF."""
    pdf = pdf_bytes(Paper(title=REPORT[0], blocks=tuple(Line(text) for text in REPORT)))
    hand_in({"自查.pdf": pdf, "函.txt": "\n".join(LETTER).encode()}, HOME, 2008)
    read_all()
    return next(h.id for h in office.papers.find(LOCAL, {})[1] if h.path == "自查.pdf")


def test_both_sides_are_shown(knock: Knock, told_twice: str) -> None:
    """Rule, cause, both values on one line, a piece of the page picture, and the quote of the text paper."""
    clerk = knock("clerk")

    shown = clerk.get("/findings?year=2008").get_data(as_text=True)

    assert "4.41 % 与 4.14 %" in shown
    assert "相邻两位数字写颠倒" in shown
    assert "4.405 – 4.415" in shown
    assert "不是四舍五入造成的" in shown
    assert re.search(r"<mark>[^<]*4\.14%", shown)
    crop = re.search(rf'src="(/documents/{told_twice}/pages/1/image\?[^"]*crop=[^"]+)"', shown)
    assert crop is not None
    piece, page = (
        Image.open(io.BytesIO(clerk.get(path).data))
        for path in (unescape(crop[1]), f"/documents/{told_twice}/pages/1/image?width=1240")
    )
    assert piece.height < page.height / 2
    assert f'href="/findings?entity={HOME}&amp;year=2008"' in clerk.get(f"/entities/{HOME}/2008").get_data(
        as_text=True
    )


def test_filters_and_empty_state(knock: Knock, told_twice: str) -> None:
    """By severity and entity; where nothing contradicts the page says so."""
    city = knock("city")
    assert "4.41 %" in city.get("/findings?year=2008&severity=error").get_data(as_text=True)
    for path in (
        "/findings?year=2008&severity=veto",
        f"/findings?year=2008&entity={FOREIGN}",
        "/findings?year=1999",
    ):
        text = city.get(path).get_data(as_text=True)
        assert "没有发现矛盾" in text, path
        assert "4.41 %" not in text, path


def test_a_verdict_is_given_beside_the_evidence(knock: Knock, told_twice: str) -> None:
    """An inspector says 口径不同 with a note; the contradiction is information from then on and says by whom."""
    inspector = knock("inspector")
    text = inspector.get("/findings?year=2008&severity=error").get_data(as_text=True)
    address = re.search(r'action="(/findings/[^"]+)"', text)
    assert address is not None
    inspector.post(unescape(address[1]), {"verdict": "caliber", "note": "规上口径"})

    assert "4.41 %" not in inspector.get("/findings?year=2008&severity=error").get_data(as_text=True)
    told = inspector.get("/findings?year=2008&severity=info").get_data(as_text=True)
    assert "口径不同" in told
    assert "规上口径" in told


def test_the_figures_of_an_entity_stand_beside_each_other(knock: Knock, told_twice: str) -> None:
    """A line a fact, a column a paper; the cells that disagree are loud."""
    text = knock("city").get(f"/entities/{HOME}/2008/figures").get_data(as_text=True)

    assert text.count('class="num loud"') >= 1
    assert "4.41" in text


def test_foreign_entities_are_absent(knock: Knock, filed: Filed) -> None:
    """Asking for a neighbour answers as for nobody."""
    clerk = knock("clerk")
    for code in (FOREIGN, "777777"):
        assert clerk.get(f"/findings?year=2008&entity={code}").status_code == 404


def test_crops_that_make_no_sense_are_the_whole_page(knock: Knock, told_twice: str) -> None:
    """A crop outside the page or turned inside out is ignored; a sliver is at least one pixel."""
    clerk = knock("clerk")
    path = f"/documents/{told_twice}/pages/1/image?width=120"
    whole = Image.open(io.BytesIO(clerk.get(path).data)).size

    for crop in ("0.5,0.5,0.1,0.1", "-1,0,1,1", "0,0,2,2", "nan,0,1,1", "a,b", "0,0,1"):
        assert Image.open(io.BytesIO(clerk.get(f"{path}&crop={crop}").data)).size == whole, crop
    sliver = Image.open(io.BytesIO(clerk.get(f"{path}&crop=0.5,0.5,0.500001,0.500001").data))
    assert min(sliver.size) >= 1


def test_bars_lie_where_the_values_lie() -> None:
    """Least value left, greatest right, both within the line; too little to compare is no line."""
    found = ruler(
        {
            "values": ["4.41", "4.14"],
            "units": ["%", "%"],
            "intervals": [["4.405", "4.415"], ["4.135", "4.145"]],
        }
    )
    assert found is not None
    assert found.apart
    high, low = found.bars
    assert low.x == MARGIN
    assert high.x + high.width <= WIDTH - MARGIN + 3
    assert low.x + low.width < high.x

    touching = ruler({"values": ["1", "2"], "intervals": [["0.5", "1.5"], ["1.5", "2.5"]]})
    same = ruler({"values": ["1", "1"], "intervals": [["1", "1"], ["1", "1"]]})
    assert touching is not None
    assert not touching.apart
    assert same is not None
    assert not same.apart
    for args in (
        {},
        {"values": ["1"], "intervals": [["1", "1"]]},
        {"values": ["1", "2"], "intervals": [["1", "x"], ["1", "2"]]},
        {"values": ["1", "2"], "intervals": [[Decimal("NaN"), "1"], ["1", "2"]]},
        {"values": ["1", "2"], "intervals": [["2", "1"], ["1", "2"]]},
    ):
        assert ruler(args) is None, args


@pytest.mark.parametrize(
    "box", [(0.0, 0.0, 0.1, 0.02), (0.9, 0.97, 1.0, 1.0), (0.4, 0.5, 0.6, 0.52), (0.0, 0.0, 1.0, 1.0)]
)
def test_the_mark_lies_in_its_piece(box: tuple[float, float, float, float]) -> None:
    """A piece stays on the page and holds the whole box."""
    region = around(box)
    mark = within(box, region)

    assert all(0 <= edge <= 1 for edge in (*region, *mark))
    assert region[0] <= box[0] < box[2] <= region[2] + 1e-9
    assert region[1] <= box[1] < box[3] <= region[3] + 1e-9
    assert mark[0] < mark[2]
    assert mark[1] < mark[3]


def test_values_stay_under_their_heads() -> None:
    """Blank cells that a file leaves out are shown blank; covered cells of merged ones are not shown twice."""
    cells = (
        Cell(0, 0, "2008年台账", colspan=3),
        Cell(1, 0, "月份"),
        Cell(1, 1, "原煤"),
        Cell(1, 2, "合计"),
        Cell(2, 0, "1月", rowspan=2),
        Cell(2, 2, "7"),
        Cell(3, 2, "9"),
        Cell(4, 2, "16"),
    )

    shown = [[text for text, *_ in line] for line in grid(Table(cells))]

    assert shown == [["2008年台账"], ["月份", "原煤", "合计"], ["1月", "", "7"], ["", "9"], ["", "", "16"]]

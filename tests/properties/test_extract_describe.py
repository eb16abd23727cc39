"""No paper breaks the describer, and what it says stays within its promises."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.content import Cell, Content, Page, Table, Word
from archive.domain.entity import Entity, Kind
from archive.rulebook import load
from indexer.extract.describe import PaperDescriber

CITY = Entity("710300", "云州市", Kind.CITY)
COUNTY = Entity("710302", "青河县", Kind.COUNTY, "710300")
DESCRIBER = PaperDescriber(load(), [CITY, COUNTY])
SCRAPS = st.sampled_from(
    [
        "青河县",
        "2008年",
        "自查报告",
        "（盖章）",
        "\n",
        "：",
        "万元GDP能耗",
        "1.22吨标准煤",
        "下降4.14%",
        "1月",
        "12 13",
        "检定证书",
        "出厂编号",
        "\t",
        "甲方：",
        "青政发〔2008〕3号",
        "。",
        "绝密★",
    ]
)
texts = st.lists(SCRAPS | st.text(max_size=6), max_size=40).map("".join)
cells = st.builds(
    Cell,
    row=st.integers(0, 6),
    col=st.integers(0, 5),
    text=SCRAPS | st.text(max_size=8),
    rowspan=st.integers(1, 3),
    colspan=st.integers(1, 3),
)
pages = st.builds(
    lambda text, table: Page(
        1,
        text,
        words=(Word(text, 0, (0.1, 0.1, 0.9, 0.2)),) if text else (),
        tables=(Table(tuple(table)),) if table else (),
    ),
    texts,
    st.lists(cells, max_size=20),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(pages, max_size=3), texts)
def test_any_paper_is_described(found: list[Page], path: str) -> None:
    """Every claim is between 0 and 1, quotes at most 60 characters and stays on the page."""
    numbered = tuple(Page(n, p.text, p.words, p.tables) for n, p in enumerate(found, 1))
    facts = DESCRIBER.describe("D-1", path, Content("text/plain", numbered))
    claims = [
        facts.doctype,
        facts.entity,
        facts.year,
        facts.period,
        facts.title,
        facts.number,
        facts.date,
        *facts.doctypes,
    ]

    for claim in claims:
        if claim is not None:
            assert 0 <= claim.confidence <= 1
            if claim.locator is not None:
                assert len(claim.locator.quote) <= 60
                assert claim.locator.box is None or all(-0.01 <= edge <= 1.01 for edge in claim.locator.box)
    for figure in facts.figures:
        assert figure.low <= figure.value <= figure.high
        assert figure.canonical_low <= figure.canonical_value <= figure.canonical_high

"""What a report says, and that no paper's text can harm who opens it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook

from archive.domain.actor import LOCAL
from archive.domain.errors import Invalid, NotFound
from archive.domain.report import Grid, Piece, Report, Section
from archive.reports import RENDERERS
from tests.conftest import NOTICE, HandIn
from webui.context import Office

EVIL = '=HYPERLINK("http://x")<script>alert(1)</script>\x07\ud800'
REPORT = Report(
    EVIL,
    (EVIL,),
    (
        Section(EVIL, (EVIL,), Grid(("a", "b"), ((Piece(EVIL, "missing"), Piece("1", number=1.5)),), (3, 1))),
        Section(EVIL),
    ),
)


def test_xlsx_never_takes_text_for_a_formula() -> None:
    """A file name beginning with = stays a name."""
    data = RENDERERS["xlsx"](Report("r", (), (Section("s", (), Grid(("a",), ((Piece("=1+1"),),), (1,))),)))
    cells = [
        c
        for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows()
        for c in row
        if c.value == "=1+1"
    ]

    assert [c.data_type for c in cells] == ["s"]


def test_a_pdf_carries_its_text_links_and_font() -> None:
    """Chinese text can be searched in it, a reference is a link, hostile text is only text."""
    grid = Grid(
        ("材料",), ((Piece('会议纪要 #link("x")', "missing", link="https://example.invalid/p?a=1#b"),),), (1,)
    )
    data = RENDERERS["pdf"](
        Report("缺口报告 $x$ " + EVIL, ("青川区",), (Section("第一节", ("正文*粗*",), grid),))
    )

    document = pypdfium2.PdfDocument(data)
    text = document[0].get_textpage().get_text_range()
    for told in ("缺口报告 $x$", "<script>", '会议纪要 #link("x")', "正文*粗*", "青川区"):
        assert told in text
    assert b"https://example.invalid/p?a=1#b" in data


@pytest.mark.parametrize("format", ["docx", "html"])
def test_hostile_text_is_only_text(format: str) -> None:
    """Tags are escaped, control characters and lone surrogates do no harm."""
    data = RENDERERS[format](REPORT)

    if format == "docx":
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
        assert "<script>" in "\n".join(p.text for p in Document(io.BytesIO(data)).paragraphs)
    else:
        assert b"<script>" not in data


def test_the_gap_report_names_the_gap_its_remedy_who_and_when(
    office: Office, hand_in: HandIn, read_all: Callable[[], None]
) -> None:
    """Ordered with veto lines first; every line of an offered paper links to its page."""
    hand_in({"通知.txt": NOTICE.encode()}, entity="990101", year=2008)
    read_all()

    grid = office.reporting.report(LOCAL, "gap", 2008, entity="990101").sections[0].grid
    assert grid is not None
    assert grid.rows[0][0].text == "一票否决"
    rows = {row[1].text: row for row in grid.rows}
    assert rows["CTY-00-01"][9].text == "2009-01-31"
    assert rows["CTY-00-01"][8].text == "青川区"
    assert rows["CTY-00-01"][7].text
    assert (rows["CTY-02-02"][10].link or "").startswith(
        "http://127.0.0.1:8765/documents/D-000001?page=1&quote="
    )


def test_the_city_report_covers_every_assessed_body(office: Office) -> None:
    """An overview and a section each."""
    report = office.reporting.report(LOCAL, "gap", 2008)

    assert [s.title.split()[0] for s in report.sections] == [
        "总览",
        "青川区",
        "柏溪县",
        "临川市统计局",
        "青川水泥有限公司",
    ]


def test_reports_keep_to_what_the_reader_may_see(office: Office) -> None:
    """A clerk's city report is his own entity; a foreign one is not there."""
    office.accounts.add(LOCAL, "clerk1", "clerk", "990102", "password-1")
    clerk = office.gate.actor("clerk1")

    assert [s.title.split()[0] for s in office.reporting.report(clerk, "gap", 2008).sections] == ["柏溪县"]
    with pytest.raises(NotFound):
        office.reporting.report(clerk, "gap", 2008, entity="990101")


def test_an_unknown_report_is_refused(office: Office) -> None:
    """Kind and format are closed lists."""
    for kind, format in (("novel", "docx"), ("gap", "odt")):
        with pytest.raises(Invalid):
            office.reporting.render(LOCAL, kind, 2008, format)

"""The renderers: one paper, many formats, the same bytes every time."""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from datetime import date
from decimal import Decimal

import docx
import openpyxl
import pypdfium2 as pdfium
import pytest

from webui.demo import dates
from webui.demo.facts import dice
from webui.demo.paper import Break, Cell, Line, Paper, Rule, Seal, grid
from webui.demo.render import image, plain
from webui.demo.scribe import WRITERS, render

TABLE = grid(
    [[Cell("县区", 1, 2), Cell("单位GDP能耗", 2, 1)], ["2007年", "2008年"]],
    [["安禾县", Decimal("1.220"), Decimal("1.170")]],
    corner="单位：吨标准煤/万元",
)
PAPER = Paper(
    "关于核定指标的函",
    (
        Line("安禾县统计局文件", "head"),
        Line("安统函〔2009〕3号", "number"),
        Rule(),
        Line("关于核定指标的函", "title"),
        Line("现将结果反馈如下："),
        TABLE,
        Break(),
        Line("安禾县统计局", "right"),
        Line("二○○九年三月二日", "right"),
        Seal("安禾县统计局"),
    ),
)


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_the_same_paper_is_the_same_file(kind: str) -> None:
    """No clock and no chance gets into the bytes."""
    assert render(PAPER, kind, dice(1)) == render(PAPER, kind, dice(1))


def test_a_pdf_has_its_text_and_pages() -> None:
    """Text, table and seal name are in the text layer of the right page."""
    with pdfium.PdfDocument(render(PAPER, "pdf", dice(1))[1]) as document:
        texts = [page.get_textpage().get_text_bounded().replace(" ", "") for page in document]

    assert len(texts) == 2
    assert "安统函〔2009〕3号" in texts[0]
    assert "1.170" in texts[0]
    assert "二○○九年三月二日" in texts[1].replace("〇", "○")


def test_a_word_file_merges_its_heads() -> None:
    """A head over two columns is one cell."""
    table = docx.Document(io.BytesIO(render(PAPER, "docx", dice(1))[1])).tables[0]

    assert table.cell(0, 1).text == table.cell(0, 2).text == "单位GDP能耗"
    assert table.cell(2, 2).text == "1.170"


def test_a_workbook_holds_numbers_with_their_decimals() -> None:
    """A figure stays a number, shown with the decimals that it was printed with."""
    page = openpyxl.load_workbook(io.BytesIO(render(PAPER, "xlsx", dice(1))[1])).active
    found = [cell for row in page.iter_rows() for cell in row if cell.value == 1.17]

    assert [cell.number_format for cell in found] == ["0.000"]
    assert page.merged_cells.ranges


def test_a_scan_has_no_text() -> None:
    """Somebody has to read it."""
    with pdfium.PdfDocument(render(PAPER, "scan", dice(1))[1]) as document:
        assert [page.get_textpage().get_text_bounded() for page in document] == ["", ""]


def test_a_seal_is_red() -> None:
    """Readers find it by its colour."""
    stamp = image.seal_image("安禾县统计局")
    strong = [pixel for pixel in stamp.get_flattened_data() if pixel[3] > 200]

    assert strong
    assert all(red > 150 and green < 80 and blue < 80 for red, green, blue, _ in strong)


def test_members_keep_their_names_and_bytes() -> None:
    """GBK names of any length and their contents survive the packing."""
    members = {"甲/台账.csv": b"1", "乙.csv": b"2" * 3000}
    with zipfile.ZipFile(io.BytesIO(plain.zip_bytes(members))) as archive:
        found = {
            info.filename.encode("cp437").decode("gbk"): archive.read(info) for info in archive.infolist()
        }

    assert found == members


def test_a_mail_carries_its_attachments() -> None:
    """The attachment's Chinese name and bytes come back."""
    data = plain.eml_bytes(
        "a@b.example",
        "c@d.example",
        "补报",
        "请查收。",
        "Mon, 12 Jan 2009 09:21:00 +0800",
        {"报表.xls": b"\xd0\xcf"},
    )
    mail = email.message_from_bytes(data, policy=email.policy.default)

    assert [(part.get_filename(), part.get_content()) for part in mail.iter_attachments()] == [
        ("报表.xls", b"\xd0\xcf")
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2008, 3, 12), "二○○八年三月十二日"),
        (date(2010, 10, 20), "二○一○年十月二十日"),
        (date(2009, 12, 31), "二○○九年十二月三十一日"),
    ],
)
def test_dates_in_words(day: date, words: str) -> None:
    """As papers were dated before 2012."""
    assert dates.in_words(day) == words

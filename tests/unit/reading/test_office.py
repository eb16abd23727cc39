"""Reading Word, spreadsheets and their relatives."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from archive.domain.content import Content, PageState
from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.parsers import parse_file
from indexer.toolkit.number_format import display
from tests.samples.reading import make, office


def read(folder: Path, name: str, data: bytes) -> Content:
    return parse_file(make.write(folder, name, data), name, Limits())


def test_a_word_report_has_pages_tables_and_margins(tmp_path):
    """Explicit breaks split pages; merged cells keep their spans; header and footer are text."""
    content = read(tmp_path, "a.docx", office.report_docx())

    first, second = content.pages
    cells = {cell.text: cell for cell in first.tables[0].cells}
    assert first.text.startswith("节能目标责任评价考核自查报告\n全县单位GDP能耗下降4.14%")
    assert cells["竖合并"].rowspan == 2
    assert cells["横合并"].colspan == 2
    assert "秦川县人民政府" in first.text
    assert second.text == "第二页正文"


def test_pictures_in_a_report_are_pages_after_its_text(tmp_path):
    """A scan pasted into Word is read like a scan."""
    picture = make.render(make.typst_pdf("#set text(size: 20pt)\n检定证书编号NJ-2008-0317"), 100).crop(
        (0, 0, 827, 300)
    )

    content = read(tmp_path, "a.docx", office.report_docx(picture))

    assert [page.source for page in content.pages] == ["text", "text", "ocr"]
    assert "NJ-2008-0317" in content.pages[2].text


def test_what_was_deleted_under_tracking_is_gone(tmp_path):
    """Tracked insertions count, deletions do not; fields show their result, text boxes their text."""
    body = (
        "<w:p><w:r><w:t>计划</w:t></w:r><w:del><w:r><w:delText>作废</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>新增</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    )

    assert read(tmp_path, "a.docx", office.document_xml(body)).pages[0].text == "计划新增\n框内"


def test_entities_from_outside_are_never_read(tmp_path):
    """A document that points at a file on this machine shows nothing of it."""
    secret = tmp_path / "secret"
    secret.write_text("机要内容")
    head = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
    body = "<w:p><w:r><w:t>前&e;后</w:t></w:r></w:p>"
    try:
        text = read(tmp_path, "a.docx", office.document_xml(body, head=head)).pages[0].text
    except Unreadable:
        return
    assert "机要" not in text


def test_numbers_are_shown_as_printed(tmp_path):
    """Percent signs, decimals, separators and dates are those of the cell's format."""
    content = read(tmp_path, "a.xlsx", office.ledger_xlsx())

    sheet, draft = content.pages
    cells = {cell.name: cell for cell in sheet.tables[0].cells}
    assert [cells[name].text for name in ("A2", "B2", "C2", "D2")] == [
        "4.14%",
        "6,824.01",
        "1.220",
        "2008年3月1日",
    ]
    assert cells["A1"].colspan == 4
    assert cells["B3"].formula == "=SUM(B2:B2)"
    assert cells["A4"].hidden
    assert [note.code for note in sheet.notes] == ["hidden_rows"]
    assert draft.name == "底稿"
    assert [note.code for note in draft.notes] == ["hidden_sheet"]
    assert draft.tables[0].cells[0].name == "B7"


def test_old_workbooks_are_shown_as_printed(tmp_path):
    """The same for xls, with strings that run over the border of a record."""
    page = read(tmp_path, "a.xls", office.ledger_xls()).pages[0]

    cells = {cell.name: cell.text for cell in page.tables[0].cells}
    assert [cells[name] for name in ("A1", "A2", "B2", "C2", "D2")] == [
        "2008年能源消费台账",
        "4.14%",
        "6,824.01",
        "1.220",
        "2008-03-01",
    ]
    assert all(cells[f"A{row + 1}"] == f"第{row}行设备名称编号" * 3 for row in range(3, 1500))
    assert all(cells[f"B{row + 1}"] == f"ascii only {row}" * 3 for row in range(3, 1500))
    assert "hidden_rows" in {note.code for note in page.notes}


def test_a_million_empty_rows_cost_nothing(tmp_path):
    """Rows that only exist on paper do not swell the text."""
    rows = "".join(f'<row r="{n}"/>' for n in range(2, 1_000_001, 10))
    out = io.BytesIO(office.ledger_xlsx())
    target = io.BytesIO()
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            copy.writestr(name, data)

    content = read(tmp_path, "a.xlsx", target.getvalue())

    assert len(content.pages[0].text) < 200


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("0.0414", "0.00%", "4.14%"),
        ("4.1399999999999999E-2", "0.00%", "4.14%"),
        ("1234.5", "#,##0.00;[Red]-#,##0.00", "1,234.50"),
        ("-1234.5", "#,##0.00;[Red](#,##0.00)", "(1,234.50)"),
        ("-1234.5", "#,##0.00_ ", "-1,234.50"),
        ("0", '0.00;-0.00;"—"', "—"),
        ("3.10", None, "3.1"),
        ("0.1", "General", "0.1"),
        ("6824.0100000000002", "General", "6824.01"),
        ("12345678", "0,.0", "12345.7"),
        ("39508", "yyyy-mm-dd", "2008-03-01"),
        ("39508.5", "yyyy/m/d h:mm", "2008/3/1 12:00"),
        ("39508", "[$-804]yyyy年m月", "2008年3月"),
        ("1220", '0.00"吨标准煤"', "1220.00吨标准煤"),
        ("0.5", "# ?/?", "0.5"),
        ("2.675", "0.00", "2.68"),
        ("1e-7", "General", "0.0000001"),
        ("12", "@", "12"),
        ("7", "00000", "00007"),
        ("1.5", "0.0#", "1.5"),
    ],
)
def test_a_format_prints_what_the_office_program_prints(value, code, shown):
    """Printed digits decide how exact a figure is."""
    assert display(Decimal(value), code) == shown


def test_an_encrypted_workbook_opens_with_its_password(tmp_path):
    """Without the password it is password_protected; with it, it is read."""
    import msoffcrypto

    locked = io.BytesIO()
    file = msoffcrypto.OfficeFile(io.BytesIO(office.ledger_xlsx()))
    if not hasattr(file, "encrypt"):
        pytest.skip("this version cannot encrypt")
    file.encrypt("节能", locked)
    path = make.write(tmp_path, "a.xlsx", locked.getvalue())

    with pytest.raises(Unreadable) as caught:
        parse_file(path, "a.xlsx", Limits())
    assert caught.value.code == "password_protected"
    assert "4.14%" in parse_file(path, "a.xlsx", Limits(), "节能").pages[0].text
    with pytest.raises(Unreadable):
        parse_file(path, "a.xlsx", Limits(), "错")


def test_csv_is_a_table_in_any_encoding(tmp_path):
    """An old ledger in GBK with quoted commas."""
    data = '名称,数量\r\n"煤,原煤","6,824.01"\r\n'.encode("gb18030")

    page = read(tmp_path, "a.csv", data).pages[0]

    assert [cell.text for cell in page.tables[0].cells] == ["名称", "数量", "煤,原煤", "6,824.01"]
    assert page.text == "名称\t数量\n煤,原煤\t6,824.01"


def test_html_keeps_tables_and_drops_scripts(tmp_path):
    """Visible words only; cells keep their spans."""
    data = """<html><head><meta charset="gb2312"><title>公告</title><script>alert(1)</script></head>
    <body><h1>节能公告</h1><p style="display: none">看不见</p><table><tr><th colspan=2>合计</th></tr>
    <tr><td>煤</td><td>12.50</td></tr></table><script>坏()</script>尾</body></html>""".encode("gb18030")

    page = read(tmp_path, "a.html", data).pages[0]

    assert page.text == "节能公告\n合计\n煤\t12.50\n尾"
    assert page.tables[0].cells[0].colspan == 2


def test_a_mail_shows_its_head_and_names_its_attachments(tmp_path):
    """Headers are decoded, the body is text, attachments are only named."""
    from email.message import EmailMessage

    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "统计局 <a@example.org>", "b@example.org", "报送节能台账"
    mail.set_content("请查收附件。")
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="台账.pdf")

    page = read(tmp_path, "a.eml", mail.as_bytes()).pages[0]

    assert "Subject: 报送节能台账" in page.text
    assert "请查收附件。" in page.text
    assert "台账.pdf" in page.text


def test_blank_office_papers_are_blank(tmp_path):
    """A document without a word is one blank page."""
    content = read(tmp_path, "a.docx", office.document_xml("<w:p/>"))

    assert [page.state for page in content.pages] == [PageState.BLANK]

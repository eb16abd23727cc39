"""Office files made up for the reading tests."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import openpyxl
import xlwt
from docx.enum.text import WD_BREAK
from docx.shared import Inches
from PIL import Image

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def report_docx(picture: Image.Image | None = None) -> bytes:
    """Two pages with a merged table, a header and a footer, and perhaps a picture."""
    paper = docx.Document()
    paper.sections[0].header.paragraphs[0].text = "秦川县人民政府"
    paper.sections[0].footer.paragraphs[0].text = "节能考核材料"
    paper.add_heading("节能目标责任评价考核自查报告", 1)
    paper.add_paragraph("全县单位GDP能耗下降4.14%，节能量6824.01吨标准煤。")
    table = paper.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}行{column}列"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "竖合并"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "横合并"
    paper.add_paragraph("前页末").add_run().add_break(WD_BREAK.PAGE)
    paper.add_paragraph("第二页正文")
    if picture is not None:
        stream = io.BytesIO()
        picture.save(stream, "PNG")
        paper.add_picture(stream, width=Inches(5))
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def document_xml(body: str, *, head: str = "") -> bytes:
    """A docx with this body and nothing else."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"{head}<w:document {_W}><w:body>{body}</w:body></w:document>")
    return out.getvalue()


def ledger_xlsx() -> bytes:
    """Number formats, merged heads, hidden rows, a formula, a date, a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "能耗台账"
    sheet["A1"] = "2008年能源消费台账"
    sheet.merge_cells("A1:D1")
    for column, (value, code) in enumerate(
        ((0.0414, "0.00%"), (6824.01, "#,##0.00"), (1.22, "0.000"), (date(2008, 3, 1), 'yyyy"年"m"月"d"日"')),
        1,
    ):
        sheet.cell(2, column, value).number_format = code
    sheet["A3"] = "合计"
    sheet["B3"] = "=SUM(B2:B2)"
    sheet["A4"] = "内部备注"
    sheet.row_dimensions[4].hidden = True
    other = book.create_sheet("底稿")
    other["B7"] = 12.5
    other.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ledger_xls() -> bytes:
    """The same kind of book in the old format, with more strings than one record holds."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("能耗台账")
    sheet.write_merge(0, 0, 0, 3, "2008年能源消费台账")
    for column, (value, code) in enumerate(((0.0414, "0.00%"), (6824.01, "#,##0.00"), (1.22, "0.000"))):
        sheet.write(1, column, value, xlwt.easyxf(num_format_str=code))
    sheet.write(1, 3, date(2008, 3, 1), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(2, 0, "内部备注")
    sheet.row(2).hidden = True
    for row in range(3, 1500):
        sheet.write(row, 0, f"第{row}行设备名称编号" * 3)
        sheet.write(row, 1, f"ascii only {row}" * 3)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

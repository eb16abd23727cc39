"""Word: headings, facts, tables with repeated heads on landscape A4."""

from __future__ import annotations

import io
import re
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from archive.domain.report import Grid, Piece, Report
from archive.reports.colours import STATE_COLOURS

_USABLE = 26.0
"""Centimetres between the margins of landscape A4."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render_docx(report: Report) -> bytes:
    document = Document()
    _page(document)
    _font(document)
    document.add_heading(_clean(report.title), level=1)
    for line in report.facts:
        document.add_paragraph(_clean(line))
    for section in report.sections:
        document.add_heading(_clean(section.title), level=2)
        for line in section.paragraphs:
            document.add_paragraph(_clean(line))
        if section.grid is not None:
            _table(document, section.grid)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.6)


def _font(document: Any) -> None:
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = "Microsoft YaHei"
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Microsoft YaHei")
    document.styles["Normal"].font.size = Pt(9.5)


def _table(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=1, cols=len(grid.heads))
    table.style = "Table Grid"
    table.autofit = False
    total = sum(grid.widths)
    widths = [Cm(_USABLE * width / total) for width in grid.widths]
    head = table.rows[0]
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001 - python-docx has no word for repeated heads
    for cell, text in zip(head.cells, grid.heads, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(text).bold = True
    for row in grid.rows:
        cells = table.add_row().cells
        for cell, piece in zip(cells, row, strict=True):
            _cell(cell, piece)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _cell(cell: Any, piece: Piece) -> None:
    cell.text = ""
    run = cell.paragraphs[0].add_run(_clean(piece.text))
    if piece.state in STATE_COLOURS:
        run.bold = True
        run.font.color.rgb = RGBColor.from_string(STATE_COLOURS[piece.state])


def _clean(text: str) -> str:
    """XML cannot hold control characters; they come from recognised text."""
    return _CONTROL.sub(" ", text)

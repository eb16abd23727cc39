"""Word files: python-docx writes, then the package is packed again with a fixed clock."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table

from webui.demo.paper import Block, Break, Grid, Line, Paper, Picture, Rule, Seal, shown
from webui.demo.render.image import seal_png

CLOCK = datetime(2009, 1, 1)  # noqa: DTZ001 - office files hold local times
RED = RGBColor(0xC8, 0x16, 0x1D)
SIZES = {"head": 26, "title": 18, "number": 14, "small": 9}
CENTRED = {"head", "number", "title", "center"}


def docx_bytes(paper: Paper) -> bytes:
    """The paper as a Word file, byte for byte the same every time."""
    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = CLOCK
    document.core_properties.title = paper.title
    document.styles["Normal"].font.name = "仿宋"
    document.styles["Normal"].font.size = Pt(14)
    if paper.letterhead:
        document.sections[0].header.paragraphs[0].text = paper.letterhead
    for block in paper.blocks:
        _add(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return _packed_again(buffer)


def _add(document: Document, block: Block) -> None:
    match block:
        case Line(text, style):
            _add_line(document, text, style)
        case Grid():
            _add_table(document, block)
        case Rule():
            _add_rule(document)
        case Seal(text):
            paragraph = document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.add_run().add_picture(io.BytesIO(seal_png(text)), width=Cm(4))
        case Break():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case Picture(scene, stamp):
            document.add_paragraph(f"[{scene} {stamp}]")


def _add_line(document: Document, text: str, style: str) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    if style in CENTRED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif style == "right":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif style in {"body", "heading"}:
        paragraph.paragraph_format.first_line_indent = Pt(28)
    if style in SIZES:
        run.font.size = Pt(SIZES[style])
    run.bold = style in {"head", "title", "heading"}
    if style == "head":
        run.font.color.rgb = RED


def _add_rule(document: Document) -> None:
    """A paragraph with a red lower border: what typists use for the red line."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "1"), ("color", "C8161D")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    document.add_paragraph()._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - no public way


def _add_table(document: Document, table: Grid) -> None:
    for text, style in ((table.caption, "center"), (table.corner, "right")):
        if text:
            _add_line(document, text, style)
    made = document.add_table(rows=len(table.rows), cols=table.width)
    made.style = "Table Grid"
    grid = _cells(made, table.width)
    for y, x, cell in table.placed():
        target = grid[y][x]
        if cell.across > 1 or cell.down > 1:
            target = target.merge(grid[y + cell.down - 1][x + cell.across - 1])
        target.text = shown(cell.value)
    document.add_paragraph()


def _cells(made: Table, width: int) -> list[list[docx.table._Cell]]:
    """All cells at once: asking python-docx cell by cell is quadratic."""
    flat = made._cells  # noqa: SLF001 - the public accessor rebuilds this list every time
    return [flat[start : start + width] for start in range(0, len(flat), width)]


def _packed_again(buffer: io.BytesIO) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, (2009, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return packed.getvalue()

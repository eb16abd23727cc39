"""Sheets as files: text, word processor, workbook, PDF, scan."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
from openpyxl.styles import Alignment

from tests.samples.figureworld.sheet import Row, Sheet, Span, Table
from tests.samples.reading import make

Placed = tuple[int, int, Span]
_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")


def write(sheet: Sheet, folder: Path) -> Path:
    """Write one paper in its format."""
    data = _WRITERS[sheet.format](sheet)
    ending = {"scan": "pdf"}.get(sheet.format, sheet.format)
    path = folder / f"{sheet.name}.{ending}"
    path.write_bytes(data)
    return path


def placed(rows: list[Row]) -> Iterator[Placed]:
    """Cells with their row and column; what a cell covers is skipped by the next ones."""
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        c = 0
        for cell in row:
            span = cell if isinstance(cell, Span) else Span(cell)
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(span.rows) for j in range(span.cols)}
            yield r, c, span
            c += span.cols


def pieces(table: Table) -> Iterator[tuple[str, list[Row]]]:
    """The table, or its two halves when it is continued."""
    if not table.again:
        yield table.corner, [*table.head, *table.body]
        return
    yield table.corner, [*table.head, *table.body[: table.again]]
    yield "续表", [*(table.head if table.repeat else []), *table.body[table.again :]]


def _txt(sheet: Sheet) -> bytes:
    lines = [sheet.title]
    for block in sheet.blocks:
        if isinstance(block, str):
            lines.append(block)
            continue
        for corner, rows in pieces(block):
            lines += [corner] if corner else []
            width = max(c + s.cols for _, c, s in placed(rows))
            grid = [[""] * width for _ in rows]
            for r, c, span in placed(rows):
                grid[r][c] = span.text
            lines += ["\t".join(row) for row in grid]
    return "\n".join(lines).encode()


def _docx(sheet: Sheet) -> bytes:
    paper = docx.Document()
    paper.add_paragraph(sheet.title)
    for block in sheet.blocks:
        if isinstance(block, str):
            paper.add_paragraph(block)
            continue
        for corner, rows in pieces(block):
            if corner:
                paper.add_paragraph(corner)
            cells = list(placed(rows))
            table = paper.add_table(len(rows), max(c + s.cols for _, c, s in cells))
            for r, c, span in cells:
                cell = table.cell(r, c)
                if span.cols > 1 or span.rows > 1:
                    cell = cell.merge(table.cell(r + span.rows - 1, c + span.cols - 1))
                cell.text = span.text
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _xlsx(sheet: Sheet) -> bytes:
    """Numbers as numbers with a format, as numbers whose zeros are dropped, or as text."""
    how = random.Random(sheet.name).choice(("format", "general", "text"))
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page["A1"] = sheet.title
    at = 2
    for block in sheet.blocks:
        if isinstance(block, str):
            page.cell(at, 1, block)
            at += 1
            continue
        for corner, rows in pieces(block):
            if corner:
                page.cell(at, 1, corner)
                at += 1
            for r, c, span in placed(rows):
                cell = page.cell(at + r, c + 1)
                _fill(cell, span.text, how)
                if span.cols > 1 or span.rows > 1:
                    page.merge_cells(
                        start_row=at + r,
                        start_column=c + 1,
                        end_row=at + r + span.rows - 1,
                        end_column=c + span.cols,
                    )
            at += len(rows) + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(cell: Any, text: str, how: str) -> None:
    if how == "text" or not _NUMBER.fullmatch(text) or re.fullmatch(r"0\d|(?:19|20)\d\d", text):
        cell.value = text
        if text.startswith(("　", " ")):
            cell.alignment = Alignment(horizontal="left")
        return
    number = Decimal(text.replace(",", ""))
    cell.value = number
    places = -int(number.as_tuple().exponent)
    grouped = "#,##0" if "," in text else "0"
    if how == "format":
        cell.number_format = f"{grouped}.{'0' * places}" if places else grouped


def _pdf(sheet: Sheet) -> bytes:
    return make.typst_pdf("#set page(flipped: true)\n#set text(size: 8pt)\n" + _typst(sheet))


def _typst(sheet: Sheet) -> str:
    parts = [f"#align(center)[{_safe(sheet.title)}]"]
    for block in sheet.blocks:
        if isinstance(block, str):
            parts.append(_safe(block))
            continue
        for n, (corner, rows) in enumerate(pieces(block)):
            cells = list(placed(rows))
            width = max(c + s.cols for _, c, s in cells)
            body = ", ".join(
                f"table.cell(x: {c}, y: {r}, colspan: {s.cols}, rowspan: {s.rows})[{_safe(s.text)}]"
                for r, c, s in cells
            )
            parts += (["#pagebreak()"] if n else []) + ([_safe(corner)] if corner else [])
            parts.append(f"#table(columns: {width}, {body})")
    return "\n\n".join(parts)


def _safe(text: str) -> str:
    return re.sub(r"([\\#*_$@<>\[\]`~/=+-])", r"\\\1", text)


def _scan(sheet: Sheet) -> bytes:
    image = make.render(_pdf(sheet), 200)
    return make.image_pdf(
        make.scanned(image, slant=0.4, noise=8, blur=0.4, shade=12, seed=len(sheet.title)), 200
    )


_WRITERS = {"txt": _txt, "docx": _docx, "xlsx": _xlsx, "pdf": _pdf, "scan": _scan}

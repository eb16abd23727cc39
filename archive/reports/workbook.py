"""Excel: one sheet a section, filters on, texts never taken for formulas."""

from __future__ import annotations

import io
import re
from typing import Any

import xlsxwriter

from archive.domain.report import Grid, Piece, Report
from archive.reports.colours import STATE_COLOURS

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_SCALE = 1.6


def render_xlsx(report: Report) -> bytes:
    out = io.BytesIO()
    # strings_to_formulas off: a file name beginning with = stays a name
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        formats = _formats(book)
        used: set[str] = set()
        for section in report.sections:
            sheet = book.add_worksheet(_name(section.title, used))
            sheet.write_string(0, 0, f"{report.title} · {section.title}", formats["title"])
            row = 1
            for line in (*report.facts, *section.paragraphs):
                sheet.write_string(row, 0, line, formats["fact"])
                row += 1
            if section.grid is not None:
                _write(sheet, section.grid, row + 1, formats)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
    return out.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top", "text_wrap": True}
    formats = {
        "title": book.add_format({**base, "bold": True, "font_size": 14, "text_wrap": False}),
        "fact": book.add_format({**base, "font_color": "#555555", "text_wrap": False}),
        "head": book.add_format({**base, "bold": True, "bg_color": "#E8EDF3", "border": 1}),
        "": book.add_format({**base, "border": 1}),
    }
    for state, colour in STATE_COLOURS.items():
        formats[state] = book.add_format({**base, "border": 1, "font_color": f"#{colour}", "bold": True})
    return formats


def _write(sheet: Any, grid: Grid, top: int, formats: dict[str, Any]) -> None:
    for column, (head, width) in enumerate(zip(grid.heads, grid.widths, strict=True)):
        sheet.write_string(top, column, head, formats["head"])
        sheet.set_column(column, column, width * _SCALE)
    for number, row in enumerate(grid.rows, top + 1):
        for column, piece in enumerate(row):
            _cell(sheet, number, column, piece, formats.get(piece.state or "", formats[""]))
    if grid.rows:
        sheet.autofilter(top, 0, top + len(grid.rows), len(grid.heads) - 1)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)


def _cell(sheet: Any, row: int, column: int, piece: Piece, format: Any) -> None:
    if piece.number is not None:
        sheet.write_number(row, column, piece.number, format)
    elif piece.link is not None:
        sheet.write_url(row, column, piece.link, format, piece.text)
    else:
        sheet.write_string(row, column, piece.text, format)


def _name(title: str, used: set[str]) -> str:
    name = _FORBIDDEN.sub(" ", title)[:28] or "sheet"
    while name in used:
        name = f"{name[:25]}~{len(used)}"
    used.add(name)
    return name

"""Workbooks: xlsx by xlsxwriter, the old xls by xlwt, and csv."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from decimal import Decimal

import xlsxwriter
import xlwt

from webui.demo.paper import Block, Grid, Line, Paper, Value, shown

CLOCK = datetime(2009, 1, 1)  # noqa: DTZ001 - office files hold local times


def _sheets(paper: Paper) -> tuple[tuple[str, tuple[Block, ...]], ...]:
    return paper.sheets or (("Sheet1", paper.blocks),)


def xlsx_bytes(paper: Paper) -> bytes:
    """The paper as a workbook with merged heads; figures are numbers with their printed decimals."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": paper.title, "created": CLOCK})
    looks = _Looks(book)
    for name, blocks in _sheets(paper):
        page = book.add_worksheet(name)
        width = max((block.width for block in blocks if isinstance(block, Grid)), default=6)
        page.set_column(0, width, 13)
        row = 0
        for block in blocks:
            row = _write_block(page, looks, block, row, width)
    book.close()
    return buffer.getvalue()


class _Looks:
    """The cell formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.text = book.add_format({"text_wrap": False})
        self.right = book.add_format({"align": "right"})
        self._numbers: dict[int | None, xlsxwriter.format.Format] = {}

    def cell(self, value: Value) -> xlsxwriter.format.Format:
        places = -value.as_tuple().exponent if isinstance(value, Decimal) else None  # type: ignore[operator]
        if places not in self._numbers:
            look = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
            if places is not None:
                look["num_format"] = "0." + "0" * places if places > 0 else "0"
            self._numbers[places] = self._book.add_format(look)
        return self._numbers[places]


def _write_block(
    page: xlsxwriter.worksheet.Worksheet, looks: _Looks, block: Block, row: int, width: int
) -> int:
    match block:
        case Line(text, style):
            look = (
                looks.title if style in {"title", "head"} else looks.right if style == "right" else looks.text
            )
            if style in {"title", "head", "right", "number"} and width > 1:
                page.merge_range(row, 0, row, width - 1, text, look)
            else:
                page.write(row, 0, text, look)
            return row + 1
        case Grid():
            for text in (block.caption, block.corner):
                if text:
                    page.write(row, width - 1 if text == block.corner else 0, text)
                    row += 1
            _write_grid(page, looks, block, row)
            return row + len(block.rows) + 1
        case _:
            return row


def _write_grid(page: xlsxwriter.worksheet.Worksheet, looks: _Looks, block: Grid, top: int) -> None:
    for y, x, cell in block.placed():
        look = looks.cell(cell.value)
        value = float(cell.value) if isinstance(cell.value, Decimal) else cell.value
        if cell.across > 1 or cell.down > 1:
            page.merge_range(top + y, x, top + y + cell.down - 1, x + cell.across - 1, value, look)
        else:
            page.write(top + y, x, value, look)


def xls_bytes(paper: Paper) -> bytes:
    """The paper as an Excel 97 workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, blocks in _sheets(paper):
        page = book.add_sheet(name)
        row = 0
        for block in blocks:
            if isinstance(block, Line):
                page.write(row, 0, block.text)
                row += 1
            elif isinstance(block, Grid):
                for text, column in ((block.caption, 0), (block.corner, block.width - 1)):
                    if text:
                        page.write(row, column, text)
                        row += 1
                _write_old_grid(page, block, row)
                row += len(block.rows) + 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_old_grid(page: xlwt.Worksheet, block: Grid, top: int) -> None:
    for y, x, cell in block.placed():
        value = float(cell.value) if isinstance(cell.value, Decimal) else cell.value
        look = _old_look(cell.value)
        if cell.across > 1 or cell.down > 1:
            page.write_merge(top + y, top + y + cell.down - 1, x, x + cell.across - 1, value, look)
        else:
            page.write(top + y, x, value, look)


def _old_look(value: Value) -> xlwt.XFStyle:
    look = xlwt.XFStyle()
    if isinstance(value, Decimal):
        places = -int(value.as_tuple().exponent)
        look.num_format_str = "0." + "0" * places if places > 0 else "0"
    return look


def csv_bytes(paper: Paper, encoding: str = "gb18030") -> bytes:
    """The lines and tables as comma separated text; office programs of the time wrote GBK."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for block in paper.blocks:
        if isinstance(block, Line):
            writer.writerow([block.text])
        elif isinstance(block, Grid):
            for text in (block.caption, block.corner):
                if text:
                    writer.writerow([text])
            rows = [[""] * block.width for _ in block.rows]
            for y, x, cell in block.placed():
                rows[y][x] = shown(cell.value)
            writer.writerows(rows)
    return buffer.getvalue().encode(encoding)

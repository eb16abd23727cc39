"""Reads the records of old Excel and Kingsoft workbooks (BIFF5 to BIFF8): values, formats, what is hidden."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from archive.domain.content import Cell
from archive.domain.errors import Unreadable
from indexer.toolkit.biffstrings import SharedStrings, Text
from indexer.toolkit.charset import clean
from indexer.toolkit.number_format import BUILT_IN, display
from indexer.toolkit.sheets import Sheet

_BOF, _EOF, _CONTINUE, _FILEPASS = (0x809, 0x409), 0x0A, 0x3C, 0x2F
_BOUNDSHEET, _SST, _FORMAT, _XF, _DATEMODE, _CODEPAGE = 0x85, 0xFC, 0x41E, 0xE0, 0x22, 0x42
_NUMBER, _RK, _MULRK, _LABELSST, _LABEL, _RSTRING, _BOOLERR = 0x203, 0x27E, 0xBD, 0xFD, 0x204, 0xD6, 0x205
_FORMULA, _STRING, _ROW, _COLINFO, _MERGED = (0x06, 0x206, 0x406), 0x207, 0x208, 0x7D, 0xE5
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_PAGES = {
    936: "gb18030",
    950: "big5",
    932: "cp932",
    949: "cp949",
    1200: "utf-16-le",
    65001: "utf-8",
    367: "ascii",
    10008: "gb18030",
}

Record = tuple[int, bytes, list[bytes]]
"""Number, body, the bodies of the CONTINUE records after it."""


@dataclass(slots=True)
class _Book:
    data: bytes
    wide: bool = True
    """BIFF8 with its own kind of strings; before it strings are bytes in a code page."""
    encoding: str = "gb18030"
    epoch_1904: bool = False
    sheets: list[tuple[str, int, bool, bool]] = field(default_factory=list)
    """(name, place, hidden, is a worksheet)"""
    words: list[str] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    styles: list[int] = field(default_factory=list)

    def text(self, body: bytes, at: int, *, short: bool = False) -> str:
        return Text(self.wide, self.encoding).read(body, at, short=short)


def sheets(data: bytes) -> Iterator[Sheet]:
    """The worksheets of a workbook stream, in its order; raise Unreadable when locked or beyond reading."""
    book = _Book(data)
    try:
        _globals(book)
        for name, place, hidden, is_sheet in book.sheets:
            sheet = Sheet(name, hidden=hidden)
            if is_sheet:
                _fill(sheet, book, place)
            yield sheet
    except (struct.error, IndexError) as exc:
        raise Unreadable(code="damaged") from exc


def count(data: bytes) -> int:
    """The number of sheets the workbook names."""
    book = _Book(data)
    try:
        _globals(book)
    except (struct.error, IndexError) as exc:
        raise Unreadable(code="damaged") from exc
    return len(book.sheets)


def _records(data: bytes, place: int) -> Iterator[Record]:
    """The records of one substream, up to its end."""
    depth = 0
    pending: Record | None = None
    while place + 4 <= len(data):
        number, length = struct.unpack_from("<HH", data, place)
        body = data[place + 4 : place + 4 + length]
        place += 4 + length
        if number == _CONTINUE:
            if pending is not None:
                pending[2].append(body)
            continue
        if pending is not None:
            yield pending
        pending = (number, body, [])
        depth += (number in _BOF) - (number == _EOF)
        if number == _EOF and depth <= 0:
            break
    if pending is not None:
        yield pending


def _globals(book: _Book) -> None:
    names: list[tuple[bytes, int, bool, bool]] = []
    for number, body, more in _records(book.data, 0):
        if number == 0x809 and not names:
            book.wide = struct.unpack_from("<H", body)[0] >= 0x600
        elif number == _FILEPASS:
            raise Unreadable(code="password_protected")
        elif number == _CODEPAGE:
            page = struct.unpack_from("<H", body)[0]
            book.encoding = _PAGES.get(page, f"cp{page}" if 1250 <= page <= 1258 else "gb18030")
        elif number == _DATEMODE:
            book.epoch_1904 = body[:1] == b"\x01"
        elif number == _BOUNDSHEET:
            place, state, kind = struct.unpack_from("<IBB", body)
            names.append((body[6:], place, bool(state & 3), kind == 0))
        elif number == _SST:
            book.words = SharedStrings([body, *more]).read()
        elif number == _FORMAT:
            key = struct.unpack_from("<H", body)[0]
            book.codes[key] = book.text(body, 2, short=not book.wide)
        elif number == _XF:
            book.styles.append(struct.unpack_from("<H", body, 2)[0])
    book.sheets = [
        (clean(book.text(name, 0, short=True)), place, hidden, sheet) for name, place, hidden, sheet in names
    ]


class _Filler:
    """Puts the cells of one sheet where they belong."""

    def __init__(self, sheet: Sheet, book: _Book) -> None:
        self._sheet = sheet
        self._book = book
        self._awaited: tuple[int, int] | None = None

    def take(self, number: int, body: bytes) -> None:
        if number == _LABELSST:
            row, column, _, index = struct.unpack_from("<HHHI", body)
            if index < len(self._book.words):
                self._put(row, column, self._book.words[index])
        elif number == _NUMBER:
            row, column, style, value = struct.unpack_from("<HHHd", body)
            self._number(row, column, style, value)
        elif number == _RK:
            row, column, style, raw = struct.unpack_from("<HHHI", body)
            self._number(row, column, style, _rk(raw))
        elif number == _MULRK:
            row, first = struct.unpack_from("<HH", body)
            for n, at in enumerate(range(4, len(body) - 7, 6)):
                style, raw = struct.unpack_from("<HI", body, at)
                self._number(row, first + n, style, _rk(raw))
        elif number in _FORMULA:
            self._formula(body)
        elif number in {_LABEL, _RSTRING}:
            row, column = struct.unpack_from("<HH", body)
            self._put(row, column, clean(self._book.text(body, 6)))
        elif number == _STRING and self._awaited:
            self._put(*self._awaited, clean(self._book.text(body, 0)), formula=True)
            self._awaited = None
        elif number == _BOOLERR:
            row, column, _, value, error = struct.unpack_from("<HHHBB", body)
            self._put(row, column, _ERRORS.get(value, "#ERR") if error else "TRUE" if value else "FALSE")
        else:
            self._aside(number, body)

    def _aside(self, number: int, body: bytes) -> None:
        sheet = self._sheet
        if number == _ROW:
            if struct.unpack_from("<H", body, 12)[0] & 0x20:
                sheet.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif number == _COLINFO:
            first, last, _, _, options = struct.unpack_from("<HHHHH", body)
            if options & 1:
                sheet.hidden_columns |= set(range(first, min(last, 255) + 1))
        elif number == _MERGED:
            for at in range(2, len(body) - 7, 8):
                r0, r1, c0, c1 = struct.unpack_from("<HHHH", body, at)
                sheet.merged.append((r0, c0, r1, c1))

    def _formula(self, body: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", body)
        result = body[6:14]
        if result[6:8] != b"\xff\xff":
            self._number(row, column, style, struct.unpack("<d", result)[0], formula=True)
        elif result[0] == 0:
            self._awaited = (row, column)
        elif result[0] == 1:
            self._put(row, column, "TRUE" if result[2] else "FALSE", formula=True)
        elif result[0] == 2:
            self._put(row, column, _ERRORS.get(result[2], "#ERR"), formula=True)

    def _number(self, row: int, column: int, style: int, value: float, *, formula: bool = False) -> None:
        if value != value or value in {float("inf"), float("-inf")}:
            self._put(row, column, "#NUM!")
            return
        code = self._book.codes.get(self._book.styles[style]) if style < len(self._book.styles) else None
        self._put(
            row, column, display(Decimal(repr(value)), code, self._book.epoch_1904), code, formula=formula
        )

    def _put(
        self, row: int, column: int, text: str, code: str | None = None, *, formula: bool = False
    ) -> None:
        """That a value was computed is kept; the formula itself is not decoded."""
        if text:
            self._sheet.cells.append(
                Cell(row, column, text, formula="=" if formula else None, number_format=code)
            )


def _fill(sheet: Sheet, book: _Book, place: int) -> None:
    filler = _Filler(sheet, book)
    level = 0
    for number, body, _ in _records(book.data, place):
        level += (number in _BOF) - (number == _EOF)
        if level == 1:  # charts and the like inside the sheet have cells of their own
            filler.take(number, body)
    sheet.cells.sort(key=lambda cell: (cell.row, cell.col))


def _rk(raw: int) -> float:
    """The four-byte number: an integer or the upper half of a float, perhaps in hundredths."""
    if raw & 2:
        value = float((raw - (1 << 32) if raw & 0x80000000 else raw) >> 2)
    else:
        value = float(struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", raw & 0xFFFFFFFC))[0])
    return value / 100 if raw & 1 else value

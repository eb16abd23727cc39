"""Workbooks of the zip kind: one pass over each sheet gives values, formats, formulas and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from lxml import etree

from archive.domain.content import Cell, Content, Page
from archive.domain.document import Limits
from indexer.toolkit import effort, pictures
from indexer.toolkit.charset import clean
from indexer.toolkit.number_format import BUILT_IN, display
from indexer.toolkit.original import open_original
from indexer.toolkit.sheets import Sheet, page_of
from indexer.toolkit.sniff import MEDIA_TYPES
from indexer.toolkit.xmlparts import Parts, properties

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""A sheet has no more; an address beyond is taken for the next cell."""
_RELATION = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


class XlsxParser:
    """Reads xlsx, xlsm and the new Kingsoft et."""

    def score(self, media_type: str) -> int:
        return 10 if media_type == MEDIA_TYPES["xlsx"] else 0

    def parse(self, path: Path, media_type: str, limits: Limits, password: str | None = None) -> Content:
        with open_original(path) as stream, Parts(stream) as parts:
            book = _Book(parts)
            found = book.sheets()
            effort.pages(min(len(found), limits.pages))
            pages = tuple(
                _page(book, name, part, hidden, n)
                for n, (name, part, hidden) in enumerate(found[: limits.pages], 1)
            )
            extra, more = pictures.pages(parts, book.pictures(), len(pages), limits)
            reason = "too_many_pages" if len(found) > limits.pages or more.cut else None
            return Content(media_type, (*pages, *extra), more.notes, reason, properties(parts))


def _page(book: _Book, name: str, part: str, hidden: str | None, number: int) -> Page:
    sheet = Sheet(name, hidden=hidden in {"hidden", "veryHidden"})
    if part:
        _fill(sheet, book, part)
    return page_of(sheet, number)


@dataclass(slots=True)
class _Open:
    """The cell being read."""

    place: tuple[int, int]
    kind: str
    style: int
    value: str | None = None
    formula: str | None = None
    inline: str = ""


@dataclass(slots=True)
class _Book:
    """What the sheets share: words, formats, the calendar."""

    parts: Parts
    main: str = "xl/workbook.xml"
    words: list[str] = field(default_factory=list)
    formats: list[str | None] = field(default_factory=list)
    epoch_1904: bool = False
    _sheets: list[tuple[str, str, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.main = next(
            (t for kind, t in self.parts.relations("").values() if kind == "officeDocument"), self.main
        )
        relations = self.parts.relations(self.main)
        targets = dict(relations.values())
        for element in self.parts.tree(self.main).iter():
            name = _local(element)
            if name == "workbookPr":
                self.epoch_1904 = element.get("date1904") in {"1", "true"}
            elif name == "sheet":
                key = next((element.get(attribute) for attribute in _RELATION if element.get(attribute)), "")
                kind, part = relations.get(key or "", ("", ""))
                usable = kind in {"worksheet", "dialogsheet"} and self.parts.has(part)
                self._sheets.append((element.get("name") or "", part if usable else "", element.get("state")))
        if (part := targets.get("sharedStrings", "")) and self.parts.has(part):
            self.words = list(self._words(part))
        if (part := targets.get("styles", "")) and self.parts.has(part):
            self.formats = _formats(self.parts.tree(part))

    def sheets(self) -> list[tuple[str, str, str | None]]:
        """(name, part or nothing, state), in the order of the workbook."""
        return self._sheets

    def _words(self, part: str) -> Iterator[str]:
        for _, element in self.parts.events(part, ("{*}si",)):
            yield _rich(element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]  # type: ignore[union-attr]

    def pictures(self) -> list[str]:
        """Picture parts of the drawings on the sheets."""
        found: dict[str, None] = {}
        for _, part, _ in self._sheets:
            for kind, drawing in self.parts.relations(part).values() if part else ():
                if kind == "drawing" and self.parts.has(drawing):
                    found |= dict.fromkeys(
                        t for k, t in self.parts.relations(drawing).values() if k == "image"
                    )
        return list(found)

    def show(self, cell: _Open) -> tuple[str, str | None]:
        """(what is seen in the cell, its number format)."""
        raw = cell.value or ""
        code = self.formats[cell.style] if cell.style < len(self.formats) else None
        if cell.kind == "s":
            number = int(raw) if raw.strip().isdigit() else -1
            return (self.words[number] if 0 <= number < len(self.words) else ""), None
        if cell.kind == "inlineStr":
            return clean(cell.inline), None
        if cell.kind == "b":
            return ("TRUE" if raw.strip() == "1" else "FALSE"), None
        if cell.kind in {"str", "e", "d"}:
            return clean(_unescape(raw)), None
        try:
            return display(Decimal(raw.strip()), code, self.epoch_1904), code
        except InvalidOperation:
            return clean(raw), code


def _fill(sheet: Sheet, book: _Book, part: str) -> None:
    row = -1
    for _, element in book.parts.events(part, ("{*}row", "{*}mergeCell", "{*}col")):
        if _local(element) != "row":
            _aside(sheet, _local(element), element)
            continue
        row = _index(element.get("r"), row)
        if element.get("hidden") in {"1", "true"}:
            sheet.hidden_rows.add(row)
        column = -1
        for place in element:
            cell = _cell(place, row, column)
            row, column = cell.place
            _keep(sheet, book, cell)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]  # type: ignore[union-attr]


def _cell(element: etree._Element, row: int, column: int) -> _Open:
    place = _place(element.get("r")) or (row, column + 1)
    cell = _Open(place, element.get("t") or "n", _style(element.get("s")))
    for inner in element:
        name = _local(inner)
        if name == "v":
            cell.value = inner.text
        elif name == "f":
            cell.formula = inner.text
        elif name == "is":
            cell.inline = _rich(inner)
    return cell


def _keep(sheet: Sheet, book: _Book, cell: _Open) -> None:
    text, code = book.show(cell)
    if text or cell.formula:
        formula = f"={cell.formula}" if cell.formula else None
        sheet.cells.append(Cell(*cell.place, text, formula=formula, number_format=code))


def _aside(sheet: Sheet, name: str, element: etree._Element) -> None:
    if name == "mergeCell":
        first, _, last = (element.get("ref") or "").partition(":")
        start, end = _place(first), _place(last)
        if start and end:
            sheet.merged.append((*start, *end))
    elif name == "col" and element.get("hidden") in {"1", "true"}:
        low, high = _index(element.get("min"), 0), _index(element.get("max"), 0)
        sheet.hidden_columns |= set(range(low, min(high, 16383) + 1))


def _formats(styles: etree._Element) -> list[str | None]:
    """Format code by style number."""
    codes: dict[int, str] = dict(BUILT_IN)
    for element in styles.iter():
        if _local(element) == "numFmt" and _local(_parent(element)) == "numFmts":
            codes[_style(element.get("numFmtId"))] = element.get("formatCode") or ""
    return [
        codes.get(_style(element.get("numFmtId")))
        for element in styles.iter()
        if _local(element) == "xf" and _local(_parent(element)) == "cellXfs"
    ]


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if parent is None else parent


def _rich(element: etree._Element) -> str:
    """The text of a string item; its phonetic guide is left out."""
    pieces = (
        inner.text or ""
        for inner in element.iter()
        if _local(inner) == "t" and _local(_parent(inner)) != "rPh"
    )
    return clean(_unescape("".join(pieces)))


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _place(reference: str | None) -> tuple[int, int] | None:
    found = _ADDRESS.fullmatch(reference or "")
    if found is None:
        return None
    column = 0
    for letter in found.group(1).upper():
        column = column * 26 + ord(letter) - 64
    row = int(found.group(2))
    return (row - 1, column - 1) if 1 <= row <= MAX_ROWS and column <= MAX_COLUMNS else None


def _index(text: str | None, former: int) -> int:
    if text and text.isascii() and text.isdigit() and len(text) < 8 and int(text) > 0:
        return int(text) - 1
    return former + 1


def _style(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 7 else 0

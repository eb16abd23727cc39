"""Reads the markup of Word documents as a stream of paragraphs, tables and page breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from archive.domain.content import Cell
from archive.domain.errors import Unreadable
from indexer.toolkit.charset import clean
from indexer.toolkit.xmlparts import Parts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_RELATION = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
PICTURE = frozenset({"embed", "id", "link"})
_SKIPPED = frozenset(
    {
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "delInstrText",
        "rPr",
        "pPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "rt",
        "sectPr",
    }
)
_SYMBOLS = {
    0xFE: "☑",
    0xFC: "√",
    0xFB: "×",
    0xA8: "□",
    0x6F: "□",
    0x52: "☑",
    0x53: "☒",
    0xFD: "☒",
    0xA3: "□",
    0x50: "√",
    0x6C: "●",
    0xB7: "·",
    0xD8: "➢",
    0x6E: "■",
}
_BLOCKS = frozenset({"p", "tbl"})
_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Break:
    """A page ends here."""


@dataclass(slots=True)
class Paragraph:
    text: str
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class WordTable:
    rows: list[list[Cell]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


Block = Break | Paragraph | WordTable


def local(element: etree._Element) -> str:
    """The name without its namespace; comments and instructions have none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute of the element, transitional or strict."""
    if element is None:
        return None
    found = element.get(_W + name)
    return found if found is not None else element.get(_STRICT + name)


def child(element: etree._Element, *names: str) -> etree._Element | None:
    """The descendant reached by these names, None when one is missing."""
    here: etree._Element | None = element
    for name in names:
        if here is None:
            return None
        here = next((inner for inner in here if local(inner) == name), None)
    return here


class _Run:
    """Collects the pieces of one paragraph: text, page breaks, text boxes, notes and pictures."""

    def __init__(self, reader: Reader, relations: dict[str, tuple[str, str]]) -> None:
        self._reader = reader
        self._relations = relations
        self.pieces: list[str | Break] = []
        self.boxes: list[Block] = []
        self.notes: list[str] = []
        self._handlers: dict[str, Callable[[etree._Element, int], None]] = {
            "t": self._text, "tab": self._tab, "ptab": self._tab, "noBreakHyphen": self._hyphen, "br": self._break,
            "cr": self._break, "sym": self._symbol, "footnoteReference": self._note, "endnoteReference": self._note,
            "AlternateContent": self._alternate, "txbxContent": self._box,
        }  # fmt: skip

    def walk(self, element: etree._Element, depth: int = 0) -> None:
        if depth > 200:
            raise Unreadable(code="damaged", error="nesting")
        for inner in element:
            name = local(inner)
            if name in _SKIPPED or not name:
                continue
            handler = self._handlers.get(name)
            if handler is None:
                self._pictures(inner)
                self.walk(inner, depth + 1)
            else:
                handler(inner, depth)

    def _text(self, element: etree._Element, depth: int) -> None:
        self.pieces.append(element.text or "")

    def _tab(self, element: etree._Element, depth: int) -> None:
        self.pieces.append("\t")

    def _hyphen(self, element: etree._Element, depth: int) -> None:
        self.pieces.append("-")

    def _break(self, element: etree._Element, depth: int) -> None:
        self.pieces.append(Break() if value(element, "type") == "page" else "\n")

    def _symbol(self, element: etree._Element, depth: int) -> None:
        try:
            code = int(value(element, "char") or "0", 16) & 0xFF
        except ValueError:
            return
        self.pieces.append(_SYMBOLS.get(code, "□"))

    def _note(self, element: etree._Element, depth: int) -> None:
        kind = "footnotes" if local(element) == "footnoteReference" else "endnotes"
        text = self._reader.note(kind, value(element, "id") or "")
        if text:
            self.notes.append(text)

    def _alternate(self, element: etree._Element, depth: int) -> None:
        """One of the alternatives only: they say the same."""
        choice = child(element, "Choice")
        fallback = child(element, "Fallback")
        use = choice if choice is not None and (len(choice) or fallback is None) else fallback
        if use is not None:
            self.walk(use, depth + 1)

    def _box(self, element: etree._Element, depth: int) -> None:
        if depth < _DEPTH:
            self.boxes += self._reader.inside(element, self._relations, depth + 1)

    def _pictures(self, element: etree._Element) -> None:
        if local(element) in {"blip", "imagedata"}:
            for prefix in _RELATION:
                for name in PICTURE:
                    if (key := element.get(prefix + name)) in self._relations:
                        self._reader.picture(self._relations[key][1])


class Reader:
    """The blocks of one document in order; notes, headers and pictures on demand."""

    def __init__(self, parts: Parts, main: str) -> None:
        self._parts = parts
        self._main = main
        self._relations = parts.relations(main)
        self._notes: dict[str, dict[str, str]] = {}
        self._pictures: dict[str, None] = {}

    def pictures(self) -> list[str]:
        """Parts that hold the pictures seen so far, each once."""
        return list(self._pictures)

    def picture(self, part: str) -> None:
        self._pictures.setdefault(part)

    def blocks(self) -> Iterator[Block]:
        """The body, streamed: an element is forgotten as soon as it has been read."""
        depth = 0
        for event, element in self._parts.events(self._main, events=("start", "end")):
            name = local(element)
            if name not in _BLOCKS and name != "txbxContent":
                continue
            if event == "start":
                depth += 1
                continue
            depth -= 1
            if depth == 0:
                yield from self.block(element, self._relations)
                _forget(element)

    def block(
        self, element: etree._Element, relations: dict[str, tuple[str, str]], depth: int = 0
    ) -> Iterator[Block]:
        if local(element) == "tbl":
            yield from self._table(element, relations, depth)
        else:
            yield from self._paragraph(element, relations, depth)

    def inside(
        self, element: etree._Element, relations: dict[str, tuple[str, str]], depth: int = 0
    ) -> list[Block]:
        """The blocks within a text box, a cell, a note or a header."""
        found: list[Block] = []
        if depth > _DEPTH:
            raise Unreadable(code="damaged", error="nesting")
        for inner in element:
            name = local(inner)
            if name in _BLOCKS:
                found += self.block(inner, relations, depth)
            elif name not in _SKIPPED and name:
                found += self.inside(inner, relations, depth + 1)
        return found

    def _paragraph(
        self, element: etree._Element, relations: dict[str, tuple[str, str]], depth: int
    ) -> Iterator[Block]:
        run = _Run(self, relations)
        run.walk(element, depth)
        before = child(element, "pPr", "pageBreakBefore")
        if before is not None and value(before) not in {"0", "false", "off"} and depth == 0:
            yield Break()
        line: list[str] = []
        for piece in run.pieces:
            if isinstance(piece, Break):
                if depth == 0:
                    yield Paragraph(clean("".join(line)))
                    line = []
                    yield piece
            else:
                line.append(piece)
        yield Paragraph(clean("".join(line)), run.notes)
        yield from run.boxes
        section = child(element, "pPr", "sectPr")
        if (
            section is not None
            and depth == 0
            and value(child(section, "type")) not in {"continuous", "nextColumn"}
        ):
            yield Break()

    def _table(
        self, element: etree._Element, relations: dict[str, tuple[str, str]], depth: int
    ) -> Iterator[Block]:
        table = WordTable()
        open_cells: dict[int, tuple[int, int]] = {}
        for number, row in enumerate(_rows(element)):
            column = _number(child(row, "trPr", "gridBefore"), 0)
            line: list[Cell] = []
            for place in _cells(row):
                span = _number(child(place, "tcPr", "gridSpan"), 1)
                merge = child(place, "tcPr", "vMerge")
                if merge is not None and value(merge) != "restart" and column in open_cells:
                    _lengthen(table, open_cells[column])
                else:
                    open_cells.pop(column, None)
                    if merge is not None:
                        open_cells[column] = (number, len(line))
                    text = self._cell(place, relations, table, depth)
                    line.append(Cell(number, column, text, colspan=span))
                column += span
            table.rows.append(line)
        yield table

    def _cell(
        self, place: etree._Element, relations: dict[str, tuple[str, str]], table: WordTable, depth: int
    ) -> str:
        lines: list[str] = []
        for block in self.inside(place, relations, depth + 1):
            if isinstance(block, Paragraph):
                lines.append(block.text)
                table.notes += block.notes
            elif isinstance(block, WordTable):
                lines += ("\t".join(cell.text for cell in row) for row in block.rows)
                table.notes += block.notes
        return "\n".join(lines).strip()

    def note(self, kind: str, key: str) -> str:
        """The text of a footnote or endnote."""
        if kind not in self._notes:
            self._notes[kind] = self._read_notes(kind)
        return self._notes[kind].get(key, "")

    def _read_notes(self, kind: str) -> dict[str, str]:
        part = next((place for name, place in self._relations.values() if name == kind), None)
        if part is None or not self._parts.has(part):
            return {}
        relations = self._parts.relations(part)
        return {
            value(note, "id") or "": self._lines(note, relations)
            for note in self._parts.tree(part)
            if local(note) in {"footnote", "endnote"} and value(note, "type") in {None, "normal"}
        }

    def _lines(self, element: etree._Element, relations: dict[str, tuple[str, str]]) -> str:
        lines = []
        for block in self.inside(element, relations, 1):
            if isinstance(block, Paragraph):
                lines.append(block.text)
            elif isinstance(block, WordTable):
                lines += ("\t".join(cell.text for cell in row) for row in block.rows)
        return "\n".join(line for line in lines if line.strip())

    def margins(self) -> list[str]:
        """Headers and footers, each different text once."""
        found: dict[str, None] = {}
        for kind in ("header", "footer"):
            for name, part in self._relations.values():
                if name == kind and self._parts.has(part):
                    text = self._lines(self._parts.tree(part), self._parts.relations(part))
                    found.setdefault(text.strip())
        found.pop("", None)
        return list(found)


def _forget(element: etree._Element) -> None:
    """Free what has been read; keep the parent's other children in place."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while (former := element.getprevious()) is not None:
            parent.remove(former)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Rows that still stand; a row deleted under tracked changes does not."""
    for inner in table:
        name = local(inner)
        if name == "tr":
            if child(inner, "trPr", "del") is None:
                yield inner
        elif name in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
            yield from _rows(inner)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for inner in row:
        name = local(inner)
        if name == "tc":
            yield inner
        elif name in {"sdt", "sdtContent", "customXml"}:
            yield from _cells(inner)


def _number(element: etree._Element | None, otherwise: int) -> int:
    try:
        return min(max(int(value(element) or otherwise), otherwise), 1000)
    except ValueError:
        return otherwise


def _lengthen(table: WordTable, place: tuple[int, int]) -> None:
    row, index = place
    cell = table.rows[row][index]
    table.rows[row][index] = Cell(cell.row, cell.col, cell.text, cell.rowspan + 1, cell.colspan)

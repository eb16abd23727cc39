"""OpenDocument texts (odt)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from archive.domain.content import Cell, Content, Note, Page
from archive.domain.document import Limits
from indexer.toolkit import effort, pictures
from indexer.toolkit.charset import clean
from indexer.toolkit.composing import PageText
from indexer.toolkit.original import open_original
from indexer.toolkit.sniff import MEDIA_TYPES
from indexer.toolkit.xmlparts import Parts

_DROPPED = frozenset(
    {"tracked-changes", "annotation", "annotation-end", "forms", "bookmark", "ruby-text", "sequence-decls"}
)
_CONTAINERS = frozenset(
    {
        "section",
        "list",
        "list-item",
        "list-header",
        "index-body",
        "table-of-content",
        "text",
        "text-box",
        "frame",
        "body",
    }
)
_MOST_REPEATS = 100


class OpenDocumentParser:
    """Reads odt as one page per explicit page break, pictures after."""

    def score(self, media_type: str) -> int:
        return 10 if media_type == MEDIA_TYPES["odt"] else 0

    def parse(self, path: Path, media_type: str, limits: Limits, password: str | None = None) -> Content:
        with open_original(path) as stream, Parts(stream) as parts:
            root = parts.tree("content.xml")
            pages, notes = _pages(root)
            shown = pages[: limits.pages]
            effort.pages(len(shown))
            images = [name for name in parts.names() if name.startswith("pictures/")]
            extra, more = pictures.pages(parts, images, len(shown), limits)
            reason = "too_many_pages" if len(pages) > len(shown) or more.cut else None
            return Content(media_type, (*shown, *extra), (*notes, *more.notes), reason)


def _pages(root: etree._Element) -> tuple[list[Page], list[Note]]:
    breaking = {name for style in root.iter() if _local(style) == "style" and (name := _breaks(style))}
    texts = [PageText()]
    notes: list[Note] = []
    for block in _blocks(root):
        if _attribute(block, "style-name") in breaking and texts[-1].text().strip():
            texts.append(PageText())
        if _local(block) == "table":
            if not texts[-1].table(_rows(block)):
                notes.append(Note("table_too_large"))
        else:
            texts[-1].line(clean(_words(block)))
    return [text.page(number) for number, text in enumerate(texts, 1)], notes


def _breaks(style: etree._Element) -> str | None:
    """The style's name when its paragraphs begin a page."""
    for inner in style:
        if _attribute(inner, "break-before") == "page":
            return _attribute(style, "name")
    return None


def _blocks(root: etree._Element) -> Iterator[etree._Element]:
    for inner in root:
        name = _local(inner)
        if name in {"p", "h", "table"}:
            yield inner
        elif name in _CONTAINERS:
            yield from _blocks(inner)


def _rows(table: etree._Element) -> Iterator[list[Cell]]:
    rows = (row for row in table.iter() if _local(row) == "table-row" and _own(row, table))
    for number, row in enumerate(rows):
        line: list[Cell] = []
        column = 0
        for place in row:
            name = _local(place)
            if name not in {"table-cell", "covered-table-cell"}:
                continue
            if name == "table-cell":
                text = "\n".join(clean(_words(block)) for block in _blocks(place))
                line.append(
                    Cell(
                        number,
                        column,
                        text,
                        _count(place, "number-rows-spanned"),
                        _count(place, "number-columns-spanned"),
                    )
                )
            column += _count(place, "number-columns-repeated")
        if line:
            yield line


def _own(row: etree._Element, table: etree._Element) -> bool:
    above = row.getparent()
    while above is not None and _local(above) != "table":
        above = above.getparent()
    return above is table


def _words(element: etree._Element) -> str:
    pieces = [element.text or ""]
    for inner in element:
        name = _local(inner)
        if name == "s":
            pieces.append(" " * _count(inner, "c"))
        elif name == "tab":
            pieces.append("\t")
        elif name == "line-break":
            pieces.append("\n")
        elif name and name not in _DROPPED:
            pieces.append(_words(inner))
        pieces.append(inner.tail or "")
    return "".join(pieces)


def _count(element: etree._Element, name: str) -> int:
    text = _attribute(element, name) or ""
    return min(max(int(text), 1), _MOST_REPEATS) if text.isdigit() and len(text) < 9 else 1


def _attribute(element: etree._Element, name: str) -> str | None:
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), None)


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""

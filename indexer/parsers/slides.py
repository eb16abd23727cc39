"""Presentations (pptx): every slide is a page of text."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from archive.domain.content import Cell, Content, Page
from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.toolkit import effort, pictures
from indexer.toolkit.charset import clean
from indexer.toolkit.composing import PageText
from indexer.toolkit.original import open_original
from indexer.toolkit.sniff import MEDIA_TYPES
from indexer.toolkit.xmlparts import Parts, properties

_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")


class SlidesParser:
    """Reads pptx: text and tables of each slide, its notes after it; pictures follow the slides."""

    def score(self, media_type: str) -> int:
        return 10 if media_type == MEDIA_TYPES["pptx"] else 0

    def parse(self, path: Path, media_type: str, limits: Limits, password: str | None = None) -> Content:
        with open_original(path) as stream, Parts(stream) as parts:
            slides = _slides(parts)
            if not slides:
                raise Unreadable(code="damaged")
            shown = slides[: limits.pages]
            effort.pages(len(shown))
            pages = tuple(_page(parts, part, number) for number, part in enumerate(shown, 1))
            images = dict.fromkeys(
                t for part in shown for kind, t in parts.relations(part).values() if kind == "image"
            )
            extra, more = pictures.pages(parts, list(images), len(pages), limits)
            reason = "too_many_pages" if len(slides) > len(shown) or more.cut else None
            return Content(media_type, (*pages, *extra), more.notes, reason, properties(parts))


def _slides(parts: Parts) -> list[str]:
    """In the order of the presentation, or by number where it does not say."""
    main = next(
        (t for kind, t in parts.relations("").values() if kind == "officeDocument"), "ppt/presentation.xml"
    )
    relations = parts.relations(main)
    ordered = []
    for element in parts.tree(main).iter():
        if _local(element) == "sldId":
            for key, value in ((str(key), str(value)) for key, value in element.items()):
                if key.startswith("{") and value in relations and parts.has(relations[value][1]):
                    ordered.append(relations[value][1])
    numbered = sorted((int(m.group(1)), name) for name in parts.names() if (m := _SLIDE.fullmatch(name)))
    return ordered or [name for _, name in numbered]


def _page(parts: Parts, part: str, number: int) -> Page:
    page = PageText()
    _write(parts.tree(part), page)
    for kind, target in parts.relations(part).values():
        if kind == "notesSlide" and parts.has(target):
            _write(parts.tree(target), page)
    return page.page(number)


def _write(root: etree._Element, page: PageText) -> None:
    for element in root.iter():
        name = _local(element)
        if name == "tbl":
            page.table(
                [_row(row, number) for number, row in enumerate(e for e in element if _local(e) == "tr")]
            )
        elif name == "p" and not any(_local(above) == "tbl" for above in element.iterancestors()):
            text = _words(element)
            if text.strip():
                page.line(text)


def _row(row: etree._Element, number: int) -> list[Cell]:
    cells = []
    column = 0
    for place in row:
        if _local(place) == "tc":
            if place.get("hMerge") is None and place.get("vMerge") is None:
                lines = [_words(paragraph) for paragraph in place.iter() if _local(paragraph) == "p"]
                cells.append(
                    Cell(
                        number,
                        column,
                        "\n".join(lines).strip(),
                        _count(place.get("rowSpan")),
                        _count(place.get("gridSpan")),
                    )
                )
            column += 1
    return cells


def _words(paragraph: etree._Element) -> str:
    pieces = []
    for element in paragraph.iter():
        if _local(element) == "t":
            pieces.append(element.text or "")
        elif _local(element) == "br":
            pieces.append("\n")
    return clean("".join(pieces))


def _count(text: str | None) -> int:
    return min(max(int(text), 1), 1000) if text and text.isdigit() and len(text) < 6 else 1


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""

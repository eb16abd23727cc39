"""Word documents: a stream over the parts, split at explicit page breaks, pictures read after the text."""

from __future__ import annotations

from pathlib import Path

from archive.domain.content import Content, Note, Page
from archive.domain.document import Limits
from indexer.toolkit import effort, pictures
from indexer.toolkit.composing import PageText
from indexer.toolkit.original import open_original
from indexer.toolkit.sniff import MEDIA_TYPES
from indexer.toolkit.wordml import Break, Paragraph, Reader, WordTable
from indexer.toolkit.xmlparts import Parts, properties

_MAIN = "word/document.xml"


class DocxParser:
    """Reads docx, docm and the new Kingsoft wps."""

    def score(self, media_type: str) -> int:
        return 10 if media_type == MEDIA_TYPES["docx"] else 0

    def parse(self, path: Path, media_type: str, limits: Limits, password: str | None = None) -> Content:
        with open_original(path) as stream, Parts(stream) as parts:
            main = _main(parts)
            reader = Reader(parts, main)
            pages, notes = _pages(reader)
            shown = pages[: limits.pages]
            effort.pages(len(shown))
            extra, more = pictures.pages(parts, reader.pictures(), len(shown), limits)
            reason = "too_many_pages" if len(pages) > limits.pages or more.cut else None
            return Content(media_type, (*shown, *extra), (*notes, *more.notes), reason, properties(parts))


def _main(parts: Parts) -> str:
    """The main part, wherever the container says it is."""
    for kind, target in parts.relations("").values():
        if kind == "officeDocument":
            return target
    return _MAIN


def _pages(reader: Reader) -> tuple[list[Page], list[Note]]:
    texts = [PageText()]
    notes: list[Note] = []
    footnotes: list[str] = []
    for block in reader.blocks():
        text = texts[-1]
        if isinstance(block, Break):
            _close(text, footnotes)
            texts.append(PageText())
        elif isinstance(block, Paragraph):
            if block.text.strip():
                text.line(block.text)
            footnotes += block.notes
        elif isinstance(block, WordTable):
            if not text.table(block.rows):
                notes.append(Note("table_too_large"))
            footnotes += block.notes
    _close(texts[-1], footnotes)
    for line in reader.margins():
        texts[0].line(line)
    return [text.page(number) for number, text in enumerate(texts, 1)], notes


def _close(text: PageText, footnotes: list[str]) -> None:
    for note in footnotes:
        text.line(note)
    footnotes.clear()

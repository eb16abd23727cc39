"""Plain text, and comma- or tab-separated tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from archive.domain.content import Cell, Content, Note, Page, PageState
from archive.domain.document import Limits
from indexer.toolkit.charset import clean, decode
from indexer.toolkit.composing import PageText
from indexer.toolkit.original import read_original
from indexer.toolkit.sniff import MEDIA_TYPES

_TYPES = {MEDIA_TYPES["txt"]: 10, MEDIA_TYPES["xml"]: 5, MEDIA_TYPES["svg"]: 5, MEDIA_TYPES["csv"]: 10}
MOST = 4_000_000
"""Characters of one text that are read; more is no paper, and every later step would take minutes."""
_SEPARATORS = ",\t;|，"


class PlainParser:
    """Reads text as one page; a table in text is a table."""

    def score(self, media_type: str) -> int:
        return _TYPES.get(media_type, 0)

    def parse(self, path: Path, media_type: str, limits: Limits, password: str | None = None) -> Content:
        text, encoding = decode(read_original(path))
        reason = "too_many_pages" if len(text) > MOST else None
        text = clean(text[:MOST])
        page = _table(text) if media_type == MEDIA_TYPES["csv"] else None
        return Content(media_type, (page or _plain(text),), reason=reason, meta={"charset": encoding})


def _plain(text: str) -> Page:
    return Page(1, text=text, state=PageState.READ if text.strip() else PageState.BLANK)


def _table(text: str) -> Page | None:
    """The page as a table; None when it turns out to have one column only."""
    separator = _separator(text)
    if separator is None:
        return None
    page = PageText()
    try:
        whole = page.table(_rows(text, separator))
    except csv.Error:
        return None
    return page.page(1, notes=() if whole else (Note("table_too_large"),))


def _separator(text: str) -> str | None:
    """The mark that splits the first lines into the same number of columns, the more the better."""
    lines = [line for line in text[:20000].split("\n")[:50] if line.strip()]
    best: tuple[int, str] | None = None
    for mark in _SEPARATORS:
        counts = [line.count(mark) for line in lines]
        filled = sum(count > 0 for count in counts)
        if filled and filled * 2 >= len(counts):
            usual = max(set(counts), key=counts.count)
            score = counts.count(usual) * min(usual, 5)
            if score and (best is None or score > best[0]):
                best = (score, mark)
    return best[1] if best else None


def _rows(text: str, separator: str) -> Iterator[tuple[Cell, ...]]:
    csv.field_size_limit((1 << 31) - 1)
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator)):
        if any(value.strip() for value in row):
            yield tuple(Cell(number, column, value.strip()) for column, value in enumerate(row))

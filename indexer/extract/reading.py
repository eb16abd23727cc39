"""A paper as extraction walks through it: folded pages, their lines, and the way back to the print."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from archive.domain.content import Box, Cell, Content, Page, Word
from archive.domain.facts import Locator
from archive.text.folding import fold, fold_text

QUOTE = 60
_SPACES = re.compile(r"\s+")
_WIDE = re.compile(r"[\t\n\f]|[ \u3000]{2,}")
_INDENTS = frozenset({"\u3000\u3000", "  "})
_LINE_BREAK = re.compile(r"[\n\f]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; `start` and `end` are offsets in the folded text of its page."""

    view: PageView
    start: int
    end: int
    text: str

    def locator(self) -> Locator:
        return self.view.locator(self.start, self.end)

    def printed(self) -> str:
        return self.view.printed(self.start, self.end)


class PageView:
    """One page folded, with locators that lead back to the original characters."""

    def __init__(self, document: str, page: Page) -> None:
        self.document = document
        self.page = page
        self.number = page.number
        self._folded = fold(page.text)
        self.text = self._folded.text
        self.grids: object = None
        """What `grids` made of the page's tables."""

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Printed lines that hold anything; folding has joined them in `text`."""
        found: list[Line] = []
        start = 0
        for match in _LINE_BREAK.finditer(self.page.text):
            end = self._offset(match.start())
            self._add_line(found, start, end)
            start = end
        self._add_line(found, start, len(self.text))
        return tuple(found)

    def _add_line(self, found: list[Line], start: int, end: int) -> None:
        raw = self.text[start:end]
        text = raw.strip()
        if text:
            start += raw.index(text)
            found.append(Line(self, start, start + len(text), text))

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.page.words]

    @cached_property
    def _ends(self) -> list[int]:
        return [line.end for line in self.lines]

    def line_end(self, offset: int) -> int:
        """Where the line that holds a folded offset ends."""
        at = bisect_left(self._ends, offset)
        return self._ends[at] if at < len(self._ends) else len(self.text)

    @cached_property
    def _begins(self) -> list[int]:
        return [line.start for line in self.lines]

    def line_start(self, offset: int) -> int:
        """Where the line that holds a folded offset begins."""
        at = bisect_right(self._begins, offset) - 1
        return self._begins[at] if at >= 0 else 0

    def indented(self, offset: int) -> bool:
        """Whether blanks stand before the first character of a printed line."""
        at = self._folded.origin(offset, offset + 1)[0]
        return self.page.text[max(0, at - 2) : at] in _INDENTS

    def _offset(self, original: int) -> int:
        """The folded offset of the first character kept at or after an original offset."""
        starts = self._folded.starts
        return original if starts is None else bisect_left(starts, original)

    def field_end(self, start: int, limit: int) -> int:
        """Where the printed field that begins at *start* ends: at white space, at the latest at *limit*."""
        if start >= limit:
            return limit
        match = _SPACES.search(self.page.text, self._folded.origin(start, start + 1)[0])
        return min(limit, self._offset(match.start())) if match else limit

    def field(self, start: int, end: int) -> tuple[int, int]:
        """The field of a line around a folded span: what tabs and wide gaps set apart."""
        low, high = self._folded.origin(start, end)
        before = max(
            (m.end() for m in _WIDE.finditer(self.page.text, max(0, low - 80), low)), default=max(0, low - 80)
        )
        after = _WIDE.search(self.page.text, high)
        return self._offset(before), self._offset(after.start()) if after else len(self.text)

    def original(self, start: int, end: int) -> str:
        """The original characters behind a folded span, untouched."""
        if start >= end:
            return ""
        low, high = self._folded.origin(start, end)
        return self.page.text[low:high]

    def printed(self, start: int, end: int) -> str:
        """The original characters that folding kept: blanks, readings and noise disappear."""
        kept = (self.page.text[span.start : span.end] for span in self._folded.spans(start, end))
        return _SPACES.sub("", "".join(kept))

    def locator(self, start: int, end: int) -> Locator:
        """Where a folded span is printed."""
        low, high = self._folded.origin(start, min(end, len(self.text)))
        quote = " ".join(self.page.text[low:high].split())
        return Locator(self.document, self.number, self._box(low, high), quote[:QUOTE])

    def cell(self, cell: Cell) -> Locator:
        """Where a table cell is printed."""
        name = cell.name or f"r{cell.row}c{cell.col}"
        quote = " ".join(cell.text.split())[:QUOTE]
        return Locator(self.document, self.number, cell.box, quote, name)

    def _box(self, start: int, end: int) -> Box | None:
        words = self.page.words
        if not words:
            return None
        boxes = []
        for index in range(max(0, bisect_right(self._starts, start) - 1), len(words)):
            word = words[index]
            if word.start >= end:
                break
            if word.box is not None and word.start + len(word.text) > start:
                boxes.append(_part(word, start - word.start, end - word.start))
        return _union(boxes)


class Reading:
    """All pages of one paper, folded once."""

    def __init__(self, document: str, path: str, content: Content) -> None:
        self.document = document
        self.path = path
        self.content = content
        self.pages = tuple(PageView(document, page) for page in content.pages)
        self.grids: object = None
        """What `tables` made of them all."""
        self.folded_path = fold_text(path.replace("\\", "/").replace("!/", "/"))

    @cached_property
    def size(self) -> int:
        """Readable characters, blanks not counted."""
        return sum(len(view.text) for view in self.pages)

    @cached_property
    def stem(self) -> str:
        """The folded file name without its suffix."""
        name = self.folded_path.rsplit("/", 1)[-1]
        return re.sub(r"\.[a-z0-9]{1,5}$", "", name)

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """The folded folder names, outermost first."""
        return tuple(part for part in self.folded_path.split("/")[:-1] if part not in {"", ".", ".."})

    @cached_property
    def head(self) -> tuple[Line, ...]:
        """The first lines of the first pages that hold any."""
        found: list[Line] = []
        for view in self.pages[:5]:
            found.extend(view.lines)
            if len(found) >= 6:
                break
        return tuple(found[:40])

    @cached_property
    def tail(self) -> tuple[Line, ...]:
        """The last lines of the paper."""
        found: list[Line] = []
        for view in reversed(self.pages[-6:]):
            found[:0] = view.lines
            if len(found) >= 30:
                break
        return tuple(found[-60:])

    def lines(self) -> Iterator[Line]:
        for view in self.pages:
            yield from view.lines

    def named(self, text: str) -> Locator:
        """A locator for something that only the file's name says."""
        return Locator(self.document, 1, None, text[:QUOTE])


def _part(word: Word, start: int, end: int) -> Box:
    """The box of characters start..end of a word."""
    assert word.box is not None
    x0, y0, x1, y1 = word.box
    size = max(1, len(word.text))
    first, last = max(0, start), min(size, end)
    if word.edges is not None and len(word.edges) == size + 1:
        low, high = word.edges[first], word.edges[last]
    else:
        near, far = (y0, y1) if word.vertical else (x0, x1)
        low, high = near + (far - near) * first / size, near + (far - near) * last / size
    low, high = min(low, high), max(low, high)
    return (x0, low, x1, high) if word.vertical else (low, y0, high, y1)


def _union(boxes: list[Box]) -> Box | None:
    if len(boxes) < 2:
        return boxes[0] if boxes else None
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """The folded form of a word of the rulebook or of a cell."""
    return fold_text(text)

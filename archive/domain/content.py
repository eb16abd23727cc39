"""What a parser returns: pages with text, words with boxes, tables with cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 as fractions 0..1 of the upright page, origin top left."""


class PageState(StrEnum):
    READ = "read"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth telling that is no failure: `renamed`, `garbled_text`, `hidden_rows` ..."""

    code: str
    args: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters on one line of a page.

    `start` is the offset of its first character in `Page.text`; `edges` are len(text)+1 positions
    along the line (x, or y when `vertical`) in page fractions, None when characters are evenly spread.
    """

    text: str
    start: int
    box: Box | None = None
    confidence: float = 1.0
    edges: tuple[float, ...] | None = None
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """`name` is a spreadsheet address such as B7; `formula` and `number_format` where the file has them."""

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    box: Box | None = None
    name: str | None = None
    hidden: bool = False
    formula: str | None = None
    number_format: str | None = None
    start: int | None = None
    """Offset of the cell's text in `Page.text`, None when it is not there."""


@dataclass(frozen=True, slots=True)
class Table:
    cells: tuple[Cell, ...]
    box: Box | None = None
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Seal:
    """A red stamp seen on the page image; `text` is what could be read of it."""

    box: Box
    text: str = ""
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Page:
    """`text` holds every character in reading order, lines separated by newline; never cut."""

    number: int
    text: str = ""
    words: tuple[Word, ...] = ()
    tables: tuple[Table, ...] = ()
    state: PageState = PageState.READ
    confidence: float = 1.0
    reason: str | None = None
    width: float = 0.0
    height: float = 0.0
    """Points of the upright page, 0 for formats without a page image."""
    rotation: int = 0
    """Degrees clockwise by which the stored page must be turned to stand upright."""
    source: str = "text"
    """text, ocr, sheet: how the characters were obtained."""
    seals: tuple[Seal, ...] = ()
    notes: tuple[Note, ...] = ()
    name: str | None = None
    """Sheet name or part name."""


@dataclass(frozen=True, slots=True)
class Content:
    """A parsed file. pages received = read + blank + doubtful + unreadable, always."""

    media_type: str
    pages: tuple[Page, ...]
    notes: tuple[Note, ...] = ()
    reason: str | None = None
    """Why not everything was read (`too_many_pages` ...); None when all pages are accounted for."""
    meta: dict[str, str] = field(default_factory=dict)
    """title, author, created ... as the file says; never trusted for the audit."""

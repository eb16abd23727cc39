"""One page prepared for the eye: the picture with boxes on it, or its text with marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request
from markupsafe import Markup, escape

from archive.domain.actor import Actor
from archive.domain.content import Box, Cell, Page, Table
from archive.domain.records import Head
from archive.domain.search import Span
from archive.text.query import parse
from archive.text.snippets import boxes, marks
from webui.current import office

MOST_SPANNED = 1_000
MOST_COLUMNS = 300
"""Sheets may be wider; what is filled in beyond shows, empty cells do not."""


@dataclass(frozen=True, slots=True)
class PageView:
    """`marks` are boxes of what is looked for, `marked_text` the whole text, escaped, with <mark> around it."""

    head: Head
    page: Page
    marks: tuple[Box, ...]
    marked_text: Markup
    pictured: bool
    spans: tuple[Span, ...] = ()

    @property
    def word_boxes(self) -> list[Box]:
        return [word.box for word in self.page.words if word.box]

    @property
    def table_boxes(self) -> list[Box]:
        return [table.box for table in self.page.tables if table.box]

    @property
    def cell_boxes(self) -> list[Box]:
        return [cell.box for table in self.page.tables for cell in table.cells if cell.box and cell.text]

    @property
    def seal_boxes(self) -> list[Box]:
        return [seal.box for seal in self.page.seals]

    @property
    def grids(self) -> list[list[list[tuple[str, int, int, str | None]]]]:
        return [grid(table) for table in self.page.tables]


def page_view(
    actor: Actor,
    document: str,
    number: int,
    *,
    query: str = "",
    quote: str = "",
    box: Box | None = None,
) -> PageView:
    """What is marked: the given box, else the quote, else the words of the query."""
    head, page = office().papers.page(actor, document, number)
    found: list[Span] = []
    if quote:
        found = quoted(page.text, quote)
    if not found and query:
        found = marks(page.text, parse(query))
    shown = (box,) if box else tuple(boxes(page, found))
    return PageView(head, page, shown, marked(page.text, found), page.width > 0, tuple(found))


def quoted(text: str, quote: str) -> list[Span]:
    """Where the quote stands in the text, however lines were broken and blanks set."""
    wanted = "".join(quote.split())
    if not wanted:
        return []
    places = [n for n, c in enumerate(text) if not c.isspace()]
    solid = "".join(text[n] for n in places)
    start = solid.find(wanted)
    if start < 0:
        return []
    return [Span(places[start], places[start + len(wanted) - 1] + 1)]


def marked(text: str, found: Iterable[Span]) -> Markup:
    parts, at = [], 0
    for span in sorted(found, key=lambda s: s.start):
        if span.start < at:
            continue
        parts.append(escape(text[at : span.start]))
        parts.append(Markup("<mark>") + escape(text[span.start : span.end]) + Markup("</mark>"))
        at = span.end
    parts.append(escape(text[at:]))
    return Markup("").join(parts)


def grid(table: Table) -> list[list[tuple[str, int, int, str | None]]]:
    """Rows of (text, rowspan, colspan, cell name) for an HTML table; what the file left out is an empty cell."""
    return [[(c.text, c.rowspan, c.colspan, c.name) for c in line] for line in filled(table)]


def filled(table: Table) -> list[list[Cell]]:
    """Every row with blank cells before its last one where the file left them out: values stay under their heads."""
    rows: dict[int, dict[int, Cell]] = {}
    taken: set[tuple[int, int]] = set()
    for cell in table.cells:
        rows.setdefault(cell.row, {})[cell.col] = cell
        taken |= {
            (cell.row + down, cell.col + right)
            for down in range(min(cell.rowspan, MOST_SPANNED))
            for right in range(min(cell.colspan, MOST_SPANNED))
        }
    if not taken:
        return []
    first = min(col for _, col in taken)
    lines = []
    for row, cells in sorted(rows.items()):
        columns = range(first, min(max(cells), MOST_COLUMNS) + 1)
        known = [col for col in cells if col > MOST_COLUMNS]
        lines.append(
            [
                cells.get(col) or Cell(row, col, "")
                for col in (*columns, *sorted(known))
                if col in cells or (row, col) not in taken
            ]
        )
    return lines


def box_from(text: str | None) -> Box | None:
    """`0.1,0.2,0.5,0.25` of the address; None when it is no box."""
    try:
        x0, y0, x1, y1 = (float(part) for part in (text or "").split(","))
    except ValueError:
        return None
    if not all(0 <= edge <= 1 for edge in (x0, y0, x1, y1)) or x1 <= x0 or y1 <= y0:
        return None
    return (x0, y0, x1, y1)


def asked_page() -> int:
    return max(1, request.args.get("page", 1, type=int))

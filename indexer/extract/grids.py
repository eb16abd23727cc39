"""Tables as rows of fields: those the parser found, else lines whose fields are set apart by tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.domain.content import Table
from archive.domain.facts import Locator
from indexer.extract.reading import PageView, folded

_GAP = re.compile(r"\t+|[ \u3000]{2,}|\s*[|｜]\s*")
_NUMERIC = re.compile(r"[\d.]")
_PLAIN_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")
_ABOVE = 4


@dataclass(frozen=True, slots=True)
class Field:
    """One cell: printed text, folded text without blanks, and where it is."""

    printed: str
    text: str
    locator: Locator


Row = dict[int, Field]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows by column number; a merged cell stands in each column that it covers."""

    view: PageView
    rows: tuple[Row, ...]
    caption: str = ""
    above: str = ""
    """The folded lines right above the table, where corners print the unit."""

    def head(self, wanted: Sequence[str], least: int) -> int | None:
        """The first row that holds at least *least* of the wanted head words."""
        for index, row in enumerate(self.rows[:12]):
            texts = {field.text for field in row.values() if len(field.text) <= 24}
            found = sum(1 for word in wanted if any(word in text for text in texts))
            if found >= least and len(texts) >= least:
                return index
        return None


def grids(view: PageView) -> Iterator[Grid]:
    """Every table of a page."""
    if view.page.tables:
        for table in view.page.tables:
            yield Grid(view, _rows(view, table), folded(table.caption or ""), _above(view, table))
        return
    block: list[Row] = []
    before: list[str] = []
    for line in view.page.text.split("\n"):
        parts = [part.strip() for part in (line.split("\t") if "\t" in line else _GAP.split(line.strip()))]
        if len(parts) >= 3 or (block and len(parts) == 2):
            block.append(_line_row(view, parts))
        else:
            if len(block) >= 2:
                yield Grid(view, tuple(block), above=_folded_lines(before))
            if block:
                before = []
            block = []
            before.append(line)
    if len(block) >= 2:
        yield Grid(view, tuple(block), above=_folded_lines(before))


def sections(grid: Grid) -> Iterator[Grid]:
    """The tables that stand one below the other in one grid, each with its own lines above and its own heads."""
    start, lead, above = 0, 0, grid.above
    for index, row in enumerate(grid.rows):
        if not _is_banner(row):
            lead = 0
            continue
        lead += 1
        following = grid.rows[index + 1] if index + 1 < len(grid.rows) else {}
        begins = index - lead + 1
        if begins > start and not _is_banner(following) and _is_head(following):
            body = grid.rows[start:begins]
            if any(not _is_banner(r) for r in body):
                yield Grid(grid.view, body, grid.caption, above)
                above = ""
                start = begins
    yield Grid(grid.view, grid.rows[start:], grid.caption, above)


def _is_banner(row: Row) -> bool:
    """One text across the whole row: a title, a corner, a remark."""
    texts = {id(field): field.text for field in row.values() if field.text}
    return len(texts) <= 1


def _is_head(row: Row) -> bool:
    texts = [field.text for field in row.values() if field.text]
    return len(texts) >= 2 and not any(_PLAIN_NUMBER.fullmatch(text) for text in texts)


def _above(view: PageView, table: Table) -> str:
    start = min((cell.start for cell in table.cells if cell.start is not None), default=None)
    return _folded_lines(view.page.text[max(0, start - 300) : start].split("\n")) if start else ""


def _folded_lines(lines: Sequence[str]) -> str:
    """The last lines above a table; rows of the table before are none of them."""
    last: list[str] = []
    for line in reversed(lines[-_ABOVE:]):
        if line.count("\t") >= 2:
            break
        last.insert(0, folded(line))
    return " ".join(last)


def _line_row(view: PageView, parts: Sequence[str]) -> Row:
    return {
        col: Field(part, _bare(part), Locator(view.document, view.number, None, part[:60]))
        for col, part in enumerate(parts)
    }


def _rows(view: PageView, table: Table) -> tuple[Row, ...]:
    rows: dict[int, Row] = {}
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        if cell.hidden and not cell.text:
            continue
        field = Field(cell.text.strip(), _bare(cell.text), view.cell(cell))
        for row in range(cell.row, cell.row + max(1, min(cell.rowspan, 200))):
            for col in range(cell.col, cell.col + max(1, min(cell.colspan, 200))):
                rows.setdefault(row, {}).setdefault(col, field)
    return tuple(rows[number] for number in sorted(rows))


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", folded(text)) if len(text) <= 400 else re.sub(r"\s+", "", text[:400])


def column_heads(grid: Grid, first: int, last: int) -> dict[int, str]:
    """The words above each column, rows first..last joined."""
    heads: dict[int, str] = {}
    for row in grid.rows[first : last + 1]:
        for col, field in row.items():
            if field.text and field.text not in heads.get(col, ""):
                heads[col] = heads.get(col, "") + field.text
    return heads


def has_digit(field: Field | None) -> bool:
    """Whether a field holds a number; a dash or a blank is none."""
    return field is not None and bool(_NUMERIC.search(field.text)) and any(c.isdigit() for c in field.text)

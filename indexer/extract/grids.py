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
            yield Grid(view, _rows(view, table), folded(table.caption or ""))
        return
    block: list[Row] = []
    for line in view.page.text.split("\n"):
        parts = [part.strip() for part in (line.split("\t") if "\t" in line else _GAP.split(line.strip()))]
        if len(parts) >= 3 or (block and len(parts) == 2):
            block.append(_line_row(view, parts))
        else:
            if len(block) >= 2:
                yield Grid(view, tuple(block))
            block = []
    if len(block) >= 2:
        yield Grid(view, tuple(block))


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

"""Tables as rows of fields: those the parser found, else lines whose fields are set apart by tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from archive.domain.content import Table
from archive.domain.facts import Locator
from indexer.extract.reading import PageView, Reading, folded

_GAP = re.compile(r"\t+|[ \u3000]{2,}|\s*[|｜]\s*")
_NUMERIC = re.compile(r"[\d.]")
_PLAIN_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")
_ABOVE = 4
_AGAIN = re.compile(r"续(?:上)?表(?:\d+|[一二三四])?|表\d*\(续\d*\)|\(续(?:\d|[一二三]|完|上表)?\)")
_VALUE = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
_YEAR = re.compile(r"(?:19|20)\d{2}年?度?")
_COUNTED = re.compile(r"[甲乙丙丁戊己]|\(?\d{1,2}\)?|[a-h]")
_HEADS, _HEADLINE = 17, 12
"""Rows that heads may have, and characters of a page's running title."""


@dataclass(frozen=True, slots=True)
class Field:
    """One cell: printed text, folded text without blanks, and where it is."""

    printed: str
    text: str
    locator: Locator
    raw: str = ""
    """With the blanks that indent it."""


Row = dict[int, Field]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows by column number; a merged cell stands in each column that it covers."""

    view: PageView
    rows: tuple[Row, ...]
    caption: str = ""
    above: str = ""
    """The folded lines right above the table, where corners print the unit."""
    again: bool = False
    """Continued from the table before, whose heads it has."""

    def head(self, wanted: Sequence[str], least: int) -> int | None:
        """The first row that holds at least *least* of the wanted head words."""
        for index, row in enumerate(self.rows[:12]):
            texts = {field.text for field in row.values() if len(field.text) <= 24}
            found = sum(1 for word in wanted if any(word in text for text in texts))
            if found >= least and len(texts) >= least:
                return index
        return None


def grids(view: PageView) -> tuple[Grid, ...]:
    """Every table of a page, laid out once."""
    if view.grids is None:
        view.grids = tuple(_grids(view))
    return cast("tuple[Grid, ...]", view.grids)


def _grids(view: PageView) -> Iterator[Grid]:
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


def tables(reading: Reading) -> tuple[Grid, ...]:
    """Every table of a paper, one that goes on with another's rows under that one's heads (续表)."""
    if reading.grids is None:
        reading.grids = tuple(_continued(reading))
    return cast("tuple[Grid, ...]", reading.grids)


def _continued(reading: Reading) -> Iterator[Grid]:
    before: Grid | None = None
    for view in reading.pages:
        for grid in (part for whole in grids(view) for part in sections(whole)):
            before = _joined(grid, before)
            yield before


def _joined(grid: Grid, before: Grid | None) -> Grid:
    """A table that begins with values, or calls itself 续表 under the same heads, belongs to the one before it."""
    if before is None:
        return grid
    lead = heads_end(before)
    if not lead:
        return grid
    own = heads_end(grid)
    banners = "".join(f.text for row in grid.rows[: own or 0] if _is_banner(row) for f in row.values())
    named = bool(_AGAIN.search(banners[:60]) or _AGAIN.search(grid.caption + grid.above[-12:]))
    same = own is not None and _worded(grid.rows[:own]) == _worded(before.rows[:lead])
    above = " ".join(
        [before.above, *(f.text for row in before.rows[:lead] if _is_banner(row) for f in _once(row))]
    )
    if own and same and (named or _goes_on(grid, before)):
        return Grid(grid.view, grid.rows, before.caption, above, True)
    bare = own is not None and not any(not _is_banner(row) for row in grid.rows[:own])
    alike = {col for row in grid.rows for col in row} == {col for row in before.rows for col in row}
    if not bare or not alike or not (named or own == 0) or not _goes_on(grid, before):
        return grid
    heads = tuple(row for row in before.rows[:lead] if not _is_banner(row))
    return Grid(grid.view, heads + grid.rows[own or 0 :], before.caption, above, True)


def _once(row: Row) -> list[Field]:
    return list({id(field): field for field in row.values() if field.text}.values())


def _goes_on(grid: Grid, before: Grid) -> bool:
    """Directly behind the other table on its page, or at the head of the next one."""
    if grid.view is before.view:
        return bool(_AGAIN.search(grid.above[-12:]))
    return grid.view.number == before.view.number + 1 and len(re.sub(_AGAIN, "", grid.above)) <= _HEADLINE


def heads_end(grid: Grid) -> int | None:
    """The first row of values, None when the first rows hold none."""
    return next((i for i, row in enumerate(grid.rows[:_HEADS]) if is_body(row)), None)


def is_body(row: Row) -> bool:
    """A row of values: a number that is no year, beside words."""
    if counts(row):
        return False
    return any(_VALUE.fullmatch(f.text) and not _YEAR.fullmatch(f.text) for f in row.values())


def counts(row: Row) -> bool:
    """The row of a form that numbers its columns: 甲 乙 1 2 3."""
    texts = [f.text for f in row.values() if f.text]
    return len(texts) >= 3 and all(_COUNTED.fullmatch(text) for text in texts)


def _worded(rows: Sequence[Row]) -> list[list[str]]:
    return [[f.text for _, f in sorted(row.items())] for row in rows if not _is_banner(row)]


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
        field = Field(cell.text.strip(), _bare(cell.text), view.cell(cell), cell.text)
        for row in range(cell.row, cell.row + max(1, min(cell.rowspan, 200))):
            for col in range(cell.col, cell.col + max(1, min(cell.colspan, 200))):
                rows.setdefault(row, {}).setdefault(col, field)
    return tuple(rows[number] for number in sorted(rows))


def _bare(text: str) -> str:
    return "".join((folded(text) if len(text) <= 400 else text[:400]).split())


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

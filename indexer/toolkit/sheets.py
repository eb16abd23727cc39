"""Turns the filled cells of one worksheet into a page with one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from archive.domain.content import Cell, Note, Page
from indexer.toolkit.composing import PageText

Span = tuple[int, int, int, int]
"""First row, first column, last row, last column of a merged range, inclusive, from 0."""


@dataclass(slots=True)
class Sheet:
    """What a spreadsheet reader found; `cells` in order of row and column, empty ones left out."""

    name: str
    cells: list[Cell] = field(default_factory=list)
    merged: list[Span] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False


def address(row: int, column: int) -> str:
    """Row 6, column 1 is B7."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def page_of(sheet: Sheet, number: int) -> Page:
    """The sheet as a page: rows as lines, cells with tabs between."""
    spans = {(r0, c0): (r1 - r0 + 1, c1 - c0 + 1) for r0, c0, r1, c1 in sheet.merged if r1 >= r0 and c1 >= c0}
    covered = _covered(sheet, spans)
    cells = [cell for cell in sheet.cells if (cell.row, cell.col) not in covered]
    text = PageText()
    whole = text.table(
        (tuple(_finish(cell, sheet, spans) for cell in row) for _, row in groupby(cells, lambda c: c.row)),
        sheet.name,
    )
    return text.page(number, source="sheet", name=sheet.name, notes=_notes(sheet, cells, whole=whole))


def _covered(sheet: Sheet, spans: dict[tuple[int, int], tuple[int, int]]) -> set[tuple[int, int]]:
    """Filled cells that a merged range hides behind its first cell; nobody sees their values on paper."""
    if not spans:
        return set()
    filled = {(cell.row, cell.col) for cell in sheet.cells}
    hidden: set[tuple[int, int]] = set()
    for (row, column), (rows, columns) in spans.items():
        if (row, column) not in filled:
            continue
        if rows * columns <= len(filled):
            hidden |= {
                (r, c) for r in range(row, row + rows) for c in range(column, column + columns)
            } & filled
        else:
            hidden |= {(r, c) for r, c in filled if row <= r < row + rows and column <= c < column + columns}
        hidden.discard((row, column))
    return hidden


def _finish(cell: Cell, sheet: Sheet, spans: dict[tuple[int, int], tuple[int, int]]) -> Cell:
    rows, columns = spans.get((cell.row, cell.col), (1, 1))
    hidden = sheet.hidden or cell.row in sheet.hidden_rows or cell.col in sheet.hidden_columns
    return replace(cell, rowspan=rows, colspan=columns, name=address(cell.row, cell.col), hidden=hidden)


def _notes(sheet: Sheet, cells: Sequence[Cell], *, whole: bool) -> Sequence[Note]:
    rows = {cell.row for cell in cells} & sheet.hidden_rows
    columns = {cell.col for cell in cells} & sheet.hidden_columns
    notes = []
    if rows:
        notes.append(Note("hidden_rows", {"rows": _ranges(rows, lambda n: str(n + 1))}))
    if columns:
        notes.append(Note("hidden_columns", {"columns": _ranges(columns, lambda n: address(0, n)[:-1])}))
    if sheet.hidden:
        notes.append(Note("hidden_sheet", {"sheet": sheet.name}))
    if not whole:
        notes.append(Note("table_too_large", {"sheet": sheet.name}))
    return tuple(notes)


def _ranges(numbers: Iterable[int], show: Callable[[int], str]) -> str:
    """2, 3, 4, 7 is 2-4,7; at most fifty ranges are named."""
    parts = []
    for _, run in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        first, last = show(members[0]), show(members[-1])
        parts.append(first if first == last else f"{first}-{last}")
    return ",".join(parts[:50]) + ("..." if len(parts) > 50 else "")

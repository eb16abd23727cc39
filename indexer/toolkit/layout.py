"""A page from strokes and ruled lines: text in reading order, cells in their tables, every offset exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.domain.content import Box, Cell, Table, Word
from indexer.toolkit.composing import PageText
from indexer.toolkit.grid import Grid
from indexer.toolkit.strokes import Stroke, arrange, join, lines

ToBox = Callable[[float, float, float, float], Box]


@dataclass(frozen=True, slots=True)
class _Placed:
    stroke: Stroke
    start: int


@dataclass(frozen=True, slots=True)
class _Filled:
    """A grid with the strokes of each of its cells."""

    grid: Grid
    cells: list[list[Stroke]]


class Layout:
    """Writes strokes and tables into a page text; `to_box` turns places into fractions of the page."""

    def __init__(self, to_box: ToBox, places: int = 5) -> None:
        self.text = PageText()
        self._to_box = to_box
        self._places = places

    def write(self, strokes: Sequence[Stroke], grids: Sequence[Grid]) -> None:
        free = list(strokes)
        for grid in grids:
            free, inside = _inside(free, grid)
            if any(inside):
                x0, y0, x1, y1 = grid.box
                order = min(stroke.order for cell in inside for stroke in cell)
                free.append(Stroke("", x0, y0, x1, y1, order=order, payload=_Filled(grid, inside)))
        for line in arrange(free):
            self._line(line)

    def _line(self, line: list[Stroke]) -> None:
        run: list[Stroke] = []
        for stroke in line:
            if stroke.payload is None:
                run.append(stroke)
                continue
            self._text(run)
            run = []
            assert isinstance(stroke.payload, _Filled)
            self._table(stroke.payload.grid, stroke.payload.cells)
        self._text(run)

    def _text(self, run: list[Stroke]) -> None:
        if run:
            self.text.fresh()
            for stroke, start in join(run, self.text.add):
                self._word(stroke, start)
            self.text.add("\n")

    def _table(self, grid: Grid, inside: list[list[Stroke]]) -> None:
        """The cells row by row; the rows of the text are the rows of the table."""
        rows: dict[int, list[tuple[Cell, list[_Placed]]]] = {}
        for place, strokes in zip(grid.cells, inside, strict=True):
            text, placed = _cell_text(strokes)
            cell = Cell(place.row, place.col, text, place.rowspan, place.colspan, self._to_box(*place.box))
            rows.setdefault(place.row, []).append((cell, placed))
        ordered = [sorted(rows[row], key=lambda pair: pair[0].col) for row in sorted(rows)]
        written = self.text.rows([[cell for cell, _ in row] for row in ordered])
        for cell, placed in zip(written, (placed for row in ordered for _, placed in row), strict=False):
            for item in placed:
                self._word(item.stroke, (cell.start or 0) + item.start)
        self.text.tables.append(Table(tuple(written), self._to_box(*grid.box)))

    def _word(self, stroke: Stroke, start: int) -> None:
        box = self._to_box(stroke.x0, stroke.y0, stroke.x1, stroke.y1)
        self.text.words.append(
            Word(
                stroke.text,
                start,
                box,
                round(stroke.confidence, 4),
                self._edges(stroke, box),
                stroke.vertical,
            )
        )

    def _edges(self, stroke: Stroke, box: Box) -> tuple[float, ...] | None:
        """Edges of the characters spread over the box just as they were spread over the stroke."""
        if stroke.edges is None:
            return None
        first, last = (stroke.y0, stroke.y1) if stroke.vertical else (stroke.x0, stroke.x1)
        low, high = (box[1], box[3]) if stroke.vertical else (box[0], box[2])
        scale = (high - low) / max(last - first, 1e-9)
        return tuple([round(low + (edge - first) * scale, 5) for edge in stroke.edges])


def _inside(strokes: list[Stroke], grid: Grid) -> tuple[list[Stroke], list[list[Stroke]]]:
    """(strokes outside the grid, strokes by cell); a stroke over a ruled line is cut there."""
    free: list[Stroke] = []
    cells: list[list[Stroke]] = [[] for _ in grid.cells]
    x0, y0, x1, y1 = grid.box
    for stroke in strokes:
        middle = (stroke.y0 + stroke.y1) / 2
        if stroke.payload is not None or not y0 <= middle <= y1 or stroke.x1 <= x0 or stroke.x0 >= x1:
            free.append(stroke)
            continue
        for piece in _cut(stroke, grid, middle):
            owner = grid.at((piece.x0 + piece.x1) / 2, middle)
            if owner is None:
                free.append(piece)
            else:
                cells[owner].append(piece)
    return free, cells


def _cut(stroke: Stroke, grid: Grid, middle: float) -> list[Stroke]:
    """One piece for every cell that the stroke runs through."""
    if (
        grid.at(stroke.x0 + 0.5, middle) == grid.at(stroke.x1 - 0.5, middle)
        or stroke.vertical
        or len(stroke.text) < 2
    ):
        return [stroke]
    edges = stroke.edges or [
        stroke.x0 + (stroke.x1 - stroke.x0) * n / len(stroke.text) for n in range(len(stroke.text) + 1)
    ]
    pieces: list[Stroke] = []
    start = 0
    owners = [grid.at((a + b) / 2, middle) for a, b in pairwise(edges)]
    for n in range(1, len(owners) + 1):
        if n == len(owners) or owners[n] != owners[start]:
            text = stroke.text[start:n]
            kept = text.strip(" ")
            if kept:
                low = start + len(text) - len(text.lstrip(" "))
                high = low + len(kept)
                own = edges[low : high + 1]
                pieces.append(
                    Stroke(
                        kept,
                        own[0],
                        stroke.y0,
                        own[-1],
                        stroke.y1,
                        own,
                        stroke.confidence,
                        stroke.order + low,
                    )
                )
            start = n
    return pieces


def _cell_text(strokes: list[Stroke]) -> tuple[str, list[_Placed]]:
    """The lines of one cell, and where each stroke stands in them."""
    pieces: list[str] = []
    length = 0
    placed: list[_Placed] = []

    def add(piece: str) -> int:
        nonlocal length
        start = length
        pieces.append(piece)
        length += len(piece)
        return start

    for number, line in enumerate(lines(strokes)):
        if number:
            add("\n")
        placed += [_Placed(stroke, start) for stroke, start in join(line, add)]
    return "".join(pieces), placed

"""A page from strokes and ruled lines: text in reading order, cells in their tables, every offset exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise

import numpy as np

from archive.domain.content import Box, Cell, Table, Word
from indexer.toolkit.composing import PageText
from indexer.toolkit.fractions import Boxes, rounded
from indexer.toolkit.grid import Grid
from indexer.toolkit.strokes import Stroke, arrange, edges_of, join, lines, part
from indexer.toolkit.wrapping import whole_numbers


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
    """Writes strokes and tables into a page text; `to_boxes` turns places into fractions of the page."""

    def __init__(self, to_boxes: Boxes) -> None:
        self.text = PageText()
        self._to_boxes = to_boxes

    def write(self, strokes: Sequence[Stroke], grids: Sequence[Grid]) -> None:
        free = list(strokes)
        for grid in grids:
            free, inside = _inside(free, grid)
            if any(inside):
                x0, y0, x1, y1 = grid.box
                order = min(stroke.order for cell in inside for stroke in cell)
                free.append(Stroke("", x0, y0, x1, y1, order=order, payload=_Filled(grid, inside)))
        placed: list[_Placed] = []
        for line in whole_numbers(arrange(free)):
            placed += self._line(line)
        self.text.words += self._words(placed)

    def _line(self, line: list[Stroke]) -> list[_Placed]:
        placed: list[_Placed] = []
        run: list[Stroke] = []
        for stroke in line:
            if stroke.payload is None:
                run.append(stroke)
                continue
            placed += self._text(run)
            run = []
            assert isinstance(stroke.payload, _Filled)
            placed += self._table(stroke.payload.grid, stroke.payload.cells)
        return placed + self._text(run)

    def _text(self, run: list[Stroke]) -> list[_Placed]:
        if not run:
            return []
        self.text.fresh()
        placed = [_Placed(stroke, start) for stroke, start in join(run, self.text.add)]
        self.text.add("\n")
        return placed

    def _table(self, grid: Grid, inside: list[list[Stroke]]) -> list[_Placed]:
        """The cells row by row; the rows of the text are the rows of the table."""
        *boxes, whole = self._to_boxes([*(place.box for place in grid.cells), grid.box])
        filled = [
            (place, box, *_cell_text(strokes))
            for place, box, strokes in zip(grid.cells, boxes, inside, strict=True)
        ]
        cells: list[Cell] = []
        found: list[_Placed] = []
        for _, group in groupby(filled, key=lambda item: item[0].row):
            row = [*group]
            starts = self.text.row([text for _, _, text, _ in row])
            for (place, box, text, placed), start in zip(row, starts, strict=True):
                cells.append(
                    Cell(
                        place.row,
                        place.col,
                        text,
                        place.rowspan,
                        place.colspan,
                        box,
                        start=start if text else None,
                    )
                )
                found += [_Placed(item.stroke, start + item.start) for item in placed]
        self.text.tables.append(Table(tuple(cells), whole))
        return found

    def _words(self, placed: Sequence[_Placed]) -> list[Word]:
        strokes = [item.stroke for item in placed]
        boxes = self._to_boxes([(s.x0, s.y0, s.x1, s.y1) for s in strokes])
        return [
            Word(s.text, item.start, box, round(s.confidence, 4), edges, s.vertical)
            for item, s, box, edges in zip(placed, strokes, boxes, _edges(strokes, boxes), strict=True)
        ]


def _edges(strokes: Sequence[Stroke], boxes: Sequence[Box]) -> list[tuple[float, ...] | None]:
    """Edges of the characters spread over the box just as they were spread over the stroke."""
    counts = [len(stroke.edges or ()) for stroke in strokes]
    spread = []
    for stroke, box in zip(strokes, boxes, strict=True):
        first, last = (stroke.y0, stroke.y1) if stroke.vertical else (stroke.x0, stroke.x1)
        low, high = (box[1], box[3]) if stroke.vertical else (box[0], box[2])
        spread.append((low, first, (high - low) / max(last - first, 1e-9)))
    if not spread:
        return []
    low_, first_, scale_ = np.repeat(np.array(spread), counts, axis=0).T
    edges = np.fromiter(
        chain.from_iterable(stroke.edges or () for stroke in strokes), np.float64, sum(counts)
    )
    with np.errstate(all="ignore"):
        flat = rounded(low_ + (edges - first_) * scale_)
    ends = np.cumsum(counts).tolist()
    return [
        None if stroke.edges is None else tuple(flat[end - count : end])
        for stroke, end, count in zip(strokes, ends, counts, strict=True)
    ]


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
        whole = grid.at(stroke.x0 + 0.5, middle)
        same = whole == grid.at(stroke.x1 - 0.5, middle)
        if same and whole is not None:  # a cell is a rectangle: what lies between is in it too
            cells[whole].append(stroke)
            continue
        for piece in [stroke] if same else _cut(stroke, grid, middle):
            owner = grid.at((piece.x0 + piece.x1) / 2, middle)
            if owner is None:
                free.append(piece)
            else:
                cells[owner].append(piece)
    return free, cells


def _cut(stroke: Stroke, grid: Grid, middle: float) -> list[Stroke]:
    """One piece for every cell that the stroke runs through."""
    if stroke.vertical or len(stroke.text) < 2:
        return [stroke]
    pieces: list[Stroke] = []
    start = 0
    owners = [grid.at((a + b) / 2, middle) for a, b in pairwise(edges_of(stroke))]
    for n in range(1, len(owners) + 1):
        if n == len(owners) or owners[n] != owners[start]:
            text = stroke.text[start:n]
            kept = text.strip(" ")
            if kept:
                low = start + len(text) - len(text.lstrip(" "))
                high = low + len(kept)
                pieces.append(part(stroke, low, high))
            start = n
    return pieces


def _cell_text(strokes: list[Stroke]) -> tuple[str, list[_Placed]]:
    """The lines of one cell, and where each stroke stands in them."""
    if len(strokes) == 1:
        return strokes[0].text, [_Placed(strokes[0], 0)]
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

"""Cells from ruled lines: a grid of rows and columns, joined where the line between them is missing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[float, float, float]
"""A ruled line: its place, where it begins, where it ends."""


@dataclass(frozen=True, slots=True)
class GridCell:
    row: int
    col: int
    rowspan: int
    colspan: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table with y downwards; every place inside belongs to exactly one cell."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    owner: tuple[tuple[int, ...], ...]
    """Index of the cell by row and column of the finest grid."""

    @property
    def box(self) -> tuple[float, float, float, float]:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def at(self, x: float, y: float) -> int | None:
        """The cell that holds the point, None outside."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_right(self.ys, y) - 1
        if 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1:
            return self.owner[row][column]
        return None


def grids(across: Sequence[Span], down: Sequence[Span], near: float = 2.5) -> list[Grid]:
    """The tables that these horizontal and vertical lines draw, from top to bottom."""
    rows, columns = _merge(across, near), _merge(down, near)
    found = []
    for group_rows, group_columns in _groups(rows, columns, near):
        grid = _grid(group_rows, group_columns, near)
        if grid is not None:
            found.append(grid)
    return sorted(found, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _merge(spans: Sequence[Span], near: float) -> list[Span]:
    """Pieces of one line become one line; a line drawn twice is drawn once."""
    merged: list[list[float]] = []
    for place, start, end in sorted(spans):
        for other in reversed(merged):
            if place - other[0] > near:
                merged.append([place, start, end])
                break
            if start <= other[2] + near and end >= other[1] - near:
                other[1], other[2] = min(other[1], start), max(other[2], end)
                break
        else:
            merged.append([place, start, end])
    return [(a, b, c) for a, b, c in merged]


def _groups(rows: list[Span], columns: list[Span], near: float) -> list[tuple[list[Span], list[Span]]]:
    """Lines that touch one another belong to one table."""
    parent = list(range(len(rows) + len(columns)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for i, (y, x0, x1) in enumerate(rows):
        for j, (x, y0, y1) in enumerate(columns, len(rows)):
            if x0 - near <= x <= x1 + near and y0 - near <= y <= y1 + near:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Span], list[Span]]] = {}
    for n, span in enumerate([*rows, *columns]):
        groups.setdefault(root(n), ([], []))[n >= len(rows)].append(span)
    return [group for group in groups.values() if len(group[0]) >= 2 and len(group[1]) >= 2]


def _places(spans: list[Span], near: float) -> list[float]:
    """Different places, close ones taken together."""
    found: list[list[float]] = []
    for place in sorted(span[0] for span in spans):
        if found and place - found[-1][-1] <= near:
            found[-1].append(place)
        else:
            found.append([place])
    return [sum(group) / len(group) for group in found]


def _grid(rows: list[Span], columns: list[Span], near: float) -> Grid | None:
    ys, xs = _places(rows, near), _places(columns, near)
    if len(ys) < 2 or len(xs) < 2 or (len(ys) == 2 and len(xs) == 2) or len(ys) * len(xs) > 40_000:
        return None
    below = _drawn(rows, ys, xs, near)
    right = _drawn(columns, xs, ys, near)
    height, width = len(ys) - 1, len(xs) - 1
    owner = [[-1] * width for _ in range(height)]
    cells: list[GridCell] = []
    for row in range(height):
        for column in range(width):
            if owner[row][column] < 0:
                rowspan = colspan = 1
                if not (right[column + 1][row] and below[row + 1][column]):
                    rowspan, colspan = _extent(owner, below, right, row, column)
                for r in range(row, row + rowspan):
                    owner[r][column : column + colspan] = [len(cells)] * colspan
                box = (xs[column], ys[row], xs[column + colspan], ys[row + rowspan])
                cells.append(GridCell(row, column, rowspan, colspan, box))
    if len(cells) < 2:
        return None
    return Grid(tuple(xs), tuple(ys), tuple(cells), tuple(tuple(line) for line in owner))


def _drawn(spans: list[Span], places: list[float], stops: list[float], near: float) -> list[list[bool]]:
    """For every place and every piece between two stops: is the line there?"""
    table = [[False] * (len(stops) - 1) for _ in places]
    pieces = [(low, high, (low + high) / 2, 0.5 * (high - low)) for low, high in pairwise(stops)]
    for place, start, end in spans:
        index = bisect_left(places, place)
        if index and (index == len(places) or place - places[index - 1] <= places[index] - place):
            index -= 1  # the nearest one, the first of two
        there = table[index]
        for piece, (low, high, middle, half) in enumerate(pieces):
            if start - near <= middle <= end + near and min(end, high) - max(start, low) > half:
                there[piece] = True
    return table


def _extent(
    owner: list[list[int]], below: list[list[bool]], right: list[list[bool]], row: int, column: int
) -> tuple[int, int]:
    """How far the cell reaches until a line stops it; always a rectangle."""
    height, width = len(owner), len(owner[0])
    colspan = 1
    while column + colspan < width and owner[row][column + colspan] < 0 and not right[column + colspan][row]:
        colspan += 1
    rowspan = 1
    while row + rowspan < height:
        line = row + rowspan
        free = all(owner[line][c] < 0 and not below[line][c] for c in range(column, column + colspan))
        if not free or any(right[c][line] for c in range(column + 1, column + colspan)):
            break
        rowspan += 1
    return rowspan, colspan

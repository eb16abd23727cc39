"""Ruled lines on the image of a page, found after its slant has been taken out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from indexer.toolkit.grid import Grid, GridCell, Span, grids

_SIDE = 1800
_NEAR = 7.0
_THICK = 14


def ruled_tables(gray: NDArray[np.uint8], line_height: float) -> list[Grid]:
    """The ruled tables of a level gray page, in its pixels; *line_height* is that of its text."""
    scale = min(1.0, _SIDE / max(gray.shape))
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else gray
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    reach = max(25, round(1.6 * line_height * scale))
    across = _spans(ink, reach, flat=True)
    down = _spans(ink, reach, flat=False)
    if len(across) < 2 or len(down) < 2:
        return []
    return [_scaled(grid, 1 / scale) for grid in grids(across, down, _NEAR)]


def _spans(ink: NDArray[np.uint8] | cv2.typing.MatLike, reach: int, *, flat: bool) -> list[Span]:
    """Long straight strokes of ink in one direction; slight breaks are closed, letters are too short."""
    long, wide = ((reach, 1), (1, 3)) if flat else ((1, reach), (3, 1))
    thick = cv2.dilate(ink, np.ones(wide, np.uint8))  # a line that still slopes a little stays one line
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, long)
    lines = cv2.morphologyEx(thick, cv2.MORPH_OPEN, kernel)
    bridge = cv2.getStructuringElement(cv2.MORPH_RECT, tuple(max(1, n // 2) for n in long))
    lines = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, bridge)
    count, _, stats, centres = cv2.connectedComponentsWithStats(lines)
    spans: list[Span] = []
    for n in range(1, count):
        x, y, w, h, _ = (int(value) for value in stats[n])
        if flat and h <= _THICK:
            spans.append((float(centres[n][1]), x, x + w))
        elif not flat and w <= _THICK:
            spans.append((float(centres[n][0]), y, y + h))
    return spans


def _scaled(grid: Grid, factor: float) -> Grid:
    cells = tuple(
        GridCell(
            c.row,
            c.col,
            c.rowspan,
            c.colspan,
            (c.box[0] * factor, c.box[1] * factor, c.box[2] * factor, c.box[3] * factor),
        )
        for c in grid.cells
    )
    return Grid(tuple(x * factor for x in grid.xs), tuple(y * factor for y in grid.ys), cells, grid.owner)

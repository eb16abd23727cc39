"""Characters of a text layer with their boxes, gathered into strokes."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, pairwise, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.parsers.pdf.library import by_address, pdfium
from indexer.toolkit.radicals import CHARACTERS
from indexer.toolkit.strokes import Stroke

_SPACES = [ord(char) for char in " \t\r\n\u00a0\u3000\u200b\ufeff\0\x02"]
Places = NDArray[np.float64]
_GAP = 0.6
"""A wider gap, in heights of the character, begins a new stroke."""


@dataclass(slots=True)
class Glyphs:
    """The visible characters of a page in file order: places are points of the upright page, y downwards."""

    text: str = ""
    x0: Places = field(default_factory=lambda: np.empty(0))
    y0: Places = field(default_factory=lambda: np.empty(0))
    x1: Places = field(default_factory=lambda: np.empty(0))
    y1: Places = field(default_factory=lambda: np.empty(0))
    blank_before: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    turned: int = 0
    vertical: bool = False


def glyphs(page: Any, matrix: tuple[float, ...]) -> Glyphs:
    """Read every character with its box; *matrix* leads from the file's axes to the upright page."""
    raw = pdfium()
    layer = raw.FPDFText_LoadPage(page)
    found = Glyphs()
    if not layer:
        return found
    try:
        count = raw.FPDFText_CountChars(layer)
        if count > 0:
            found = _read(raw, layer, count, matrix)
            _direction(raw, layer, count, found, matrix)
    finally:
        raw.FPDFText_ClosePage(layer)
    return found


def _characters(raw: Any, layer: Any, count: int) -> str:
    """One character of a string for every character of the layer."""
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    raw.FPDFText_GetText(layer, 0, count, buffer)
    text = bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
    if len(text) == count:
        return text
    return "".join(_character(raw.FPDFText_GetUnicode(layer, n)) for n in range(count))


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" if code else "\0"


@cache
def _box_of() -> Any:
    return by_address("FPDFText_GetLooseCharBox", ctypes.c_int, ctypes.c_void_p, answer=ctypes.c_int)


def _read(raw: Any, layer: Any, count: int, matrix: tuple[float, ...]) -> Glyphs:
    text = _characters(raw, layer, count)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    index = np.flatnonzero(~np.isin(codes, _SPACES))
    boxes = (raw.FS_RECTF * max(1, len(index)))()
    size, first = ctypes.sizeof(raw.FS_RECTF), ctypes.addressof(boxes)
    places = range(first, first + size * len(index), size)
    address = ctypes.cast(layer, ctypes.c_void_p).value
    boxed = np.array([*map(_box_of(), repeat(address), index.tolist(), places)], np.bool_)
    spaces = index - np.arange(len(index))  # so many blanks stand before each
    index, spaces = index[boxed], spaces[boxed]
    corners = np.frombuffer(boxes, "=f4").reshape(-1, 4)[: len(boxed)][boxed].astype(np.float64)
    left, top, right, bottom = corners.T
    a, b, c, d, e, f = matrix
    with np.errstate(all="ignore"):  # places of a hostile file may be anything
        xa, xb = a * left + c * bottom + e, a * right + c * top + e
        ya, yb = b * left + d * bottom + f, b * right + d * top + f
    return Glyphs(
        str(codes[index].tobytes(), "utf-32-le", "surrogatepass"),
        np.where(xa > xb, xb, xa),
        np.where(ya > yb, yb, ya),
        np.where(xa > xb, xa, xb),
        np.where(ya > yb, ya, yb),
        np.diff(spaces, prepend=-1) > 0,
    )


def _direction(raw: Any, layer: Any, count: int, found: Glyphs, matrix: tuple[float, ...]) -> None:
    """Which way most of the writing runs on the page as shown, and so how the page must be turned."""
    at = np.arange(1, len(found.text), max(1, len(found.text) // 400))
    at = at[~found.blank_before[at]]
    x0, y0, x1, y1 = found.x0, found.y0, found.x1, found.y1
    with np.errstate(all="ignore"):
        across = x0[at] + x1[at] - x0[at - 1] - x1[at - 1]
        down = y0[at] + y1[at] - y0[at - 1] - y1[at - 1]
        near = abs(across) + abs(down) < 4 * (y1[at] - y0[at] + x1[at] - x0[at])
    flat = abs(across) >= abs(down)
    votes = {
        "right": np.count_nonzero(near & flat & (across > 0)),
        "left": np.count_nonzero(near & flat & ~(across > 0)),
        "down": np.count_nonzero(near & ~flat & (down > 0)),
        "up": np.count_nonzero(near & ~flat & ~(down > 0)),
    }
    way = max(votes, key=lambda name: votes[name])
    if way == "right" or votes[way] < 0.6 * sum(votes.values()):
        return
    if _upright_letters(raw, layer, count, matrix):
        found.vertical = way == "down"
    else:
        found.turned = {"down": 270, "up": 90, "left": 180}[way]


def _upright_letters(raw: Any, layer: Any, count: int, matrix: tuple[float, ...]) -> bool:
    """The letters themselves stand on the page as shown: vertical writing, or writing from the right."""
    votes = [raw.FPDFText_GetCharAngle(layer, index) for index in range(0, count, max(1, count // 64))]
    seen = [angle for angle in votes if angle >= 0]
    shown = {(1, 0): 0, (0, 1): 1, (-1, 0): 2, (0, -1): 3}[round(matrix[0]), round(matrix[1])]
    upright = sum((round(angle * 57.29578 / 90) + shown) % 4 == 0 for angle in seen)
    return bool(2 * upright > len(seen))


def strokes(found: Glyphs) -> list[Stroke]:
    """Neighbours in the file that are neighbours on the line."""
    return _stacks(_Runs(found).strokes() if found.text else [], found.vertical)


def _breaks(found: Glyphs) -> NDArray[np.bool_]:
    """Before which characters but the first a new stroke begins."""
    size = found.y1 - found.y0
    high, low = size[:-1], size[1:]
    gap = found.x0[1:] - found.x1[:-1]
    reach = _GAP * np.where(low > high, low, high)
    near = (found.x0[:-1] < found.x0[1:]) & (-reach < gap) & (gap < reach)
    return ~(near & _level(found.y0[:-1], found.y1[:-1], high, found.y0[1:], found.y1[1:], low))


def _level(
    upper: Places, lower: Places, high: Places, y0: Places, y1: Places, size: Places
) -> NDArray[np.bool_]:
    """Overlapping by half of the smaller one: a decimal point stands on the line of its digits."""
    common = np.where(y1 < lower, y1, lower) - np.where(y0 > upper, y0, upper)
    same: NDArray[np.bool_] = (upper == y0) & (lower == y1)
    return same | (common >= 0.5 * np.where(high < size, high, size))


def _stacks(result: list[Stroke], vertical: bool) -> list[Stroke]:
    """Characters that follow one another downwards are one vertical stroke."""
    joined: list[Stroke] = []
    run: list[Stroke] = []
    for stroke in result:
        if run and _below(run[-1], stroke):
            run.append(stroke)
            continue
        joined += _stack(run, vertical)
        run = [stroke]
    return joined + _stack(run, vertical)


def _below(upper: Stroke, lower: Stroke) -> bool:
    """Touching, in one column, and no mere list of figures."""
    if len(upper.text) > 1 or len(lower.text) > 1 or not (_wide(upper) and _wide(lower)):
        return False
    width = upper.x1 - upper.x0
    common = min(upper.x1, lower.x1) - max(upper.x0, lower.x0)
    step = (lower.y0 + lower.y1 - upper.y0 - upper.y1) / 2
    return common > 0.5 * min(width, lower.x1 - lower.x0) and 0 < step < 1.35 * max(
        width, lower.x1 - lower.x0
    )


def _wide(stroke: Stroke) -> bool:
    return stroke.text >= "\u2e80" or stroke.x1 - stroke.x0 > stroke.y1 - stroke.y0


def _stack(run: list[Stroke], vertical: bool) -> list[Stroke]:
    if len(run) < (1 if vertical else 3):
        return run
    edges = [run[0].y0]
    for upper, lower in pairwise(run):
        edges.append(max(edges[-1], (upper.y1 + lower.y0) / 2))
    edges.append(max(edges[-1], run[-1].y1))
    x0, x1 = min(s.x0 for s in run), max(s.x1 for s in run)
    return [
        Stroke(
            "".join(s.text for s in run),
            x0,
            run[0].y0,
            x1,
            edges[-1],
            edges,
            order=run[0].order,
            vertical=True,
        )
    ]


class _Runs:
    """Characters taken together as strokes, a blank between where the file has one; edges lie between neighbours."""

    def __init__(self, found: Glyphs) -> None:
        with np.errstate(all="ignore"):
            begins = np.concatenate(([True], _breaks(found)))
            between = (found.x1[:-1] + found.x0[1:]) / 2
        blank = found.blank_before & ~begins
        first = np.flatnonzero(begins)
        at = np.cumsum(1 + blank) - 1  # of each character, once blanks stand among them
        edges = np.empty(at[-1] + 1)
        edges[at] = np.where(begins | blank, found.x0, np.concatenate((found.x0[:1], between)))
        edges[at[blank] - 1] = found.x1[:-1][blank[1:]]
        falls = np.concatenate(([False], ~(edges[1:] >= edges[:-1])))
        falls[at[first]] = False
        codes = np.full(len(edges), ord(" "), "<u4")
        codes[at] = np.frombuffer(found.text.encode("utf-32-le", "surrogatepass"), "<u4")
        self._text = str(codes.tobytes(), "utf-32-le", "surrogatepass").translate(CHARACTERS)
        self._edges: list[float] = edges.tolist()
        self._falls: list[int] = np.cumsum(falls).tolist()
        self._first: list[int] = first.tolist()
        self._starts: list[int] = at[first].tolist()
        self._ends: list[float] = found.x1[np.append(first[1:], len(at)) - 1].tolist()
        self._upper: list[float] = np.fmin.reduceat(found.y0, first).tolist()
        self._lower: list[float] = np.fmax.reduceat(found.y1, first).tolist()

    def strokes(self) -> list[Stroke]:
        ends = [*self._starts[1:], len(self._edges)]
        return [
            self._stroke(n, start, end) for n, (start, end) in enumerate(zip(self._starts, ends, strict=True))
        ]

    def _stroke(self, n: int, start: int, end: int) -> Stroke:
        edges = self._edges[start:end]
        if self._falls[end - 1] != self._falls[start]:
            edges = [*accumulate(edges, max)]  # characters that stand one over the other
        edges.append(max(self._ends[n], edges[-1]))
        upper, lower = self._upper[n], self._lower[n]
        return Stroke(self._text[start:end], edges[0], upper, edges[-1], lower, edges, order=self._first[n])

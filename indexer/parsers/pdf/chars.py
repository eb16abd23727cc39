"""Characters of a text layer with their boxes, gathered into strokes."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from indexer.parsers.pdf.library import pdfium
from indexer.toolkit.radicals import CHARACTERS
from indexer.toolkit.strokes import Stroke

_SPACES = frozenset(" \t\r\n\u00a0\u3000\u200b\ufeff\0\x02")
_GAP = 0.6
"""A wider gap, in heights of the character, begins a new stroke."""


@dataclass(slots=True)
class Glyphs:
    """The visible characters of a page in file order: places are points of the upright page, y downwards."""

    text: list[str]
    x0: list[float]
    y0: list[float]
    x1: list[float]
    y1: list[float]
    blank_before: list[bool]
    turned: int = 0
    vertical: bool = False
    errors: int = 0


def glyphs(page: Any, matrix: tuple[float, ...]) -> Glyphs:
    """Read every character with its box; *matrix* leads from the file's axes to the upright page."""
    raw = pdfium()
    layer = raw.FPDFText_LoadPage(page)
    found = Glyphs([], [], [], [], [], [])
    if not layer:
        return found
    try:
        count = raw.FPDFText_CountChars(layer)
        if count > 0:
            _read(raw, layer, count, found, matrix)
            _direction(raw, layer, count, found, matrix)
    finally:
        raw.FPDFText_ClosePage(layer)
    return found


def _characters(raw: Any, layer: Any, count: int) -> list[str]:
    """One string for every character of the layer."""
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    raw.FPDFText_GetText(layer, 0, count, buffer)
    text = bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
    if len(text) == count:
        return list(text)
    return [_character(raw.FPDFText_GetUnicode(layer, n)) for n in range(count)]


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" if code else "\0"


def _read(raw: Any, layer: Any, count: int, found: Glyphs, matrix: tuple[float, ...]) -> None:
    a, b, c, d, e, f = matrix
    rectangle = raw.FS_RECTF()
    reference = ctypes.byref(rectangle)
    box_of = raw.FPDFText_GetLooseCharBox
    add_text, add_blank = found.text.append, found.blank_before.append
    add_x0, add_y0, add_x1, add_y1 = found.x0.append, found.y0.append, found.x1.append, found.y1.append
    blank = True
    for index, char in enumerate(_characters(raw, layer, count)):
        if char in _SPACES:
            blank = True
            continue
        if not box_of(layer, index, reference):
            continue
        left, right, top, bottom = rectangle.left, rectangle.right, rectangle.top, rectangle.bottom
        xa, xb = a * left + c * bottom + e, a * right + c * top + e
        ya, yb = b * left + d * bottom + f, b * right + d * top + f
        if xa > xb:
            xa, xb = xb, xa
        if ya > yb:
            ya, yb = yb, ya
        add_text(char)
        add_x0(xa)
        add_x1(xb)
        add_y0(ya)
        add_y1(yb)
        add_blank(blank)
        blank = False


def _direction(raw: Any, layer: Any, count: int, found: Glyphs, matrix: tuple[float, ...]) -> None:
    """Which way most of the writing runs on the page as shown, and so how the page must be turned."""
    votes = {"right": 0, "left": 0, "down": 0, "up": 0}
    step = max(1, len(found.text) // 400)
    for n in range(1, len(found.text), step):
        if found.blank_before[n]:
            continue
        across = found.x0[n] + found.x1[n] - found.x0[n - 1] - found.x1[n - 1]
        down = found.y0[n] + found.y1[n] - found.y0[n - 1] - found.y1[n - 1]
        if abs(across) + abs(down) < 4 * (found.y1[n] - found.y0[n] + found.x1[n] - found.x0[n]):
            way = (
                ("right" if across > 0 else "left")
                if abs(across) >= abs(down)
                else ("down" if down > 0 else "up")
            )
            votes[way] += 1
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
    result: list[Stroke] = []
    start = 0
    left, upper, right, lower, high = -1e9, 0.0, -1e9, 0.0, 1.0
    for n, (x0, y0, x1, y1) in enumerate(zip(found.x0, found.y0, found.x1, found.y1, strict=True)):
        size = y1 - y0
        reach = _GAP * (size if size > high else high)  # noqa: FURB136 - once for every character of a city
        if not (left < x0 and -reach < x0 - right < reach and _level(upper, lower, high, y0, y1, size)):
            if n:
                result.append(_stroke(found, start, n))
            start = n
        left, upper, right, lower, high = x0, y0, x1, y1, size
    if found.text:
        result.append(_stroke(found, start, len(found.text)))
    return _stacks(result, found.vertical)


def _level(upper: float, lower: float, high: float, y0: float, y1: float, size: float) -> bool:
    """Overlapping by half of the smaller one: a decimal point stands on the line of its digits."""
    if upper == y0 and lower == y1:
        return True
    common = (y1 if y1 < lower else lower) - (y0 if y0 > upper else upper)  # noqa: FURB136
    return common >= 0.5 * min(size, high)


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


def _stroke(found: Glyphs, start: int, end: int) -> Stroke:
    """The characters start..end as one stroke; edges lie between neighbours, in order."""
    x0, x1, blank = found.x0, found.x1, found.blank_before
    pieces = [found.text[start]]
    edges = [x0[start]]
    last = x0[start]
    for n in range(start + 1, end):
        if blank[n]:
            pieces.append(" ")
            last = max(last, x1[n - 1])
            edges.append(last)
            last = max(last, x0[n])
        else:
            last = max(last, (x1[n - 1] + x0[n]) / 2)
        edges.append(last)
        pieces.append(found.text[n])
    edges.append(max(x1[end - 1], last))
    text = "".join(pieces).translate(CHARACTERS)
    return Stroke(
        text, x0[start], min(found.y0[start:end]), edges[-1], max(found.y1[start:end]), edges, order=start
    )

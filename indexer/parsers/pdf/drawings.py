"""Ruled lines and pictures on a page, from its drawing objects."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from indexer.parsers.pdf.library import by_address, pdfium
from indexer.toolkit.grid import Span

_PATH, _IMAGE, _FORM = 2, 3, 5
_DRAWN = frozenset({_PATH, _IMAGE, _FORM})
_THIN = 3.0
_SHORT = 6.0
_MAX_OBJECTS = 60_000
_FLAT = 0.8
Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class Drawings:
    """In points of the upright page, y downwards."""

    across: list[Span] = field(default_factory=list)
    down: list[Span] = field(default_factory=list)
    pictures: list[tuple[float, float, float, float, float]] = field(default_factory=list)
    """x0, y0, x1, y1 and pixels a point."""
    shapes: int = 0
    """Outlines that are no ruled lines: letters drawn as curves, among others."""


def then(first: Matrix, second: Matrix) -> Matrix:
    """First the one mapping, then the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def drawings(page: Any, matrix: Matrix) -> Drawings:
    """Walk over the page's objects, those in forms included."""
    raw = pdfium()
    found = Drawings()
    _Walker(raw, found).walk(_part_of_page(), page, raw.FPDFPage_CountObjects(page), matrix, 0)
    return found


@cache
def _kind_of() -> Any:
    return by_address("FPDFPageObj_GetType", answer=ctypes.c_int)


@cache
def _part_of_page() -> Any:
    return by_address("FPDFPage_GetObject", ctypes.c_int, answer=ctypes.c_void_p)


@cache
def _part_of_form() -> Any:
    return by_address("FPDFFormObj_GetObject", ctypes.c_ulong, answer=ctypes.c_void_p)


class _Walker:
    def __init__(self, raw: Any, found: Drawings) -> None:
        self._raw = raw
        self._found = found
        self._numbers = [ctypes.c_float() for _ in range(4)]
        self._references = [ctypes.byref(number) for number in self._numbers]
        self._matrix = raw.FS_MATRIX()
        self._left = _MAX_OBJECTS

    def walk(self, part: Any, whole: Any, count: int, matrix: Matrix, depth: int) -> None:
        """Every object of a page or form."""
        address = ctypes.cast(whole, ctypes.c_void_p).value
        kind_of = _kind_of()
        for index in range(min(count, _MAX_OBJECTS)):
            self._left -= 1
            if self._left < 0:
                return
            item = part(address, index)
            kind = kind_of(item)
            if kind in _DRAWN:
                self._object(ctypes.cast(item, self._raw.FPDF_PAGEOBJECT), kind, matrix, depth)

    def _object(self, item: Any, kind: int, matrix: Matrix, depth: int) -> None:
        if kind == _PATH:
            self._path(item, matrix)
        elif kind == _IMAGE:
            self._picture(item, matrix)
        elif kind == _FORM and depth < 8:
            inner = then(self._own(item), matrix)
            self.walk(_part_of_form(), item, self._raw.FPDFFormObj_CountObjects(item), inner, depth + 1)

    def _own(self, item: Any) -> Matrix:
        m = self._matrix
        if not self._raw.FPDFPageObj_GetMatrix(item, ctypes.byref(m)):
            return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        return (m.a, m.b, m.c, m.d, m.e, m.f)

    def _bounds(self, item: Any, matrix: Matrix) -> tuple[float, float, float, float] | None:
        if not self._raw.FPDFPageObj_GetBounds(item, *self._references):
            return None
        left, bottom, right, top = (number.value for number in self._numbers)
        return _box(((left, bottom), (right, top)), matrix)

    def _picture(self, item: Any, matrix: Matrix) -> None:
        box = self._bounds(item, matrix)
        if box is None:
            return
        wide, high = ctypes.c_uint(), ctypes.c_uint()
        density = 0.0
        if self._raw.FPDFImageObj_GetImagePixelSize(item, ctypes.byref(wide), ctypes.byref(high)):
            sides = sorted((box[2] - box[0], box[3] - box[1])), sorted((wide.value, high.value))
            density = sides[1][1] / max(sides[0][1], 1.0)
        self._found.pictures.append((*box, density))

    def _path(self, item: Any, matrix: Matrix) -> None:
        box = self._bounds(item, matrix)
        if box is None:
            return
        x0, y0, x1, y1 = box
        if y1 - y0 <= _THIN or x1 - x0 <= _THIN:
            self._line(x0, y0, x1, y1)
            return
        if x1 - x0 < _SHORT or y1 - y0 < _SHORT or not self._stroked(item):
            self._found.shapes += 1
            return
        count = self._raw.FPDFPath_CountSegments(item)
        if 2 <= count <= 20_000:
            self._segments(item, count, then(self._own(item), matrix))

    def _stroked(self, item: Any) -> bool:
        """Filled areas are shading, unless they are themselves as thin as a line."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        return bool(self._raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))) and (
            bool(stroke.value) or self._raw.FPDFPath_CountSegments(item) > 8
        )

    def _segments(self, item: Any, count: int, matrix: Matrix) -> None:
        """Straight pieces of the outline; closed thin boxes within one path are lines of their own."""
        raw, (x, y) = self._raw, self._numbers[:2]
        start = here = (0.0, 0.0)
        for index in range(count):
            segment = raw.FPDFPath_GetPathSegment(item, index)
            kind = raw.FPDFPathSegment_GetType(segment)
            raw.FPDFPathSegment_GetPoint(segment, *self._references[:2])
            point = (
                matrix[0] * x.value + matrix[2] * y.value + matrix[4],
                matrix[1] * x.value + matrix[3] * y.value + matrix[5],
            )
            if kind == raw.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == raw.FPDF_SEGMENT_LINETO:
                self._line(*_sorted(here, point))
            here = point
            if raw.FPDFPathSegment_GetClose(segment):
                self._line(*_sorted(here, start))
                here = start

    def _line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        wide, high = x1 - x0, y1 - y0
        if wide >= _SHORT and high <= _THIN and high <= _FLAT * wide:
            self._found.across.append(((y0 + y1) / 2, x0, x1))
        elif high >= _SHORT and wide <= _THIN:
            self._found.down.append(((x0 + x1) / 2, y0, y1))


def _sorted(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float, float, float]:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


def _box(
    corners: tuple[tuple[float, float], tuple[float, float]], m: Matrix
) -> tuple[float, float, float, float]:
    places = [
        (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])
        for x in (corners[0][0], corners[1][0])
        for y in (corners[0][1], corners[1][1])
    ]
    xs, ys = [p[0] for p in places], [p[1] for p in places]
    return min(xs), min(ys), max(xs), max(ys)

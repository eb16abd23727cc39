"""One page of a PDF: its text layer when there is a good one, else recognition of its image."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.domain.content import Page, Seal
from archive.domain.errors import Unreadable
from indexer.parsers.pdf.chars import Glyphs, glyphs, strokes
from indexer.parsers.pdf.drawings import Drawings, Matrix, drawings, then
from indexer.parsers.pdf.library import PdfFile, pdfium
from indexer.toolkit import effort
from indexer.toolkit.fractions import of_page
from indexer.toolkit.grid import grids
from indexer.toolkit.layout import Layout
from indexer.toolkit.pictures import encode
from indexer.toolkit.scans import one_line, read_scan, rotation_of
from indexer.toolkit.seals import split_red

_FEW = 50
_MANY_SHAPES = 20
_COVERED = 0.5
_PIXELS = 50_000_000
_DPI = (150, 200, 300)
_NOTHING = re.compile("[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")


@dataclass(frozen=True, slots=True)
class Frame:
    """The upright page: its size in points and the way there from the file's own axes."""

    width: float
    height: float
    matrix: Matrix


def frame_of(page: Any) -> Frame:
    """As the file itself says the page is to be shown."""
    raw = pdfium()
    width, height = float(raw.FPDF_GetPageWidthF(page)), float(raw.FPDF_GetPageHeightF(page))
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise Unreadable(code="damaged")
    box = raw.FS_RECTF()
    if not raw.FPDF_GetPageBoundingBox(page, ctypes.byref(box)):
        box.left, box.bottom, box.right, box.top = 0, 0, width, height
    matrices: tuple[Matrix, ...] = (
        (1, 0, 0, -1, -box.left, box.top),
        (0, 1, 1, 0, -box.bottom, -box.left),
        (-1, 0, 0, 1, box.right, -box.bottom),
        (0, -1, -1, 0, box.top, box.right),
    )
    return Frame(width, height, matrices[raw.FPDFPage_GetRotation(page) % 4])


def turned_frame(frame: Frame, turned: int) -> Frame:
    """The same page turned clockwise by quarters."""
    width, height = frame.width, frame.height
    turn: Matrix = {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, 1, -1, 0, height, 0),
        180: (-1, 0, 0, -1, width, height),
        270: (0, -1, 1, 0, 0, width),
    }[turned]
    size = (height, width) if turned in {90, 270} else (width, height)
    return Frame(*size, then(frame.matrix, turn))


def read(file: PdfFile, index: int) -> Page:
    """Raise Unreadable when the page is beyond reading."""
    with file.page(index) as page:
        frame = frame_of(page)
        found = glyphs(page, frame.matrix)
        drawn = drawings(page, frame.matrix)
        if _needs_eyes(found, drawn, frame):
            return _recognised(page, frame, drawn, index + 1)
        return _written(page, frame, found, drawn, index + 1)


def _needs_eyes(found: Glyphs, drawn: Drawings, frame: Frame) -> bool:
    """Hardly any text over a large picture, or a text layer that says nothing."""
    count = len(found.text)
    covered = max(((x1 - x0) * (y1 - y0) for x0, y0, x1, y1, _ in drawn.pictures), default=0.0)
    covered /= frame.width * frame.height
    if count == 0:
        return covered > 0.02 or drawn.shapes > _MANY_SHAPES
    if count < _FEW and covered > _COVERED:
        return True
    return count >= 10 and _garbage(found.text) > 0.4


def _garbage(text: str) -> float:
    """The share of characters that stand for nothing: fonts without a map to Unicode."""
    return len(_NOTHING.findall(text)) / len(text)


def _written(page: Any, frame: Frame, found: Glyphs, drawn: Drawings, number: int) -> Page:
    turned = found.turned
    if turned:
        frame = turned_frame(frame, turned)
        found = glyphs(page, frame.matrix)
        drawn = drawings(page, frame.matrix)
    layout = Layout(of_page(frame.width, frame.height))
    layout.write(strokes(found), grids(drawn.across, drawn.down))
    result = layout.text.page(number)
    return replace(
        result,
        width=frame.width,
        height=frame.height,
        rotation=turned,
        seals=_seals(page, frame, drawn, turned),
    )


def image(file: PdfFile, index: int, width: int, rotation: int | None) -> bytes:
    """The page as a picture about *width* wide, turned as reading it would turn it unless *rotation* says how."""
    with file.page(index) as page:
        frame = frame_of(page)
        if rotation is None:
            rotation = _rotation(page, frame)
        shown = turned_frame(frame, rotation % 360)
        return encode(render(page, shown, width / shown.width, rotation % 360))


def _rotation(page: Any, frame: Frame) -> int:
    found = glyphs(page, frame.matrix)
    drawn = drawings(page, frame.matrix)
    if _needs_eyes(found, drawn, frame):
        effort.recognising()
        return rotation_of(render(page, frame, _DPI[0] / 72))
    return found.turned


def _recognised(page: Any, frame: Frame, drawn: Drawings, number: int) -> Page:
    effort.recognising()
    density = max((picture[4] * 72 for picture in drawn.pictures), default=0.0)
    dpi = min(max(density, _DPI[0]), _DPI[2]) if density else _DPI[1]
    pixels = render(page, frame, dpi / 72)
    return read_scan(pixels, number, (frame.width, frame.height))


def _seals(page: Any, frame: Frame, drawn: Drawings, turned: int) -> tuple[Seal, ...]:
    """Pictures that have the size of a seal are looked at."""
    like = [
        p for p in drawn.pictures
        if 0.05 * frame.width < p[2] - p[0] < 0.5 * frame.width and 0.5 < (p[2] - p[0]) / max(p[3] - p[1], 0.1) < 2
    ]  # fmt: skip
    if not like:
        return ()
    pixels = render(page, frame, _DPI[0] / 72, turned)
    found = split_red(pixels)[1]
    if found:
        effort.recognising()
    return tuple(seal.turned(0, one_line) for seal in found)


def render(page: Any, frame: Frame, scale: float, turned: int = 0) -> NDArray[np.uint8]:
    """The page on white, red green blue; huge pages are drawn smaller."""
    raw = pdfium()
    scale = min(scale, (_PIXELS / (frame.width * frame.height)) ** 0.5)
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    pixels: NDArray[np.uint8] = np.full((height, width, 4), 255, np.uint8)
    bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_BGRx, pixels.ctypes.data, width * 4)
    if not bitmap:
        raise MemoryError
    try:
        flags = raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, turned // 90, flags)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    return np.ascontiguousarray(pixels[:, :, :3])

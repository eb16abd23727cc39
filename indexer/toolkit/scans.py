"""Turns the image of a page into a page: upright, read line by line, seals seen."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from archive.domain.content import Box, Page, PageState
from indexer.toolkit.fractions import Boxes
from indexer.toolkit.layout import Layout
from indexer.toolkit.ocr import Gray, OcrEngine, Quad, cut, engine
from indexer.toolkit.rules import ruled_tables
from indexer.toolkit.seals import split_red
from indexer.toolkit.strokes import Stroke

Pixels = NDArray[np.uint8]
"""Gray (two axes) or red, green, blue."""

_KEEP = 0.5
"""Lines below this are specks and textures, not text."""
_DOUBT = 0.85
_FAINT = 8
"""Gray levels of the shrunken page below which nobody could read a stroke."""
_SLANT_SIDE = 1200
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True, slots=True)
class _Upright:
    """The page as it should stand: `level` is the gray image without its slant, `back` leads from it to the page."""

    level: Gray
    back: NDArray[np.float64]
    quads: list[Quad]
    turned: int
    size: tuple[int, int]


def read_scan(
    pixels: Pixels, number: int, points: tuple[float, float] = (0.0, 0.0), name: str | None = None
) -> Page:
    """Recognise one page image; *points* is its size in points before turning, (0, 0) when unknown."""
    gray, seals = split_red(pixels)
    width, height = points if all(points) else (gray.shape[1] * 0.36, gray.shape[0] * 0.36)
    if _blank(gray) and not seals:
        return Page(number, state=PageState.BLANK, width=width, height=height, source="ocr", name=name)
    upright = stand(engine(), gray)
    strokes = _strokes(engine(), upright)
    if not strokes and upright.turned:  # nothing to be read says nothing about which way is up
        upright = replace(upright, turned=0)
    if upright.turned in {90, 270}:
        width, height = height, width
    layout = Layout(_to_page(upright))
    heights = [stroke.y1 - stroke.y0 for stroke in strokes]
    layout.write(strokes, ruled_tables(upright.level, float(np.median(heights))) if heights else ())
    text = layout.text
    sure = _confidence(strokes)
    doubtful = sure < _DOUBT  # lines that could not be read, or a picture without any line
    return Page(
        number,
        text=text.text(),
        words=tuple(text.words),
        tables=tuple(text.tables),
        state=PageState.DOUBTFUL if doubtful else PageState.READ,
        confidence=sure,
        reason="ocr_low_confidence" if doubtful else None,
        width=width,
        height=height,
        rotation=upright.turned,
        source="ocr",
        seals=tuple(seal.turned(upright.turned, one_line) for seal in seals),
        name=name,
    )


def one_line(image: Gray) -> tuple[str, float]:
    """(text, confidence) of the image of one line."""
    reading = engine().read([image])[0]
    return reading.text, reading.confidence


def stand(ocr: OcrEngine, gray: Gray) -> _Upright:
    """Find the lines, turn the page by quarters, then take out the slant."""
    quads = ocr.find(gray)
    turned = ocr.turned(gray, quads)
    if turned:
        height, width = gray.shape
        gray = np.asarray(cv2.rotate(gray, _TURNS[turned]), np.uint8)
        quads = [_turn(quad, turned, width, height) for quad in quads]
    rows, columns = gray.shape
    slant = _finely(gray, _slant(quads)) if quads else 0.0
    back = np.eye(3)
    if abs(slant) > 0.05:
        forth = cv2.getRotationMatrix2D((columns / 2, rows / 2), slant, 1.0)
        gray = np.asarray(
            cv2.warpAffine(
                gray, forth, (columns, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            ),
            np.uint8,
        )
        quads = [(quad @ forth[:, :2].T + forth[:, 2]).astype(np.float32) for quad in quads]
        back = np.linalg.inv(np.vstack([forth, [0, 0, 1]]))
    return _Upright(gray, back, quads, turned, (columns, rows))


def rotation_of(pixels: Pixels) -> int:
    """Degrees clockwise by which the image must be turned to stand upright."""
    gray, _ = split_red(pixels)
    return 0 if _blank(gray) else stand(engine(), gray).turned


def _turn(quad: Quad, turned: int, width: int, height: int) -> Quad:
    x, y = quad[:, 0], quad[:, 1]
    if turned == 90:
        return np.stack([height - y, x], 1)[[3, 0, 1, 2]].astype(np.float32)
    if turned == 180:
        return np.stack([width - x, height - y], 1)[[2, 3, 0, 1]].astype(np.float32)
    return np.stack([y, width - x], 1)[[1, 2, 3, 0]].astype(np.float32)


def _slant(quads: list[Quad]) -> float:
    """Degrees, roughly, from the longer lines; 0 when there are too few to tell."""
    angles = []
    for quad in quads:
        across = quad[1] - quad[0]
        if np.linalg.norm(across) > 6 * np.linalg.norm(quad[3] - quad[0]):
            angles.append(math.degrees(math.atan2(across[1], across[0])))
    slant = float(np.median(angles)) if len(angles) >= 3 else 0.0
    return slant if abs(slant) < 20 else 0.0


def _finely(gray: Gray, near: float) -> float:
    """Degrees at which the rows of the page are most clearly ink or paper: letters and ruled lines alike."""
    scale = min(1.0, _SLANT_SIDE / max(gray.shape))
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 21, 15)
    y, x = np.nonzero(ink)
    if len(x) < 200:
        return near
    best = near
    for reach, step in ((4.0, 0.4), (0.4, 0.08), (0.08, 0.02)):
        candidates = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(candidates, key=lambda angle: _contrast(x, y, angle)))
    return best if _contrast(x, y, best) > 1.05 * _contrast(x, y, 0.0) else 0.0


def _contrast(x: NDArray[np.int64], y: NDArray[np.int64], angle: float) -> float:
    rows = np.rint(y - x * math.tan(math.radians(angle))).astype(np.int64)
    counts = np.bincount(rows - rows.min())
    return float((counts.astype(np.float64) ** 2).sum())


def _strokes(ocr: OcrEngine, upright: _Upright) -> list[Stroke]:
    crops = [cut(upright.level, quad) for quad in upright.quads]
    strokes = []
    for quad, reading in zip(upright.quads, ocr.read(crops), strict=True):
        if not reading.text.strip() or reading.confidence < _KEEP:
            continue
        (x0, y0), (x1, y1) = quad.min(axis=0).tolist(), quad.max(axis=0).tolist()
        places = [x0 + (x1 - x0) * centre for centre in reading.centres]
        inner = [(a + b) / 2 for a, b in pairwise(places)]
        strokes.append(Stroke(reading.text, x0, y0, x1, y1, [x0, *inner, x1], reading.confidence))
    return strokes


def _to_page(upright: _Upright) -> Boxes:
    """Back from the level image to the upright page, in fractions."""
    columns, rows = upright.size
    back = upright.back[:2].T

    def to_box(x0: float, y0: float, x1: float, y1: float) -> Box:
        corners = np.array([[x0, y0, 1], [x1, y0, 1], [x1, y1, 1], [x0, y1, 1]])
        places = corners @ back / (columns, rows)
        low, high = places.min(axis=0).tolist(), places.max(axis=0).tolist()
        return _clip((low[0], low[1], high[0], high[1]))

    return lambda places: [to_box(*place) for place in places]


def _clip(box: Box) -> Box:
    x0, y0, x1, y1 = (round(min(max(n, 0.0), 1.0), 5) for n in box)
    return x0, y0, x1, y1


def _confidence(strokes: list[Stroke]) -> float:
    characters = sum(len(stroke.text) for stroke in strokes)
    return sum(stroke.confidence * len(stroke.text) for stroke in strokes) / max(characters, 1)


def _blank(gray: Gray) -> bool:
    """No ink: nothing stands out from the even paper more than the paper's own grain does.

    Measured against the grain, not in gray levels: faint print is ink too, and calling it blank would lose a page.
    """
    small = cv2.resize(gray, (min(gray.shape[1], 600), min(gray.shape[0], 800)), interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(small, 31)
    dark = paper.astype(np.int16) - small
    grain = 1.4826 * float(np.median(np.abs(dark - np.median(dark))))
    ink = (dark > max(_FAINT, 6 * grain)).mean()
    return bool(ink < 0.0002 and paper.std() < 25)  # a smooth picture is no empty page

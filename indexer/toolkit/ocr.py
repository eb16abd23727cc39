"""Character recognition with the weights that come inside the rapidocr package: own pipeline, no network, one thread."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Quad = NDArray[np.float32]
"""Four corners, from the top left clockwise, in pixels."""

_MODELS = {
    "detect": "PP-OCRv6_det_small.onnx",
    "recognise": "PP-OCRv6_rec_small.onnx",
    "turned": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}
_SIDE = 960
_FINE_SIDE = 1440
_HEIGHT = 48
_BATCH_COLUMNS = 48 * 60
_LIKELY, _CERTAIN = 0.3, 0.5
_GROW = 1.6
_VOTERS = 8


@dataclass(slots=True)
class Reading:
    """One recognised line: `centres` are places of its characters as fractions of the line."""

    text: str
    confidence: float
    centres: list[float]


class OcrEngine:
    """Finds lines on a gray page, tells which way is up, and reads the lines."""

    def __init__(self) -> None:
        self._sessions: dict[str, Any] = {}
        self._characters: list[str] = []

    def find(self, gray: Gray) -> list[Quad]:
        """The lines of text, in no order; small print is looked at a second time more closely."""
        quads = self._find(gray, _SIDE)
        if quads and max(gray.shape) > _SIDE * 1.3:
            heights = [_size(quad)[1] for quad in quads]
            if float(np.median(heights)) * _SIDE / max(gray.shape) < 9:
                return self._find(gray, _FINE_SIDE)
        return quads

    def _find(self, gray: Gray, side: int) -> list[Quad]:
        height, width = gray.shape
        scale = min(1.0, side / max(height, width)) if max(height, width) > 320 else 1.0
        rows, columns = (max(32, round(n * scale / 32) * 32) for n in (height, width))
        small = cv2.resize(gray, (columns, rows), interpolation=cv2.INTER_AREA)
        plane = small.astype(np.float32) * (2 / 255) - 1
        heat = self._run("detect", np.repeat(plane[None, None], 3, axis=1))[0, 0]
        mask = cv2.dilate((heat > _LIKELY).astype(np.uint8), np.ones((2, 2), np.uint8))
        outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        ratio = np.array([width / columns, height / rows], np.float32)
        return [quad * ratio for outline in outlines if (quad := _line(heat, outline)) is not None]

    def turned(self, gray: Gray, quads: list[Quad]) -> int:
        """Degrees clockwise (0, 90, 180, 270) by which the page must be turned to stand upright."""
        if not quads:
            return 0
        sideways = _sideways(quads)
        longest = sorted(quads, key=lambda quad: -max(_size(quad)))[:_VOTERS]
        crops = []
        for quad in longest:
            crop = cut(gray, quad)
            crops.append(np.rot90(crop) if sideways else crop)
        upside_down = self._upside_down(crops)
        if sideways:
            return 270 if upside_down < 0.5 else 90
        return 180 if upside_down >= 0.5 else 0

    def _upside_down(self, crops: list[Gray]) -> float:
        planes = np.zeros((len(crops), 3, _HEIGHT, 192), np.float32)
        for plane, crop in zip(planes, crops, strict=True):
            width = min(192, max(1, math.ceil(_HEIGHT * crop.shape[1] / crop.shape[0])))
            plane[:, :, :width] = _resized(crop, width).astype(np.float32) * (2 / 255) - 1
        return float(np.mean(self._run("turned", planes)[:, 1]))

    def read(self, crops: list[Gray]) -> list[Reading]:
        """Read upright line images; lines of like length go together."""
        readings: list[Reading | None] = [None] * len(crops)
        widths = [max(_HEIGHT // 2, math.ceil(_HEIGHT * crop.shape[1] / crop.shape[0])) for crop in crops]
        order = sorted(range(len(crops)), key=lambda n: widths[n])
        while order:
            batch = [order.pop()]
            columns = max(widths[batch[0]], 160)
            while (
                order
                and len(batch) < 8
                and widths[order[-1]] > 0.8 * columns
                and columns * (len(batch) + 1) <= _BATCH_COLUMNS
            ):
                batch.append(order.pop())
            planes = np.zeros((len(batch), 3, _HEIGHT, columns), np.float32)
            for plane, number in zip(planes, batch, strict=True):
                plane[:, :, : widths[number]] = (
                    _resized(crops[number], widths[number]).astype(np.float32) * (2 / 255) - 1
                )
            for number, odds in zip(batch, self._run("recognise", planes), strict=True):
                readings[number] = self._decode(odds, columns / widths[number])
        return [reading for reading in readings if reading is not None]

    def _decode(self, odds: NDArray[np.float32], padding: float) -> Reading:
        """Greedy: the likeliest character of each column, repeats and blanks dropped."""
        best = odds.argmax(axis=1)
        keep = best > 0
        keep[1:] &= best[1:] != best[:-1]
        places = np.flatnonzero(keep)
        sure = odds[places, best[places]]
        text = "".join(self._characters[n] for n in best[places])
        centres = [min(1.0, (place + 0.5) / len(best) * padding) for place in places.tolist()]
        return Reading(text, float(sure.mean()) if len(sure) else 0.0, centres)

    def _run(self, model: str, planes: NDArray[np.float32]) -> NDArray[np.float32]:
        session = self._sessions.get(model) or self._load(model)
        result: NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: planes})[0]
        return result

    def _load(self, model: str) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        session = onnxruntime.InferenceSession(
            models() / _MODELS[model], options, providers=["CPUExecutionProvider"]
        )
        self._sessions[model] = session
        if model == "recognise":
            words = session.get_modelmeta().custom_metadata_map["character"].splitlines()
            self._characters = ["", *words, " "]
        return session


@lru_cache(maxsize=1)
def engine() -> OcrEngine:
    """The one engine of this process; its weights are loaded when first needed."""
    return OcrEngine()


def models() -> Path:
    """The folder of the weights; they are files of the installed package and are never fetched."""
    spec = find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("rapidocr")
    return Path(spec.submodule_search_locations[0]) / "models"


def available() -> bool:
    """Whether everything that recognition needs is installed."""
    try:
        return (
            all((models() / name).is_file() for name in _MODELS.values())
            and find_spec("onnxruntime") is not None
        )
    except FileNotFoundError:
        return False


def _line(heat: NDArray[np.float32], outline: Any) -> Quad | None:
    """The box around one blob of the heat map, grown to what the blob stands for; None for noise."""
    (x, y), (width, height), angle = cv2.minAreaRect(outline)
    if min(width, height) < 3:
        return None
    left, top, columns, rows = cv2.boundingRect(outline)
    mask = np.zeros((rows, columns), np.uint8)
    corners = cv2.boxPoints(((x - left, y - top), (width, height), angle))
    cv2.fillPoly(mask, [np.round(corners).astype(np.int32)], 1)
    if cv2.mean(heat[top : top + rows, left : left + columns], mask)[0] < _CERTAIN:
        return None
    grow = width * height * _GROW / (width + height)  # area x ratio / perimeter, on both sides
    corners = cv2.boxPoints(((x, y), (width + grow, height + grow), angle))
    return ordered(np.asarray(corners, np.float32))


def ordered(corners: NDArray[np.float32]) -> Quad:
    """Corners from the top left clockwise."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left = by_x[:2][np.argsort(by_x[:2, 1], kind="stable")]
    right = by_x[2:][np.argsort(by_x[2:, 1], kind="stable")]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)


def _size(quad: Quad) -> tuple[float, float]:
    return float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[3] - quad[0]))


def _sideways(quads: list[Quad]) -> bool:
    """Most of the text area lies in boxes that are taller than wide."""
    tall = wide = 0.0
    for quad in quads:
        width, height = _size(quad)
        if height > 1.5 * width:
            tall += width * height
        elif width > 1.5 * height:
            wide += width * height
    return tall > wide


def cut(gray: Gray, quad: Quad) -> Gray:
    """The image of one line, straightened, in its own resolution."""
    width, height = (max(2, round(n)) for n in _size(quad))
    x0, y0 = np.floor(quad.min(axis=0)).astype(int)
    x1, y1 = np.ceil(quad.max(axis=0)).astype(int)
    if x1 - x0 <= width + 3 and y1 - y0 <= height + 3:
        crop: Gray = gray[max(y0, 0) : max(y1, 1), max(x0, 0) : max(x1, 1)]
        if crop.size:
            return crop
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    return np.asarray(
        cv2.warpPerspective(
            gray, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )


def _resized(crop: Gray, width: int) -> Gray:
    shrink = cv2.INTER_AREA if crop.shape[0] > _HEIGHT * 1.5 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(crop, (width, _HEIGHT), interpolation=shrink), np.uint8)

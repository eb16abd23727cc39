"""Red seals on colour scans: found, and taken out of the way of the text beneath."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from archive.domain.content import Box, Seal

Reader = Callable[[NDArray[np.uint8]], tuple[str, float]]
"""Reads the image of one line: (text, confidence)."""

_PRINT = 175
_MIN, _MAX = 0.07, 0.45
"""Side of a seal as a share of the page width."""


_RING = (0.5, 0.94)
"""Between these shares of the radius stands the name of the office."""
_LEGIBLE = 0.6


@dataclass(frozen=True, slots=True)
class FoundSeal:
    """`colour` is the red ink of a round seal, dark on white."""

    box: Box
    confidence: float
    colour: NDArray[np.uint8] | None = None

    def turned(self, degrees: int, read: Reader | None = None) -> Seal:
        """The seal on the page turned clockwise, with what *read* makes of its ring."""
        x0, y0, x1, y1 = self.box
        box = {
            0: (x0, y0, x1, y1),
            90: (1 - y1, x0, 1 - y0, x1),
            180: (1 - x1, 1 - y1, 1 - x0, 1 - y0),
            270: (y0, 1 - x1, y1, 1 - x0),
        }[degrees]
        words = ""
        if read is not None and self.colour is not None:
            text, sure = read(_unrolled(np.ascontiguousarray(np.rot90(self.colour, -degrees // 90))))
            words = text if sure >= _LEGIBLE and len(text) >= 4 else ""
        return Seal(box, words, self.confidence)


def split_red(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], list[FoundSeal]]:
    """(gray page on which red seals have vanished, the seals); red print that is no seal stays black."""
    if pixels.ndim == 2:
        return pixels, []
    red = pixels[:, :, 0]
    mask = _red(pixels)
    if cv2.countNonZero(mask) < 200:
        return np.ascontiguousarray(
            red if _coloured(pixels) else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        ), []
    seals, areas = _find(mask)
    seals = [_coloured_in(seal, pixels) for seal in seals]
    gray = red.copy()
    for left, top, right, bottom in areas:
        under = gray[top:bottom, left:right]
        ink = cv2.dilate(mask[top:bottom, left:right], np.ones((3, 3), np.uint8)) > 0
        under[ink & (under > _PRINT)] = np.percentile(under, 80)  # the seal goes, the print beneath it stays
        mask[top:bottom, left:right] = 0
    near = cv2.dilate(mask, np.ones((5, 5), np.uint8)) > 0
    gray[near] = np.minimum(pixels[:, :, 1], pixels[:, :, 0])[near]
    return gray, seals


def _red(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """255 where the colour is clearly red."""
    red, green, blue = cv2.split(pixels)
    strong = cv2.subtract(red, cv2.max(green, blue))
    return np.asarray(cv2.inRange(strong, 45, 255), np.uint8)


def _coloured(pixels: NDArray[np.uint8]) -> bool:
    """Any red cast at all; gray scans stored as colour need no choice of channel."""
    small = pixels[::8, ::8].astype(np.int16)
    return bool(np.abs(small[:, :, 0] - small[:, :, 1]).mean() > 2)


def _find(mask: NDArray[np.uint8]) -> tuple[list[FoundSeal], list[tuple[int, int, int, int]]]:
    height, width = mask.shape
    scale = min(1.0, 800 / width)
    small = cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = np.asarray((small > 60).astype(np.uint8))
    reach = max(3, round(small.shape[1] * 0.012)) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(closed)
    parts = [tuple(int(n) for n in stats[n]) for n in range(1, count)]
    seals, areas = [], []
    taken: list[tuple[int, ...]] = []
    for part in sorted(parts, key=lambda part: -part[2] * part[3]):
        x, y, w, h, area = part
        short = min(small.shape)
        if not (
            _MIN * short <= w <= _MAX * short and _MIN * short <= h <= _MAX * short and 0.6 <= w / h <= 1.65
        ):
            continue
        ink = cv2.countNonZero(small[y : y + h, x : x + w]) / (w * h)
        if ink < 0.04 or ink > 0.75 or area < 0.12 * w * h or _in_a_row(part, parts) or _within(part, taken):
            continue
        taken.append(part)
        box = (x / small.shape[1], y / small.shape[0], (x + w) / small.shape[1], (y + h) / small.shape[0])
        seals.append(FoundSeal(box, _roundness(np.asarray(small[y : y + h, x : x + w], np.uint8))))
        pad = 0.01
        areas.append(
            (
                max(0, int((box[0] - pad) * width)),
                max(0, int((box[1] - pad) * height)),
                int((box[2] + pad) * width),
                int((box[3] + pad) * height),
            )
        )
    return seals, areas


def _in_a_row(part: tuple[int, ...], parts: list[tuple[int, ...]]) -> bool:
    """Red letters of a heading stand side by side and are alike in height."""
    _, y, _, h, _ = part
    like = [
        p
        for p in parts
        if p is not part and min(y + h, p[1] + p[3]) - max(y, p[1]) > 0.6 * h and 0.6 < p[3] / h < 1.6
    ]
    return len(like) >= 2


def _roundness(ink: NDArray[np.uint8]) -> float:
    """How much of the red lies on the rim of an ellipse or a rectangle, as seals have it: 0.5 .. 0.95."""
    height, width = ink.shape
    y, x = np.nonzero(ink)
    radius = np.hypot((x - width / 2) / (width / 2), (y - height / 2) / (height / 2))
    rim = float(((radius > 0.85) & (radius < 1.05)).mean()) if len(x) else 0.0
    square = (
        float((np.minimum.reduce([x, width - x, y, height - y]) < 0.08 * width).mean()) if len(x) else 0.0
    )
    return round(min(0.95, 0.5 + max(rim, square)), 2)


def _within(part: tuple[int, ...], seals: list[tuple[int, ...]]) -> bool:
    """The star in the middle of a seal is no seal of its own."""
    x, y, w, h = part[:4]
    return any(sx <= x + w / 2 <= sx + sw and sy <= y + h / 2 <= sy + sh for sx, sy, sw, sh, *_ in seals)


def _coloured_in(seal: FoundSeal, pixels: NDArray[np.uint8]) -> FoundSeal:
    """With the red ink alone, when the seal is round enough for a ring of words."""
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = seal.box
    left, top, right, bottom = int(x0 * width), int(y0 * height), int(x1 * width), int(y1 * height)
    if not 0.88 <= (right - left) / max(bottom - top, 1) <= 1.14 or right - left < 80:
        return seal
    red, green, blue = cv2.split(pixels[top:bottom, left:right])
    strong = cv2.subtract(red, cv2.max(green, blue))
    return replace(seal, colour=np.asarray(255 - cv2.add(strong, strong), np.uint8))


def _unrolled(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ring from the bottom clockwise as a straight line, its rim above."""
    height, width = ink.shape
    radius = (width + height) / 4
    around = round(2 * np.pi * 0.75 * radius)
    rolled = cv2.warpPolar(ink, (round(radius), around), (width / 2, height / 2), radius, cv2.INTER_LINEAR)
    from_bottom = np.roll(rolled, -around // 4, axis=0)
    band = from_bottom[:, round(_RING[0] * radius) : round(_RING[1] * radius)]
    return np.ascontiguousarray(np.asarray(cv2.rotate(band, cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8))

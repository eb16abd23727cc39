"""Raster images as pixels, whatever their mode; pictures inside documents as pages of their own."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from archive.domain.content import Note, Page, PageState
from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.toolkit import effort
from indexer.toolkit.scans import read_scan
from indexer.toolkit.xmlparts import Parts

_ORIENTATION = 0x0112
_SMALLEST = 100
"""Embedded pictures with a shorter side are marks and logos, not papers."""
_LARGE = 150_000
_WORKING_SIDE = 5000
_FAILURES = (
    OSError,
    ValueError,
    SyntaxError,
    IndexError,
    KeyError,
    TypeError,
    EOFError,
    ZeroDivisionError,
    OverflowError,
    NotImplementedError,
)


@dataclass(slots=True)
class Leftover:
    """What could not become a page."""

    notes: tuple[Note, ...] = ()
    cut: bool = False
    unread: list[str] = field(default_factory=list)


def pages(
    parts: Parts, names: Sequence[str], before: int, limits: Limits
) -> tuple[tuple[Page, ...], Leftover]:
    """Read the pictures of a document as pages after its text; small ones are left out, others are told."""
    found: list[Page] = []
    rest = Leftover()
    for name in names:
        if not parts.has(name):
            continue
        try:
            with open_image(io.BytesIO(parts.read(name)), limits) as image:
                if min(image.size) < _SMALLEST:
                    continue
                if before + len(found) >= limits.pages:
                    rest.cut = True
                    break
                effort.pages(1)
                found.append(page_of(image, before + len(found) + 1, name=name.rpartition("/")[2]))
        except Unreadable:
            rest.unread.append(name.rpartition("/")[2])
    if rest.unread:
        rest.notes = (Note("unread_picture", {"names": ", ".join(rest.unread[:20])}),)
    return tuple(found), rest


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """What a decoder finds odd about a file is no warning to anybody."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def open_image(stream: BinaryIO, limits: Limits) -> Image.Image:
    """Open without decoding; raise Unreadable for what is no image or has too many pixels."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit, below, is the one that counts
    try:
        with quiet():
            image = Image.open(stream)
    except _FAILURES as exc:
        raise Unreadable(code="damaged") from exc
    if image.width * image.height > limits.pixels:
        raise Unreadable(code="image_too_large", width=image.width, height=image.height)
    return image


def page_of(image: Image.Image, number: int, name: str | None = None) -> Page:
    """Recognise one frame; what cannot be decoded is an unreadable page."""
    effort.recognising()
    try:
        pixels = to_pixels(image)
    except Unreadable as exc:
        return Page(number, state=PageState.UNREADABLE, reason=exc.code, source="ocr", name=name)
    scale = 72 / _dpi(image)
    return read_scan(pixels, number, (pixels.shape[1] * scale, pixels.shape[0] * scale), name)


def to_pixels(image: Image.Image) -> NDArray[np.uint8]:
    """Upright by its own tag, on white paper, gray or RGB, eight bits."""
    return np.asarray(flat(image), np.uint8)


def flat(image: Image.Image) -> Image.Image:
    """The frame as a plain gray or RGB image; raise Unreadable when its data are damaged."""
    try:
        with quiet():
            if max(image.size) > 2 * _WORKING_SIDE:
                image.draft("RGB", (_WORKING_SIDE, _WORKING_SIDE))
            image.load()
            if image.getexif().get(_ORIENTATION, 1) != 1:
                image = ImageOps.exif_transpose(image)
            image = _eight_bits(image)
            if max(image.size) > _WORKING_SIDE:
                image.thumbnail((_WORKING_SIDE, _WORKING_SIDE))
    except MemoryError:
        raise
    except _FAILURES as exc:
        raise Unreadable(code="damaged") from exc
    return image


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode in {"I", "F"} or image.mode.startswith("I;"):
        values = np.asarray(image, np.float64)
        top = max(float(values.max()), 1.0)
        scale = 255 / (65535.0 if top > 255 else 255.0 if top > 1 else 1.0)
        return Image.fromarray(np.clip(values * scale, 0, 255).astype(np.uint8))
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        return _on_paper(image.convert("RGBA"))
    if image.mode in {"1", "L"}:
        return image.convert("L")
    return image.convert("RGB")


def _on_paper(image: Image.Image) -> Image.Image:
    """On white, unless the visible part is itself nearly white: then on black, turned negative."""
    alpha = image.getchannel("A")
    values = np.asarray(image.convert("L"), np.uint8)
    shown = np.asarray(alpha, np.uint8) > 128
    light = bool(shown.any()) and bool((~shown).mean() > 0.2) and float(values[shown].mean()) > 200
    paper = Image.new("RGB", image.size, "black" if light else "white")
    paper.paste(image, mask=alpha)
    return ImageOps.invert(paper) if light else paper


def _dpi(image: Image.Image) -> float:
    """As the file says when that is believable, else as if the page were A4 wide."""
    dpi = image.info.get("dpi")
    try:
        value = float(dpi[0]) if dpi else 0.0
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        value = 0.0
    return value if 50 <= value <= 1300 else max(image.width / 8.27, 30.0)


def encode(pixels: NDArray[np.uint8]) -> bytes:
    """PNG for drawings and print; JPEG where a photograph or scan makes PNG large."""
    image = Image.fromarray(pixels)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3)
    if out.tell() <= _LARGE:
        return out.getvalue()
    small = io.BytesIO()
    image.convert("RGB").save(small, "JPEG", quality=82)
    return min(out.getvalue(), small.getvalue(), key=len)

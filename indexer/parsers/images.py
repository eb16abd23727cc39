"""Pictures and multi-frame TIFF: every frame is a page, read by character recognition."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from archive.domain.content import Content, Page, PageState
from archive.domain.document import Limits
from archive.domain.errors import NotFound, Unreadable
from indexer.toolkit import effort, pictures
from indexer.toolkit.original import open_original
from indexer.toolkit.scans import rotation_of
from indexer.toolkit.sniff import MEDIA_TYPES

_KINDS = ("png", "jpeg", "tiff", "bmp", "gif", "webp", "jp2")
_TYPES = frozenset(MEDIA_TYPES[kind] for kind in _KINDS)
_ONE_FRAME = frozenset({MEDIA_TYPES["gif"], MEDIA_TYPES["webp"], MEDIA_TYPES["png"]})
"""Their further frames are animation, not pages."""


class ImageParser:
    """Reads png, jpeg, tiff, bmp, gif, webp and jp2."""

    def score(self, media_type: str) -> int:
        return 10 if media_type in _TYPES else 0

    def parse(self, path: Path, media_type: str, limits: Limits, password: str | None = None) -> Content:
        with pictures.quiet(), open_original(path) as stream, pictures.open_image(stream, limits) as image:
            total = _frames(image, media_type)
            count = min(total, limits.pages)
            effort.pages(count)
            pages = tuple(_page(image, number, limits) for number in range(1, count + 1))
        if all(page.state is PageState.UNREADABLE for page in pages):
            raise Unreadable(code=pages[0].reason or "damaged")
        return Content(media_type, pages, reason="too_many_pages" if total > count else None)

    def image(
        self, path: Path, page: int, width: int, limits: Limits, password: str | None, rotation: int | None
    ) -> bytes:
        """The upright frame; raise NotFound beyond the last one."""
        with pictures.quiet(), open_original(path) as stream, pictures.open_image(stream, limits) as image:
            if not 1 <= page <= _frames(image, sniffed_type(image)):
                raise NotFound(f"page {page}")
            effort.recognising()  # large images need the memory of recognition
            seek(image, page, limits)
            frame = pictures.flat(image)
        if rotation is None:
            rotation = rotation_of(np.asarray(frame, np.uint8))
        shown = frame.rotate(-rotation, expand=True) if rotation else frame
        height = max(1, round(shown.height * width / shown.width))
        if width < shown.width:
            shown = shown.resize((width, height), Image.Resampling.LANCZOS)
        return pictures.encode(np.asarray(shown, np.uint8))


def sniffed_type(image: Image.Image) -> str:
    return MEDIA_TYPES.get((image.format or "").lower(), "")


def _frames(image: Image.Image, media_type: str) -> int:
    if media_type in _ONE_FRAME:
        return 1
    try:
        return max(1, int(getattr(image, "n_frames", 1)))
    except (OSError, ValueError, SyntaxError, KeyError, TypeError):
        return 1


def _page(image: Image.Image, number: int, limits: Limits) -> Page:
    try:
        seek(image, number, limits)
    except Unreadable as exc:
        return Page(number, state=PageState.UNREADABLE, reason=exc.code, source="ocr")
    return pictures.page_of(image, number)


def seek(image: Image.Image, number: int, limits: Limits) -> None:
    """Go to a frame; raise Unreadable when it is damaged or too large."""
    try:
        image.seek(number - 1)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, EOFError) as exc:
        raise Unreadable(code="damaged") from exc
    if image.width * image.height > limits.pixels:
        raise Unreadable(code="image_too_large", width=image.width, height=image.height)

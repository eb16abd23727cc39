"""Reads PDF files page by page; what pdfium cannot open is rebuilt first."""

from __future__ import annotations

from pathlib import Path

from archive.domain.content import Content, Note, Page, PageState
from archive.domain.document import Limits
from archive.domain.errors import NotFound, Unreadable
from indexer.parsers.pdf import pages, repair
from indexer.parsers.pdf.library import PdfFile, open_path
from indexer.toolkit import effort
from indexer.toolkit.sniff import MEDIA_TYPES


class PdfParser:
    """Reads PDF."""

    def score(self, media_type: str) -> int:
        return 10 if media_type == MEDIA_TYPES["pdf"] else 0

    def parse(self, path: Path, media_type: str, limits: Limits, password: str | None = None) -> Content:
        file, notes = open_file(path, password)
        try:
            count = min(file.count, limits.pages)
            effort.pages(count)
            read = tuple(_page(file, index) for index in range(count))
            reason = "too_many_pages" if file.count > count else None
            meta = file.meta()
        finally:
            file.close()
        if read and all(page.state is PageState.UNREADABLE for page in read):
            raise Unreadable(code="damaged")
        return Content(media_type, read, notes, reason, meta)

    def image(
        self, path: Path, page: int, width: int, limits: Limits, password: str | None, rotation: int | None
    ) -> bytes:
        """The upright page as PNG or JPEG; raise NotFound beyond the last page."""
        file, _ = open_file(path, password)
        try:
            if not 1 <= page <= file.count:
                raise NotFound(f"page {page}")
            return pages.image(file, page - 1, width, rotation)
        finally:
            file.close()


def open_file(path: Path, password: str | None) -> tuple[PdfFile, tuple[Note, ...]]:
    """Open, by way of a repair when nothing else helps."""
    try:
        file = open_path(path, password)
    except Unreadable as exc:
        if exc.code != "damaged":
            raise
        return repair.rebuilt(path, password), (Note("repaired"),)
    if file.count == 0:
        file.close()
        return repair.rebuilt(path, password), (Note("repaired"),)
    return file, ()


def _page(file: PdfFile, index: int) -> Page:
    try:
        return pages.read(file, index)
    except Unreadable as exc:
        return Page(index + 1, state=PageState.UNREADABLE, reason=exc.code)

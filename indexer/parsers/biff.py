"""Old Excel and Kingsoft workbooks."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import olefile  # type: ignore[import-untyped]

from archive.domain.content import Content
from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.toolkit import biff, effort
from indexer.toolkit.locked import unlocked
from indexer.toolkit.original import held, open_original
from indexer.toolkit.sheets import page_of
from indexer.toolkit.sniff import MEDIA_TYPES

_STREAMS = ("Workbook", "WORKBOOK", "Book", "BOOK")


class BiffParser:
    """Reads xls and the old et."""

    def score(self, media_type: str) -> int:
        return 10 if media_type == MEDIA_TYPES["xls"] else 0

    def parse(self, path: Path, media_type: str, limits: Limits, password: str | None = None) -> Content:
        data = _stream(path)
        try:
            total = biff.count(data)
        except Unreadable as exc:
            if exc.code != "password_protected" or not password:
                raise
            with held(unlocked(path, password)) as plain:
                return self.parse(plain, media_type, limits)
        effort.pages(min(total, limits.pages))
        shown = islice(biff.sheets(data), limits.pages)
        pages = tuple(page_of(sheet, number) for number, sheet in enumerate(shown, 1))
        if not pages:
            raise Unreadable(code="damaged")
        return Content(media_type, pages, reason="too_many_pages" if total > limits.pages else None)


def _stream(path: Path) -> bytes:
    try:
        with open_original(path) as original, olefile.OleFileIO(original) as container:
            name = next(name for name in _STREAMS if container.exists(name))
            data: bytes = container.openstream(name).read()
            return data
    except (OSError, StopIteration, ValueError, IndexError, KeyError, TypeError) as exc:
        raise Unreadable(code="damaged") from exc

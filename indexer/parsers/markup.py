"""Web pages: visible text and tables; scripts and styles are dropped, nothing is fetched."""

from __future__ import annotations

import re
from pathlib import Path

from archive.domain.content import Content
from archive.domain.document import Limits
from indexer.toolkit import htmltext
from indexer.toolkit.charset import decode
from indexer.toolkit.composing import PageText
from indexer.toolkit.original import read_original
from indexer.toolkit.sniff import MEDIA_TYPES

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)


class MarkupParser:
    """Reads HTML."""

    def score(self, media_type: str) -> int:
        return 10 if media_type == MEDIA_TYPES["html"] else 0

    def parse(self, path: Path, media_type: str, limits: Limits, password: str | None = None) -> Content:
        data = read_original(path)
        declared = _DECLARED.search(data[:4096])
        text, encoding = decode(data, declared.group(1).decode("ascii") if declared else None)
        page = PageText()
        title = htmltext.write(text, page)
        meta = {"charset": encoding} | ({"title": title} if title else {})
        return Content(media_type, (page.page(1),), meta=meta)

"""Checks what a confined child says about a file before anybody believes it."""

from __future__ import annotations

from archive.domain.content import Box, Content, Page
from archive.domain.document import Limits

_SLACK = 0.02


def plausible(content: Content, limits: Limits) -> bool:
    """Pages numbered from 1, boxes on the page, offsets where the text is."""
    numbers = [page.number for page in content.pages]
    return (
        numbers == list(range(1, len(numbers) + 1))
        and len(numbers) <= max(limits.pages, 1)
        and all(_page(page) for page in content.pages)
    )


def _page(page: Page) -> bool:
    text = page.text
    for word in page.words:
        if word.start < 0 or not text.startswith(word.text, word.start) or not _inside(word.box):
            return False
        if word.edges is not None and len(word.edges) != len(word.text) + 1:
            return False
    for table in page.tables:
        if not _inside(table.box):
            return False
        for cell in table.cells:
            if cell.row < 0 or cell.col < 0 or cell.rowspan < 1 or cell.colspan < 1 or not _inside(cell.box):
                return False
            if cell.start is not None and (cell.start < 0 or not text.startswith(cell.text, cell.start)):
                return False
    return page.rotation in {0, 90, 180, 270} and 0 <= page.confidence <= 1


def _inside(box: Box | None) -> bool:
    """Also false for not-a-number."""
    if box is None:
        return True
    x0, y0, x1, y1 = box
    return -_SLACK <= x0 <= x1 <= 1 + _SLACK and -_SLACK <= y0 <= y1 <= 1 + _SLACK

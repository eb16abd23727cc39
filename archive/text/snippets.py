"""What to show of a page that was found: marked characters, the best passage, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from archive.domain.content import Box, Cell, Page, Word
from archive.domain.search import Span
from archive.text.folding import Folded, fold
from archive.text.query import Parsed, Term
from archive.text.ranking import pairs, singles

WIDTH = 100
ELLIPSIS = "……"
_MAX_MARKS = 500
_STOPS = "。！？；.!?;\n"
_EDGE = 14


def marks(text: str, parsed: Parsed) -> list[Span]:
    """The characters of the original text that answer the query, in order, not overlapping."""
    return _marks(fold(text), parsed)


def snippet(text: str, parsed: Parsed, width: int = WIDTH) -> str:
    """The passage that says most about the query, as HTML: everything escaped, marks in `<em>`."""
    folded = fold(text)
    spans = _marks(folded, parsed)
    start, end = _window(text, spans, width)
    body = _html(text, start, end, spans)
    head = ELLIPSIS if text[:start].strip() else ""
    tail = ELLIPSIS if text[end:].strip() else ""
    return f"{head}{body}{tail}"


def boxes(page: Page, spans: Iterable[Span]) -> list[Box]:
    """Where the spans stand on the page image, one box a line; empty when the page has no places."""
    found: list[Box] = []
    words = [word for word in page.words if word.box is not None]
    cells = [cell for table in page.tables for cell in table.cells if cell.box is not None and cell.text]
    for span in spans:
        parts = [part for word in words if (part := _part(word, span)) is not None]
        found += _by_line(parts) or _cell_boxes(page, cells, span)
    return list(dict.fromkeys(found))


def _marks(folded: Folded, parsed: Parsed) -> list[Span]:
    ranges: list[tuple[int, int]] = []
    for term in parsed.positive:
        if term.where == "text":
            ranges += _occurrences(folded, term)
    spans = [span for start, end in _merged(ranges)[:_MAX_MARKS] for span in folded.spans(start, end)]
    return [Span(start, end) for start, end in _merged([(span.start, span.end) for span in spans])]


def _occurrences(folded: Folded, term: Term) -> list[tuple[int, int]]:
    """The term as it stands; failing that, what a loose reading found of it."""
    whole = list(folded.find(term.text))
    if whole or term.exact:
        return whole
    parts = [found for pair in pairs(term.text) for found in folded.find(pair)]
    return parts or [found for char in singles(term.text) for found in folded.find(char)]


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _window(text: str, spans: Sequence[Span], width: int) -> tuple[int, int]:
    """The stretch of about *width* characters with the most different and longest marks."""
    if not spans:
        start = len(text) - len(text.lstrip())
        return start, min(len(text), start + width)
    best, best_value = 0, -1
    for first, span in enumerate(spans):
        seen: set[str] = set()
        value = 0
        for other in spans[first:]:
            if other.end > span.start + width:
                break
            run = text[other.start : other.end]
            value += len(run) ** 2 if run not in seen else 1
            seen.add(run)
        if value > best_value:
            best, best_value = first, value
    return _stretch(text, spans[best], spans, width)


def _stretch(text: str, first: Span, spans: Sequence[Span], width: int) -> tuple[int, int]:
    inside = [span.end for span in spans if first.start <= span.start and span.end <= first.start + width]
    last = max([*inside, min(first.end, first.start + width)])
    lead = max(_EDGE, (width - (last - first.start)) // 2)
    start = max(0, first.start - lead)
    stop = max(text.rfind(mark, start, first.start) for mark in _STOPS)
    start = stop + 1 if stop >= 0 else start
    return start, min(len(text), max(last, start + width))


def _html(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    """Escaped characters with runs of marked ones in `<em>`; line breaks inside Chinese vanish."""
    out: list[str] = []
    at, inside = start, False
    for span in spans:
        low, high = max(at, span.start), min(end, span.end)
        marked = _visible(text, low, high)
        if not marked:
            continue
        between = _visible(text, at, low)
        if inside and between:
            out.append("</em>")
        out.append(between)
        if between or not inside:
            out.append("<em>")
        out.append(marked)
        at, inside = high, True
    if inside:
        out.append("</em>")
    return "".join((*out, _visible(text, at, end))).strip()


def _visible(text: str, start: int, end: int) -> str:
    """Characters start..end as HTML, as far as they show."""
    part = text[start:end]
    if part.isprintable() and " " not in part:
        return escape(part)
    shown = (char for at, char in enumerate(part, start) if _shown(text, at))
    return "".join(" " if char.isspace() else escape(char) for char in shown)


def _shown(text: str, at: int) -> bool:
    char = text[at]
    if not char.isspace():
        return char.isprintable()
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return before.isascii() and after.isascii() and not before.isspace()


def _part(word: Word, span: Span) -> Box | None:
    """The box of those characters of *word* that the span covers."""
    low, high = max(0, span.start - word.start), min(len(word.text), span.end - word.start)
    if low >= high or word.box is None:
        return None
    x0, y0, x1, y1 = word.box
    edges = word.edges
    if edges is None or len(edges) <= high:
        begin, length = (y0, y1 - y0) if word.vertical else (x0, x1 - x0)
        edges = tuple(begin + length * n / len(word.text) for n in range(len(word.text) + 1))
    a, b = sorted((edges[low], edges[high]))
    return (x0, a, x1, b) if word.vertical else (a, y0, b, y1)


def _by_line(parts: Sequence[Box]) -> list[Box]:
    """Join neighbouring boxes that share a line (or a column of vertical text)."""
    lines: list[Box] = []
    for part in parts:
        if lines and _same_line(lines[-1], part):
            last = lines[-1]
            lines[-1] = (
                min(last[0], part[0]),
                min(last[1], part[1]),
                max(last[2], part[2]),
                max(last[3], part[3]),
            )
        else:
            lines.append(part)
    return lines


def _same_line(a: Box, b: Box) -> bool:
    height = min(a[3] - a[1], b[3] - b[1])
    overlap = min(a[3], b[3]) - max(a[1], b[1])
    gap = max(a[0], b[0]) - min(a[2], b[2])
    return height > 0 and overlap > height / 2 and gap < 2 * height


def _cell_boxes(page: Page, cells: Sequence[Cell], span: Span) -> list[Box]:
    """The cell that holds the span, for tables without words; by its characters when places are unknown."""
    placed = [
        cell.box
        for cell in cells
        if cell.box is not None
        and cell.start is not None
        and cell.start < span.end
        and span.start < cell.start + len(cell.text)
    ]
    if placed or any(cell.start is not None for cell in cells):
        return placed
    wanted = page.text[span.start : span.end]
    return [cell.box for cell in cells if cell.box is not None and wanted and wanted in cell.text]

"""Numbers that the end of a line cut in two: justified text breaks them wherever the margin is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from indexer.toolkit.strokes import Line, part

_HAN = re.compile(r"[\u4e00-\u9fff]")
_HEAD = re.compile(r"(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)(?![\d、.．:：])")
"""Digits that are no number of a paragraph, as in 2、 or 3."""
_TAIL = re.compile(r"(?:^|[^\d.])(\d{1,9}(?:\.\d*)?)$")
_NUMBER = re.compile(r"\d{1,12}(?:,\d{3})*(?:\.\d+)?")
"""One number, not two with a point each."""
_YEAR = re.compile(r"(?:^|\D)(?:19|20)\d\d$")
_YEARS = re.compile(r"(?:19|20)\d\d(?!\d)")
_ENOUGH = 8
"""Chinese characters that make a line one of running text, not of a table."""
_NEAR = 1.2
"""Line heights between the end of a line and the margin, or the beginnings of two lines (an indented one: three)."""
_INDENT = 3.2


def whole_numbers(lines: Sequence[Line]) -> list[Line]:
    """The same lines; the rest of a cut number stands at the end of the line where it began."""
    if len(lines) < 2 or not any(line and _digit_at_end(line) for line in lines[:-1]):
        return list(lines)
    joined = [list(line) for line in lines]
    for upper, lower in pairwise(joined):
        if upper and lower and _digit_at_end(upper) and _continues(upper, lower, lines):
            rest = lower[0]
            match = _HEAD.match(rest.text)
            if match is None or _closes_nothing(upper, rest.text[match.end() :]):
                continue
            begun = _TAIL.search(upper[-1].text)
            if begun is not None and _NUMBER.fullmatch(begun[1] + match[0]):
                upper.append(part(rest, 0, match.end()))
                lower[:1] = [part(rest, match.end(), len(rest.text))] if match.end() < len(rest.text) else []
    return [line for line in joined if line]


def _digit_at_end(line: Line) -> bool:
    last = line[-1]
    return bool(last.text) and last.payload is None and not last.vertical and last.text[-1] in "0123456789."


def _continues(upper: Line, lower: Line, lines: Sequence[Line]) -> bool:
    """Running text that reaches the margin, and goes on at the beginning of the next line."""
    first, last = lower[0], upper[-1]
    if first.payload is not None or first.vertical or not first.text[:1].strip():
        return False
    if _YEAR.search(last.text) and _YEARS.match(first.text):
        return False  # two years side by side
    height = last.y1 - last.y0
    if not 0 < first.y0 - last.y0 < 3 * height:
        return False
    left = upper[0].x0 - first.x0
    if not -_NEAR * height <= left <= _INDENT * height:
        return False
    if len(_HAN.findall("".join(stroke.text for stroke in upper))) < _ENOUGH:
        return False
    margin = max(line[-1].x1 for line in lines if line and line[-1].payload is None)
    return last.x1 >= margin - _NEAR * height


def _closes_nothing(upper: Line, after: str) -> bool:
    """2) begins a paragraph, unless a bracket of the line above is still open."""
    text = "".join(stroke.text for stroke in upper)
    opened = sum(text.count(c) for c in "(（") > sum(text.count(c) for c in ")）")
    return after[:1] in {")", "）"} and not opened

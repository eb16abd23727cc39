"""
One form of a text for comparing: what the index, the matcher and the extractor see.

Script, width, case, radicals, brackets, dashes and quotes become one character each (`characters`).
White space and line breaks vanish beside Chinese characters and punctuation, and are one blank
between Latin words and numbers. Invisible characters and inline pinyin vanish. Text that was decoded
with the wrong table is repaired where only one reading is possible (`mojibake`). Nothing is ever
matched by sound. Folding twice changes nothing, and every folded character knows its original.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from archive.domain.search import Span
from archive.text import pinyin
from archive.text.characters import HAN, table_of_codes, tables
from archive.text.mojibake import repairs

Edit = tuple[int, int, str]
"""Characters start..end are replaced by the string."""

_INVISIBLE = (
    "\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
)
_TAGS = "\U000e0000-\U000e0fff"
_SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
_MARKS = "\u0300-\u036f\u3099\u309a"
_DIGITS = "一二三四五六七八九零"

# Latin letters, digits and the signs that belong to numbers: between two of these a blank means something.
_WORD = r"""A-Za-z0-9\u00c0-\u024f\u0370-\u052f+\-.%‰°&@#$*=_^~/\\|'"""

_BLANK = re.compile(r"\s++")
_IS_WORD = re.compile(rf"[{_WORD}]").match
_WORDS = frozenset(filter(_IS_WORD, map(chr, range(0x530))))
# White space goes unless a word follows it and a word, or the comma of a list, stands before it.
_VANISHING = re.compile(rf"\s(?:(?<![{_WORD},;:\s]\s)\s*+|\s*+(?![{_WORD}]))")
_DOUBTFUL = re.compile(rf"\s(?<=[{_WORD},;:]\s)\s*+(?=[{_WORD}])")
_ZEROS = re.compile(rf"[{_DIGITS}][o0]++(?=[{_DIGITS}年])")
_NOTE = re.compile(rf"\((?<=[{HAN}]\()\s*([{pinyin.LETTERS}][{pinyin.LETTERS}1-5' ]{{0,59}})\)")


@dataclass(frozen=True, slots=True)
class Folded:
    """`starts` and `ends` give the original range of each folded character; None = nothing moved."""

    text: str
    starts: array[int] | None = None
    ends: array[int] | None = None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The original range that folded characters start..end came from."""
        if self.starts is None:
            return start, end
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends or self.starts)[-1:]
            place = at if isinstance(at, int) else (at[0] if at else 0)
            return place, place
        last = self.ends[end - 1] if self.ends is not None else self.starts[end - 1] + 1
        return self.starts[start], last

    def spans(self, start: int, end: int) -> list[Span]:
        """Original characters to mark, without blanks and notes that folding dropped in between."""
        if self.starts is None:
            return [Span(start, end)] if start < end else []
        spans: list[Span] = []
        for at in range(start, end):
            low, high = self.origin(at, at + 1)
            if spans and low <= spans[-1].end:
                spans[-1] = Span(spans[-1].start, max(spans[-1].end, high))
            else:
                spans.append(Span(low, high))
        return spans

    def find(self, needle: str) -> Iterator[tuple[int, int]]:
        """Folded ranges of every occurrence of a folded needle, overlapping ones included."""
        at = self.text.find(needle) if needle else -1
        while at >= 0:
            yield at, at + len(needle)
            at = self.text.find(needle, at + 1)


def fold(text: str) -> Folded:
    """The comparable form of *text*, with the way back to it."""
    folded = Folded(text)
    settled = False
    while not settled:
        for step in _STEPS:
            folded = _apply(folded, step(folded.text))
        folded = Folded(_translated(folded.text), folded.starts, folded.ends)
        folded = _apply(folded, _drop_blanks(folded.text))
        settled = True
        for step in _LAST:
            edits = step(folded.text)
            settled = settled and not edits
            folded = _apply(folded, edits)
        settled = settled and not any(step(folded.text) for step in _STEPS)
    return folded


def fold_text(text: str) -> str:
    """`fold(text).text`, without paying for the way back."""
    return _fold_short(text) if len(text) <= _SHORT else _fold_text(text)


@lru_cache(maxsize=8192)
def _fold_short(text: str) -> str:
    """Titles, numbers and issuers come again with every page of their paper."""
    return _fold_text(text)


def _fold_text(text: str) -> str:
    settled = False
    while not settled:
        for step in _STEPS:
            text = _rewrite(text, step(text))
        text = _translated(text)
        text = _VANISHING.sub("", _rewrite(text, _doubtful_blanks(text)))
        settled = True
        for step in _LAST:
            edits = step(text)
            settled = settled and not edits
            text = _rewrite(text, edits)
        settled = settled and not any(step(text) for step in _STEPS)
    return text


def _translated(text: str) -> str:
    """`text.translate(tables()[0])`, many characters at a time."""
    if len(text) < _MANY:
        return text.translate(tables()[0])
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    known = table_of_codes()
    if int(codes.max()) >= len(known):  # far beyond every script; nobody writes there
        return text.translate(tables()[0])
    return str(known[codes].tobytes(), "utf-32-le")


def _rewrite(text: str, edits: list[Edit]) -> str:
    if not edits:
        return text
    parts: list[str] = []
    done = 0
    for start, end, new in edits:
        parts += (text[done:start], new)
        done = end
    parts.append(text[done:])
    return "".join(parts)


def _apply(folded: Folded, edits: list[Edit]) -> Folded:
    """Make the edits and keep the way back; the edits are in order and do not overlap."""
    if not edits:
        return folded
    size = len(folded.text)
    if size >= _MANY and all(not new or len(new) == end - start for start, end, new in edits):
        return _without(folded, edits)
    old_starts = folded.starts if folded.starts is not None else array("I", range(size))
    old_ends = folded.ends if folded.ends is not None else array("I", range(1, size + 1))
    starts, ends = array("I"), array("I")
    done = 0
    for start, end, new in edits:
        starts.extend(old_starts[done:start])
        ends.extend(old_ends[done:start])
        if new and len(new) == end - start:
            starts.extend(old_starts[start:end])
            ends.extend(old_ends[start:end])
        elif new:
            starts.extend([old_starts[start]] * len(new))
            ends.extend([old_ends[end - 1]] * len(new))
        done = end
    starts.extend(old_starts[done:])
    ends.extend(old_ends[done:])
    return Folded(_rewrite(folded.text, edits), starts, ends)


def _without(folded: Folded, edits: list[Edit]) -> Folded:
    """Like `_apply` where characters only vanish or are replaced in their places, as blanks do on every page."""
    import numpy as np

    kept = np.ones(len(folded.text), np.bool_)
    for start, end, new in edits:
        if not new:
            kept[start:end] = False
    if folded.starts is None or folded.ends is None:
        low = np.flatnonzero(kept).astype("=u4")
        high = low + np.uint32(1)
    else:
        low, high = (np.frombuffer(places, "=u4")[kept] for places in (folded.starts, folded.ends))
    return Folded(_rewrite(folded.text, edits), array("I", low.tobytes()), array("I", high.tobytes()))


@cache
def _odd() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Characters that vanish, are spelt out, or depend on their neighbour; most pages have none.

    The first two patterns only look whether there are any: one bit map each, so that they are quick.
    """
    spelt = "".join(re.escape(char) for char in tables()[1])
    basic = "".join(char for char in spelt if ord(char) < 0x10000)
    return (
        re.compile(rf"[{_INVISIBLE}{basic}{_SUPERSCRIPT}{_MARKS}]"),
        re.compile("[\U00010000-\U0010ffff]"),
        re.compile(rf"(?s:.)[{_MARKS}]+|[{_INVISIBLE}{_TAGS}]+|[{spelt}]|[{_SUPERSCRIPT}]+"),
    )


def _spell_out(text: str) -> list[Edit]:
    seen, beyond, odd = _odd()
    if seen.search(text) is None and beyond.search(text) is None:
        return []
    return [(m.start(), m.end(), new) for m in odd.finditer(text) if (new := _spelt(m)) != m.group()]


_MOST_MARKS = 32
_MANY = 100
_SHORT = 120


def _spelt(match: re.Match[str]) -> str:
    found = match.group()
    if found in tables()[1]:
        return tables()[1][found]
    if found[0] in _SUPERSCRIPT:
        plain = unicodedata.normalize("NFKC", found).replace("−", "-")
        before = match.string[match.start() - 1 : match.start()]
        return f"^{plain}" if before.isdecimal() else plain
    if len(found) > 1 and unicodedata.combining(found[-1]):
        return unicodedata.normalize(
            "NFC", found[:_MOST_MARKS]
        )  # longer towers cost the square of their height
    return ""


def _drop_blanks(text: str) -> list[Edit]:
    edits = []
    for match in _BLANK.finditer(text):
        start, end = match.span()
        new = _blank(text, start, end) if text[end : end + 1] in _WORDS else ""
        if end - start != len(new) or text[start] != new:
            edits.append((start, end, new))
    return edits


def _doubtful_blanks(text: str) -> list[Edit]:
    """Like `_drop_blanks`, for those few white spaces that `_VANISHING` leaves."""
    return [
        (start, end, new)
        for start, end in (match.span() for match in _DOUBTFUL.finditer(text))
        if (new := _blank(text, start, end)) != text[start:end]
    ]


def _blank(text: str, start: int, end: int) -> str:
    """What is left of the white space between *start* and *end*."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if not after or not _IS_WORD(after) or (after in "%‰°" and before.isdecimal()):
        return ""
    if before in ",;:" and start > 1 and text[start - 2].isdecimal() and after.isdecimal():
        return " "  # two numbers of a list, not one number
    return " " if before and _IS_WORD(before) else ""


def _drop_pinyin(text: str) -> list[Edit]:
    if "(" not in text:
        return []
    return [
        (m.start(), m.end(), "")
        for m in _NOTE.finditer(text)
        if pinyin.is_reading(m.group(1), text[max(0, m.start() - 8) : m.start()])
    ]


def _count_in_zeros(text: str) -> list[Edit]:
    """二OO八年 and 二00八年 are typed for 二〇〇八年."""
    return [(m.start() + 1, m.end(), "零" * (m.end() - m.start() - 1)) for m in _ZEROS.finditer(text)]


_STEPS: tuple[Callable[[str], list[Edit]], ...] = (repairs, _spell_out)
_LAST: tuple[Callable[[str], list[Edit]], ...] = (_drop_pinyin, _count_in_zeros)

"""Text decoded with the wrong table: repaired where only one reading is possible, named in any case.

Known ways of going wrong: UTF-8 read as GBK (鑺傝兘) or as Latin letters (èŠ‚èƒ½), GBK read as Latin
letters (½ÚÄÜ), GBK out of step by one byte after a lost one (笆晃濉), and marks of loss such as 锟斤拷.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from archive.text import pinyin
from archive.text.characters import HAN, tables

Edit = tuple[int, int, str]

_EXCERPT = 8
_LONGEST = 300
_PUNCTUATION = frozenset("，。、；：！？（）《》“”‘’【】〔〕—…·％○〇×　")
_LATIN = "\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_LATIN_RUN = re.compile(rf"[{_LATIN}]{{4,}}")
_LETTER = re.compile("[À-ÖØ-öø-ÿ]")
_PRIVATE = re.compile("[\ue000-\uefff\uf200-\uf8ff]")
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]+")
_STEP = re.compile(r"[?\ufffd]([!,.:;]?[^\x00-\x7f\ufffd]{4,64})(?=[?\ufffd]|$)")
_WIDE = {ord(char): ord(char) + 0xFEE0 for char in "!,.:;"}
_ORPHAN = re.compile(rf"[?\ufffd]([{pinyin.LETTERS}]{{2,6}})\)")
_LOST = re.compile(
    "\ufffd+|锟斤拷(?:锟斤拷|锟斤|锟)*|烫烫烫+|屯屯屯+|[\x00-\x08\x0e-\x1b]+|[\ud800-\udfff]+"
    "|[\ue000-\uefff\uf200-\uf8ff]+"
    rf"|(?<=[{HAN}])\?{{3,}}|\?{{3,}}(?=[{HAN}])"
)
_MAYBE_LOST = re.compile("[\ufffd锟烫屯\x00-\x08\x0e-\x1b\ud800-\udfff\ue000-\uefff\uf200-\uf8ff?]")
"""What every one of those has: a look over the page that is soon done."""


def repairs(text: str) -> list[Edit]:
    """Replacements that are certain, in order."""
    if text.isascii():
        return []
    edits: list[Edit] = []
    for repair in (_latin, _utf8_as_gbk, _out_of_step):
        found = list(repair(text))
        edits += [e for e in found if not any(e[0] < done[1] and done[0] < e[1] for done in edits)]
    return sorted(edits)


def garbled_spots(text: str) -> list[tuple[int, int, str]]:
    """Where the text is damaged, repaired or not: start, end, and the spot with its surroundings."""
    places = [(start, end) for start, end, _ in repairs(text)]
    if _MAYBE_LOST.search(text):
        places += [match.span() for match in _LOST.finditer(text)]
    places += [
        m.span() for m in _LATIN_RUN.finditer(text) if _LETTER.search(m.group()) and len(set(m.group())) > 2
    ]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and text[joined[-1][1] : start].strip("?？\ufffd") == "":
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [
        (start, end, " ".join(text[max(0, start - _EXCERPT) : end + _EXCERPT].split()))
        for start, end in joined
    ]


def garbled_share(text: str) -> float:
    """The part of the visible characters that is damaged, 0 to 1."""
    visible = sum(not char.isspace() for char in text)
    damaged = sum(end - start for start, end, _ in garbled_spots(text))
    return min(1.0, damaged / visible) if visible else 0.0


@lru_cache(maxsize=65536)
def _is_common(char: str) -> bool:
    """A character of everyday Chinese: first level of the national standard, or its punctuation."""
    if char in _PUNCTUATION:
        return True
    code = ord(char)
    return pinyin.reading(chr(tables()[0][code]) if code < len(tables()[0]) else char) is not None


def _is_chinese(text: str, least: int) -> bool:
    """Whether *text* reads as everyday Chinese with at least *least* characters."""
    return sum("\u4e00" <= c <= "\u9fff" for c in text) >= least and all(
        _is_common(c) or c.isascii() for c in text
    )


def _latin(text: str) -> Iterator[Edit]:
    """½ÚÄÜ and èŠ‚èƒ½; a run of ×××× is a blank to fill in, not text."""
    if _LETTER.search(text) is None:
        return
    for match in _LATIN_RUN.finditer(text):
        run = match.group()
        if len(set(run)) < 3 or not _LETTER.search(run):
            continue
        for table in ("utf-8", "gb18030"):
            found = _decoded(run, _latin_bytes, table)
            if found is not None and _is_chinese(found, 2):
                yield match.start(), match.end(), found
                break


def _latin_bytes(run: str) -> bytes:
    return b"".join(c.encode("latin-1") if ord(c) < 0x100 else c.encode("cp1252") for c in run)


def _decoded(run: str, encode: Callable[[str], bytes], table: str) -> str | None:
    try:
        return encode(run).decode(table)
    except UnicodeError:
        return None


@cache
def _utf8_seen_as_gbk() -> re.Pattern[str]:
    """Two Chinese characters of UTF-8 make three of GBK, of these kinds."""

    def kind(leads: range, trails: range) -> str:
        chars = (bytes((a, b)).decode("gb18030", "ignore") for a in leads for b in trails if b != 0x7F)
        return "".join(re.escape(char) for char in chars if len(char) == 1)

    first, rest = range(0xE4, 0xEA), range(0x80, 0xC0)
    return re.compile(f"[{kind(first, rest)}][{kind(rest, first)}][{kind(rest, rest)}]")


def _utf8_as_gbk(text: str) -> Iterator[Edit]:
    done = 0
    for trigger in _utf8_seen_as_gbk().finditer(text):
        if trigger.start() < done:
            continue
        run = _FOREIGN_RUN.match(text, trigger.start(), trigger.start() + _LONGEST)
        found, used = _longest_utf8(run.group() if run else "")
        if used and _is_chinese(found, 2):
            done = trigger.start() + used
            yield trigger.start(), done, found


def _longest_utf8(run: str) -> tuple[str, int]:
    """As much of the run as is UTF-8 in disguise, and how many of its characters that took."""
    for used in range(len(run), 2, -1):
        found = _decoded(run[:used], lambda part: part.encode("gb18030"), "utf-8")
        if found is not None:
            return found, used
    return "", 0


def _out_of_step(text: str) -> Iterator[Edit]:
    """確?！笆晃濉惫?: a byte was lost, so that every character is made of halves of two."""
    if "?" not in text and "\ufffd" not in text:
        return
    for match in _STEP.finditer(text):
        run, start = match.group(1).translate(_WIDE), match.start(1)  # narrowed after it was garbled
        try:
            data = run.encode("gb18030")
            found = data[1:-1].decode("gb18030")
        except UnicodeError:
            continue
        odd = sum(not _is_common(char) for char in run) + (2 if _PRIVATE.search(run) else 0)
        if len(data) != 2 * len(run) or odd < 2 or not _is_chinese(found, 3):
            continue
        yield from ((start + at, start + at + 1, char) for at, char in enumerate(found))
        yield start + len(run) - 1, start + len(run), ""
        yield from _orphan(text, match.end(), data[-1])


def _orphan(text: str, at: int, lead: int) -> Iterator[Edit]:
    """The character whose second byte took the bracket of its pinyin note along: 惫?jié) was 節(jié)."""
    note = _ORPHAN.match(text, at)
    if note is None:
        return
    wanted = pinyin.plain(note.group(1))
    chars = (bytes((lead, trail)).decode("gb18030", "ignore") for trail in range(0x40, 0xFF) if trail != 0x7F)
    fitting = [c for c in chars if len(c) == 1 and pinyin.reading(chr(tables()[0][ord(c)])) == wanted]
    if len(fitting) == 1:
        yield note.start(), note.end(), fitting[0]

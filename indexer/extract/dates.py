"""Dates in every way offices print them: Arabic, Chinese numerals, dotted, with the slips of scanners."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

# What scanners and typists put for a zero, and for a one lying on its side.
ZERO = "零〇○oοо0"
LYING = "一-"
_ROUND = "cdq(口"
"""What a reader of pictures makes of the round zero; believed only inside a date of Chinese numerals."""
_DIGITS = dict.fromkeys(ZERO, "0") | dict.fromkeys(LYING, "1")
_DIGITS |= dict(zip("二三四五六七八九", "23456789", strict=True)) | {
    "壹": "1",
    "贰": "2",
    "叁": "3",
    "l": "1",
}
_DIGITS |= {str(n): str(n) for n in range(10)}
_NUM = rf"[{ZERO}一二三四五六七八九十廿卅\d\-]"
_YEAR = rf"(?P<y>(?:[12][\s]?[\d{ZERO}l][\s]?[\d{ZERO}l][\s]?[\d{ZERO}l])|(?:[一二\-][九{ZERO}][{ZERO}一二三四五六七八九\-]{{2}}))"
_SPOKEN = re.compile(rf"(?<![\d]){_YEAR}\s*年\s*(?P<m>{_NUM}{{1,3}})\s*月\s*(?P<d>{_NUM}{{1,4}})\s*[日号曰]")
_MISREAD = re.compile(
    rf"(?<![\d一二三四五六七八九十])(?P<y>二[{ZERO}{_ROUND}][{ZERO}{_ROUND}一二三四五六七八九]{{2}})\s*年\s*"
    rf"(?P<m>[一二三四五六七八九十]{{1,2}})\s*月\s*(?P<d>[一二三四五六七八九十廿卅]{{1,3}})\s*[日号曰]"
)
_DOTTED = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d{2})\s?(?P<s>[-./])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<d>\d{1,2})(?![\d]|[.]\d)"
)
_MONTH = re.compile(rf"(?<![\d]){_YEAR}\s*年\s*(?P<m>{_NUM}{{1,3}})\s*月(?!\s*(?:{_NUM}{{1,3}}\s*[日号]|份))")
_COMPACT = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")


_ZEROS = str.maketrans(dict.fromkeys(_ROUND, "0"))


@dataclass(frozen=True, slots=True)
class Dated:
    """A date found at start..end of a folded text."""

    start: int
    end: int
    day: date


@lru_cache(maxsize=4096)
def number(text: str) -> int | None:
    """A small whole number in Arabic or Chinese digits (三十一, 廿五, 二〇〇八), None when it is none."""
    text = "".join(text.split())
    if not text:
        return None
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        high = _DIGITS.get(tens, "1" if not tens else None)
        low = _DIGITS.get(ones, "0" if not ones else None)
        return int(high) * 10 + int(low) if high is not None and low is not None else None
    digits = [_DIGITS.get(c) for c in text]
    if None in digits:
        return None
    return int("".join(d for d in digits if d is not None))


def year_of(text: str) -> int | None:
    """A year between 1949 and 2099."""
    value = number(text)
    return value if value is not None and 1949 <= value <= 2099 else None


def find_dates(text: str) -> Iterator[Dated]:
    """Every whole calendar date of a folded text, in order."""
    found = []
    written = "年" in text and "月" in text
    for pattern in (_SPOKEN, _DOTTED, _MISREAD) if written else (_DOTTED,):
        for match in pattern.finditer(text):
            if pattern is _MISREAD and not set(match["y"]) & set(_ROUND):
                continue
            day = _day(match)
            if day is not None:
                found.append(Dated(match.start(), match.end(), day))
    yield from sorted(found, key=lambda d: d.start)


def find_compact(text: str) -> Iterator[Dated]:
    """Eight-digit dates such as 20080301, for file names and labelled fields only."""
    for match in _COMPACT.finditer(text):
        day = _day(match)
        if day is not None:
            yield Dated(match.start(), match.end(), day)


def find_months(text: str) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, year, month) of dates that stop at the month."""
    for match in _MONTH.finditer(text) if "年" in text and "月" in text else ():
        year, month = year_of(match["y"]), number(match["m"])
        if year is not None and month is not None and 1 <= month <= 12:
            yield match.start(), match.end(), year, month


def _day(match: re.Match[str]) -> date | None:
    printed = match["y"].translate(_ZEROS)
    year, month, day = year_of(printed), number(match["m"]), number(match["d"])
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""Periods that papers cover, in the notation of the contract: 2008, 2008-06, 2008-Q1, 2008-01..2008-04."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.extract.dates import ZERO, number, year_of

_DASH = r"\s*[-~到至]+\s*"
_YEAR = rf"(?:[12][\d{ZERO}]{{3}}|二[{ZERO}][{ZERO}一二三四五六七八九]{{2}})"
_NUM = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_DAY = rf"(?:\d{{1,2}}|[{ZERO}一二三四五六七八九十廿卅]{{1,4}})\s*[日号曰]"
_WHOSE = r"本年度?|今年|当年|上年度?|去年"
_GRAMMAR = re.compile(
    rf"""
    (?=[\d\s"一二三四五六七八九十第前上下本今当去的全]) # else nothing begins here: most characters are passed over at once
    (?: (?P<date>{_YEAR}\s*年\s*{_NUM}\s*月\s*{_DAY})
    | (?P<plan>十[一二三四五]五|"十[一二三四五]五")(?P<planned>(?:期间|时期|规划|末|以来|目标|前[一二三四]年)?)
    | (?<!\d)(?P<from>{_YEAR})\s*年?(?:{_DASH}|\s*(?P<listed>[、和与及,])\s*)(?P<to>{_YEAR})\s*年(?!\s*{_NUM}\s*月)
    | (?:(?<!\d)(?P<y>{_YEAR})\s*(?:年度?|[./-](?=\d{{1,2}}\s*月))|(?P<whose>{_WHOSE}))?\s*(?:的|全市|全区|全县)?
      (?:
        (?P<m1>{_NUM})\s*月?份?{_DASH}(?P<m2>{_NUM})\s*月
        | (?P<half>[上下])半年
        | 前(?P<first>[二三])个?季度
        | 第?\s*(?P<q1>[一二三四1-4]){_DASH}第?(?P<q2>[一二三四2-4])\s*季度?
        | 第?\s*(?P<q>[一二三四1-4])\s*季度?(?:度|(?=末|节能|能耗|分析|形势))
        | (?P<m>{_NUM})\s*月(?!\s*(?:{_DAY}|\d))
        | (?P<none>(?<=[年度]))
      )
    )
    """,
    re.VERBOSE,
)
_NAMED = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*(?:年|[-._/ ])?\s*"
    r"(?:q(?P<q>[1-4])|(?P<m>0[1-9]|1[0-2])(?![\d])(?![-._]\d)|h(?P<h>[12]))"
)
_SERIAL = re.compile(
    r"(?:img|dsc[a-z]?|dscf|dscn|pict?|cimg|imag|image|sam|gopr|mvimg|photo|scan|scn|doc|file|p|page"
    r"|扫描件?|扫描文件|微信图片|图片|照片|截图|新建[^/]{0,24})[-_ (]*(?:19|20)\d{2}(?!\d|\s*年|[-._]?[01]\d)"
    r"|(?<=_)\d{4}(?=\.[a-z]+$)"
)
_BEGIN = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period found at start..end; `stated` when its year is printed with it."""

    start: int
    end: int
    period: str
    stated: bool = True


def without_serials(name: str) -> str:
    """A file name without the counters of cameras and scanners: IMG_2034 is no year, 20080512_103012 a date."""
    return _SERIAL.sub(lambda match: "_" * len(match[0]), name)


def months(year: int, first: int, last: int) -> str:
    """The shortest form of months first..last of a year."""
    if (first, last) == (1, 12):
        return str(year)
    if first == last:
        return f"{year}-{first:02d}"
    if (first, last) in {(1, 6), (7, 12)}:
        return f"{year}-H{1 if first == 1 else 2}"
    if last == first + 2 and last % 3 == 0:
        return f"{year}-Q{last // 3}"
    return f"{year}-{first:02d}..{year}-{last:02d}"


def years(first: int, last: int) -> str:
    """The shortest form of whole years."""
    return str(first) if first == last else f"{first}..{last}"


def find_periods(text: str, base: int | None = None) -> Iterator[Stretch]:
    """Every period of a folded text; words such as 上年 and bare months need *base*, the paper's year."""
    for match in _GRAMMAR.finditer(text):
        period, stated = _period(match, base)
        if period is not None:
            yield Stretch(match.start(), match.end(), period, stated)


def find_named(name: str) -> Iterator[Stretch]:
    """Periods as file names write them: 2008-03, 200803, 2008Q1."""
    for match in _NAMED.finditer(name):
        year = int(match["y"])
        if match["q"]:
            yield Stretch(match.start(), match.end(), f"{year}-Q{match['q']}")
        elif match["h"]:
            yield Stretch(match.start(), match.end(), f"{year}-H{match['h']}")
        else:
            yield Stretch(match.start(), match.end(), f"{year}-{match['m']}")


def first_year(period: str) -> int:
    """The year in which a period begins."""
    return int(period[:4])


def last_year(period: str) -> int:
    """The year in which a period ends."""
    return int(period.rsplit("..", 1)[-1][:4])


def last_month(period: str) -> int | None:
    """The month with which a period of one year ends, None for whole years."""
    tail = period.rsplit("..", 1)[-1]
    if "-Q" in tail:
        return int(tail[-1]) * 3
    if "-H" in tail:
        return int(tail[-1]) * 6
    return int(tail[5:7]) if len(tail) == 7 else None


def first_month(period: str) -> int | None:
    """The month with which a period of one year begins, None for whole years."""
    head = period.split("..", 1)[0]
    if "-Q" in head:
        return int(head[-1]) * 3 - 2
    if "-H" in head:
        return int(head[-1]) * 6 - 5
    return int(head[5:7]) if len(head) == 7 else None


def _period(match: re.Match[str], base: int | None) -> tuple[str | None, bool]:
    if match["date"]:
        return None, False
    if match["plan"]:
        begin = _BEGIN.get(match["plan"].strip('"'))
        return (years(begin, begin + 4) if begin else None), True
    if match["from"]:
        first, last = year_of(match["from"]), year_of(match["to"])
        if match["listed"] and first and last and first > last:
            first, last = last, first
        return (years(first, last) if first and last and first <= last <= first + 30 else None), True
    year = year_of(match["y"]) if match["y"] else _relative(match["whose"], base)
    stated = bool(match["y"])
    if year is None:
        return None, False
    span = _months(match)
    if span is None:
        return (str(year) if match["none"] is not None and (stated or match["whose"]) else None), stated
    return months(year, *span), stated


def _relative(whose: str | None, base: int | None) -> int | None:
    if base is None:
        return None
    return base - 1 if whose and whose[0] in "上去" else base


def _months(match: re.Match[str]) -> tuple[int, int] | None:
    if match["m1"]:
        first, last = number(match["m1"]), number(match["m2"])
        return (first, last) if first and last and 1 <= first < last <= 12 else None
    if match["half"]:
        return (1, 6) if match["half"] == "上" else (7, 12)
    if match["first"]:
        return 1, 3 * (number(match["first"]) or 0)
    if match["q1"]:
        first, last = number(match["q1"]), number(match["q2"])
        return (3 * first - 2, 3 * last) if first and last and first < last else None
    if match["q"]:
        quarter = number(match["q"]) or 0
        return 3 * quarter - 2, 3 * quarter
    if match["m"]:
        month = number(match["m"])
        return (month, month) if month and 1 <= month <= 12 else None
    return None

"""Document numbers (文号): every bracket form, lost brackets, running text before the agency code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.domain.facts import Claim
from indexer.extract.reading import Line, Reading

_OPEN = r"[(<]"
_CLOSE = r"[)>]"
_BRACKETED = re.compile(
    rf"(?P<org>[\u4e00-\u9fa5]{{1,24}})\s*{_OPEN}\s*(?P<year>(?:19|20)\d\s?\d)\s*年?\s*{_CLOSE}\s*(?P<no>第)?\s*(?P<num>\d{{1,5}})\s*号"
)
_BARE = re.compile(
    r"(?P<org>[\u4e00-\u9fa5]{1,14}(?:发|函|字|办|通|政|规|电|纪|改|工|环资|统|经|监|委|节能))\s*(?P<year>(?:19|20)\d{2})\s*(?P<num>\d{1,4})\s*号"
)
_ORDER = re.compile(
    r"(?P<org>[\u4e00-\u9fa5]{2,16}令)\s*(?:\(?(?P<year>(?:19|20)\d{2})年?\)?)?\s*第\s*(?P<num>\d{1,4})\s*号"
)
_NOTICE = re.compile(r"(?P<year>(?:19|20)\d{2})\s*年\s*第\s*(?P<num>\d{1,3})\s*号")
_ISSUE = re.compile(
    rf"(?:{_OPEN}?\s*(?P<year>(?:19|20)\d{{2}})\s*年?\s*{_CLOSE}?\s*)?第?\s*\(?\s*(?P<num>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})\s*\)?\s*[期次]"
)
_CUT = re.compile(
    r".*(?:依据|根据|按照|遵照|转发|印发|批转|依照|执行|贯彻|落实|见|据|按|照|文件|文号|字号|编号)"
)
# Single words that also begin place names (和政县, 以...) are cut only from runs too long for an agency code.
_CUT_LONG = re.compile(r".*(?:以|对|和|及|的|与|等|由|号)")
_CITING = re.compile(r"(?:根据|依据|按照|遵照|依照|贯彻|落实|转发|参照|执行|对照|以|按|见)[^。;；]{0,60}$")
_FORM = re.compile(r"(?:表号|制定机关|制表机关)\s*:")
_BRACKETLESS = re.compile(
    r"(?P<org>[\u4e00-\u9fa5]{2,9}(?<![第号证令图])(?<!标准))(?P<year>(?:19|20)\d{2})第?(?P<num>\d{1,4})号"
)
"""A line of its own in the head: 东政报201139号, whatever the agency's code."""
_ALONE = re.compile(r"^\W*(?:发文字号|文号|编号|字号)?\s*[:]?\s*$")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A document number found at start..end of a folded text."""

    start: int
    end: int
    value: str
    org: str
    year: int


def find_numbers(text: str) -> Iterator[Numbered]:
    """Every document number in its normal form 咸政发〔2008〕12号, in order."""
    if "号" not in text:
        return
    found: dict[int, Numbered] = {}
    for pattern in (_BRACKETED, _BARE):
        for match in pattern.finditer(text):
            org, cut = _trim(match["org"])
            if not org or (pattern is _BARE and len(org) > 8):
                continue
            year = int(re.sub(r"\s", "", match["year"]))
            if not 1949 <= year <= 2099:
                continue
            value = f"{org}〔{year}〕{int(match['num'])}号"
            found.setdefault(match.end(), Numbered(match.start() + cut, match.end(), value, org, year))
    yield from sorted(found.values(), key=lambda n: n.start)


def own_number(reading: Reading) -> Claim | None:
    """The number that the paper carries in its head, never one that it cites."""
    if any(_FORM.match(line.text) for line in reading.head[:14]):
        return None  # the number in the corner of a statistical form is that of its survey system
    for index, line in enumerate(reading.head[:22]):
        for found in find_numbers(line.text):
            confidence = _own(line, found, index)
            if confidence:
                at = line.start + found.start
                return Claim(found.value, confidence, "number", line.view.locator(at, line.start + found.end))
    return _minutes_issue(reading) or _order(reading) or _bracketless(reading)


def number_year(claim: Claim | None) -> int | None:
    """The year inside a document number."""
    match = re.search(r"〔((?:19|20)\d{2})〕", claim.value) if claim else None
    return int(match[1]) if match else None


def _own(line: Line, found: Numbered, index: int) -> float:
    before, after = line.text[: found.start], line.text[found.end :]
    if _CITING.search(before) or "<" in before:
        return 0.0
    rest = re.sub(r"签发人.*|[\s()*★_\-]", "", after)
    if _ALONE.match(before) or before.strip().endswith(("文件", "号:", "编号:")):
        if not rest:
            return 0.97 if index < 12 else 0.8
        return 0.6 if len(rest) <= 12 and index < 8 else 0.0
    return (
        0.85
        if not rest and len(before) <= 16 and index < 8 and "," not in before and "。" not in before
        else 0.0
    )


def _trim(org: str) -> tuple[str, int]:
    """Cut running text before the agency code; return the code and how much was cut."""
    at = 0
    for pattern, longer_than in ((_CUT, 0), (_CUT_LONG, 8)):
        cut = pattern.match(org, at) if len(org) - at > longer_than else None
        if cut and cut.end() < len(org):
            at = cut.end()
    return org[at:], at


def _minutes_issue(reading: Reading) -> Claim | None:
    if not any("纪要" in line.text or "简报" in line.text for line in reading.head[:8]):
        return None
    for line in reading.head[:8]:
        match = _ISSUE.fullmatch(line.text) or (_ISSUE.search(line.text) if len(line.text) <= 26 else None)
        if match is None or "届" in line.text:
            continue
        if match[0].endswith("次") and match.start() > 0:
            continue
        year = f"〔{match['year']}〕" if match["year"] else ""
        value = f"{year}第{match['num']}期"
        return Claim(
            value, 0.8, "number", line.view.locator(line.start + match.start(), line.start + match.end())
        )
    return None


def _bracketless(reading: Reading) -> Claim | None:
    for line in reading.head[:10]:
        match = _BRACKETLESS.fullmatch(re.sub(r"\s", "", line.text))
        if match and 1949 <= int(match["year"]) <= 2099 and not _CUT.match(match["org"]):
            value = f"{match['org']}〔{match['year']}〕{int(match['num'])}号"
            return Claim(value, 0.75, "number", line.locator())
    return None


def _order(reading: Reading) -> Claim | None:
    for line in reading.head[:8]:
        match = _ORDER.search(line.text)
        if match and len(line.text) <= 40 and "<" not in line.text:
            value = f"{match['org']}第{int(match['num'])}号"
            return Claim(value, 0.8, "number", line.locator())
        match = _NOTICE.search(line.text)
        if match and len(line.text) <= 24:
            value = f"{match['year']}年第{int(match['num'])}号"
            return Claim(value, 0.75, "number", line.locator())
    return None

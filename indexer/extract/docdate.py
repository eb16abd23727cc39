"""The document date (成文日期): beside the signature at the end, else in the head, else a labelled field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from archive.domain.facts import Claim
from indexer.extract.dates import Dated, find_dates
from indexer.extract.issuer import bare
from indexer.extract.reading import Line, Reading

_LABEL = re.compile(
    r"(?:成文日期|发文日期|填报日期|填表日期|报出日期|报告日期|编制日期|制表日期|制表时间|签订日期|签订时间|签署日期|开票日期|签发日期|发证日期|检定日期|校准日期|上报日期"
    r"|会议时间|检查日期|检查时间|监察日期|监测日期|培训时间|拍摄时间|抄表日期|交易日期|凭证日期|记账日期|日期|时间|date|sent)\s*(?:\([^()]{0,8}\))?\s*:?\s*$"
)
_VALID = re.compile(
    r"(?:有效期限?至|有效期限?|有效日期至|营业期限|经营期限|聘期|合同期限|有效至)\s*:?\s*(?:自|从|为)?"
)
_ELSEWHERE = re.compile(
    r"印发|抄送|有效期|截止|截至|生效|施行|实施|出生|限于|以前|之前|前完成|建成|投产|成立日期|营业期限|经营期限|接收日期|自$|从$|于$|至$|到$|止"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    points: float
    line: Line
    found: Dated
    basis: str


def document_date(reading: Reading, bundle: bool = False) -> Claim | None:
    """The date of the paper itself, None when no date stands where such a date stands.

    A *bundle* of vouchers or monthly forms is dated by its first page.
    """
    first = reading.pages[0].lines if bundle and reading.pages else ()
    head, end = (first, first[-60:]) if bundle else (reading.head, reading.tail)
    tail = set(map(id, end))
    best: _Candidate | None = None
    lines = list(dict.fromkeys((*head[:40], *end)))
    for index, line in enumerate(lines):
        for found in find_dates(line.text):
            candidate = _weigh(line, found, index, id(line) in tail, len(lines))
            if candidate is not None and (best is None or candidate.points >= best.points):
                best = candidate
    if best is None or best.points < 1.0:
        return None
    confidence = min(0.96, 0.5 + best.points * 0.12)
    at = best.line.start
    place = best.line.view.locator(at + best.found.start, at + best.found.end)
    return Claim(best.found.day.isoformat(), round(confidence, 2), best.basis, place)


def claimed_day(claim: Claim | None) -> date | None:
    """The day of a date claim."""
    return date.fromisoformat(claim.value) if claim is not None else None


def _weigh(line: Line, found: Dated, index: int, in_tail: bool, count: int) -> _Candidate | None:
    before, after = line.text[: found.start], line.text[found.end :]
    if _ELSEWHERE.search(before[-14:]) or re.match(
        r"\s*(?:印发|前|以前|之前|起|至|到|-|~|止|施行|内)", after
    ):
        if "印发" in after and len(line.text) <= 60:
            return _Candidate(1.1, line, found, "body")
        return None
    label = _LABEL.search(before)
    first, last = line.view.field(line.start + found.start, line.start + found.end)
    own = line.view.text[max(first, line.start) : line.start + found.start]
    rest = bare(line.view.text[line.start + found.end : min(last, line.end)])
    alone = len(bare(own).strip("()")) <= int(in_tail) and len(rest.strip("()")) <= 2
    points = 0.0
    basis = "body"
    if alone:
        points, basis = (3.4, "layout") if index >= count * 0.35 and in_tail else (2.4, "layout")
        if before.strip().startswith("("):
            points = 2.3
    elif label:
        points, basis = 2.8, "layout"
    elif (
        len(rest) <= 4
        and len(before) <= 40
        and in_tail
        and index >= count * 0.5
        and not re.search(r"[,。;]", before)
    ):
        points, basis = 2.9, "layout"  # 咸阳市人民政府 2008年3月1日
    elif index <= 8 and len(line.text) <= 40 and not re.search(r"[,。;]", line.text):
        points = 1.4
    return _Candidate(points, line, found, basis) if points else None


def find_validity(reading: Reading, doctype: str | None) -> tuple[Claim | None, Claim | None]:
    """(valid from, valid until) of certificates, licences and papers that print a term of validity."""
    if doctype not in {"certificate", "license", "appointment", "contract", "policy_doc", None}:
        return None, None
    for view in reading.pages[:4]:
        for match in _VALID.finditer(view.text):
            span = view.text[match.end() : match.end() + 40]
            found = list(find_dates(span))
            if not found or span[: found[0].start].strip(" :自从为起"):
                continue
            at = match.end()
            last = found[1] if len(found) > 1 and found[1].start - found[0].end <= 4 else found[0]
            until = Claim(last.day.isoformat(), 0.85, "layout", view.locator(match.start(), at + last.end))
            since = None
            if last is not found[0]:
                since = Claim(
                    found[0].day.isoformat(), 0.85, "layout", view.locator(match.start(), at + last.end)
                )
            elif re.search(r"自|从|起", span[: found[0].end + 2]) and "至" not in match[0]:
                return until, None
            return since, until
    return None, None

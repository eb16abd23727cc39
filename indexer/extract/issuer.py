"""Who issued a paper: the red head, the signature block, the agency of a certificate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.domain.facts import Claim
from indexer.extract.dates import find_dates, find_months
from indexer.extract.reading import Line, Reading

_ORGAN = (
    r"(?:人民政府|政府办公室|政府办|政府|委员会|管委会|办公室|领导小组|指挥部|公司|集团|总厂|分厂|厂|煤矿|矿|局|厅|委|办|院|所|中心|站"
    r"|支队|大队|总队|学校|大学|学院|医院|银行|事务所|协会|部|处|科|车间|社|店|行)"
)
ORG = re.compile(rf"[\u4e00-\u9fa5()·\d]{{0,40}}?[\u4e00-\u9fa5]{_ORGAN}(?![\u4e00-\u9fa5])")
_WHOLE = re.compile(rf"^[\u4e00-\u9fa5a-z(][\u4e00-\u9fa5a-z()·、\d]{{1,44}}{_ORGAN}$")
_REDHEAD = re.compile(rf"^(?P<org>[\u4e00-\u9fa5()、]{{2,40}}{_ORGAN})文件")
_SEALWORD = re.compile(r"\(\s*(?:盖\s*章|公\s*章|印\s*章|签\s*章|章|印|代章|单位公章|签字盖章)\s*\)|\[.*?\]")
_AGENCY = re.compile(
    r"(?:发证单位|发证机关|检定单位|检定机构|校准机构|校准单位|认证机构|发证机构|检测机构|签发机关|登记机关)(?:名称)?(?:\([^)]*\))?\s*:?\s*(?P<org>[\u4e00-\u9fa5()]{4,40})"
)
_NO_ISSUER = re.compile(r"各|兹|委托|送检|受检|致|委托方|全市|全县|全区")
_LEAD = re.compile(
    r"^(?:签署|署名|落款|单位|编制单位|报告单位|填报单位|发文机关|制发机关|公司名称|单位名称|单位公章|承诺单位)\s*(?:\([^)]{0,8}\))?\s*:\s*"
)


@dataclass(frozen=True, slots=True)
class Signed:
    """An organisation named in a signature block."""

    name: str
    line: Line


def bare(text: str) -> str:
    """A line without the words that stand for a seal."""
    return _SEALWORD.sub("", _LEAD.sub("", text)).strip(" :_★☆")


def signature_block(reading: Reading) -> tuple[Signed, ...]:
    """Organisations that stand alone on a line right above or beside a date near the end."""
    tail = reading.tail
    found = []
    for index, line in enumerate(tail):
        beside = _beside_date(line)
        if beside is not None:
            if beside:
                found.append(Signed(beside, line))
                continue
            for above in reversed(tail[max(0, index - 4) : index]):
                name = bare(above.text)
                if _WHOLE.match(name):
                    found.append(Signed(name, above))
                elif len(name) > 3:  # shorter scraps are the letters of a seal over the text
                    break
    return tuple(found)


def find_issuer(reading: Reading, signed: Sequence[Signed]) -> Claim | None:
    """The issuer, as surely as the paper says it."""
    for line in reading.head[:10]:
        match = _REDHEAD.match(line.text.replace(" ", ""))
        if match:
            return Claim(
                line.view.printed(line.start, line.start + len(match["org"])), 0.95, "layout", line.locator()
            )
    if signed:
        line = signed[0].line
        at = line.start + line.text.find(signed[0].name)
        printed = line.view.printed(at, at + len(signed[0].name)) if at >= line.start else signed[0].name
        return Claim(printed, 0.88, "issuer", line.locator())
    return _agency(reading) or _above_title(reading)


def _beside_date(line: Line) -> str | None:
    """'' when the line is a date alone, the organisation when one stands before it, else None."""
    text = line.text
    spans = [(d.start, d.end) for d in find_dates(text)] or [(s, e) for s, e, _, _ in find_months(text)]
    if not spans:
        return "" if re.fullmatch(r"\s*(?:20\d\d)?\s*年\s*月\s*日.{0,6}", text) else None
    start, end = spans[-1]
    if len(bare(text[end:])) > 4 or re.search(r"印发|抄送|有效|共印", text):
        return None
    before = bare(text[:start])
    before = re.sub(
        r"(?:日期|时间|年月日|填报日期|签订日期|报出日期|编制日期|签发日期|盖章|签字)\s*:?$", "", before
    ).strip(" :")
    if not before:
        return ""
    return before if _WHOLE.match(before) else None


def _agency(reading: Reading) -> Claim | None:
    for view in reading.pages[:2]:
        match = _AGENCY.search(view.text)
        if match:
            end = view.field_end(match.start("org"), match.end("org"))
            org = ORG.match(view.text[match.start("org") : end] + "\n")
            if org:
                stop = match.start("org") + org.end()
                return Claim(
                    view.printed(match.start("org"), stop),
                    0.8,
                    "layout",
                    view.locator(match.start("org"), stop),
                )
    return None


def _above_title(reading: Reading) -> Claim | None:
    """An organisation alone on one of the first lines, or behind the label of who filled the form."""
    for line in reading.head[:5]:
        labelled = _LEAD.match(line.text)
        if ":" in line.text and labelled is None:
            continue
        name = bare(line.text).split("  ")[0]
        match = ORG.match(name) if labelled else None
        name = match[0] if match else name
        if _WHOLE.match(name) and len(name) >= 4 and not _NO_ISSUER.match(name):
            at = line.start + line.text.find(name)
            return Claim(line.view.printed(at, at + len(name)), 0.6, "layout", line.locator())
    return None

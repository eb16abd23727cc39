"""Figures in sentences: an indicator, what it did, a number with its unit, in the period that is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive.domain.entity import Entity, Kind
from archive.domain.facts import Figure
from indexer.extract.entities import Mention, Names
from indexer.extract.labels import Label, Labels, caliber, fitting, vintage
from indexer.extract.periods import find_periods, first_year, last_year, years
from indexer.extract.reading import PageView, Reading
from indexer.extract.spoken import ASIDE, Found, read_behind

_SPACE = re.compile(r"\s+")
_STOP = re.compile(r"[。;!?]")
_LEAD = 160
_CLAUSE, _NEXT = 40, 40
_LOOSE = 0.6
_OVER_YEARS = {"I-EGDPR": "I-CUMR", "I-TGT": "I-TGT5"}
_COMPARED = re.compile(r"[比较与同和]$")
_GOES_ON = re.compile(r"[。;](?:[据经][^,。\d]{1,8},)?实际(?:完成|实现|降低|下降)[^。;]{1,24}")
_PICTURED, _POOR, _GOOD_PICTURE = 0.88, 0.7, 0.85
_ELSEWHERE = re.compile(r"全国|全省|我省|国家|省上|省定")
_AIMED = {target: target for target in ("I-TGT", "I-TGT5", "I-SAVET")} | {
    "I-EGDPR": "I-TGT",
    "I-SAVE": "I-SAVET",
}
_PRICE_BASE = re.compile(r"\s*(?:不变?(?:价|$)|可比|价)")
_TARGET_PAPERS = frozenset({"resp_letter", "target_notice", "policy_doc"})
PER_PRODUCT = frozenset({"I-UPE", "I-OUTQ"})
_OF_PROJECTS = frozenset({"I-SAVE", "I-CONS", "I-ETOT", "I-ELEC", "I-OUTV", "I-FUND", "I-RD"})
_PROJECT = re.compile(
    r"项目|工程|改造|技改|竣工|投运|投产|预计|潜力|可实现|年可|可节|能力|单台|每台|其中|车间|审计|合同|示范|生产线|推广"
)
_WHOLE = re.compile(
    r"全年|全公司|全厂|我公司|本公司|我厂|企业|公司|(?:20\d\d|本)年度?(?!节能量)|全县|全区|全市|合计|共"
)
_NARROW = re.compile(
    r"(?:规模以上|规上|重点|高耗能|六大|千家|百家|三户|建材|化工|冶金|电力|煤炭|石油|有色|钢铁|纺织|造纸|轻工|医药|交通|建筑|商贸|公共机构|居民|农业|其中|乡镇|园区)[\u4e00-\u9fa5]{0,8}$"
)
_SCOPED = frozenset({"I-EIND", "I-EINDR", "I-IVA", "I-OUTV"})
_GIVES = re.compile(r"(?:下达|核定|确认|反馈|考核|分配|分解|安排|通报|公布|要求|与)")


@dataclass(frozen=True, slots=True)
class Context:
    """What the rest of the paper says about its figures."""

    doctype: str | None
    owner: Entity | None
    year: int | None
    period: str | None


class Figures:
    """Reads figures from prose."""

    def __init__(self, labels: Labels, names: Names) -> None:
        self._labels = labels
        self._names = names

    def read(self, reading: Reading, context: Context) -> Iterator[Figure]:
        if context.doctype == "resp_letter" and context.owner is None:
            return  # promised by a body that we do not know
        for view in reading.pages:
            labels = self._labels.find(view.text)
            if not labels:
                continue
            labels = [label for label in labels if not _in_table(view, label)]
            for start, end in _sentences(view, labels):
                inside = [
                    Label(n.start - start, n.end - start, n.indicator)
                    for n in labels
                    if start <= n.start < end
                ]
                yield from self._sentence(view, start, view.text[start:end], inside, context)

    def _sentence(
        self, view: PageView, offset: int, text: str, labels: Sequence[Label], context: Context
    ) -> Iterator[Figure]:
        for index, label in enumerate(labels):
            limit = labels[index + 1].start if index + 1 < len(labels) else len(text)
            window = text[label.end : min(limit, label.end + 70)]
            if index + 1 == len(labels) and label.end + 70 > len(text):
                window += _went_on(view.text[offset + len(text) :][:_NEXT])
            said = text[max(0, label.start - _LEAD) : label.start]
            if label.indicator.id in _OF_PROJECTS and _PROJECT.search(
                text[max(0, label.start - 60) : label.end]
            ):
                continue
            entity, known = self._entity(said, context)
            if not known or _narrowed(said, label.indicator.id):
                continue
            period = _period(said, text[label.start : label.end + 12], context)
            before = 0
            aside = ASIDE.match(window)
            bracket = aside[0] if aside else ""
            for found in read_behind(label.indicator, window, said.rsplit(",", 1)[-1][-30:]):
                if not found.shift and _promised(period, window, context):
                    aimed = _AIMED.get(found.indicator)
                    if aimed is None:
                        continue  # a level or rate that was only planned
                    found = replace(found, indicator=aimed)
                tail = ASIDE.match(window, found.end)
                stop = tail.end() if tail else found.end
                # What stands in brackets behind one number says nothing about the next.
                near = (
                    said[-24:]
                    if "(" in said[-24:] or ")" not in said[-24:]
                    else said[-24:].rsplit(")", 1)[-1]
                )
                around = (
                    near + text[label.start : label.end] + bracket + window[min(before, found.end) : stop]
                )
                before = stop
                at = offset + label.start
                yield _figure(view, at, offset + label.end + found.end, label, found, entity, period, around)

    def _entity(self, said: str, context: Context) -> tuple[str | None, bool]:
        """(whose, known): the body that a sentence names last, else the paper's owner; never a guess."""
        mentions = self._names.mentions(said)
        wider = [m.end() for m in _ELSEWHERE.finditer(said)]
        if wider and (not mentions or mentions[-1].end < wider[-1]):
            return None, False
        named = [m for m in mentions if not m.part and len(m.names) == 1 and self._tells_of(m, said)]
        if mentions and mentions[-1].part == "other":
            return None, False
        if named:
            return named[-1].names[0].entity, True
        owner = context.owner
        if owner is not None and re.search("全市|我市", said):
            return (self._names.city_of(owner) or owner.code), True
        return whose(owner, self._names), True

    def _tells_of(self, mention: Mention, said: str) -> bool:
        """A body that sets, confirms or publishes a figure is not the one that it is about."""
        kind = self._names.entities[mention.names[0].entity].kind
        return kind is not Kind.DEPARTMENT and not _GIVES.match(said, mention.end)


def whose(owner: Entity | None, names: Names) -> str | None:
    """Figures of a department's paper are those of its city."""
    if owner is None:
        return None
    return (names.city_of(owner) if owner.kind is Kind.DEPARTMENT else None) or owner.code


def _promised(period: str | None, window: str, context: Context) -> bool:
    """What a paper that sets targets says of its own year is aimed at; what happened before is not."""
    if context.doctype not in _TARGET_PAPERS or re.search(r"实际|已完成", window):
        return False
    return period is None or context.year is None or first_year(period) >= context.year


def _went_on(following: str) -> str:
    """The next sentence when it only tells what was reached (据初步核算,实际下降4.62%)."""
    match = _GOES_ON.match(following)
    return match[0] if match else ""


def _of_project(said: str) -> bool:
    """A project's saving is not its owner's, unless the last clause speaks of the whole body or year."""
    clause = said.rsplit(",", 1)[-1]
    whole = _WHOLE.search(clause) and not _PROJECT.search(clause)
    return bool(_PROJECT.search(said)) and not whole


def _narrowed(said: str, indicator: str) -> bool:
    """规模以上工业能源消费量 is not the region's: words right before the label that narrow it."""
    near = said[-14:].rsplit(",", 1)[-1]
    return indicator not in _SCOPED and bool(_NARROW.search(near))


def _in_table(view: PageView, label: Label) -> bool:
    """A label in a row of fields is read with its table."""
    start, end = view.line_start(label.start), view.line_end(label.end)
    return "\t" in view.original(start, end)


def product(label: str) -> str | None:
    """The product that a label such as 水泥综合能耗 names, None for 单位产品能耗."""
    return (
        re.sub(
            r"\(.*?\)|可比|吨?单位产品.*|单位.*|综合能耗.*|能耗.*|产量.*|交流电耗.*|\d+|[-/.]|gb|kgce|合格品",
            "",
            label.lower(),
        ).strip()
        or None
    )


def _sentences(view: PageView, labels: Sequence[Label]) -> Iterator[tuple[int, int]]:
    """Stretches that hold a label, cut at full stops and at lines that end short of the margin."""
    widest = max((len(line.text) for line in view.lines), default=0)
    cuts = {line.end for line in view.lines if len(line.text) < widest * 0.75}
    cuts |= {match.start() for match in _STOP.finditer(view.text)} | {len(view.text)}
    order = sorted(cuts)
    start = at = 0
    for label in labels:
        if label.start < start:
            continue
        while order[at] < label.end:
            start = order[at]
            at += 1
        yield start, order[at]
        start = order[at]


def _period(said: str, label: str, context: Context) -> str | None:
    """The period spoken of before the label, else right behind it, else the paper's."""
    base = context.year
    before = said + label[:-12]
    ahead = [
        p
        for p in find_periods(before, base)
        if not _COMPARED.search(before[: p.start])
        and not before.startswith("相比", p.end)
        and not _PRICE_BASE.match(before, p.end)
    ]
    if ahead:
        return ahead[-1].period
    if re.search(r"[由从]", label[-12:]):
        return context.period or (str(base) if base is not None else None)
    behind = next(
        (
            p
            for p in find_periods(label[-12:], base)
            if p.stated
            and not _COMPARED.search(label[-12:][: p.start])
            and not _PRICE_BASE.match(label[-12:], p.end)
        ),
        None,
    )
    if behind is not None:
        return behind.period
    return context.period or (str(base) if base is not None else None)


def _near(view: PageView, start: int, end: int) -> int:
    """Where the clause of the number begins: what people look at is the number, not the name far before it."""
    if end - start <= _CLAUSE:
        return start
    commas = [m.end() for m in re.finditer(r",(?!\d{3})", view.text[start : end - 1])]
    return start + commas[-1] if commas else start


def seen_as(view: PageView, confidence: float) -> float:
    """Digits that were read off a picture are a little less sure, those of a bad picture doubtful."""
    if view.page.source != "ocr":
        return confidence
    return min(confidence, _PICTURED if view.page.confidence >= _GOOD_PICTURE else _POOR)


def _since(id: str, year: int, period: str | None) -> tuple[str, str | None]:
    """比2005年降低20% said of 2010 is a change over 2006..2010, 比2007年 said of 2008 that of the year."""
    last = last_year(period) if period else year
    if period is None or last <= year:
        return id, None
    if last == year + 1:
        return id, period
    return _OVER_YEARS.get(id, id), years(year + 1, last)


def _figure(
    view: PageView,
    start: int,
    end: int,
    label: Label,
    found: Found,
    entity: str | None,
    period: str | None,
    around: str,
) -> Figure:
    id, confidence = found.indicator, found.confidence
    if found.year is not None and found.year.startswith("since "):
        id, period = _since(id, int(found.year[6:]), period)
    elif found.year is not None:
        period = found.year
    elif found.shift and period is not None and len(period) == 4:
        period = str(int(period) + found.shift)
    elif found.shift:
        period = None
    amount = found.quantity
    stated = caliber(around)
    named = view.text[max(0, start - 8) : start + label.end - label.start]
    summed = id == "I-CUMR" or (id in {"I-SAVE", "I-SAVET"} and re.search("累计|以来|五年", named))
    if summed and period is not None and len(period) == 4:
        confidence = _LOOSE  # since which year is not said
    return Figure(
        indicator="I-GDPN" if id == "I-GDPC" and stated.gdp_price == "现价" else id,
        entity=entity,
        period=period,
        caliber=fitting(stated, id),
        vintage=vintage(around),
        value=amount.value,
        low=amount.low,
        high=amount.high,
        unit=amount.unit,
        canonical_value=amount.canonical,
        canonical_low=amount.canonical_low,
        canonical_high=amount.canonical_high,
        canonical_unit=amount.canonical_unit,
        wording=_SPACE.sub("", view.original(start, end)),
        locator=view.locator(_near(view, start, end), end),
        confidence=seen_as(view, confidence),
        item=product(view.text[start : start + label.end - label.start])
        if found.indicator in PER_PRODUCT
        else None,
        label=_SPACE.sub("", view.original(start, start + label.end - label.start)),
    )

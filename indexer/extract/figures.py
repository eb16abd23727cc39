"""Figures in sentences: an indicator, what it did, a number with its unit, in the period that is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive.domain.entity import Entity, Kind
from archive.domain.facts import Figure
from indexer.extract.entities import Mention, Names
from indexer.extract.labels import Label, Labels, fitting, nearest, vintage
from indexer.extract.members import all_members
from indexer.extract.periods import find_periods, first_year, last_year, years
from indexer.extract.products import produced, product_of
from indexer.extract.quantities import figure_of
from indexer.extract.reading import PageView, Reading
from indexer.extract.respectively import told_respectively
from indexer.extract.sentences import clause_start, sentences
from indexer.extract.spelled import digits
from indexer.extract.spoken import ASIDE, Found, read_behind
from indexer.extract.strangers import stranger_speaks

_LEAD = 160
_NEXT = 40
_LOOSE = 0.6
_AIMS = frozenset({"I-TGT", "I-TGT5", "I-SAVET"})
_OVER_YEARS = {"I-EGDPR": "I-CUMR", "I-TGT": "I-TGT5"}
_COMPARED = re.compile(r"[比较与同和]$")
_GOES_ON = re.compile(r"[。;](?:[据经][^,。\d]{1,8},)?实际(?:完成|实现|降低|下降)[^。;]{1,24}")
_OTHERS = re.compile(r"(?<=[\u4e00-\u9fa5\da-z%])\([^()]*\)")
_AGAINST = re.compile(
    r"[与比较同和](?:(?P<year>20\d\d)年(?:末|底|水平)?|\"?(?P<plan>十[一二三四]?五)\"?(?:末期?|期末))(?:相比|的水平|水平)?,?"
    r"(?:[我全]?[县区市]|累计)?$"
)
_PLAN_ENDS = {"十五": 2005, "十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025}
_PASSING = re.compile(r"^[由从][^\d]{0,4}(?:(?:19|20)\d\d)?[^\d]{0,4}的?(?=\d)(?!(?:19|20)\d\d年)")
"""由上年的1.28: the year of an old level is not the year spoken of."""
_FROM = re.compile("[由从]")
_REACHED = re.compile("实际|已完成")
_SUMMED = re.compile("累计|以来|五年")
_A_YEAR = re.compile(r"均|每年|逐年")
_PICTURED, _POOR, _GOOD_PICTURE = 0.88, 0.7, 0.85
_OUR_WHOLE = re.compile(r"(?<![在居占列])[全我]([市县区州盟旗])|[我本全](?:公司|厂|矿|企业|集团|院|校|单位)")
"""The region around, or with no region named the body itself."""
_ELSEWHERE = re.compile(r"全国|全省|我省|国家|省上|省定")
_AIMED = {target: target for target in ("I-TGT", "I-TGT5", "I-SAVET")} | {
    "I-EGDPR": "I-TGT",
    "I-CUMR": "I-TGT5",
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
_OF_INDUSTRY = frozenset({"I-CONS", "I-ETOT"})
_INDUSTRY = re.compile(r"(?<![\u4e00-\u9fa5]中)(?:规模以上|规上)工业(?:企业)?的?(?:年|全年)?$")
"""All industry above the designated size is a scope of its own, no part that nobody can name."""
_GIVES = re.compile(r"(?:下达|核定|确认|反馈|考核|分配|分解|安排|通报|公布|要求|与)")


@dataclass(frozen=True, slots=True)
class Context:
    """What the rest of the paper says about its figures."""

    doctype: str | None
    owner: Entity | None
    year: int | None
    """What 今年 and 上年 mean: the year stated, else that of the paper's date."""
    period: str | None
    stated: int | None = None
    """The year that the paper says it is about; its date alone says nothing about that."""

    @property
    def whole(self) -> str | None:
        """The period of numbers that name none."""
        return self.period or (str(self.stated) if self.stated is not None else None)


class Figures:
    """Reads figures from prose."""

    def __init__(self, labels: Labels, names: Names) -> None:
        self._labels = labels
        self._names = names

    def read(self, reading: Reading, context: Context) -> Iterator[Figure]:
        if context.doctype == "resp_letter" and context.owner is None:
            return  # promised by a body that we do not know
        for view in reading.pages:
            labels = self._found(view.text, context)
            if not labels:
                continue
            labels = [label for label in labels if not _in_table(view, label)]
            for start, end in sentences(view, labels):
                inside = [
                    Label(n.start - start, n.end - start, n.indicator)
                    for n in labels
                    if start <= n.start < end
                ]
                yield from self._sentence(view, start, digits(view.text[start:end]), inside, context)

    def _found(self, text: str, context: Context) -> list[Label]:
        """Names of indicators; of an enterprise also 生产水泥41.3万吨."""
        labels = self._labels.find(text)
        made = self._labels.indicators.get("I-OUTQ")
        if made is None or context.owner is None or context.owner.kind is not Kind.ENTERPRISE:
            return labels
        labels += [Label(start, end, made) for start, end in produced(text)]
        return sorted(labels, key=lambda label: label.start)

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
            members = all_members(context.owner, label.indicator.id, said)
            narrowed = members is None and _narrowed(said, label.indicator.id)
            if narrowed or self._of_enterprises(label, text, entity):
                continue
            period = _period(said, text[label.start : label.end + 12], context)
            if "分别" in window:
                yield from self._list(view, offset, text, labels, index, (entity, known, period))
                continue
            if not known:
                continue
            before = 0
            aside = ASIDE.match(window)
            bracket = aside[0] if aside else ""
            for found in read_behind(
                label.indicator, window, said.rsplit(",", 1)[-1][-30:], text[label.start : label.end]
            ):
                if not found.shift and _promised(period, window, context):
                    aimed = _AIMED.get(found.indicator)
                    if aimed is None:
                        continue  # a level or rate that was only planned
                    found = replace(found, indicator=aimed)
                tail = ASIDE.match(window, found.end)
                stop = tail.end() if tail else found.end
                # What stands in brackets behind one number says nothing about the next.
                near = _OTHERS.sub("", said[-24:])
                near = near if "(" in near or ")" not in near else near.rsplit(")", 1)[-1]
                if (
                    context.stated
                    and period
                    and first_year(period) > context.stated
                    and found.indicator not in _AIMS
                ):
                    found = replace(found, confidence=min(found.confidence, _LOOSE))  # only foreseen
                own = text[label.start : label.end] + bracket + window[min(before, found.end) : stop]
                before = stop
                at = offset + label.start
                figure = _figure(
                    view, at, offset + label.end + found.end, label, found, entity, period, (own, near)
                )
                yield replace(figure, item=members) if members else figure

    def _list(
        self,
        view: PageView,
        offset: int,
        text: str,
        labels: Sequence[Label],
        index: int,
        whose: tuple[str | None, bool, str | None],
    ) -> Iterator[Figure]:
        """The numbers of a list, each with its own label, year or body."""
        entity, known, period = whose
        before = self._names.mentions(text[: labels[index].start])
        for told in told_respectively(labels, index, text, before):
            label, end = told.label, offset + told.label.end + told.found.end
            if not known and told.entity is None:
                continue
            around = text[max(0, label.start - 24) : labels[index].end]
            yield _figure(
                view, offset + label.start, end, label, told.found, told.entity or entity, told.period or period,
                (text[label.start : label.end], around),
            )  # fmt: skip

    def _of_enterprises(self, label: Label, text: str, entity: str | None) -> bool:
        """能源折标准煤 is an enterprise's 综合能耗; of a region it may be any total."""
        if not text[label.start : label.end].endswith("标准煤"):
            return False
        body = self._names.entities.get(entity or "")
        return body is None or body.kind is not Kind.ENTERPRISE

    def _entity(self, said: str, context: Context) -> tuple[str | None, bool]:
        """(whose, known): the body that a sentence names last, else the paper's owner; never a guess."""
        mentions = self._names.mentions(said)
        wider = [m.end() for m in _ELSEWHERE.finditer(said)]
        if wider and (not mentions or mentions[-1].end < wider[-1]):
            return None, False
        named = [m for m in mentions if not m.part and len(m.names) == 1 and self._tells_of(m, said)]
        if mentions and mentions[-1].part == "other":
            return None, False
        owner = context.owner
        if stranger_speaks(said, mentions, owner is None or owner.kind is not Kind.ENTERPRISE):
            return None, False
        if named:
            return named[-1].names[0].entity, True
        whole = _OUR_WHOLE.findall(said)
        if owner is not None and whole and whole[-1]:
            region = self._region(owner, whole[-1])
            return region, region is not None
        return whose(owner, self._names), True

    def _region(self, owner: Entity, kind: str) -> str | None:
        """Whom 全市 or 我县 means: a county itself when it is called so, of a firm the region around it."""
        city = self._names.entities.get(self._names.city_of(owner) or "")
        is_city = city is not None and city.name.endswith(kind)
        if owner.kind in {Kind.CITY, Kind.DEPARTMENT}:
            return whose(owner, self._names)
        if owner.kind is Kind.COUNTY:
            return city.code if city and is_city and not owner.name.endswith(kind) else owner.code
        county = self._names.entities.get(owner.parent or "")
        around = [r for r in (county, city) if r is not None and r.kind is not Kind.ENTERPRISE]
        fitting = {r.code for r in around if r.name.endswith(kind)}
        return fitting.pop() if len(fitting) == 1 else None

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
    if context.doctype not in _TARGET_PAPERS or _REACHED.search(window):
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
    if indicator in _OF_INDUSTRY and _INDUSTRY.search(near) and not _NARROW.search(_INDUSTRY.sub("", near)):
        return False
    return indicator not in _SCOPED and bool(_NARROW.search(near))


def _in_table(view: PageView, label: Label) -> bool:
    """A label in a row of fields is read with its table."""
    start, end = view.line_start(label.start), view.line_end(label.end)
    return "\t" in view.original(start, end)


def _period(said: str, label: str, context: Context) -> str | None:
    """The period spoken of before the label, else right behind it, else the paper's."""
    base = context.year
    before = said + label[:-12]
    ahead = [
        p
        for p in find_periods(before, base)
        if not _COMPARED.search(before[: p.start])
        and not before.startswith("相比", p.end)
        and not _PASSING.search(before[max(0, p.start - 1) : p.end + 12])
        and not _PRICE_BASE.match(before, p.end)
    ]
    if ahead:
        return ahead[-1].period
    if _FROM.search(label[-12:]):
        return context.whole
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
    return context.whole


def _compared_with(near: str) -> int | None:
    """The year, or the end of the plan, with which the words right before a label compare (与2005年相比, 比十五末)."""
    match = _AGAINST.search(near)
    if match is None:
        return None
    return int(match["year"]) if match["year"] else _PLAN_ENDS.get(match["plan"])


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


def _of_several_years(period: str | None) -> bool:
    """2011..2015, unlike the months of one year."""
    return period is not None and ".." in period and "-" not in period


def _figure(
    view: PageView,
    start: int,
    end: int,
    label: Label,
    found: Found,
    entity: str | None,
    period: str | None,
    around: tuple[str, str],
) -> Figure:
    """*around* is what stands at the number and, where that says nothing, what stands before its label."""
    id, confidence = found.indicator, found.confidence
    base = _compared_with(around[1]) if id in _OVER_YEARS or id == "I-CUMR" else None
    if base is not None and found.year is None:
        found = replace(found, year=f"since {base}")
    if found.year is not None and found.year.startswith("since "):
        id, period = _since(id, int(found.year[6:]), period)
    elif found.year is not None:
        period = found.year
    elif found.shift and period is not None and len(period) == 4:
        period = str(int(period) + found.shift)
    elif found.shift:
        period = None
    if id == "I-TGT" and _of_several_years(period) and not _A_YEAR.search("".join(around)):
        id = "I-TGT5"
    name = view.text[start : start + label.end - label.start]
    item = (
        product_of(name, view.text[max(view.line_start(start), start - 14) : start])
        if found.indicator in PER_PRODUCT
        else None
    )
    if id == "I-OUTQ" and item is None:
        confidence = _LOOSE  # of which product is not said
    amount = found.quantity
    stated = nearest(*around)
    named = view.text[max(0, start - 8) : start + label.end - label.start]
    summed = id == "I-CUMR" or (id in {"I-SAVE", "I-SAVET"} and _SUMMED.search(named))
    if summed and period is not None and len(period) == 4:
        confidence = _LOOSE  # since which year is not said
    return figure_of(
        amount,
        indicator="I-GDPN" if id == "I-GDPC" and stated.gdp_price == "现价" else id,
        entity=entity,
        period=period,
        caliber=fitting(stated, id),
        vintage=vintage(around[0]) or vintage(around[1]),
        wording="".join(view.original(start, end).split()),
        locator=view.locator(clause_start(view, start, end), end),
        confidence=seen_as(view, confidence),
        item=item,
        label="".join(view.original(start, start + label.end - label.start).split()),
    )

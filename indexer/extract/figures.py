"""Figures in sentences: an indicator, what it did, a number with its unit, in the period that is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive.domain.entity import Entity
from archive.domain.facts import Figure
from archive.domain.rulebook import Indicator
from indexer.extract.entities import Names
from indexer.extract.labels import Label, Labels, caliber, vintage
from indexer.extract.periods import find_periods, first_year
from indexer.extract.quantities import NUMBER, Quantity, quantity, unit_at, unit_in
from indexer.extract.reading import PageView, Reading

_SPACE = re.compile(r"\s+")
_STOP = re.compile(r"[。;!?]")
_ASIDE = re.compile(r"\s*\([^()]{2,24}\)")
_LEAD = 160
_ABOUT = r"(?:约|近|大约|约为|达)?"
_BOUND = re.compile(
    r"(?:超过|不低于|不少于|不高于|不超过|以上|以下|大于|小于|至少|高于|低于|突破|以内|控制在)"
)
_FALL, _RISE = "下降|降低|减少|下跌|降", "上升|增长|增加|提高|上涨|升高|升"
_CHANGE = re.compile(
    rf"^(?P<before>[^\d%]{{0,24}}?)(?:(?:20\d\d年的?)?(?P<last>{NUMBER})(?P<lastunit>[^\d,%]{{0,14}}?))?(?:20\d\d年)?"
    rf"(?P<way>{_FALL}|{_RISE})(?:了|幅度|率|目标|任务|幅|指标)*(?:为|是|到|达到|达|:)?{_ABOUT}"
    rf"(?P<number>{NUMBER})\s*(?P<unit>%|个百分点)"
)
_FROM_TO = re.compile(
    rf"^[^\d。]{{0,14}}?(?:由|从)[^\d。]{{0,10}}?(?:(?P<year>20\d\d)年的?)?(?P<old>{NUMBER})(?P<oldunit>[^\d,。]{{0,12}}?)(?:下降|降低|降|减少|上升|增加|升|提高)(?:到|至|为)"
    rf"[^\d。]{{0,8}}?(?:20\d\d年的?)?(?P<new>{NUMBER})"
)
_LEVEL = re.compile(
    rf"^(?P<before>[^\d。]{{0,18}}?)(?:20\d\d年)?(?:为|是|达到|达|完成|实现|:|共|=)?{_ABOUT}(?P<number>{NUMBER})"
)
_TARGET = re.compile(r"目标|任务|下达|要求|计划|力争|确保|责任|承诺")
_FIRM = re.compile(r"力争|确保|下达|(?:还要|须|必须|要|应当?)$")
_DONE = re.compile(r"完成|实现|实际|已|达到")
_PRICED = frozenset({"I-EGDP", "I-EIND", "I-ETOT", "I-CONS", "I-EOUT", "I-UPE"})
_FIVE = re.compile(r"十[一二三四]五|五年|累计|2006-2010|2011-2015")
_ELSEWHERE = re.compile(r"全国|全省|我省|国家|省上|省定")
_RATE_OF = {"I-EGDP": "I-EGDPR", "I-EIND": "I-EINDR", "I-ETOT": "I-EGRO", "I-GDPC": "I-GDPG"}
_FALL_IS_GOOD = frozenset({"I-EGDPR", "I-EINDR", "I-TGT", "I-TGT5", "I-CUMR"})
_AIMED = {target: target for target in ("I-TGT", "I-TGT5", "I-SAVET")} | {
    "I-EGDPR": "I-TGT",
    "I-SAVE": "I-SAVET",
}
_PRICE_BASE = re.compile(r"\s*(?:不变?(?:价|$)|可比|价)")
_TARGET_PAPERS = frozenset({"resp_letter", "target_notice", "policy_doc"})
_ANEW = re.compile(r"实际|目标|同比|比上年|较上年")  # a second change in one sentence says which it is
PER_PRODUCT = frozenset({"I-UPE", "I-OUTQ"})
_VAGUE = frozenset({"约", "近", "大约"})


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
            said = text[max(0, label.start - _LEAD) : label.start]
            entity = self._entity(said, context)
            period = _period(said, text[label.start : label.end + 12], context)
            before = 0
            for found in _read(label.indicator, window, said.rsplit(",", 1)[-1][-30:], context):
                if not found.shift and _promised(period, window, context):
                    aimed = _AIMED.get(found.indicator)
                    if aimed is None:
                        continue  # a level or rate that was only planned
                    found = replace(found, indicator=aimed)
                tail = _ASIDE.match(window, found.end)
                stop = tail.end() if tail else found.end
                # What stands in brackets behind one number says nothing about the next.
                around = said[-24:] + text[label.start : label.end] + window[min(before, found.end) : stop]
                before = stop
                at = offset + label.start
                yield _figure(view, at, offset + label.end + found.end, label, found, entity, period, around)

    def _entity(self, said: str, context: Context) -> str | None:
        """Whose figure a sentence gives: the body it names last, else the paper's owner; never a guess."""
        named = [m for m in self._names.mentions(said) if not m.part and len(m.names) == 1]
        wider = [m.end() for m in _ELSEWHERE.finditer(said)]
        if wider and (not named or named[-1].end < wider[-1]):
            return None
        if named:
            return named[-1].names[0].entity
        owner = context.owner
        if (
            owner is not None
            and re.search("全市|我市", said)
            and not owner.name.removesuffix("人民政府").endswith("市")
        ):
            return self._names.city_of(owner)
        return owner.code if owner is not None else None


def _promised(period: str | None, window: str, context: Context) -> bool:
    """What a paper that sets targets says of its own year is aimed at; what happened before is not."""
    if context.doctype not in _TARGET_PAPERS or re.search(r"实际|已完成", window):
        return False
    return period is None or context.year is None or first_year(period) >= context.year


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


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity read behind a label; `shift` -1 = of the year before."""

    indicator: str
    quantity: Quantity
    end: int
    confidence: float
    shift: int = 0
    year: str | None = None
    """The year printed with an old level (由2007年的1.28)."""


def _read(indicator: Indicator, window: str, lead: str, context: Context) -> Iterator[Found]:
    """What stands behind a label, at most one level and one change."""
    family, rest, base = indicator.unit_family, window, 0
    moved = _FROM_TO.match(window)
    if moved is not None and family != "percent":
        yield from _both(indicator, moved, window)
        base = moved.end()
        rest = window[base:]
    elif family != "percent" or indicator.id in _RATE_OF.values() or indicator.direction:
        level = _level(indicator, window, lead, context)
        if level is not None:
            yield level
            base = level.end
            rest = window[base:]
    if indicator.id not in _RATE_OF:
        return
    for turn in range(2):
        change = _CHANGE.match(re.sub(r"^[,(]", " ", rest))
        if change is None or _BOUND.search(change["before"]) or (turn and not _ANEW.search(change["before"])):
            return
        yield from _last_level(indicator, change, base)
        yield _changed(
            indicator, change, lead if not turn else "", rest[change.end() : change.end() + 4], context, base
        )
        base += change.end()
        rest = rest[change.end() :]


def _last_level(indicator: Indicator, change: re.Match[str], base: int) -> Iterator[Found]:
    """比上年的1.018吨标准煤/万元下降4.41%: the level of the year before."""
    if change["last"] is None or not re.search(r"上年|去年|上一年", change["before"]):
        return
    unit = unit_at(indicator.unit_family, change["lastunit"], 0) or _spoken(indicator)
    found = quantity(change["last"], unit, indicator.unit_family) if unit else None
    if found is not None:
        yield Found(indicator.id, found, base + change.end("last"), 0.8, -1)


def _level(indicator: Indicator, window: str, lead: str, context: Context) -> Found | None:
    aside = _ASIDE.match(window)
    printed = unit_in(indicator.unit_family, aside[0]) if aside else None
    skipped = aside.end() if aside else 0
    match = _LEVEL.match(window[skipped:])
    if (
        match is None
        or _BOUND.search(match["before"])
        or (indicator.id in _RATE_OF and re.search(_FALL + "|" + _RISE, match["before"]))
    ):
        return None
    family = indicator.unit_family
    if printed and match["before"]:
        return None
    stop = skipped + match.end()
    behind = unit_at(family, window, stop)
    unit = behind or printed
    if unit is None or re.match(r"(?:以上|以下|以内)", window[stop + len(behind or "") :]):
        return None
    found = quantity(match["number"], unit, family)
    if found is None:
        return None
    id = indicator.id
    if family == "percent":
        down = bool(re.search(_FALL, match["before"]))
        up = bool(re.search(_RISE, match["before"])) and not down
        if id in _FALL_IS_GOOD and up:
            found = found.negated()
        if id in {"I-EGRO", "I-GDPG"} and down:
            found = found.negated()
        if id == "I-EGDPR" and _is_target(lead, match["before"], context):
            id = "I-TGT5" if _FIVE.search(lead) else "I-TGT"
    if id == "I-SAVE" and _is_target(lead, match["before"], context):
        id = "I-SAVET"
    if id in _PRICED and _is_target(lead, match["before"], context):
        return None  # a level that was only aimed at
    vague = any(word in match[0] for word in _VAGUE) or "左右" in window[stop : stop + 10]
    confidence = 0.6 if vague else 0.9
    end = window.index(behind, stop) + len(behind) if behind else stop
    return Found(id, found, end, confidence)


def _both(indicator: Indicator, match: re.Match[str], window: str) -> Iterator[Found]:
    """由1.28下降到1.22: last year's level and this year's."""
    family = indicator.unit_family
    unit = (
        unit_at(family, window, match.end())
        or unit_at(family, window, match.end("old"))
        or _spoken(indicator)
    )
    if unit is None:
        return
    end = match.end() + (len(unit) if unit_at(family, window, match.end()) else 0)
    for digits, shift in ((match["old"], -1), (match["new"], 0)):
        found = quantity(digits, unit, family)
        if found is not None:
            yield Found(indicator.id, found, end, 0.75, shift, match["year"] if shift else None)


def _spoken(indicator: Indicator) -> str | None:
    """The unit that the indicator's own name fixes (万元GDP能耗)."""
    return "吨标准煤/万元" if indicator.unit_family == "energy_intensity" else None


def _changed(
    indicator: Indicator, match: re.Match[str], lead: str, after: str, context: Context, base: int
) -> Found:
    id = _RATE_OF[indicator.id]
    found = quantity(match["number"], match["unit"], "percent")
    assert found is not None
    aimed = _is_target(lead, match["before"], context) or bool(re.match(r"的?(?:目标|任务)", after))
    falls = match["way"] in _FALL.split("|")
    if id in _FALL_IS_GOOD:
        if _FIVE.search(lead + match["before"]):
            id = "I-TGT5" if aimed else "I-CUMR"
        elif aimed:
            id = "I-TGT"
        found = found if falls else found.negated()
    else:
        found = found.negated() if falls else found
    return Found(id, found, base + match.end(), 0.9 if match["unit"] == "%" else 0.7)


def _is_target(lead: str, before: str, context: Context) -> bool:
    around = lead + before
    if _FIRM.search(around) or _FIRM.search(lead):
        return True
    return bool(_TARGET.search(around)) and not _DONE.search(around)


def _period(said: str, label: str, context: Context) -> str | None:
    """The period spoken of before the label, else right behind it, else the paper's."""
    base = context.year
    before = said + label[:-12]
    ahead = [
        p
        for p in find_periods(before, base)
        if not re.search(r"[比较]$", said[: p.start]) and not _PRICE_BASE.match(before, p.end)
    ]
    if ahead:
        return ahead[-1].period
    if re.search(r"[由从]", label[-12:]):
        return context.period or (str(base) if base is not None else None)
    behind = next(
        (
            p
            for p in find_periods(label[-12:], base)
            if p.stated and not _PRICE_BASE.match(label[-12:], p.end)
        ),
        None,
    )
    if behind is not None:
        return behind.period
    return context.period or (str(base) if base is not None else None)


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
    if found.year is not None:
        period = found.year
    elif found.shift and period is not None and len(period) == 4:
        period = str(int(period) + found.shift)
    elif found.shift:
        period = None
    amount = found.quantity
    stated = caliber(around)
    return Figure(
        indicator="I-GDPN" if found.indicator == "I-GDPC" and stated.gdp_price == "现价" else found.indicator,
        entity=entity,
        period=period,
        caliber=stated,
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
        locator=view.locator(start, end),
        confidence=found.confidence,
        item=product(view.text[start : start + label.end - label.start])
        if found.indicator in PER_PRODUCT
        else None,
        label=_SPACE.sub("", view.original(start, start + label.end - label.start)),
    )

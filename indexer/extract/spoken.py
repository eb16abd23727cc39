"""What a sentence says behind the name of an indicator: a level, a change, from what to what, aimed at or reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.domain.rulebook import Indicator
from indexer.extract.periods import find_periods
from indexer.extract.quantities import NUMBER, Quantity, quantity, unit_at, unit_in

ASIDE = re.compile(r"\s*\((?![^()]*\d(?!\d*年))[^()]{2,24}\)")
"""Words in brackets behind a name or a number, no second number."""
_ABOUT = r"(?:约|近|大约|约为|达)?"
_BOUND = re.compile(
    r"(?:超过|不低于|不少于|不高于|不超过|以上|以下|大于|小于|至少|高于|低于|突破|以内|控制在)"
)
_FALL, _RISE = "下降|降低|减少|下跌|降", "上升|增长|增加|提高|上涨|升高|升"
_CHANGE = re.compile(
    rf"^(?P<before>[^\d%]{{0,24}}?)(?:(?:20\d\d年的?)?(?P<last>(?!(?:19|20)\d\d年){NUMBER})(?P<lastunit>[^\d,%]{{0,14}}?))?(?:(?P<since>20\d\d)年(?:累计|相比|水平)?)?"
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
_FORMULA = re.compile(r"^(?:为|是|:)?=[^=。;,]{2,60}(?==\s*[-+]?\d)")
"""节能量=(95.00-93.38)×110.49×10=1790吨标准煤: how a value was worked out stands before it."""
_NEXT_PERIOD = re.compile(
    rf"^[,;](?:报告期|考核期|本期|统计期)\(?(?P<year>20\d\d)年度?\)?(?:为|是|:)?(?P<number>{NUMBER})"
)
_OTHER_VALUE = re.compile(rf"^[,;、](?:其中|按)?(?:当量|等价)值?(?:计算)?(?:为|是|:)?(?P<number>{NUMBER})")
_TARGET = re.compile(r"目标|任务|下达|要求|计划|力争|确保|责任(?!公司)|承诺")
_FIRM = re.compile(r"力争|确保|下达|(?:还要|须|必须|要|应当?)$")
_DONE = re.compile(r"完成|实现|实际|已|达到")
_PRICED = frozenset({"I-EGDP", "I-EIND", "I-ETOT", "I-CONS", "I-EOUT", "I-UPE"})
_FIVE = re.compile(r"十[一二三四]五|五年|累计|2006-2010|2011-2015")
_RATE_OF = {"I-EGDP": "I-EGDPR", "I-EIND": "I-EINDR", "I-ETOT": "I-EGRO", "I-GDPC": "I-GDPG"}
_FALL_IS_GOOD = frozenset({"I-EGDPR", "I-EINDR", "I-TGT", "I-TGT5", "I-CUMR"})
_SINCE = re.compile(r"[比较与同和]$")
_AIMS = frozenset({"I-TGT", "I-TGT5", "I-SAVET"})
_OF_TARGET = {"I-SAVET": "I-SAVE", "I-TGT": "I-EGDPR"}
_REACHED = re.compile(
    rf"[^\d。]{{0,4}}?[,;。](?:据[^,。\d]{{1,8}},|经[^,。\d]{{1,8}},)?(?:全年|年末|当年)?实际(?:完成|实现|降低|下降|节能)?(?:了|为|量|率)*(?P<number>{NUMBER})"
)
_RESPECTIVELY = re.compile(r"[^\d。]{0,30}分别")
_ANEW = re.compile(
    r"实际|目标|同比|比上年|较上年|累计|十[一二三四]五"
)  # a second change in one sentence says which it is
_UNDERSTOOD = re.compile(
    r"\"?十[一二三四]五\"?|期间|时期|规划|五年|下降|降低|上升|增长|提高|减少|幅|至|较|同比|环比|与?[比较]?(?:上年|去年|上一年度?)(?:同期)?(?:相比|水平)?|[比较](?:20\d\d年)?|基础上|同期|年均|累计|实际|初步|预计|完成|实现|年度|全年|当年|本年|"
    r"目标|任务|指标|责任|下达|要求|计划|力争|确保|必须|应当|控制|达到|数值?|总[量额]|数额|我局|(?:[省市县区])?统计局|我市|经?(?:核[算定]|审[核定]|反馈|认定|测算)后?|仅|只|共计?|合计|情况|综合|率|幅度|量|值|由|从|"
    r"吨标准?煤/万元|万吨标准?煤|吨标准?煤|(?:(?:19|20)\d\d年)?(?:不变|可比|现)价(?:格?计算|格)?|(?:当量|等价)值?|(?:施工图?)?(?:设计|施工|竣工验收)阶段|"
    r"[据经。的了为是达须要应在按、,:=()\s已再将可有]"
)
_MOVES = re.compile(_FALL + "|" + _RISE)
_FALLS, _RISES = re.compile(_FALL), re.compile(_RISE)
_WAYS_DOWN = frozenset(_FALL.split("|"))
_COMPARED = re.compile("同比|上年|去年|个百分点")
_LAST_YEAR = re.compile("上年|去年|上一年")
_JOINT = re.compile(r"^[,(]")
_RANGE = re.compile(r"以上|以下|以内|之间|\s*[-~至到—]\s*\d")
_AIMED_AT = re.compile(r"(?:以上|左右)?的?(?:目标|任务)")
_INEXACT = re.compile("以上|以下|以内|左右")
_TO = re.compile(r"[-~至到—]\d")
_WORD = re.compile(r"[\u4e00-\u9fa5a-z]")
_PER_TONNE = ("千克标准煤", "公斤标准煤", "千克标煤")
_SURE, _SHIFTED, _DOUBTFUL = 0.9, 0.88, 0.6
_VAGUE = frozenset({"约", "近", "大约"})


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity read behind a label; `shift` -1 = of the year before."""

    indicator: str
    quantity: Quantity
    end: int
    confidence: float
    shift: int = 0
    year: str | None = None
    """The year printed with an old level (由2007年的1.28), or `since Y` of a change over several years."""


def read_behind(indicator: Indicator, window: str, lead: str, name: str = "") -> Iterator[Found]:
    """What stands behind a label, at most one level and one change; *name* is the label as printed."""
    formula = _FORMULA.match(window)
    if formula is None:
        yield from _behind(indicator, window, lead, name)
        return
    for found in _behind(indicator, window[formula.end() :], lead, name):
        yield replace(found, end=found.end + formula.end())


def _behind(indicator: Indicator, window: str, lead: str, name: str) -> Iterator[Found]:
    if _RESPECTIVELY.match(window):
        return  # see `respectively`
    family, rest, base = indicator.unit_family, window, 0
    moved = _FROM_TO.match(window)
    if moved is not None and family != "percent":
        yield from _both(indicator, moved, window)
        base = moved.end()
        rest = window[base:]
    elif family != "percent" or indicator.id in _RATE_OF.values() or indicator.direction:
        level = _level(indicator, window, lead, name)
        if level is not None:
            yield level
            base = level.end
            rest = window[base:]
            yield from _reached(level, rest, base)
            yield from _in_next_period(level, family, rest, base)
            yield from _by_other_value(level, family, rest, base)
    if indicator.id not in _RATE_OF:
        return
    if aside := ASIDE.match(rest):
        base, rest = base + aside.end(), rest[aside.end() :]
    for turn in range(2):
        change = _CHANGE.match(_JOINT.sub(" ", rest))
        if change is None or _BOUND.search(change["before"]) or (turn and not _ANEW.search(change["before"])):
            return
        yield from _last_level(indicator, change, base)
        after = rest[change.end() : change.end() + 4]
        if (changed := _changed(indicator, change, lead if not turn else "", after, base)) is not None:
            yield changed
        base += change.end()
        rest = rest[change.end() :]


def _by_other_value(level: Found, family: str, rest: str, base: int) -> Iterator[Found]:
    """综合能源消费量等价值为69950吨标准煤,当量值为61236吨标准煤: the same energy by the other value of electricity."""
    match = _OTHER_VALUE.match(rest)
    unit = level.quantity.unit
    if match is not None and family == "energy" and rest.startswith(unit, match.end()):
        found = quantity(match["number"], unit, family)
        if found is not None:
            yield Found(level.indicator, found, base + match.end() + len(unit), level.confidence)


def _in_next_period(level: Found, family: str, rest: str, base: int) -> Iterator[Found]:
    """基期(2010年)单耗95.00千克标准煤/吨,报告期(2011年)93.38千克标准煤/吨: the same quantity in another year."""
    match = _NEXT_PERIOD.match(rest)
    unit = level.quantity.unit
    if match is not None and rest.startswith(unit, match.end()):
        found = quantity(match["number"], unit, family)
        if found is not None:
            yield Found(level.indicator, found, base + match.end() + len(unit), _SURE, year=match["year"])


def _reached(level: Found, rest: str, base: int) -> Iterator[Found]:
    """节能量目标5960吨标准煤,实际完成6012吨标准煤: what was reached of what was aimed at."""
    id = _OF_TARGET.get(level.indicator)
    done = _REACHED.match(rest) if id else None
    if id is None or done is None:
        return
    family = "energy" if id == "I-SAVE" else "percent"
    unit = unit_at(family, rest, done.end())
    found = quantity(done["number"], unit, family) if unit else None
    if unit is not None and found is not None:
        yield Found(id, found, base + rest.index(unit, done.end()) + len(unit), _SURE)


def _last_level(indicator: Indicator, change: re.Match[str], base: int) -> Iterator[Found]:
    """比上年的1.018吨标准煤/万元下降4.41%: the level of the year before."""
    if change["last"] is None or not _LAST_YEAR.search(change["before"]):
        return
    unit = unit_at(indicator.unit_family, change["lastunit"], 0) or _spoken(indicator)
    found = quantity(change["last"], unit, indicator.unit_family) if unit else None
    if found is not None:
        yield Found(indicator.id, found, base + change.end("last"), _SHIFTED, -1)


def _level(indicator: Indicator, window: str, lead: str, name: str) -> Found | None:
    aside = ASIDE.match(window)
    printed = unit_in(indicator.unit_family, aside[0]) if aside else None
    skipped = aside.end() if aside else 0
    match = _LEVEL.match(window[skipped:])
    if (
        match is None
        or _BOUND.search(match["before"])
        or (
            _MOVES.search(match["before"])
            and (indicator.unit_family != "percent" or _COMPARED.search(match["before"]))
        )
    ):
        return None
    family = indicator.unit_family
    if printed and match["before"]:
        return None
    if indicator.id in _AIMS and match["before"].endswith("的"):
        return None  # 完成目标的63%
    stop = skipped + match.end()
    behind = unit_at(family, window, stop)
    unit = behind or printed
    if unit is None and name.endswith("标准煤") and unit_at("product", window, stop) == "吨":
        behind, unit = "吨", "吨标准煤"  # 折标准煤12345吨
    if unit is None and family == "energy_per_product" and name.startswith("吨"):
        behind = next((u for u in _PER_TONNE if window.startswith(u, stop)), None)
        unit = f"{behind}/吨" if behind else None  # 吨水泥综合能耗95.2千克标准煤
    after = window[stop:].lstrip()[len(behind or "") :]
    if unit is None or _RANGE.match(after):
        return None
    found = quantity(match["number"], unit, family)
    if found is None:
        return None
    id = indicator.id
    if family == "percent":
        down = bool(_FALLS.search(match["before"]))
        up = bool(_RISES.search(match["before"])) and not down
        if id in _FALL_IS_GOOD and up:
            found = found.negated()
        if id in {"I-EGRO", "I-GDPG"} and down:
            found = found.negated()
        if id == "I-EGDPR" and _is_target(lead, match["before"]):
            id = "I-TGT5" if _FIVE.search(lead) else "I-TGT"
    if id == "I-SAVE" and _is_target(lead, match["before"]):
        id = "I-SAVET"
    if id in _PRICED and _is_target(lead, match["before"]):
        return None  # a level that was only aimed at
    vague = any(word in match[0] for word in _VAGUE) or "左右" in window[stop : stop + 10]
    confidence = _DOUBTFUL if vague or not _clear(match["before"]) else _SURE
    end = window.index(behind, stop) + len(behind) if behind else stop
    return Found(id, found, end, confidence)


def _clear(before: str) -> bool:
    """Whether every word between the name and the number is understood; another noun may own the number."""
    return not _WORD.search(_UNDERSTOOD.sub("", before))


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
            yield Found(indicator.id, found, end, _SHIFTED, shift, match["year"] if shift else None)


def _spoken(indicator: Indicator) -> str | None:
    """The unit that the indicator's own name fixes (万元GDP能耗)."""
    return "吨标准煤/万元" if indicator.unit_family == "energy_intensity" else None


def _changed(indicator: Indicator, match: re.Match[str], lead: str, after: str, base: int) -> Found | None:
    id = _RATE_OF[indicator.id]
    found = quantity(match["number"], match["unit"], "percent")
    assert found is not None
    aimed = _is_target(lead, match["before"]) or bool(_AIMED_AT.match(after))
    if _INEXACT.match(after) and not aimed:
        return None
    if _TO.match(after):
        return None  # from one number to another is neither
    falls = match["way"] in _WAYS_DOWN
    since = match["since"] if match["since"] and _SINCE.search(match["before"]) else None
    if id in _FALL_IS_GOOD:
        if _FIVE.search(lead + match["before"]):
            id = "I-TGT5" if aimed else "I-CUMR"
        elif aimed:
            id = "I-TGT"
        found = found if falls else found.negated()
    else:
        if aimed:
            return None
        found = found.negated() if falls else found
    sure = match["unit"] == "%" and _clear(match["before"]) and "约" not in match[0] and "近" not in match[0]
    year = f"since {since}" if since else _several_years(match["before"])
    return Found(id, found, base + match.end(), _SURE if sure else _DOUBTFUL, year=year)


def _several_years(before: str) -> str | None:
    """The plan or the years that a change is said to cover right before it (“十一五”期间累计降低20%)."""
    found = [p.period for p in find_periods(before) if ".." in p.period]
    return found[-1] if found else None


def _is_target(lead: str, before: str) -> bool:
    around = lead + before
    if _FIRM.search(around) or _FIRM.search(lead):
        return True
    return bool(_TARGET.search(around)) and not _DONE.search(around)

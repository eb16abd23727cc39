"""Names of indicators in folded text, and the caliber and vintage words printed around them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from archive.domain.facts import Caliber
from archive.domain.rulebook import Indicator
from indexer.extract.keywords import automaton
from indexer.extract.reading import folded

# Wordings of the field beside the rulebook's synonyms.
_MORE: Mapping[str, tuple[str, ...]] = {
    "I-EGDP": ("万元GDP综合能耗", "单位GDP综合能耗", "万元国内生产总值能耗", "单位地区生产总值能耗", "万元地区生产总值能耗", "GDP能耗", "单位生产总值能源消耗"),
    "I-EGDPR": ("单位GDP能耗下降率", "万元GDP能耗降低率", "能耗强度下降率", "能耗降低率", "单位生产总值能耗降低率", "GDP能耗降低率", "降低率"),
    "I-ETOT": ("能源消费量", "能耗总量", "全社会能源消费总量", "综合能源消费总量"),
    "I-EGRO": ("能耗增速", "能源消费总量增速", "能耗总量增速"),
    "I-GDPG": ("GDP增速", "生产总值增速", "地区生产总值增速", "GDP增长率"),
    "I-EIND": ("规模以上工业万元增加值能耗", "万元工业增加值综合能耗", "工业增加值能耗", "规上工业增加值能耗"),
    "I-EINDR": ("规模以上工业增加值能耗降低率", "工业增加值能耗降低率", "单位工业增加值能耗降低率"),
    "I-EOUT": ("万元产值综合能耗", "单位产值能耗", "产值能耗", "万元工业总产值能耗"),
    "I-CONS": ("消耗能源折标准煤", "能源消耗折标准煤", "消耗能源折合标准煤", "能源消耗折合标准煤", "消费能源折标准煤", "能源消费折标准煤", "耗能折标准煤", "能耗折标准煤", "综合能耗折标准煤", "年综合能耗", "综合能源消耗总量"),
    "I-RD": ("节能研发专项资金", "研发专项资金", "节能研发经费", "节能研发投入"),
    "I-REV": ("地方财政一般预算收入", "财政一般预算收入", "地方一般预算收入", "公共财政预算收入"),
    "I-METERN": ("应配数", "应配数量", "应配备数量"),
    "I-METERS": ("实配数", "实配数量", "实配备数量"),
    "I-PEOPLE": ("用能人员", "用能总人数"),
    "I-AREA": ("总建筑面积",),
    "I-ELEC": ("用电总量", "总用电量", "电力消费量", "全社会电力消费量"),
    "I-EGDPEL": ("单位GDP用电量", "万元GDP电耗", "单位生产总值电耗", "万元生产总值电耗"),
    "I-IVA": ("规模以上工业企业增加值", "工业增加值(规模以上)"),
    "I-VA3": ("三产增加值", "第三产业生产总值"),
    "I-CUMR": ("累计下降率", "累计下降幅度", "累计降幅"),
    "I-SAVE": ("完成节能量", "实现节能量", "实际节能量"),
    "I-TGT": ("目标降低率", "年度降低目标", "下降目标", "降低目标", "年度节能目标", "节能目标任务", "责任目标"),
    "I-SAVET": ("目标节能量", "节能目标量", "节能量任务"),
    "I-TGTC": ("目标完成率", "完成年度目标"),
    "I-COVER": ("配备率", "计量器具配备率"),
    "I-BLD": ("强制性标准执行率", "节能标准执行率"),
    "I-SHR3": ("第三产业比重", "第三产业增加值占GDP比重", "第三产业增加值占GDP的比重", "三产占比", "第三产业增加值比重"),
    "I-SHRHT": ("高技术产业增加值占工业增加值的比重", "高技术产业比重", "高技术产业增加值比重"),
    "I-PPC": ("人均综合能耗", "人均能耗"),
    "I-PPA": ("单位建筑面积能耗",),
    "I-GDPC": ("地区生产总值", "生产总值", "GDP"),
    "I-UPE": ("单位产品综合能耗", "单位产品能耗", "水泥综合能耗", "吨水泥综合能耗", "吨钢综合能耗", "合成氨综合能耗", "可比水泥综合能耗"),
}  # fmt: skip
# GDP as a part of another quantity's name.
_NOT_GDP = re.compile(r"(?:单位|万元|亿元|占|人均|每|国内|与)$")
_NOT_GDP_AFTER = re.compile(r"[的之]?(?:能耗|电耗|水耗|二氧化碳|碳排放|能源|用水|比重|占比|统计|核算)")
_SKIP = frozenset({"I-LOPEN", "I-LBUY", "I-LUSE", "I-LCLOSE", "I-CERTN", "I-SCORE"})
_TOO_SHORT = frozenset({"产值", "消费", "购进", "nl", "ns"})
_ELECTRICITY = (("当量值", re.compile(r"当量")), ("等价值", re.compile(r"等价")))
_PRICE = (
    ("不变价", re.compile(r"不变价")),
    ("可比价", re.compile(r"可比价")),
    ("现价", re.compile(r"现价|当年价")),
)
_SCOPE = (
    ("规模以上工业", re.compile(r"规模以上|规上")),
    ("全社会", re.compile(r"全社会")),
    ("法人单位", re.compile(r"法人单位")),
)
_PERIOD = (
    ("五年累计", re.compile(r"五年累计|十.五.{0,6}累计|累计.{0,4}五年")),
    ("本月累计", re.compile(r"本月累计|月累计|1-\d{1,2}月|1至\d{1,2}月|年初至今")),
    ("当月", re.compile(r"当月")),
)
_VINTAGE = (
    ("核定", re.compile(r"核定|认定")),
    ("快报", re.compile(r"快报")),
    ("年报", re.compile(r"年报")),
    ("初步", re.compile(r"初步(?:核算|测算|统计)?|预计")),
    ("修订", re.compile(r"修订|最终核实")),
)
_EARLY = frozenset({"快报", "初步"})


def _any_of(*words: tuple[tuple[str, re.Pattern[str]], ...]) -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for group in words for _, pattern in group))


# Most texts state nothing: one look instead of one for each word.
_ANY_FACET = _any_of(_ELECTRICITY, _PRICE, _SCOPE, _PERIOD)
_ANY_VINTAGE = _any_of(_VINTAGE)
_SILENT = Caliber()


@dataclass(frozen=True, slots=True)
class Label:
    """An indicator named at start..end."""

    start: int
    end: int
    indicator: Indicator


class Labels:
    """Every name of every indicator as one automaton."""

    def __init__(
        self, indicators: Mapping[str, Indicator], synonyms: Mapping[str, str] | None = None
    ) -> None:
        self.indicators = indicators
        table: dict[str, str] = {}
        for id, indicator in indicators.items():
            if id in _SKIP:
                continue
            for word in (indicator.name, *indicator.synonyms, *_MORE.get(id, ())):
                for key in {folded(word), re.sub(r"\(.*?\)", "", folded(word))}:
                    if len(key) >= 2 and key not in _TOO_SHORT:
                        table.setdefault(key, id)
        for id, words in _MORE.items():
            if id in indicators:
                table.update({folded(word): id for word in words})
        table.update({folded(word): id for word, id in (synonyms or {}).items() if id in indicators})
        self._find = automaton({key: (len(key), id) for key, id in table.items()})

    def find(self, text: str) -> list[Label]:
        """Non-overlapping labels; the longest at a place wins."""
        found = [(end + 1 - length, end + 1, id) for end, (length, id) in self._find.iter(text)]
        found.sort(key=lambda item: (item[0], -item[1]))
        result: list[Label] = []
        for start, end, id in found:
            if id == "I-GDPC" and (
                _NOT_GDP.search(text[max(0, start - 4) : start]) or _NOT_GDP_AFTER.match(text[end : end + 6])
            ):
                continue
            if result and start < result[-1].end:
                if end - start <= result[-1].end - result[-1].start:
                    continue
                result.pop()
            result.append(Label(start, end, self.indicators[id]))
        return result


def caliber(text: str) -> Caliber:
    """The facets that a text states; what it does not state stays None."""
    if not _ANY_FACET.search(text):
        return _SILENT
    return Caliber(_one(_ELECTRICITY, text), _one(_PRICE, text), _one(_PERIOD, text), _one(_SCOPE, text))


def nearest(own: str, near: str) -> Caliber:
    """Facets stated at a number; what is silent there may be stated before its label."""
    if not _ANY_FACET.search(own):
        return caliber(near)
    here, before = caliber(own), caliber(near)
    return Caliber(
        here.electricity_value or (None if _any(_ELECTRICITY, own) else before.electricity_value),
        here.gdp_price or (None if _any(_PRICE, own) else before.gdp_price),
        here.period or (None if _any(_PERIOD, own) else before.period),
        here.scope or (None if _any(_SCOPE, own) else before.scope),
    )


_PRICED = frozenset(
    [
        "I-EGDP",
        "I-EGDPR",
        "I-CUMR",
        "I-EIND",
        "I-EINDR",
        "I-EOUT",
        "I-GDPC",
        "I-GDPN",
        "I-GDPG",
        "I-IVA",
        "I-VA3",
        "I-VAHT",
        "I-OUTV",
        "I-SHR3",
        "I-SHRHT",
        "I-EGDPEL",
    ]
)
_VALUED = frozenset(
    [
        "I-EGDP",
        "I-EGDPR",
        "I-CUMR",
        "I-EIND",
        "I-EINDR",
        "I-EOUT",
        "I-ETOT",
        "I-EGRO",
        "I-CONS",
        "I-SAVE",
        "I-SAVET",
        "I-UPE",
        "I-PPC",
        "I-PPA",
    ]
)


def fitting(stated: Caliber, indicator: str) -> Caliber:
    """Without the facets that the quantity does not have: prices of an energy, electricity of a GDP."""
    price = stated.gdp_price if indicator in _PRICED else None
    value = stated.electricity_value if indicator in _VALUED else None
    if price == stated.gdp_price and value == stated.electricity_value:
        return stated
    return Caliber(value, price, stated.period, stated.scope)


def vintage(text: str) -> str | None:
    """快报, 年报, 核定 ... when a text says so; 初步核算 of a 快报 is the earlier of the two."""
    if not _ANY_VINTAGE.search(text):
        return None
    found = [value for value, pattern in _VINTAGE if pattern.search(text)]
    if len(found) == 2 and set(found) <= _EARLY:
        return found[0]
    return found[0] if len(found) == 1 else None


def _any(words: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> bool:
    return any(pattern.search(text) for _, pattern in words)


def _one(words: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str | None:
    """The only facet named; two different ones decide nothing."""
    found = [value for value, pattern in words if pattern.search(text)]
    return found[0] if len(found) == 1 else None

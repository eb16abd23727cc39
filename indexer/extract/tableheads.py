"""What the heads of a table say about the cells below and beside them: quantity, period, body, plan or result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from archive.domain.rulebook import Indicator
from indexer.extract.entities import Names
from indexer.extract.labels import Labels
from indexer.extract.periods import find_periods

CHANGE = re.compile(
    r"上升或下降|升降(?:幅度|幅|率)?|增减(?:率|幅度|幅|变化)?|同比(?:增长|增速|增减|升降|下降|降低)?(?:率|幅度)?"
    r"|[比较](?:上年|去年)(?:同期)?(?:增长|增减|升降|上升或下降|下降|降低|增加|减少)?(?:率|幅度)?|增速|增长(?:率|速度|幅度)?"
    r"|(?:下降|降低)(?:率|幅度|幅)|下降|降低|变化率|变动率|环比|\(?±%?\)?"
)
TARGET = re.compile(
    r"目标(?:值|任务|数|量)?|任务(?:量|数|指标)?|计划(?:数|值)?|下达(?:数)?|预算(?:数|安排)?|承诺|责任|预期|预计|指标任务"
)
LAST = re.compile(r"上年(?:度|同期|同月|实际|实绩|数|值)?|去年(?:同期|实际|数)?|基准期|基期|上一年度?")
CUMULATED = re.compile(r"本?年?(?:本月止)?累计(?:数|值)?|年初至今|1-本月")
NOW = re.compile(
    r"本年(?:度|实际|数|值)?|当年|本期(?:数)?|本季度?|报告期|今年|本月(?:数)?|当月|实际(?:完成)?(?:数|值|情况)?|实绩|实测值?|完成(?:数|值|情况)?"
    r"|决算(?:数)?|核定(?:数|值)?|核算(?:数)?|执行数|年报|快报"
)
TOTAL = re.compile(r"合计|总计|小计|共计")
PART = re.compile(r"其中")
SIGNED = re.compile(r"上升或下降|升降|±|增减|增长|增速|同比(?!下降|降低)")
UNSIGNED = re.compile(r"下降|降低")
_NEUTRAL = re.compile(
    r"[本我全](?:县|区|市|镇|单位|公司|企业|厂|集团|地区)(?=$|[^\u4e00-\u9fa5])|指标值|指标名称|指标|绝对[值量数]|水平|数值|数量|全年|年度|年末|全部|口径|标准量|数据|总额"
)
_CALIBER = re.compile(
    r"电力折标|(?:当量|等价)(?:值|热值)?(?:计算)?|按?(?:(?:19|20)\d\d年)?(?:不变|可比|现|当年)价(?:格)?(?:计算)?|规模以上(?:工业)?(?:企业)?|规上(?:工业)?|全社会|法人单位"
)
_UNIT_WORDS = re.compile(
    r"(?:单位:)?(?:亿|万|千|百)?(?:吨标准?煤|千克标准?煤|公斤标准?煤|tce|kgce|吨煤|千瓦时|kwh|度|元|吨|人|平方米|m2|重量箱|吉焦)(?:[/每](?:吨|t|万?元|人|平方米|m2|重量箱|吉焦|千瓦时|年))?|(?<=\()万?t(?=\))|%|个?百分点"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?:年度?)?(?!\d)")
_MONTH = re.compile(r"(?<!\d)\d{1,2}月份?|第?[1-4一二三四]季度?|[上下]半年|1-\d{1,2}月|全年")
_MARKS = re.compile(
    r"[\s|()（）:、,。;\-—~*.#/【】\[\]\"'+?_]+|^\d+(?=[\u4e00-\u9fa5、.])|[①-⑳]|^[一二三四五六七八九十]+(?=[、.])"
)
_PLAN = re.compile(r"\"?十[一二三四]五\"?(?:期间|时期|规划期?|以来|末)?|五年(?:累计)?|规划期")
_TARGETS = frozenset({"I-TGT", "I-TGT5"})
_TARGETED = frozenset({"I-EGDP", "I-EGDPR"})
_OVER_YEARS = {"I-TGT": "I-TGT5"}
_WHOSE = re.compile(r"(?:上|去|本|今|当)年度?")
_ONLY_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")


@dataclass(frozen=True, slots=True)
class Said:
    """What the words above or beside a cell state."""

    text: str
    indicator: Indicator | None = None
    several: bool = False
    """Two quantities are named: nobody can say which one the cell holds."""
    entity: str | None = None
    stranger: bool = False
    """A body is named, and not one that we know alone."""
    change: bool = False
    target: bool = False
    last: bool = False
    cumulated: bool = False
    total: bool = False
    part: bool = False
    rest: str = ""
    """Words that nobody understood: the cell may hold something else."""


def understand(path: tuple[str, ...], labels: Labels, names: Names) -> Said:
    """Read the words of one column's heads, outermost first, or of one row's labels."""
    text = "|".join(path)
    found = labels.find(text)
    if not found and len(path) > 1:
        # 规模以上工业 | 增加值: a name that is written over two heads.
        text = "".join(path)
        found = labels.find(text)
    ids = {label.indicator.id for label in found}
    change = False
    if len(ids) == 2 and "I-EGDPR" in ids and found[-1].indicator.id == "I-EGDPR":
        # 单位工业增加值能耗 | 降低率: a bare 降低率 belongs to the head above it.
        found, change, ids = found[:-1], True, ids - {"I-EGDPR"}
    rest = text
    for label in reversed(found):
        rest = rest[: label.start] + "|" + rest[label.end :]
    mentions = names.mentions(rest)
    entity, stranger = None, False
    for mention in reversed(mentions):
        stranger = stranger or bool(mention.part) or len(mention.names) != 1
        entity = mention.names[0].entity
        rest = rest[: mention.start] + "|" + rest[mention.end :]
    stranger = stranger or len(mentions) > 1
    ids = _of_target(ids)
    planned = bool(_PLAN.search(rest))
    rest = _PLAN.sub("|", _CALIBER.sub("|", rest))
    target = bool(TARGET.search(rest)) or any(
        label.indicator.id in {"I-TGT", "I-TGT5", "I-SAVET"} for label in found
    )
    rest = TARGET.sub("|", rest)
    change = change or bool(CHANGE.search(rest))
    rest = CHANGE.sub("|", rest)
    last = bool(LAST.search(rest))
    cumulated = bool(CUMULATED.search(rest)) or any(
        label.indicator.id == "I-SAVE" and "累计" in text[label.start : label.end] for label in found
    )
    indicator = labels.indicators[next(iter(ids))] if len(ids) == 1 else None
    if indicator is not None and (planned or cumulated) and indicator.id in _OVER_YEARS:
        indicator, cumulated = labels.indicators[_OVER_YEARS[indicator.id]], False
    rest = NOW.sub("|", CUMULATED.sub("|", LAST.sub("|", rest)))
    total, part = bool(TOTAL.search(rest)), bool(PART.search(rest))
    rest = TOTAL.sub("|", PART.sub("|", rest))
    for pattern in (_MONTH, _YEAR, _UNIT_WORDS, _NEUTRAL, _MARKS):
        rest = pattern.sub("|", rest)
    return Said(
        text=text,
        indicator=indicator,
        several=len(ids) > 1,
        entity=entity if not stranger else None,
        stranger=stranger,
        change=change,
        target=target,
        last=last,
        cumulated=cumulated,
        total=total,
        part=part,
        rest=rest.replace("|", ""),
    )


def _of_target(ids: set[str]) -> set[str]:
    """单位GDP能耗降低目标 names the rate and its target: it is the target."""
    targets = ids & _TARGETS
    return targets if len(targets) == 1 and ids - targets <= _TARGETED else ids


@lru_cache(maxsize=1 << 12)
def period_of(path: tuple[str, ...], base: int | None) -> tuple[str | None, bool]:
    """(period, stated) of heads; several different periods in one head say nothing: (None, True)."""
    for text in (_WHOSE.sub("", word) for word in reversed(path)):
        if match := _ONLY_YEAR.fullmatch(text):
            return match[1], True
        found = {
            p.period for p in find_periods(text, base) if not re.match(r"不变价|可比价|价", text[p.end :])
        }
        if len(found) > 1:
            return None, True
        if found:
            return found.pop(), True
    return None, False

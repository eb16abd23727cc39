"""Stocks and flows of energies: month ledgers, statistical forms and flow tables, one energy a table, column or row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.domain.facts import Caliber, Figure
from indexer.extract.grids import Field, Grid, Row, counts
from indexer.extract.periods import find_periods, last_month
from indexer.extract.quantities import NUMBER, figure_of, quantity, unit_in
from indexer.extract.tableheads import period_of

ENERGIES = (
    "无烟煤", "炼焦烟煤", "一般烟煤", "烟煤", "褐煤", "洗精煤", "其他洗煤", "原煤", "煤制品", "型煤", "水煤浆", "煤粉", "焦炭", "兰炭",
    "焦炉煤气", "高炉煤气", "转炉煤气", "发生炉煤气", "煤气", "液化天然气", "天然气", "煤层气", "原油", "汽油", "煤油", "柴油", "燃料油",
    "液化石油气", "炼厂干气", "石油焦", "热力", "蒸汽", "电力", "煤炭", "煤矸石",
)  # fmt: skip
_ENERGY = re.compile("|".join(ENERGIES))
_NUMBER = re.compile(rf"^{NUMBER}$")
_ROLES = (
    ("I-LOPEN", re.compile(r"(?:(?:期|月|年)初(?:库存|结存)?|上[月期]末?(?:库存|结存))[量数]?$")),
    ("I-LCLOSE", re.compile(r"(?:(?:期|月|年)末(?:库存|结存)?|本[月期]末?(?:库存|结存))[量数]?$")),
    ("I-LBUY", re.compile(r"(?:购进|购入|采购|入库|进货|进厂)[量数]?(?:合计|总计|累计[量数]?)?$")),
    ("I-LUSE", re.compile(r"(?:消费|耗用|消耗|使用|领用)[量数]?(?:合计|总计|累计[量数]?)?$")),
)
_FLOW = re.compile(r"(?:期|月|年)[初末]|折标|折标准煤|(?:非?生产|加工转换|运输工具|原材料)[用消]|折算系数")
_CORNER_ITEM = re.compile(r"(?:能源)?品种(?:名称)?\s*:\s*(?P<item>[\u4e00-\u9fa5]{2,8})")
_CORNER_UNIT = re.compile(r"(?<![报制称用属])(?:计量|计算)?单位\s*:\s*(?P<unit>[\u4e00-\u9fa5a-z0-9]{1,8})")
_MONTH, _SUM = re.compile(r"本月|当月"), re.compile(r"累计")
_NAMED = re.compile(r"能源(?:名称|种类|品种)|品种|品名|燃料名称")
_PARTIAL = re.compile(r"单位产品|车间|工序|装置|项目|设备|班组|上年|去年|同期|计划|预计")
_UNIT_HEAD = re.compile(r"(?:计量|计算)?单位")
_BRACKET = re.compile(r"\((?P<unit>[\u4e00-\u9fa5a-z0-9]{1,8})\)")
_OTHER = re.compile(r"拨出|外供|损耗|盘[盈亏点]|调[拨出入]|销售|转供|外销|自产|产出|产量|回收|其他")
SURE, _OPEN = 0.9, 0.6
"""What was used is open where a further column of the row moves the stock, too."""
_HEAD_ROWS = 16


@dataclass(frozen=True, slots=True)
class _Flow:
    """What one column holds: which stock or flow, of which energy, of the month or of the year so far."""

    indicator: str
    item: str | None
    unit: str | None
    cumulated: bool
    yearly: bool


def read_ledger(grid: Grid, year: int | None, period: str | None, owner: str | None) -> Iterator[Figure]:
    """Figures of a table that holds at least three of stock before, bought, used and stock after."""
    first = next((i for i, row in enumerate(grid.rows) if _is_body(row)), None)
    if not first or first > _HEAD_ROWS:
        return
    paths = _paths(grid.rows[:first])
    flows = {col: flow for col, path in paths.items() if (flow := _flow(path)) is not None}
    if len({flow.indicator for flow in flows.values()}) < 3:
        flows = _uses_only(flows, paths, grid)
        if not flows:
            return
    above = grid.caption + " " + grid.above + " " + " ".join(_banners(grid.rows[:first]))
    corner_item, corner_unit = _CORNER_ITEM.search(above), _CORNER_UNIT.search(above)
    others = [col for col, path in paths.items() if col not in flows and _OTHER.search("".join(path))]
    named = next((col for col, path in paths.items() if _NAMED.search("".join(path))), None)
    units = next((col for col, path in paths.items() if _UNIT_HEAD.fullmatch("".join(path))), None)
    stated = {p.period for p in find_periods(above, year) if p.stated}
    whole = stated.pop() if len(stated) == 1 else period
    base = int(whole[:4]) if whole else year
    for row in grid.rows[first:]:
        label = row.get(named if named is not None else min(row), None)
        if label is None:
            continue
        item = label.text if named is not None else (corner_item["item"] if corner_item else None)
        span = whole if named is not None else period_of((label.text,), base)[0]
        unit = row[units].text if units in row else (corner_unit["unit"] if corner_unit else None)
        moved = any(re.search("[1-9]", row[col].text) for col in others if col in row)
        seen: set[int] = set()
        for col, flow in flows.items():
            field = row.get(col)
            if field is not None and id(field) not in seen:
                seen.add(id(field))
                found = _figure(flow, field, item, unit, span, owner, named is None)
                if found is not None:
                    open_ = moved and flow.indicator == "I-LUSE"
                    yield replace(found, confidence=_OPEN) if open_ else found


def is_flow(text: str) -> bool:
    """Whether a name is one of a stock or flow, or of its standard coal."""
    return bool(_FLOW.search(text)) or any(pattern.search(text) for _, pattern in _ROLES)


def _uses_only(flows: dict[int, _Flow], paths: dict[int, tuple[str, ...]], grid: Grid) -> dict[int, _Flow]:
    """The one column of what was used in a list of energies with their units; lists of parts have none."""
    used = {col: flow for col, flow in flows.items() if flow.indicator == "I-LUSE" and flow.item is None}
    heads = ["".join(path) for path in paths.values()]
    listed = any(_NAMED.fullmatch(head) for head in heads) and any(_UNIT_HEAD.fullmatch(h) for h in heads)
    partial = _PARTIAL.search(grid.caption + grid.above[-60:] + "".join(heads))
    if len(used) != 1 or len(flows) != 1 or not listed or partial:
        return {}
    return used


def _figure(
    flow: _Flow,
    field: Field,
    item: str | None,
    unit: str | None,
    span: str | None,
    owner: str | None,
    monthly: bool,
) -> Figure | None:
    energy = _ENERGY.search(flow.item or item or "")
    period = _span(flow, span) if monthly else span
    printed = flow.unit or unit
    named = unit_in("energy_item", printed) if printed else None
    if energy is None or period is None or named is None or not _NUMBER.match(field.text):
        return None
    amount = quantity(field.text, named, "energy_item")
    if amount is None:
        return None
    return figure_of(
        amount,
        indicator=flow.indicator,
        entity=owner,
        period=period,
        caliber=Caliber(),
        vintage=None,
        wording=f"{energy[0]} {field.printed} {amount.unit}",
        locator=field.locator,
        confidence=SURE,
        label=energy[0],
        item=energy[0],
    )


def _span(flow: _Flow, month: str | None) -> str | None:
    """The month of the row, or the year up to it."""
    if month is None or len(month) != 7 or "-Q" in month or "-H" in month:
        return None
    if not (flow.cumulated or flow.yearly):
        return month
    last = last_month(month)
    return month if last == 1 else month[:4] if last == 12 else f"{month[:4]}-01..{month}"


def _flow(path: tuple[str, ...]) -> _Flow | None:
    words = [re.sub(r"[\s|]", "", text) for text in path]
    bare = [_BRACKET.sub("", text) for text in words]
    item = next((m[0] for text in words if (m := _ENERGY.search(text)) and len(text) <= 16), None)
    unit = next((m["unit"] for text in words if (m := _BRACKET.search(text))), None)
    for indicator, pattern in _ROLES:
        at = next((i for i, text in enumerate(bare) if pattern.search(text)), None)
        if at is None:
            continue
        behind = [text for text in bare[at + 1 :] if text]
        if any(
            not re.fullmatch(r"本月|当月|累计|合计|总计|小计|实物量|数量|本月止累计", text) for text in behind
        ):
            return None
        cumulated = any(_SUM.search(text) for text in bare[at:])
        return _Flow(indicator, item, unit, cumulated, "年初" in bare[at])
    return None


def _paths(rows: tuple[Row, ...]) -> dict[int, tuple[str, ...]]:
    found: dict[int, dict[int, str]] = {}
    for row in rows:
        if len({id(f) for f in row.values() if f.text}) <= 1 or counts(row):
            continue
        for col, field in row.items():
            if field.text:
                found.setdefault(col, {})[id(field)] = field.text
    return {col: tuple(words.values()) for col, words in found.items()}


def _banners(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        texts = {id(f): f.text for f in row.values() if f.text}
        if len(texts) == 1:
            yield from texts.values()


def _is_body(row: Row) -> bool:
    """Months or energies with numbers beside them; a form that numbers its columns has no such words."""
    numbers = [f.text for f in row.values() if _NUMBER.match(f.text)]
    words = [f.text for f in row.values() if re.search(r"[\u4e00-\u9fa5]{2}|月", f.text)]
    return len(numbers) >= 3 and bool(words)

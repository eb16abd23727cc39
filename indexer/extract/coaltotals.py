"""合计 below a column of standard coal: what a body that converts no energy consumed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from archive.domain.entity import Kind
from archive.domain.facts import Figure, NumberTable
from indexer.extract.figures import Context, seen_as
from indexer.extract.grids import Field, Grid
from indexer.extract.labels import caliber, fitting, vintage
from indexer.extract.ledgers import ENERGIES, SURE
from indexer.extract.numbertables import number_table
from indexer.extract.periods import find_periods
from indexer.extract.quantities import NUMBER, figure_of, quantity, unit_in

KINDS = frozenset({"stat_form", "energy_usage_report", "enterprise_sheet", "saving_calc"})
_NAMED = re.compile(r"^(?:主要)?(?:能源(?:名称|种类|品种)|品种|燃料名称)$")
_COAL = re.compile(
    r"^(?:消费量?|能源消费量?|实物量)?\|?折(?:合|算)?(?:成)?标(?:准)?煤(?:量|消费量)?(?:\(.*\))?$"
)
_ELECTRIC = re.compile(r"^电力?(?:\(.*\))?$")
_TOTAL = re.compile(
    r"^(?:能源消费|综合能耗|能耗|能源)?(?:合计|总计)(?:\((?:按)?(?:当量值?|等价值?|吨标准?煤|tce)\))?$"
)
_CONVERTED = re.compile(
    r"产出|产量|回收|外供|外销|销售|转供|加工转换|自产|余热|非生产|非工业|工业生产|生产用|原材料|原料|运输|上年|去年|同期|计划|预计"
    r"|定额|单耗|单位产品|车间|工序|装置|项目|设备|班组|本月|累计|购进"
)
"""Words of a table whose total is not the whole, or more than the net consumption."""
_CONVERTS = re.compile(r"发电|电厂|热电|供热|热力|焦化|炼焦|炼油|石化|煤化工|制气|煤气")
_COEFFICIENT = re.compile(r"折(?:算)?标(?:准)?(?:煤)?系数|折算系数|系数")
_EQUIVALENT = ((Decimal("1.22"), Decimal("1.23")), (Decimal("0.122"), Decimal("0.123")))
_PRIMARY = ((Decimal("2.7"), Decimal("4.3")), (Decimal("0.27"), Decimal("0.43")))
_NUMBER = re.compile(rf"^{NUMBER}$")
_LEAST = 2
"""Energies that make a sum."""


@dataclass(frozen=True, slots=True)
class _Total:
    """The sum of a column, the energies above it and the words around it."""

    field: Field
    label: str
    head: str


def read_total(grid: Grid, context: Context) -> Iterator[Figure]:
    """The energy consumption that a list of energies adds up to; nothing where output may have to be taken off."""
    owner = context.owner
    if owner is None or owner.kind is not Kind.ENTERPRISE or _CONVERTS.search(owner.name):
        return
    table = number_table(grid)
    if table is None or _CONVERTED.search(
        " ".join((*table.heads.values(), *table.stubs.values(), grid.caption))
    ):
        return
    total = _total(table, grid)
    if total is None:
        return
    unit = (
        unit_in("energy", total.head) or unit_in("energy", total.label) or unit_in("energy", _corner(table))
    )
    amount = quantity(total.field.text, unit, "energy") if unit else None
    stated = {p.period for p in find_periods(table.caption + total.head, context.year) if p.stated}
    period = stated.pop() if len(stated) == 1 else context.whole if not stated else None
    if amount is None or period is None:
        return
    own = caliber(f"{total.label},{total.head},{table.caption[-60:]}")
    said = own.electricity_value or _by_coefficient(table)
    yield figure_of(
        amount,
        indicator="I-CONS",
        entity=owner.code,
        period=period,
        caliber=fitting(type(own)(electricity_value=said), "I-CONS"),
        vintage=vintage(table.caption),
        wording=f"{total.label} {total.head} {total.field.printed}".replace("|", " "),
        locator=total.field.locator,
        confidence=seen_as(grid.view, SURE),
        label=total.head.replace("|", " "),
    )


def _corner(table: NumberTable) -> str:
    at = table.caption.rfind("单位")
    return table.caption[at : at + 16] if at >= 0 else ""


def _total(table: NumberTable, grid: Grid) -> _Total | None:
    """The one sum below the one column of standard coal in a list of energies."""
    columns = [col for col, head in table.heads.items() if _COAL.match(_bare(head))]
    sums = [row for row, label in table.stubs.items() if _TOTAL.match(label.split("|")[0])]
    names = [label for label in table.stubs.values() if any(energy in label for energy in ENERGIES)]
    listed = any(_NAMED.match(_bare(head)) for head in table.heads.values())
    if (
        len(columns) != 1
        or len(sums) != 1
        or len(names) < _LEAST
        or len(set(names)) < len(names)
        or not listed
    ):
        return None
    field = grid.rows[sums[0]].get(columns[0])
    if field is None or not _NUMBER.match(field.text):
        return None
    return _Total(field, table.stubs[sums[0]], table.heads[columns[0]])


def _bare(head: str) -> str:
    return re.sub(r"\s", "", head)


def _by_coefficient(table: NumberTable) -> str | None:
    """A printed coefficient of electricity says which value was used."""
    columns = {col for col, head in table.heads.items() if _COEFFICIENT.search(head)}
    rows = {row for row, label in table.stubs.items() if _ELECTRIC.match(label.split("|")[0])}
    values = [e.value for e in table.entries if e.col in columns and e.row in rows]
    if len(values) != 1:
        return None
    if any(low <= values[0] <= high for low, high in _EQUIVALENT):
        return "当量值"
    return "等价值" if any(low <= values[0] <= high for low, high in _PRIMARY) else None

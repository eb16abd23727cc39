"""What a supplier billed: electricity or gas of one whole month."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.domain.facts import Caliber, Figure
from indexer.extract.dates import find_dates
from indexer.extract.grids import Field, Grid, Row, heads_end
from indexer.extract.ledgers import SURE
from indexer.extract.periods import find_periods
from indexer.extract.quantities import NUMBER, figure_of, quantity, unit_in
from indexer.extract.reading import PageView

BILLS = frozenset({"settlement"})
_HEADS = (
    ("电力", re.compile(r"(?:总|结算|计费|有功|合计|本月|实用|抄见|用)?电量(?:\((?P<unit>[^()]{1,8})\))?")),
    ("天然气", re.compile(r"(?:总|结算|计费|合计|本月|实用|用)?气量(?:\((?P<unit>[^()]{1,8})\))?")),
)
_STRETCH = re.compile(r"(?:结算|计费|抄表|用电|用气|计量)(?:期间|周期|时间|区间|日期|起止)[^:]{0,4}:")
_TOTAL = re.compile(r"合计|总计|共计")
_NUMBER = re.compile(rf"^{NUMBER}$")


@dataclass(frozen=True, slots=True)
class _Column:
    col: int
    item: str
    unit: str | None


def read_bill(grid: Grid, owner: str | None, period: str | None) -> Iterator[Figure]:
    """The one quantity that a bill adds up to, of the month that it covers from its first to its last day."""
    first = heads_end(grid)
    month = _month(grid.view, period)
    if not first or month is None:
        return
    columns = [c for row in grid.rows[:first] for col, f in row.items() if (c := _column(col, f)) is not None]
    if len(columns) != 1:
        return
    column = columns[0]
    field = _total(grid.rows[first:], column.col)
    unit = unit_in("energy_item", column.unit or "")
    if field is None or unit is None or unit != column.unit:
        return
    amount = quantity(field.text, unit, "energy_item")
    if amount is not None:
        yield figure_of(
            amount, indicator="I-LBUY", entity=owner, period=month, caliber=Caliber(), vintage=None,
            wording=f"{column.item} {field.printed} {amount.unit}", locator=field.locator,
            confidence=SURE, label=column.item, item=column.item,
        )  # fmt: skip


def _column(col: int, field: Field) -> _Column | None:
    for item, pattern in _HEADS:
        match = pattern.fullmatch(field.text)
        if match:
            return _Column(col, item, match["unit"])
    return None


def _total(rows: tuple[Row, ...], col: int) -> Field | None:
    """The printed sum; without one, the only number of the column."""
    values = [(row, row[col]) for row in rows if col in row and _NUMBER.match(row[col].text)]
    sums = [field for row, field in values if any(_TOTAL.search(f.text) for f in row.values())]
    if sums:
        return sums[0] if len(sums) == 1 else None
    return values[0][1] if len(values) == 1 else None


def _month(view: PageView, period: str | None) -> str | None:
    """The month that the printed stretch fills exactly; without a stretch, that of the paper."""
    match = _STRETCH.search(view.text)
    if match is None:
        named = {p.period for line in view.lines[:3] for p in find_periods(line.text) if p.stated}
        month = named.pop() if len(named) == 1 else period
        return month if month and re.fullmatch(r"\d{4}-\d\d", month) else None
    days = [d.day for d in find_dates(view.text[match.end() : match.end() + 40])][:2]
    if len(days) != 2:
        return None
    begin, end = days
    whole = begin.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    return (
        f"{end.year}-{end.month:02d}"
        if whole and (begin.year, begin.month) == (end.year, end.month)
        else None
    )

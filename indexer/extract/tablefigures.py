"""Figures in simple tables: the indicator in the row's or column's head, the unit in head, row or corner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.domain.facts import Figure
from archive.domain.rulebook import Indicator
from indexer.extract.entities import Names
from indexer.extract.figures import PER_PRODUCT, Context, product
from indexer.extract.grids import Field, Grid, Row, column_heads, grids
from indexer.extract.labels import Labels, caliber, vintage
from indexer.extract.periods import find_periods
from indexer.extract.quantities import NUMBER, Quantity, quantity, unit_in
from indexer.extract.reading import PageView, Reading

_CELL = re.compile(rf"^(?P<number>{NUMBER})\s*(?P<unit>%|[\u4e00-\u9fa5a-z/0-9]{{0,12}})$")
_SIGNED = re.compile(r"上升或下降|升降|\(±|±|增减|\+、?-|升\(\+\)|\+/-")
_UNIT_HEAD = re.compile(r"^(?:计量)?单位$")
_CORNER = re.compile(r"(?<![报制称用属])(?:计量)?单位\s*:\s*(?P<unit>[\u4e00-\u9fa5a-z/、,%0-9()]{1,30})")
_TARGET_HEAD = re.compile(r"目标|任务|下达|计划")
_DONE_HEAD = re.compile(r"实际|完成|上年")
_OTHER_HEAD = re.compile(
    r"完成率|增减|排名|位次|得分|分值|序号|备注|编码|代码|编号|科目编|限定值|准入值|先进值|限额|标准值|标杆|行业平均|占比(?!.*产业)|同比|增速|比上年"
)
_SUM = re.compile(r"合计|总计|小计")
_RATES = {"I-EGDP": "I-EGDPR", "I-EIND": "I-EINDR"}
_FALLING = frozenset({"I-EGDPR", "I-EINDR", "I-CUMR"})


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the cells of one table."""

    view: PageView
    grid: Grid
    heads: dict[int, str]
    first: int
    labels: dict[int, Indicator | None]
    unit_column: int | None
    corner: str
    about: str


class TableFigures:
    """Reads figures from tables."""

    def __init__(self, labels: Labels, names: Names) -> None:
        self._labels = labels
        self._names = names

    def read(self, reading: Reading, context: Context) -> Iterator[Figure]:
        for view in reading.pages:
            if not self._labels.find(view.text):
                continue
            for grid in grids(view):
                frame = self._frame(view, grid)
                if frame is not None:
                    for row in grid.rows[frame.first :]:
                        yield from _clear(list(self._row(frame, row, context)))

    def _frame(self, view: PageView, grid: Grid) -> _Frame | None:
        first = next((i for i, row in enumerate(grid.rows) if _is_body(row)), None)
        if first is None or first > 6:
            return None
        heads = column_heads(grid, max(0, first - 4), first - 1) if first else {}
        labels = {col: self._indicator(head) for col, head in heads.items()}
        unit = next((col for col, head in heads.items() if _UNIT_HEAD.match(head)), None)
        corner = " ".join(match["unit"] for match in _CORNER.finditer(view.text[:600]))
        about = grid.caption + "".join(line.text for line in view.lines[:3])[:160]
        return _Frame(view, grid, heads, first, labels, unit, corner, about)

    def _indicator(self, text: str) -> Indicator | None:
        found = self._labels.find(text)
        return found[0].indicator if found else None

    def _row(self, frame: _Frame, row: Row, context: Context) -> Iterator[Figure]:
        words = [(col, f) for col, f in sorted(row.items()) if f.text and not _CELL.match(f.text)]
        label = "".join(f.text for col, f in words[:3] if col != frame.unit_column)[:80]
        named = self._indicator(label)
        seen: set[int] = set()
        for col, field in sorted(row.items()):
            match = _CELL.match(field.text)
            if match is None or id(field) in seen or col == frame.unit_column:
                continue
            seen.add(id(field))
            indicator = named or frame.labels.get(col)
            head = frame.heads.get(col, "")
            if indicator is None or _OTHER_HEAD.search(_rest(head, indicator, named is None)):
                continue
            entity = self._entity(label, context, own=named is not None)
            if context.doctype == "target_notice" and _SUM.search(label):
                entity = None  # what was handed down in sum is not what was asked of the owner
            rate = _RATES.get(indicator.id) if _SIGNED.search(head + label) else None
            indicator = self._labels.indicators.get(rate or "", indicator)
            figure = self._figure(frame, row, field, match, indicator, label, head, context, entity)
            if figure is not None:
                yield figure

    def _figure(
        self,
        frame: _Frame,
        row: Row,
        field: Field,
        match: re.Match[str],
        indicator: Indicator,
        label: str,
        head: str,
        context: Context,
        entity: str | None,
    ) -> Figure | None:
        unit_cell = row[frame.unit_column].text if frame.unit_column in row else ""
        amount = _amount(match, indicator.unit_family, (unit_cell, head, label, frame.corner))
        if amount is None:
            return None
        signed = _SIGNED.search(head + label)
        if signed and indicator.id in _FALLING:
            amount = amount.negated()
        id = indicator.id
        sets = context.doctype in {"resp_letter", "target_notice"} and not _DONE_HEAD.search(head + label)
        if id in {"I-EGDPR", "I-SAVE"} and (sets or _TARGET_HEAD.search(head + label)):
            id = "I-TGT" if id == "I-EGDPR" else "I-SAVET"
        period = self._period(head, label, context)
        around = label + head + frame.about
        return Figure(
            indicator=id,
            entity=entity,
            period=period,
            caliber=caliber(around),
            vintage=vintage(around),
            value=amount.value,
            low=amount.low,
            high=amount.high,
            unit=amount.unit,
            canonical_value=amount.canonical,
            canonical_low=amount.canonical_low,
            canonical_high=amount.canonical_high,
            canonical_unit=amount.canonical_unit,
            wording=f"{label} {head} {field.printed}".strip(),
            locator=field.locator,
            confidence=0.85 if period else 0.6,
            label=label or head,
            item=product(label or head) if id in PER_PRODUCT else None,
        )

    def _period(self, head: str, label: str, context: Context) -> str | None:
        for text in (head, label):
            found = list(find_periods(text, context.year))
            if found:
                return found[-1].period
        return context.period or (str(context.year) if context.year is not None else None)

    def _entity(self, label: str, context: Context, own: bool) -> str | None:
        """The body that the row names; a row that names somebody unknown is nobody's."""
        named = [m for m in self._names.mentions(label) if len(m.names) == 1]
        if named:
            return None if named[0].part else named[0].names[0].entity
        if re.search(r"全国|全省|[\u4e00-\u9fa5]{2,3}[县区]", label):
            return None
        rest = re.sub(
            r"[\d年度月季零一二三四五六七八九十上下半第\-~()]|合计|总计|本单位|全县|全区|全厂|全公司|本年|上年|小计",
            "",
            label,
        )
        return context.owner.code if context.owner and (own or not rest) else None


def _clear(figures: list[Figure]) -> Iterator[Figure]:
    """Figures of one row that can be told apart: columns without periods of their own say nothing."""
    for figure in figures:
        rivals = (
            f
            for f in figures
            if (f.indicator, f.period, f.entity) == (figure.indicator, figure.period, figure.entity)
        )
        if all(rival.value == figure.value for rival in rivals):
            yield figure


def _is_body(row: Row) -> bool:
    """A row of values: a number that is no year, beside words."""
    texts = [f.text for f in row.values()]
    return any(
        (m := _CELL.match(t)) and not re.fullmatch(r"(?:19|20)\d{2}年?|\d", t) and m["number"] for t in texts
    )


def _rest(head: str, indicator: Indicator, own: bool) -> str:
    """What a column's head says beside the indicator's own words."""
    return "" if own and (indicator.unit_family == "percent") else head


def _amount(match: re.Match[str], family: str, places: tuple[str, ...]) -> Quantity | None:
    """The cell's number in the unit printed nearest: in the cell, the unit column, the heads, the corner."""
    if match["unit"]:
        unit = unit_in(family, match["unit"])
        return quantity(match["number"], unit, family) if unit else None
    if family != "percent" and any("%" in text or "比重" in text or "占" in text for text in places[1:3]):
        return None  # a share of the quantity, not the quantity
    for text in places:
        unit = unit_in(family, text)
        if unit is not None:
            return quantity(match["number"], unit, family)
    if family == "percent" and any("率" in text or "比重" in text for text in places):
        return quantity(match["number"], "%", family)
    return None

"""Figures in tables: a cell counts only when every word of its row and of its column's heads is understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from archive.domain.facts import Caliber, Figure
from archive.domain.rulebook import Indicator
from indexer.extract.bills import BILLS, read_bill
from indexer.extract.coaltotals import KINDS as COAL_TOTALS
from indexer.extract.coaltotals import read_total
from indexer.extract.entities import Names
from indexer.extract.figures import PER_PRODUCT, Context, seen_as, whose
from indexer.extract.frames import CELL, YEAR, Column, Frame, Frames, unit_cell
from indexer.extract.grids import Field, Row, tables
from indexer.extract.labels import Labels, fitting
from indexer.extract.ledgers import is_flow, read_ledger
from indexer.extract.members import all_members
from indexer.extract.periods import find_periods, last_month, months
from indexer.extract.quantities import Quantity, figure_of, names_unit, quantity, unit_in
from indexer.extract.reading import Reading
from indexer.extract.tableheads import SIGNED, UNSIGNED, Said, period_of
from indexer.extract.unknown import Unknown

_USES = re.compile(r"能源(?:名称|种类|品种)")
_LEDGER = re.compile(r"[期月年]末")
_COAL = re.compile(r"折(?:合|算)?成?标准?煤")
LEDGERS = frozenset(
    {"ledger", "stat_form", "energy_usage_report", "enterprise_sheet", "self_report", "saving_calc"}
)
_ITEMS = re.compile(r"产品|品种|能源|月份?|季度?|年[份度]?|时间|期|指标|名称及")
_NOTHING = re.compile("$^")
_OWN_COLUMN = dict.fromkeys(("I-CONS", "I-ETOT"), re.compile(r"^(?:能源)?消费总?量$"))
"""A row 综合能源消费量 in the column 消费量 is that quantity."""
_PROJECTS = re.compile(r"项目|工程|技改|改造|设备|淘汰|车间|班组|乡镇|园区")
_RATE_OF = {"I-EGDP": "I-EGDPR", "I-EIND": "I-EINDR", "I-ETOT": "I-EGRO", "I-GDPC": "I-GDPG"}
_FALLS = frozenset({"I-EGDPR", "I-EINDR", "I-CUMR"})
_AIMED = {"I-EGDPR": "I-TGT", "I-SAVE": "I-SAVET", "I-TGT": "I-TGT", "I-TGT5": "I-TGT5", "I-SAVET": "I-SAVET"}
_BOUNDS = re.compile(r"限定|准入|先进|标杆|限额|定额|标准|平均|同行|gb|db")
_MONTHLY = re.compile(r"本月(?!止)|当月")
_OFYEAR = re.compile(r"本年|当年|本月|1-|1至|年初")
_SETS = frozenset({"resp_letter", "target_notice"})
_LISTS = frozenset(
    {
        "evidence_index",
        "self_score",
        "meter_summary",
        "meter_list",
        "record",
        "invoice",
        "equipment_list",
        "assess_result",
    }
)
"""Papers whose numbers are scores, readings and counts."""
_SURE, _DOUBTFUL = 0.9, 0.6


@dataclass(frozen=True, slots=True)
class _Stub:
    """A row of a table: its labels, what they say, what its unit column prints, and all its words."""

    frame: Frame
    path: tuple[str, ...]
    said: Said
    unit: str
    words: str


class TableFigures:
    """Reads figures from tables."""

    def __init__(self, labels: Labels, names: Names) -> None:
        self._labels = labels
        self._names = names
        self._frames = Frames(labels, names)

    def read(self, reading: Reading, context: Context, unknown: Unknown) -> Iterator[Figure]:
        """Figures of every table; names of quantities that nobody knows are left in *unknown*."""
        if context.doctype == "resp_letter" and context.owner is None:
            return  # promised by a body that we do not know
        speaks: dict[int, tuple[bool, bool]] = {}
        for grid in tables(reading):
            view = grid.view
            if view.number not in speaks:
                speaks[view.number] = (bool(self._labels.find(view.text)), bool(_LEDGER.search(view.text)))
            named, kept = speaks[view.number]
            if (kept or grid.again or _USES.search(view.text)) and context.doctype in LEDGERS:
                owner = context.owner.code if context.owner else None
                yield from read_ledger(grid, context.stated, context.period, owner)
            if context.doctype in COAL_TOTALS and _COAL.search(view.text):
                yield from read_total(grid, context)
            if context.doctype in BILLS and context.owner is not None:
                yield from read_bill(grid, context.owner.code, context.period)
            if named or kept or grid.again:
                frame = self._frames.frame(grid)
                if frame is not None:
                    for row in grid.rows[frame.first :]:
                        yield from _clear(list(self._row(frame, row, context, unknown)))

    def _row(self, frame: Frame, row: Row, context: Context, unknown: Unknown) -> Iterator[Figure]:
        fields = {id(row[col]): row[col] for col in frame.labels if col in row}
        path = tuple(field.text for field in fields.values() if field.text)
        said = self._frames.understand(path)
        words = ",".join([f.text for f in row.values() if len(f.text) <= 40])
        stub = _Stub(frame, path, said, unit_cell(frame, row), words)
        seen: set[int] = set()
        for col, column in frame.values:
            field = row.get(col)
            if field is None or id(field) in seen or id(field) in fields:
                continue
            seen.add(id(field))
            match = CELL.match(field.text)
            figure = self._cell(stub, column, field, match, context) if match else None
            if figure is not None:
                yield figure
            elif match and context.doctype not in _LISTS:
                _miss(stub, column, field, unknown)

    def _cell(
        self, stub: _Stub, column: Column, field: Field, match: re.Match[str], context: Context
    ) -> Figure | None:
        frame, beside, above = stub.frame, stub.said, column.said
        indicator = _named(beside, above)
        if indicator is None and frame.titled and beside.total and _says_nothing_else(beside, above):
            indicator = frame.titled
        if indicator is None:
            return None
        item = _item(indicator, beside, above, frame.listed)
        if item is None and not above.rest:
            item = all_members(context.owner, indicator.id, beside.rest, row=True)
        if item is None or not (indicator is frame.titled or _known(beside, above, frame)):
            return None
        change = beside.change or above.change
        rated = self._labels.indicators.get(_RATE_OF.get(indicator.id, "")) if change else None
        if change and rated is None and indicator.id not in _FALLS:
            return None
        texts = (stub.unit, beside.text, above.text)
        amount = _amount(match, (rated or indicator).unit_family, texts, frame.corner)
        if amount is None:
            return None
        indicator = rated or indicator
        amount_, id = _directed(indicator.id, amount, beside.text + above.text, bool(rated), change)
        if amount_ is None:
            return None
        aimed = (
            beside.target or above.target or (context.doctype in _SETS and not beside.last and not above.last)
        )
        if aimed:
            id = _AIMED.get(id, "")
        entity, known = self._entity(beside, above, context)
        if not id or not known:
            return None
        period = _period(
            frame, stub.path, column, beside.last or above.last, beside.cumulated or above.cumulated, context
        )
        sure = period is not None and YEAR.fullmatch(field.text) is None
        words = (
            f"{beside.text} {above.text} {field.printed}",
            beside.text if beside.indicator else above.text,
        )
        return _figure(
            id,
            entity,
            period,
            amount_,
            self._frames.stated(frame, f"{stub.words},{above.text}", id),
            words,
            field,
            item or None,
            seen_as(frame.view, _SURE if sure else _DOUBTFUL),
        )

    def _entity(self, beside: Said, above: Said, context: Context) -> tuple[str | None, bool]:
        """(whose, known): the body that row or head names, else the paper's owner."""
        named = {code for code in (beside.entity, above.entity) if code is not None}
        if len(named) > 1:
            return None, False
        return (named.pop() if named else whose(context.owner, self._names)), True


def _figure(
    id: str,
    entity: str | None,
    period: str | None,
    amount: Quantity,
    stated: tuple[Caliber, str | None],
    words: tuple[str, str],
    field: Field,
    item: str | None,
    confidence: float,
) -> Figure:
    """A cell as a figure; *stated* are its caliber and vintage, *words* the wording and the name of the quantity."""
    return figure_of(
        amount,
        indicator=id,
        entity=entity,
        period=period,
        caliber=fitting(stated[0], id),
        vintage=stated[1],
        wording=words[0].replace("|", " ").strip(),
        locator=field.locator,
        confidence=confidence,
        label=words[1].replace("|", " "),
        item=item,
    )


def _miss(stub: _Stub, column: Column, field: Field, unknown: Unknown) -> None:
    """Remember the name of a number with a unit of which no word is an indicator's."""
    beside, above = stub.said, column.said
    if beside.indicator or above.indicator or beside.several or above.several:
        return
    said = above if above.rest else beside
    if not said.rest or said.stranger or said.total or is_flow(said.rest):
        return
    if any(names_unit(text) for text in (stub.unit, beside.text, above.text, stub.frame.corner)):
        unknown.add(said.rest, field.locator)


def _says_nothing_else(beside: Said, above: Said) -> bool:
    """合计 under a year: no other quantity, body or share is named."""
    words = (beside, above)
    return not any(s.indicator or s.several or s.stranger or s.change or s.target or s.rest for s in words)


def _named(beside: Said, above: Said) -> Indicator | None:
    """The one quantity that row and heads name together."""
    if beside.several or above.several or beside.stranger or above.stranger:
        return None
    if beside.indicator and above.indicator and beside.indicator.id != above.indicator.id:
        return None
    return beside.indicator or above.indicator


def _item(indicator: Indicator, beside: Said, above: Said, listed: str) -> str | None:
    """The product of a row, '' for a figure of the whole body, None when nobody can say what it is of."""
    rest = beside.rest + (
        _OWN_COLUMN.get(indicator.id, _NOTHING).sub("", above.rest) if beside.indicator else above.rest
    )
    if not rest:
        return ""
    if _BOUNDS.search(rest):
        return None
    if indicator.id in PER_PRODUCT or (beside.indicator is None and not above.rest and "产品" in listed):
        return rest if len(rest) <= 12 else None
    return None


def _known(beside: Said, above: Said, frame: Frame) -> bool:
    """Sums and parts of lists are only their owner's where the list is one of products, energies or times."""
    if beside.indicator is not None:
        return not (beside.part and above.indicator is not None)
    if beside.part:
        return False
    if beside.total:
        return bool(_ITEMS.search(frame.listed)) and not _PROJECTS.search(frame.listed)
    return not (not beside.text and _PROJECTS.search(frame.listed))


def _directed(id: str, amount: Quantity, text: str, rated: bool, change: bool) -> tuple[Quantity | None, str]:
    """Turn a printed change round to the direction that its indicator counts in."""
    if id not in _FALLS:
        return (
            amount.negated() if rated and UNSIGNED.search(text) and not SIGNED.search(text) else amount
        ), id
    signed = bool(SIGNED.search(text))
    if rated:
        return (amount.negated() if signed else amount), id
    if signed and "±" not in text and change:
        return None, id  # how a rate changed is not the rate
    if signed:
        return None, id  # 降低率 (±%) may mean either direction
    return amount, id


def _period(
    frame: Frame, path: tuple[str, ...], column: Column, last: bool, cumulated: bool, context: Context
) -> str | None:
    """The period that head and row state, else the caption's, else the paper's."""
    base = context.year
    whole = context.whole
    above, stated_above = period_of(column.path, base)
    if stated_above and above is None:
        return None
    if above is not None and len(above) == 4:
        base = int(above)
    beside, stated_beside = period_of(path, base)
    if stated_beside and beside is None:
        return None
    period = beside if beside is not None and (above is None or beside.startswith(above)) else above
    if beside is not None and above is not None and period != beside and above != beside:
        return None
    if period is None:
        captions = _stated_in(frame.grid.caption + frame.grid.above) if whole is None else frozenset()
        period = next(iter(captions)) if len(captions) == 1 else whole
        if last and period is not None:
            return _year_before(period)
    return _extent(period, "".join((*path, *column.path)), cumulated)


@lru_cache(maxsize=256)
def _stated_in(caption: str) -> frozenset[str]:
    """Periods whose year is printed above a table; asked for each of its cells."""
    return frozenset(p.period for p in find_periods(caption) if p.stated)


def _extent(period: str | None, text: str, cumulated: bool) -> str | None:
    """The month alone, or the year up to it; sums over nobody knows which years have no period."""
    if period is None or not (cumulated or _MONTHLY.search(text)):
        return period
    month = last_month(period)
    if month is None:
        return period if cumulated and _OFYEAR.search(text) else None
    if not cumulated:
        return months(int(period[:4]), month, month)
    if "-Q" in period and month != 3:
        return None  # of the quarter or of the year so far: not said
    return months(int(period[:4]), 1, month)


def _year_before(period: str) -> str:
    return re.sub(r"\d{4}", lambda m: str(int(m[0]) - 1), period)


def _amount(match: re.Match[str], family: str, texts: tuple[str, str, str], corner: str) -> Quantity | None:
    """The number in the unit printed nearest: in the cell, the unit column, the row, the head, the corner."""
    if match["unit"]:
        unit = unit_in(family, match["unit"])
        return quantity(match["number"], unit, family) if unit and unit == match["unit"] else None
    for text in texts:
        unit = unit_in(family, text)
        if unit is not None:
            return quantity(match["number"], unit, family)
    # A head that prints the unit of something else leaves no room for the corner's.
    if any(names_unit(text) for text in texts):
        return None
    if family == "percent":
        named = any("率" in text or "比重" in text or "占比" in text for text in texts[1:])
        return quantity(match["number"], "%", family) if named and not texts[0] else None
    if texts[0] or any("比重" in text or "占比" in text for text in texts):
        return None
    found = {unit for part in re.split(r"[、,]", corner) if (unit := unit_in(family, part))}
    return quantity(match["number"], found.pop(), family) if len(found) == 1 else None


def _clear(figures: list[Figure]) -> Iterator[Figure]:
    """Figures of one row that can be told apart: columns that say the same of different values say nothing."""
    for figure in figures:
        rivals = (
            f
            for f in figures
            if (f.indicator, f.period, f.entity, f.item)
            == (figure.indicator, figure.period, figure.entity, figure.item)
        )
        if all(rival.value == figure.value for rival in rivals):
            yield figure

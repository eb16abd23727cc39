"""R-YTD-1 累计单调与相加: 累计(m) = 累计(m-1) + 本月(m); non-decreasing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.figures import printed
from archive.audit.periods import Span, span
from archive.audit.printed import Cell, Number, Printed
from archive.audit.relations import Relation, Term
from archive.audit.sheets import Sheet, sheets

CODE = "R-YTD-1"
_MINUS = Decimal(-1)
_ADDED = frozenset(
    [
        "I-LBUY",
        "I-LUSE",
        "I-ETOT",
        "I-CONS",
        "I-ELEC",
        "I-SAVE",
        "I-OUTV",
        "I-OUTQ",
        "I-IVA",
        "I-GDPN",
        "I-GDPC",
    ]
)
"""Quantities of which a year is the sum of its months."""
_YEAR = 12
_ENOUGH = 2
_ROW = re.compile(r"^(?:(?:19|20)\d\d年)?(\d{1,2})月份?$")
_MONTHLY = re.compile(r"本月(?!止|末)|当月")
_TO_DATE = re.compile(r"本?[年月]?(?:度)?累计|年初至本?月(?:累计)?|1-本月|至本月止")


def relations(bench: Bench) -> Iterator[Relation]:
    """Each month's sum to date against the month before and the month itself, in one paper."""
    series: dict[object, dict[Span, list[Printed]]] = {}
    for item in printed(bench):
        figure = item.figure
        if figure.indicator not in _ADDED:
            continue
        when = span(figure.period or "")
        if when is not None and when.months <= _YEAR:
            key: object = (
                item.paper.document,
                figure.indicator,
                item.entity,
                figure.item,
                figure.canonical_unit,
                figure.caliber.scope,
            )
            series.setdefault(key, {}).setdefault(when, []).append(item)
    for about, cells in series.items():
        single = {
            s: items[0] for s, items in cells.items() if len({i.figure.canonical_value for i in items}) == 1
        }
        yield from _chained(about, single)
        for when, items in cells.items():
            values = list({i.figure.canonical_value: i for i in items}.values())
            if when.months == 1 and when.first % _YEAR == 0 and len(values) == 2:
                # In January the month and the sum to date are one number.
                yield _relation(about, values[1], (values[0],), _ENOUGH)
    for view in bench.views:
        if view.readable and "entity_conflict" not in view.paper.notes:
            for sheet in sheets(view):
                yield from _in_table(view.document, sheet)


def _in_table(document: str, sheet: Sheet) -> Iterator[Relation]:
    """Columns of a month and of the year so far that say the same otherwise, line by line of one table of months."""
    lines = {int(match[1]): n for n in sheet.lines if (match := _ROW.match(sheet.label(n)))}
    plain = [n for n in sheet.lines if _ROW.match(sheet.label(n))]
    if len(lines) < _ENOUGH + 1 or len(plain) != len(lines):
        return  # energies or works under each other: a month is not one line
    for month, to_date in _columns(sheet):
        about = (document, sheet.table.page, id(sheet.table), to_date)
        for number, line in sorted(lines.items()):
            total, part = sheet.at(line, to_date), sheet.at(line, month)
            before = sheet.at(lines[number - 1], to_date) if number - 1 in lines else None
            if total is not None and part is not None and (before is not None or number == 1):
                parts: tuple[Cell, ...] = (before, part) if before is not None else (part,)
                yield _added(about, total, parts, sheet.heads.get(to_date, ""))


def _columns(sheet: Sheet) -> Iterator[tuple[int, int]]:
    heads = {
        across: head
        for across in sheet.across
        if (head := sheet.heads.get(across, "")) and sheet.adds(across)
    }
    months: dict[str, list[int]] = {}
    for across, head in heads.items():
        if _MONTHLY.search(head) and not _TO_DATE.search(head):
            months.setdefault(_MONTHLY.sub("", head), []).append(across)
    for across, head in heads.items():
        same = months.get(_TO_DATE.sub("", head), []) if _TO_DATE.search(head) else []
        if len(same) == 1:
            yield same[0], across


def _added(about: object, total: Number, parts: tuple[Number, ...], column: str) -> Relation:
    args = {"item": total.label, "column": column}
    terms = (Term(total, _MINUS), *(Term(p) for p in parts))
    return Relation(CODE, terms, args=args, family=(CODE, str(about)), support=_ENOUGH)


def _chained(key: object, cells: dict[Span, Printed]) -> Iterator[Relation]:
    for when, total in sorted(cells.items(), key=lambda c: (c[0].first, c[0].last)):
        if when.first % _YEAR or when.months == 1:
            continue
        month = cells.get(Span(when.last, when.last))
        before = cells.get(Span(when.first, when.last - 1))
        if month is not None and before is not None:
            yield _relation(key, total, (before, month), 0 if when.months == _YEAR else _ENOUGH)
        elif when.months == _YEAR:
            months = [cells.get(Span(m, m)) for m in range(when.first, when.last + 1)]
            whole = [m for m in months if m is not None]
            if len(whole) == _YEAR:
                yield _relation(key, total, whole, 0)


def _relation(key: object, total: Printed, parts: object, support: int) -> Relation:
    assert isinstance(parts, (tuple, list))
    args = {"period": total.figure.period, "item": total.figure.item, "indicator": total.figure.indicator}
    terms = (Term(total, _MINUS), *(Term(p) for p in parts))
    return Relation(CODE, terms, args=args, family=(CODE, str(key)), support=support)

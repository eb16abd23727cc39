"""R-SUM-1 合计等于分项之和: total = sum(parts), where labels state it, most columns of the table keep it, or bodies tell it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.explaining import beside, explain
from archive.audit.members import totals
from archive.audit.parameters import decimal, whole
from archive.audit.printed import Number
from archive.audit.sheets import Sheet, sheets
from archive.audit.slips import Near
from archive.audit.tablesums import PART, Found, Limits, Sum, both_ways, relation
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-SUM-1"
_CELLS = 12
_SUMS = re.compile(r"合\s?计|总计|共计|小计")
"""Words that say that the line is a sum; 总量 and total need columns that confirm it."""
_APART = Decimal("0.25")
"""A sum that nobody confirms and that is further off than this is a sum of other lines."""
_POWERS = (-8, -4, -3, 3, 4, 8)
_SCALED = re.compile(r"[(（][^()（）]*(?:万|亿|千|百)[^()（）]*[)）]")
"""A label that prints a larger unit of its own."""
_SURE_PARTS = 3
_SHARP = 200
"""So many times its rounding a number must be to show a power of ten."""
_FEW = 3
"""Columns that break a sum which nobody confirms: more of them follow another rule."""


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Each root cause once; a tail too large for rounding is a warning, a part larger than its whole an error."""
    limits = Limits(
        decimal(bench, CODE, "share", "0.8"),
        whole(bench, CODE, "columns", 3),
        float(decimal(bench, CODE, "evidence", "4")),
        decimal(bench, CODE, "deviations", "3.7"),
        whole(bench, CODE, "addends", 10),
    )
    for view in bench.tabled:
        for sheet in sheets(view):
            yield from _sheet(sheet, limits)
    yield from totals(bench, CODE)


def _sheet(sheet: Sheet, limits: Limits) -> Iterator[Finding]:
    relations = []
    tails: list[Finding] = []
    for each in both_ways(sheet, limits):
        severity = _severity(each, limits)
        if severity is not None:
            relations += [relation(CODE, s, each, severity, None) for s in each.sums]
            tails += [t for s in each.sums if (t := _tail(s, each, limits)) is not None]

    def around(number: Number) -> Iterator[Near]:
        row_col = next((place for place, cell in sheet.cells.items() if cell.key == number.key), None)
        return sheet.near(sheet.cells[row_col]) if row_col is not None else iter(())

    yield from explain(relations, around)
    yield from tails
    yield from _beyond(sheet)


def _severity(each: Found, limits: Limits) -> Severity | None:
    """What most columns keep accuses the odd one; a single sum that only its label states is a warning."""
    if each.confirmed(limits):
        return Severity.ERROR
    if not each.structure.stated or each.bad > _FEW or (each.bad > 1 and each.good < each.bad):
        return None
    if not all(_SUMS.search(s.total.label + _head(s)) and _alike(s) for s in each.sums):
        return None
    broken = [s for s in each.sums if not s.holds(each.leaning)]
    return Severity.ERROR if broken and all(_slipped(s) for s in broken) else Severity.WARNING


def _slipped(s: Sum) -> bool:
    """The sum, or one of its parts, is a power of ten off and everything else fits to the last digit: no chance."""
    added = s.total.value - s.residual
    if min(len(s.parts), len(str(abs(added)).strip("0."))) < _SURE_PARTS:
        return False
    if abs(added) < s.bound * _SHARP:
        return False
    whole_ = abs(s.total.value) > s.bound * _SHARP and any(
        abs(s.total.value.scaleb(k) - added) <= s.bound.scaleb(max(k, 0)) for k in _POWERS
    )
    return whole_ or any(
        abs(s.residual + p.value - p.value.scaleb(k)) <= s.bound and abs(p.value) > s.bound * _SHARP
        for p in s.parts
        for k in _POWERS
    )


def _head(s: Sum) -> str:
    return s.total.table.heads.get(s.total.entry.col, "")


def _alike(s: Sum) -> bool:
    """Numbers of one kind: printed to the same decimals, and a total of about the size of its parts, or in another unit."""
    decimals = {c.decimals for c in (s.total, *s.parts)}
    if len(decimals) > 2 or max(decimals) - min(decimals) > 1:
        return False
    whole_, added = abs(s.total.value), abs(s.total.value - s.residual)
    if abs(s.residual) <= _APART * max(whole_, added):
        return True
    return (
        bool(whole_)
        and bool(added)
        and not _SCALED.search(s.total.label)
        and any(abs(whole_.scaleb(k) - added) <= s.bound.scaleb(max(k, 0)) for k in _POWERS)
    )


def _tail(s: Sum, each: Found, limits: Limits) -> Finding | None:
    """Inside of what rounding may do at worst, and far outside of what it does."""
    # A short sum may carry one unit that balancing by force put there; in a long one rounding has settled that.
    forced = s.ulp if len(s.parts) < limits.addends else Decimal(0)
    if each.leaning or abs(s.residual) > s.bound:
        return None
    if abs(s.residual) <= forced or abs(s.residual) - forced <= limits.deviations * s.deviation:
        return None
    numbers = [s.total, *s.parts][:_CELLS]
    args = {
        **beside(numbers),
        "item": s.total.label,
        "column": s.total.table.heads.get(s.total.entry.col, ""),
        "difference": str(s.residual),
        "count": len(s.parts),
        "expected": str(round(s.deviation, 2)),
    }
    return Finding(CODE, Severity.WARNING, None, "rounding_tail", args, tuple(n.place for n in numbers))


def _beyond(sheet: Sheet) -> Iterator[Finding]:
    """其中 is part of the line above it: one that is larger cannot be."""
    for above, line in zip(sheet.lines, sheet.lines[1:], strict=False):
        if not PART.match(sheet.label(line)) or PART.search(sheet.label(above)):
            continue
        for across in sheet.across:
            whole_, part = sheet.at(above, across), sheet.at(line, across)
            if whole_ is None or part is None or not sheet.adds(across) or whole_.value < 0:
                continue
            if whole_.unit == part.unit and part.interval.low > whole_.interval.high and part.value > 0:
                args = {
                    **beside([part, whole_]),
                    "item": part.label,
                    "difference": _plus(part.value - whole_.value),
                }
                places = (part.place, whole_.place)
                yield Finding(CODE, Severity.ERROR, None, "arithmetic", args, places)


def _plus(value: Decimal) -> str:
    return f"{value:+f}"

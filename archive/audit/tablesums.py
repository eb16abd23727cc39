"""Sums inside a table: those that its labels state, and those that most of its columns keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log10

from archive.audit.printed import Cell
from archive.audit.relations import Relation, Term
from archive.audit.sheets import NOT_ADDED, Sheet
from archive.audit.unstated import Counted, Search
from archive.domain.audit import Severity

TOTAL = re.compile(r"合计|总计|共计|小计|总量(?:$|\(|\|)|(?:^|\|)(?:total|全部|合 计)(?:$|\|)")
_SUBTOTAL = re.compile(r"小计|sub-?total")
PART = re.compile(r"其中|(?:^|\|)(?:of which|含[:：])")
_COMMON = re.compile(r"标准?煤|折标|tce|金额|元")
_FLOW = re.compile(r"库存|购[进入]|消[费耗]|收入|支出|外供|产量|产值")
"""消费量合计 sums what is consumed: stocks and purchases beside it are something else."""
_BLOCK = 400
"""Lines of a table that is searched for sums nobody states."""
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Limits:
    """When a relation that columns keep may accuse the odd one (parameters of R-SUM-1)."""

    share: Decimal
    columns: int
    evidence: float
    """Powers of ten against coincidence."""
    deviations: Decimal
    """Standard deviations of rounding beyond which a long sum is told."""
    addends: int
    """A sum of fewer is not long."""


@dataclass(frozen=True, slots=True)
class Structure:
    """A line and the lines that add up to it."""

    total: int
    parts: tuple[int, ...]
    stated: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """A structure in one column: what is printed, what the parts give, and the unit of the last digit."""

    structure: Structure
    across: int
    total: Cell
    parts: tuple[Cell, ...]
    residual: Decimal
    ulp: Decimal
    bound: Decimal
    """Rounding of every number, and one unit that balancing by force puts on one of them."""

    @property
    def deviation(self) -> Decimal:
        squares = self.total.ulp**2 + sum((p.ulp**2 for p in self.parts), Decimal(0))
        return (squares / 12).sqrt()

    def holds(self, leaning: bool) -> bool:
        """Numbers that were cut off instead of rounded leave up to one unit each."""
        if abs(self.residual) <= self.bound:
            return True
        return leaning and 0 <= self.residual * self.total.value.copy_sign(Decimal(1)) <= self.ulp * len(
            self.parts
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A structure with all columns in which it can be tried."""

    structure: Structure
    sums: tuple[Sum, ...]
    leaning: bool
    held: tuple[Sum, ...]
    """Those that hold."""

    @property
    def good(self) -> int:
        return len(self.held)

    @property
    def bad(self) -> int:
        return len(self.sums) - len(self.held)

    def confirmed(self, limits: Limits) -> bool:
        if (
            self.structure.stated
        ):  # the label already says so; a few columns confirm that it means these lines
            enough = self.good >= limits.columns - 1 and self.good >= 2 * self.bad
        else:
            # Where only one addend is not nothing, the total is a copy of it: that is no sum.
            added = sum(sum(bool(p.value) for p in s.parts) > 1 for s in self.held)
            enough = added >= limits.columns and self.good >= limits.share * (self.good + self.bad)
        return enough and _evidence(self) >= limits.evidence


class _Side:
    """One side of a table with what its labels and heads say, looked at once."""

    def __init__(self, sheet: Sheet, counted: Counted) -> None:
        self.sheet = sheet
        self.counted = counted
        self.labels = [sheet.label(line) for line in sheet.lines]
        self.totals = [TOTAL.search(label) is not None for label in self.labels]
        self.parts = [PART.search(label) is not None for label in self.labels]
        self.adding = [across for across in sheet.across if sheet.adds(across)]


def both_ways(sheet: Sheet, limits: Limits) -> Iterator[Found]:
    """The sums down its columns and along its lines."""
    counted = Counted(sheet.cells)
    for each in (sheet, sheet.turn()):
        yield from found(each, limits, counted)


def found(sheet: Sheet, limits: Limits, counted: Counted | None = None) -> Iterator[Found]:
    """Every sum of a table that may be told about: stated ones and discovered ones, each line once."""
    side = _Side(sheet, counted or Counted(sheet.cells))
    taken: set[int] = set()
    for at, line in enumerate(sheet.lines):
        if side.totals[at] and not side.parts[at]:
            best = _best(side, _stated(side, at))
            if best is not None:
                taken.add(line)
                yield best
    if len(sheet.lines) <= _BLOCK and len(sheet.across) >= limits.columns:
        for structure in _discovered(side, taken, limits):
            tried = _try(side, structure)
            if tried.confirmed(limits):
                yield tried


def _best(side: _Side, candidates: Sequence[Structure]) -> Found | None:
    """The reading of a total that most columns keep; several readings that none keeps say nothing."""
    tried = [t for c in candidates if (t := _try(side, c)).sums]
    if not tried:
        return None
    best = max(tried, key=lambda t: (t.good - t.bad, t.good, -len(t.structure.parts)))
    return best if best.good or len(tried) == 1 else None


def _try(side: _Side, structure: Structure) -> Found:
    sums = [s for across in side.adding if (s := _sum(side.sheet, structure, across))]
    leaning = _leaning(sums)
    return Found(structure, tuple(sums), leaning, tuple(s for s in sums if s.holds(leaning)))


def _leaning(sums: Sequence[Sum]) -> bool:
    """Nearly all columns of the table were cut off: each total is a little more than its parts."""
    near = [s.residual / s.ulp for s in sums if abs(s.residual) <= s.ulp * (len(s.parts) + 1)]
    if len(near) < 3:
        return False
    size = Decimal(len(sums[0].parts))
    return min(near) >= 0 and sum(near) / len(near) >= size / 4


def _sum(sheet: Sheet, structure: Structure, across: int) -> Sum | None:
    """None where a cell is blank: blank is not zero."""
    total = sheet.at(structure.total, across)
    parts = [sheet.at(line, across) for line in structure.parts]
    whole = [p for p in parts if p is not None]
    if total is None or len(whole) != len(parts) or len(whole) < 2:
        return None
    if all(p.value == 0 for p in whole):
        return None
    # The unit of a line is that of its physical amount; coal equivalent and money add up over all of them.
    common = _COMMON.search(sheet.heads.get(across, ""))
    if common is None and len({c.unit for c in (total, *whole)}) > 1:
        return None
    units = [total.ulp, *(p.ulp for p in whole)]
    ulp = max(units)
    residual = total.value - sum((p.value for p in whole), _ZERO)
    return Sum(structure, across, total, tuple(whole), residual, ulp, sum(units, _ZERO) / 2 + ulp)


def _stated(side: _Side, at: int) -> list[Structure]:
    """What 合计 may sum: the lines above it, the lines below it, or the subtotals."""
    lines, label = side.sheet.lines, side.labels[at]
    group = _group(label)
    flow = set(_FLOW.findall(label))
    above = _run(side, range(at - 1, -1, -1), group, flow)
    below = _run(side, range(at + 1, len(lines)), group, flow)
    before = [i for i in range(at) if side.totals[i] and _SUBTOTAL.search(side.labels[i])]
    found = [Structure(lines[at], tuple(parts), True) for parts in (above[::-1], below) if len(parts) >= 2]
    if len(before) >= 2 and not _SUBTOTAL.search(label):
        found.append(Structure(lines[at], tuple(lines[i] for i in before), True))
    return found


def _group(label: str) -> str:
    """What a total stands under: 消费量|合计 sums what stands under 消费量, and nothing else."""
    pieces = label.split("|")
    at = next((i for i, piece in enumerate(pieces) if TOTAL.search(piece)), 0)
    return "".join(piece + "|" for piece in pieces[:at])


def _run(side: _Side, places: range, group: str, flow: set[str]) -> list[int]:
    """Lines up to the next total; parts of parts (其中 and what is indented under it) are left out."""
    found: list[int] = []
    for i in places:
        text = side.labels[i]
        if side.totals[i] or not text.startswith(group):
            break
        if flow and (flows := set(_FLOW.findall(text))) and not flow & flows:
            break
        if not side.parts[i] and not NOT_ADDED.search(text):
            found.append(side.sheet.lines[i])
    depth = side.sheet.table.indents
    if not side.sheet.turned and found and len({depth.get(n, 0) for n in found}) > 1:
        least = min(depth.get(n, 0) for n in found)
        found = [n for n in found if depth.get(n, 0) == least]
    return found


def _discovered(side: _Side, taken: set[int], limits: Limits) -> Iterator[Structure]:
    """Runs of lines below or above a line whose sum it is, in most columns."""
    if len(side.adding) < limits.columns:
        return
    lines, numbers = side.sheet.lines, side.counted.numbers
    if side.sheet.turned:
        rows = [[numbers.get((across, line)) for across in side.adding] for line in lines]
    else:
        rows = [[numbers.get((line, across)) for across in side.adding] for line in lines]
    search = Search(rows, side.parts, limits.columns, limits.share)
    for at, line in enumerate(lines):
        if line not in taken and (run := search.around(at)):
            yield Structure(line, tuple(sorted(lines[i] for i in run)), False)


def _evidence(found: Found) -> float:
    """How little it can be chance that the columns keep the relation, in powers of ten."""
    total = 0.0
    for s in found.held:
        if s.total.value:
            total += max(0.0, log10(float(abs(s.total.value) / (2 * s.bound))))
    return total


def relation(rule: str, s: Sum, found: Found, severity: Severity, requirement: str | None) -> Relation:
    """The sum as a relation; its slack is what balancing by force and cutting off may add."""
    terms = (Term(s.total, Decimal(-1)), *(Term(p) for p in s.parts))
    slack = s.ulp * len(s.parts) if found.leaning else s.ulp
    args = {
        "item": s.total.label,
        "column": s.total.table.heads.get(s.total.entry.col, ""),
        "count": len(s.parts),
    }
    return Relation(rule, terms, "sum", slack, severity, args, requirement)

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
from archive.domain.audit import Severity

TOTAL = re.compile(r"合计|总计|共计|小计|总量(?:$|\(|\|)|(?:^|\|)(?:total|全部|合 计)(?:$|\|)")
_SUBTOTAL = re.compile(r"小计|sub-?total")
PART = re.compile(r"其中|(?:^|\|)(?:of which|含[:：])")
_COMMON = re.compile(r"标准?煤|折标|tce|金额|元")
_FLOW = re.compile(r"库存|购[进入]|消[费耗]|收入|支出|外供|产量|产值")
"""消费量合计 sums what is consumed: stocks and purchases beside it are something else."""
_BLOCK = 400
"""Lines of a table that is searched for sums nobody states."""
_RUN = 30
_HALF, _FORCED = Decimal("0.5"), Decimal("1.5")
"""Units of the last digit that rounding moves a number by, and a total with what balancing by force adds."""


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

    @property
    def residual(self) -> Decimal:
        return self.total.value - sum((p.value for p in self.parts), Decimal(0))

    @property
    def ulp(self) -> Decimal:
        return max(self.total.ulp, *(p.ulp for p in self.parts))

    @property
    def bound(self) -> Decimal:
        """Rounding of every number, and one unit that balancing by force puts on one of them."""
        return (self.total.ulp + sum((p.ulp for p in self.parts), Decimal(0))) / 2 + self.ulp

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
    good: int
    bad: int

    def confirmed(self, limits: Limits) -> bool:
        if (
            self.structure.stated
        ):  # the label already says so; a few columns confirm that it means these lines
            enough = self.good >= limits.columns - 1 and self.good >= 2 * self.bad
        else:
            enough = self.good >= limits.columns and self.good >= limits.share * (self.good + self.bad)
        return enough and _evidence(self) >= limits.evidence


def found(sheet: Sheet, limits: Limits) -> Iterator[Found]:
    """Every sum of a table that may be told about: stated ones and discovered ones, each line once."""
    taken: set[int] = set()
    for line in sheet.lines:
        if TOTAL.search(sheet.label(line)) and not PART.search(sheet.label(line)):
            best = _best(sheet, _stated(sheet, line))
            if best is not None:
                taken.add(line)
                yield best
    if len(sheet.lines) <= _BLOCK and len(sheet.across) >= limits.columns:
        for structure in _discovered(sheet, taken, limits):
            tried = _try(sheet, structure)
            if tried.confirmed(limits):
                yield tried


def _best(sheet: Sheet, candidates: Sequence[Structure]) -> Found | None:
    """The reading of a total that most columns keep; several readings that none keeps say nothing."""
    tried = [t for c in candidates if (t := _try(sheet, c)).sums]
    if not tried:
        return None
    best = max(tried, key=lambda t: (t.good - t.bad, t.good, -len(t.structure.parts)))
    return best if best.good or len(tried) == 1 else None


def _try(sheet: Sheet, structure: Structure) -> Found:
    sums = [s for across in sheet.across if sheet.adds(across) and (s := _sum(sheet, structure, across))]
    leaning = _leaning(sums)
    good = sum(1 for s in sums if s.holds(leaning))
    return Found(structure, tuple(sums), leaning, good, len(sums) - good)


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
    return Sum(structure, across, total, tuple(whole))


def _stated(sheet: Sheet, line: int) -> list[Structure]:
    """What 合计 may sum: the lines above it, the lines below it, or the subtotals."""
    at = sheet.lines.index(line)
    labels = [sheet.label(n) for n in sheet.lines]
    totals = [bool(TOTAL.search(text)) for text in labels]
    group = _group(labels[at])
    flow = set(_FLOW.findall(labels[at]))
    above = _run(sheet, range(at - 1, -1, -1), totals, group, flow)
    below = _run(sheet, range(at + 1, len(sheet.lines)), totals, group, flow)
    before = [i for i in range(at) if totals[i] and _SUBTOTAL.search(labels[i])]
    found = [Structure(line, tuple(parts), True) for parts in (above[::-1], below) if len(parts) >= 2]
    if len(before) >= 2 and not _SUBTOTAL.search(labels[at]):
        found.append(Structure(line, tuple(sheet.lines[i] for i in before), True))
    return found


def _group(label: str) -> str:
    """What a total stands under: 消费量|合计 sums what stands under 消费量, and nothing else."""
    pieces = label.split("|")
    at = next((i for i, piece in enumerate(pieces) if TOTAL.search(piece)), 0)
    return "".join(piece + "|" for piece in pieces[:at])


def _run(sheet: Sheet, places: range, totals: list[bool], group: str, flow: set[str]) -> list[int]:
    """Lines up to the next total; parts of parts (其中 and what is indented under it) are left out."""
    found: list[int] = []
    for i in places:
        text = sheet.label(sheet.lines[i])
        flows = set(_FLOW.findall(text))
        if totals[i] or not text.startswith(group) or (flow and flows and not flow & flows):
            break
        if not PART.search(text) and not NOT_ADDED.search(text):
            found.append(sheet.lines[i])
    depth = sheet.table.indents
    if not sheet.turned and found and len({depth.get(n, 0) for n in found}) > 1:
        least = min(depth.get(n, 0) for n in found)
        found = [n for n in found if depth.get(n, 0) == least]
    return found


def _discovered(sheet: Sheet, taken: set[int], limits: Limits) -> Iterator[Structure]:
    """Runs of lines below or above a line whose sum it is, in most columns."""
    across = [c for c in sheet.across if sheet.adds(c)]
    if len(across) < limits.columns:
        return
    lines = sheet.lines
    for at, line in enumerate(lines):
        if line in taken:
            continue
        for step in (1, -1):
            run = _longest(sheet, across, at, step, limits)
            if run:
                yield Structure(line, tuple(sorted(run)), False)
                break


class _Running:
    """One column while lines are added: what is left of the total, and how far rounding may reach."""

    __slots__ = ("added", "left", "room", "signed", "total")

    def __init__(self, total: Cell) -> None:
        self.total = self.left = total.value
        self.room = total.ulp * _FORCED
        self.signed = self.total < 0
        self.added = False

    def add(self, cell: Cell) -> None:
        value = cell.value
        self.left -= value
        self.room += cell.ulp * _HALF
        self.signed = self.signed or value < 0
        self.added = self.added or bool(value)

    @property
    def meets(self) -> bool:
        return -self.room <= self.left <= self.room

    @property
    def passed(self) -> bool:
        """More can only lead further away."""
        return not self.signed and self.left < -self.room


def _longest(sheet: Sheet, across: list[int], at: int, step: int, limits: Limits) -> list[int]:
    """The neighbouring lines that add up to this one in enough columns; 其中 is passed over."""
    lines = sheet.lines
    run: list[int] = []
    columns = {c: _Running(total) for c in across if (total := sheet.at(lines[at], c)) is not None}
    for k in range(1, _RUN + 1):
        place = at + step * k
        if not 0 <= place < len(lines):
            return []
        if PART.search(sheet.label(lines[place])):
            continue
        run.append(lines[place])
        for c in list(columns):
            cell = sheet.at(lines[place], c)
            if cell is None:
                del columns[c]
            else:
                columns[c].add(cell)
        if len(columns) < limits.columns:
            return []
        if sum(r.passed for r in columns.values()) > (1 - limits.share) * len(columns):
            return []
        if len(run) >= 2 and _agrees(columns, limits):
            return run
    return []


def _agrees(columns: dict[int, _Running], limits: Limits) -> bool:
    tried = [r for r in columns.values() if r.added or r.total]
    good = sum(r.meets for r in tried)
    return good >= limits.columns and good >= limits.share * len(tried)


def _evidence(found: Found) -> float:
    """How little it can be chance that the columns keep the relation, in powers of ten."""
    total = 0.0
    for s in found.sums:
        if s.holds(found.leaning) and s.total.value:
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

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
_BLOCK = 400
"""Lines of a table that is searched for sums nobody states."""
_RUN = 30


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
    above = _run(sheet, range(at - 1, -1, -1), totals, group)
    below = _run(sheet, range(at + 1, len(sheet.lines)), totals, group)
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


def _run(sheet: Sheet, places: range, totals: list[bool], group: str) -> list[int]:
    """Lines up to the next total; parts of parts (其中 and what is indented under it) are left out."""
    found: list[int] = []
    for i in places:
        text = sheet.label(sheet.lines[i])
        if totals[i] or not text.startswith(group):
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


@dataclass(slots=True)
class _Running:
    """One column while lines are added: sum, slack, and whether anything below zero was added."""

    total: Cell
    sum: Decimal = Decimal(0)
    slack: Decimal = Decimal(0)
    signed: bool = False

    def add(self, cell: Cell) -> None:
        self.sum += cell.value
        self.slack += cell.ulp
        self.signed = self.signed or cell.value < 0

    @property
    def meets(self) -> bool:
        return abs(self.total.value - self.sum) <= (self.slack + self.total.ulp) / 2 + self.total.ulp

    @property
    def passed(self) -> bool:
        """More can only lead further away."""
        return not self.signed and self.total.value >= 0 and not self.meets and self.sum > self.total.value


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
    tried = [r for r in columns.values() if r.sum != 0 or r.total.value != 0]
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

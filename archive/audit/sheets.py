"""Tables of numbers laid out for trying relations, with the precision that each number is really known to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive.audit.printed import Cell
from archive.audit.slips import Near
from archive.audit.views import View
from archive.domain.facts import Entry, NumberTable

_REACH = 2
"""Neighbours on either side that say how precisely a number is known."""
NOT_ADDED = re.compile(
    r"率|比重|占比|比例|占.{0,12}(?:的|%)|均|单价|价格|单耗|单位.{0,12}(?:能耗|电耗|水耗)|强度|系数|指数|增[长幅速减]|下降|降低|升降|同比|环比"
    r"|%|百分|‰|±|名次|排[名位]|序号|年[份度]$|编号|代码|得分率|程度|周期|等级|rate|ratio|average|per |percent|margin|avg|index|rank|year"
)
"""Heads and labels of numbers that do not add up."""
_KEPT = "sheets laid out"
_YEARS = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table, by lines and across; turned round, its columns are the lines."""

    table: NumberTable
    lines: tuple[int, ...]
    across: tuple[int, ...]
    labels: Mapping[int, str]
    heads: Mapping[int, str]
    cells: Mapping[tuple[int, int], Cell]
    turned: bool = False

    def at(self, line: int, across: int) -> Cell | None:
        return self.cells.get((across, line) if self.turned else (line, across))

    def label(self, line: int) -> str:
        return self.labels.get(line, "")

    def turn(self) -> Sheet:
        return Sheet(
            self.table, self.across, self.lines, self.heads, self.labels, self.cells, not self.turned
        )

    def adds(self, across: int) -> bool:
        """Whether the numbers under this head are of a kind that adds up."""
        return NOT_ADDED.search(self.heads.get(across, "")) is None

    def near(self, cell: Cell) -> Iterator[Near]:
        """The cells around one, from which its number may have been taken."""
        row, col = cell.entry.row, cell.entry.col
        for cause, places in (
            ("neighbour_row", ((row - 1, col), (row + 1, col))),
            ("neighbour_column", ((row, col - 1), (row, col + 1))),
        ):
            for place in places:
                other = self.cells.get(place)
                if other is not None:
                    yield Near(other, _year_or(cause, self.table, place, cell))


def _year_or(cause: str, table: NumberTable, place: tuple[int, int], cell: Cell) -> str:
    """A neighbouring column of another year is that year."""
    here, there = table.heads.get(cell.entry.col, ""), table.heads.get(place[1], "")
    if cause == "neighbour_column" and _YEARS.search(here) and _YEARS.search(there):
        return "other_year"
    return cause


def sheets(view: View) -> tuple[Sheet, ...]:
    """Every table of a paper, laid out once."""
    kept: tuple[Sheet, ...] | None = vars(view).get(_KEPT)
    if kept is None:
        kept = vars(view)[_KEPT] = tuple(sheet(table, view) for table in view.facts.tables)
    return kept


def sheet(table: NumberTable, view: View) -> Sheet:
    entries = {(e.row, e.col): e for e in table.entries}
    known = _decimals(entries)
    pictured = view.paper.doubtful_pages > 0
    cells = {
        place: Cell(entry, table, view.paper, known[place], pictured) for place, entry in entries.items()
    }
    lines = tuple(sorted({row for row, _ in entries}))
    across = tuple(sorted({col for _, col in entries}))
    return Sheet(table, lines, across, table.stubs, table.heads, cells)


def printed_decimals(entry: Entry) -> int:
    exponent = entry.value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _decimals(entries: Mapping[tuple[int, int], Entry]) -> dict[tuple[int, int], int]:
    """Spreadsheets drop trailing zeros: a number is as precise as its neighbours on both sides are.

    The whole series says nothing, because statistics grow finer over the years; neither does one side alone.
    """
    printed = {place: printed_decimals(entry) for place, entry in entries.items()}
    if len(set(printed.values())) == 1:
        return printed  # nothing was dropped
    by_row: dict[int, list[int]] = {}
    deepest: dict[int, int] = {}
    for row, col in sorted(entries):
        by_row.setdefault(row, []).append(col)
        deepest[col] = max(deepest.get(col, 0), printed[row, col])
    found: dict[tuple[int, int], int] = {}
    for row, cols in by_row.items():
        series = [printed[row, col] for col in cols]
        finest = max(series)
        for at, col in enumerate(cols):
            own = series[at]
            if own < finest:
                own = max(own, min(_inferred(series, at), deepest[col]))
            found[row, col] = own
    return found


def _inferred(series: list[int], at: int) -> int:
    before, after = series[max(0, at - _REACH) : at], series[at + 1 : at + 1 + _REACH]
    if before and after:
        return min(max(before), max(after))
    rest = before or after
    return min(rest) if len(rest) == _REACH else 0

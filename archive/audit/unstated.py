"""Sums that no label states, searched in whole numbers: neighbouring lines that add up to another line.

Everything is counted in halves of the finest unit of the table, so that roundings are whole numbers, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import ceil, floor
from operator import sub

from archive.audit.printed import Cell
from archive.audit.views import lazy

_RUN, _TWO = 30, 2
_FORCED = 3
"""Half units of the last digit: rounding moves a number by one, and balancing by force a total by two more."""
Place = tuple[int, int]


class Counted:
    """The numbers of a table in whole half units, with half a unit of the last digit of each; once for both its sides."""

    def __init__(self, cells: Mapping[Place, Cell]) -> None:
        self._cells = cells

    @lazy
    def numbers(self) -> dict[Place, tuple[int, int]]:
        cells = self._cells
        finest = max((cell.decimals for cell in cells.values()), default=0)
        scale = Decimal(10) ** finest
        halves = [10 ** (finest - decimals) for decimals in range(finest + 1)]
        return {place: (2 * int(cell.value * scale), halves[cell.decimals]) for place, cell in cells.items()}


class _Line:
    """A line by column: what it prints, and the least and the most that the number can be."""

    __slots__ = ("least", "most", "part", "there", "values")

    def __init__(self, numbers: Sequence[tuple[int, int] | None], part: bool) -> None:
        self.part = part
        self.there = tuple(at for at, number in enumerate(numbers) if number)
        shown = [number or (0, 0) for number in numbers]
        self.values = [value for value, _ in shown]
        self.least = [value - half for value, half in shown]
        self.most = [value + half for value, half in shown]


class Search:
    """The numbers of one side of a table, in the columns that add up."""

    def __init__(
        self,
        rows: Sequence[Sequence[tuple[int, int] | None]],
        parts: Sequence[bool],
        columns: int,
        share: Decimal,
    ) -> None:
        """*parts* are the lines to pass over; a sum must hold in *columns* and in a *share* of them."""
        self._lines = [_Line(row, part) for row, part in zip(rows, parts, strict=True)]
        self._width = max(map(len, rows), default=0)
        self._negative = any(min(line.values, default=0) < 0 for line in self._lines)
        self._columns = columns
        self._may_pass = [floor((1 - share) * count) for count in range(self._width + 1)]
        self._must_meet = [max(columns, ceil(share * count)) for count in range(self._width + 1)]

    def around(self, at: int) -> list[int]:
        """The lines after or before the line *at* that add up to it; none when there are no such lines."""
        line = self._lines[at]
        if len(line.there) < self._columns:
            return []
        # What is left of the total, at most and at least, before anything is taken off.
        most = [_FORCED * line.most[c] - (_FORCED - 1) * line.values[c] for c in line.there]
        least = [_FORCED * line.least[c] - (_FORCED - 1) * line.values[c] for c in line.there]
        return self._run(at, 1, most, least) or self._run(at, -1, most, least)

    def _run(self, at: int, step: int, most: list[int], least: list[int]) -> list[int]:
        live, run = self._lines[at].there, [at]
        for place in range(at + step, at + step * (_RUN + 1), step):
            if not 0 <= place < len(self._lines):
                return []
            line = self._lines[place]
            if line.part:
                continue
            run.append(place)
            if len(line.there) < self._width:  # blank is not zero: such a column says nothing
                kept = [i for i, c in enumerate(live) if c in line.there]
                most, least = [most[i] for i in kept], [least[i] for i in kept]
                live = tuple(live[i] for i in kept)
            if len(live) < self._columns:
                return []
            most = list(map(sub, most, self._in(live, line.least)))
            least = list(map(sub, least, self._in(live, line.most)))
            if self._passed(live, most, run) > self._may_pass[len(live)]:
                return []
            if len(run) > _TWO and self._enough(live, most, least, run):
                return run[1:]
        return []

    def _in(self, live: tuple[int, ...], numbers: list[int]) -> list[int]:
        return numbers if len(live) == self._width else [numbers[c] for c in live]

    def _passed(self, live: tuple[int, ...], most: list[int], run: list[int]) -> int:
        """Columns in which more lines can only lead further away: nothing there is negative."""
        if min(most) >= 0:
            return 0
        beyond = [c for c, left in zip(live, most, strict=True) if left < 0]
        if self._negative:
            beyond = [c for c in beyond if all(self._lines[place].values[c] >= 0 for place in run)]
        return len(beyond)

    def _enough(self, live: tuple[int, ...], most: list[int], least: list[int], run: list[int]) -> bool:
        """Whether the sum holds in enough columns; those of nothing but zeros are not counted."""
        meeting = sum(low <= 0 <= high for high, low in zip(most, least, strict=True))
        if meeting < self._columns:
            return False
        idle = sum(1 for c in live if not any(self._lines[place].values[c] for place in run))
        return meeting - idle >= self._must_meet[len(live) - idle]

"""Sums that no label states: the search in whole numbers finds what trying with decimals finds."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from archive.audit.printed import Cell
from archive.audit.unstated import Counted, Search
from archive.domain.audit import Paper
from archive.domain.facts import Entry, NumberTable

SHARE, COLUMNS, LONGEST = Decimal("0.8"), 3, 30
Rows = list[list[Cell | None]]


def table(rng: random.Random) -> tuple[Rows, list[bool]]:
    """Columns of random numbers, some of them blank or below nothing, with some sums planted."""
    height, width, decimals = rng.randint(3, 14), rng.randint(3, 6), rng.choice((0, 1, 2))
    values = [[Decimal(rng.randint(-20, 999)).scaleb(-decimals) for _ in range(width)] for _ in range(height)]
    parts = [rng.random() < 0.1 for _ in range(height)]
    first = rng.randrange(height - 2)
    last = rng.randint(first + 2, height - 1)
    for column in range(width):
        added = sum((values[i][column] for i in range(first, last) if not parts[i]), Decimal(0))
        values[last][column] = added + (Decimal(rng.choice((0, 0, 0, 1, 40))).scaleb(-decimals))
    paper, empty = Paper("D-1", "E1", 2008, "x.xls", "ready"), NumberTable(1, "", {}, {}, ())
    rows: Rows = [
        [
            None if rng.random() < 0.03 else Cell(Entry(row, column, value), empty, paper, decimals)
            for column, value in enumerate(line)
        ]
        for row, line in enumerate(values)
    ]
    return rows, parts


def tried(rows: Rows, parts: list[bool], at: int, step: int) -> list[int]:
    """The definition: line after line is taken off the total, column by column."""
    left: dict[int, tuple[Decimal, Decimal, list[Decimal]]] = {
        c: (cell.value, cell.ulp * 3 / 2, [cell.value]) for c, cell in enumerate(rows[at]) if cell
    }
    run: list[int] = []
    for place in range(at + step, at + step * (LONGEST + 1), step):
        if not 0 <= place < len(rows):
            return []
        if parts[place]:
            continue
        run.append(place)
        for column in list(left):
            cell = rows[place][column]
            if cell is None:
                del left[column]
                continue
            rest, room, seen = left[column]
            left[column] = (rest - cell.value, room + cell.ulp / 2, [*seen, cell.value])
        passed = sum(rest < -room and min(seen) >= 0 for rest, room, seen in left.values())
        if len(left) < COLUMNS or passed > (1 - SHARE) * len(left):
            return []
        counted = [(rest, room) for rest, room, seen in left.values() if any(seen)]
        good = sum(-room <= rest <= room for rest, room in counted)
        if len(run) > 1 and good >= max(Decimal(COLUMNS), SHARE * len(counted)):
            return run
    return []


@pytest.mark.parametrize("seed", range(4))
def test_whole_numbers_find_what_decimals_find(seed: int) -> None:
    """Rounding, blanks, parts and numbers below nothing included; something is found at all."""
    rng = random.Random(f"unstated/{seed}")
    found = 0
    for _ in range(40):
        rows, parts = table(rng)
        numbers = Counted(
            {(r, c): cell for r, row in enumerate(rows) for c, cell in enumerate(row) if cell}
        ).numbers
        counted = [[numbers.get((r, c)) for c in range(len(row))] for r, row in enumerate(rows)]
        search = Search(counted, parts, COLUMNS, SHARE)
        for at in range(len(rows)):
            expected = tried(rows, parts, at, 1) or tried(rows, parts, at, -1)
            assert search.around(at) == expected
            found += bool(expected)
    assert found > 10

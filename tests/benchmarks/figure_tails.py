"""Long sums in tables of ten to thirty addends: those that rounding made, and those that it can hardly have made."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from archive.audit import audit
from archive.domain.audit import Dossier, Paper
from archive.domain.entity import Entity, Kind
from archive.domain.facts import Entry, Facts, NumberTable
from archive.domain.rulebook import Rulebook
from tests.samples.figureworld.truth import YEAR

_COUNTY = Entity("710302", "青河县", Kind.COUNTY, "7103")
_COLUMNS = 6
_UNIT = Decimal("0.01")


def tails(book: Rulebook, count: int) -> str:
    """How many of the tails beyond four standard deviations are told, and how many of the others."""
    found = planted = false = sums = errors = 0
    for number in range(count):
        rng = random.Random(f"tails/{number}")
        wrong = rng.randrange(1, _COLUMNS + 1) if rng.random() < 0.5 else 0
        table = _table(rng, wrong)
        paper = Paper("D-1", _COUNTY.code, YEAR, "x.xls", "ready", doctype="stat_yearbook", doctype_confidence=0.9,
                      pages=1, facts=Facts(tables=(table,)))  # fmt: skip
        dossier = Dossier(_COUNTY, YEAR, date(YEAR, 12, 31), papers=(paper,))
        told = set()
        for finding in audit(dossier, book).findings:
            if finding.rule == "R-SUM-1":
                errors += finding.severity.value == "error"
                told.add(int(str(finding.evidence[0].cell).split("c")[1]))
        planted += bool(wrong)
        found += wrong in told
        false += len(told - {wrong})
        sums += _COLUMNS - bool(wrong)
    return (
        f"tails of long sums: recall {found}/{planted} {found / planted:.3f}, "
        f"false {false} of {sums} sums {100 * false / sums:.3f} %, called an error {errors}"
    )


def _table(rng: random.Random, wrong: int) -> NumberTable:
    """Parts of four decimals, printed to two; the total of one column is off by as much as rounding could do at worst."""
    parts = rng.randint(10, 30)
    entries = list(_entries(rng, parts, wrong))
    stubs = {row: f"行业{row}" for row in range(1, parts + 1)} | {parts + 1: "合计"}
    heads = {col: f"{2000 + col}年" for col in range(1, _COLUMNS + 1)}
    return NumberTable(1, "分行业能源消费量 单位:万吨标准煤", stubs, heads, tuple(entries))


def _entries(rng: random.Random, parts: int, wrong: int) -> Iterator[Entry]:
    for col in range(1, _COLUMNS + 1):
        exact = [Decimal(rng.randint(1, 9999999)) / 10000 for _ in range(parts)]
        shown = [value.quantize(_UNIT, ROUND_HALF_UP) for value in exact]
        total = sum(exact, Decimal(0)).quantize(_UNIT, ROUND_HALF_UP)
        if col == wrong:
            units = range(math.ceil(4 * math.sqrt((parts + 1) / 12)), (parts + 1) // 2 + 1)
            total += rng.choice((-1, 1)) * rng.choice(units) * _UNIT
        for row, value in enumerate((*shown, total), 1):
            yield Entry(row, col, value, None, f"r{row}c{col}", str(value))

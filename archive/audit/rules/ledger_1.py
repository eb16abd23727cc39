"""R-LEDGER-1 台账恒等式: 期末库存 = 期初库存 + 购进 - 消费 - 其他(拨出/损耗)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.ledgers import BOUGHT, CLOSED, FLOWS, OPEN, USED, ledgers
from archive.audit.relations import Relation, Term

CODE = "R-LEDGER-1"
_ENOUGH = 2
"""Periods that must hold before another one of the same energy accuses: the ledger then has no further column."""
_MINUS = Decimal(-1)
_SERIES = 3
_MADE = frozenset(
    {"焦炭", "焦炉煤气", "高炉煤气", "转炉煤气", "发生炉煤气", "煤气", "热力", "蒸汽", "电力", "汽油", "煤油", "柴油", "燃料油"}
    | {"液化石油气", "炼厂干气", "石油焦", "洗精煤", "其他洗煤", "煤矸石", "型煤", "煤制品", "水煤浆", "煤粉", "兰炭"}
)  # fmt: skip
"""Energies that a plant may make itself: what it made is in no column of a form."""
_PROOF = frozenset({"unit_slip", "sign", "digit_swap", "decimal_lost", "one_digit", "other_year"})


def relations(bench: Bench) -> Iterator[Relation]:
    """Each month of a ledger, which its other months must keep before one of them is odd."""
    for key, rows in ledgers(bench):
        whole = {period: row for period, row in rows.items() if all(flow in row for flow in FLOWS)}
        for period, row in whole.items():
            item = row[USED].figure.item
            # A form has one line for each energy: its other energies show that there is no further column.
            alone = len(whole) < _SERIES
            family = (CODE, row[USED].paper.document) if alone else (CODE, key)
            terms = (Term(row[CLOSED], _MINUS), Term(row[OPEN]), Term(row[BOUGHT]), Term(row[USED], _MINUS))
            args = {"period": period, "item": row[USED].figure.item, "indicator": CLOSED}
            ask = "own_output" if alone and item in _MADE else None
            yield Relation(CODE, terms, args=args, family=family, support=_ENOUGH, ask=ask, proof=_PROOF)

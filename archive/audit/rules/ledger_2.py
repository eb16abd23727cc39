"""R-LEDGER-2 消费分解: 消费量合计 = 工业生产消费 + 非工业生产消费; 台账用语: 消费量总计 = 生产用 + 非生产用."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.forms import form_rows
from archive.audit.relations import Relation, Term

CODE = "R-LEDGER-2"
_MINUS = Decimal(-1)


def relations(bench: Bench) -> Iterator[Relation]:
    """Each energy or month of a form whose columns print all three."""
    for row in form_rows(bench, "used", "industrial", "non_industrial"):
        cells = row.cells
        terms = (Term(cells["used"], _MINUS), Term(cells["industrial"]), Term(cells["non_industrial"]))
        yield Relation(CODE, terms, args={"item": row.label}, family=(CODE, row.family))

"""R-FUND-1 资金预算与拨付: paid <= budget; paid > 0 when a project exists; 奖励 paid list present."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import cause, of
from archive.audit.parameters import asked_by
from archive.audit.printed import Printed
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-FUND-1"


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """One payment larger than the whole budget, or a payment of nothing; several budgets leave it open."""
    me, year = bench.dossier.entity.code, str(bench.dossier.year)
    items = [i for i in of(bench, "I-FUND") if i.entity == me and i.figure.period == year]
    budgets = [i for i in items if i.paper.doctype == "fiscal_budget"]
    paid = [i for i in items if i.paper.doctype == "fund_voucher"]
    if len({b.figure.canonical_value for b in budgets}) != 1:
        return
    budget = budgets[0]
    over = [
        p for p in paid if p.figure.canonical_unit == budget.figure.canonical_unit and p.low > budget.high
    ]
    nothing = [p for p in paid if p.figure.value == 0]
    if over:
        yield _finding(bench, over[0], budget, "above_budget")
    elif nothing and len(nothing) == len(paid) and bench.dossier.entity.attributes.get("has_project"):
        yield _finding(bench, nothing[0], budget, "nothing_paid")


def _finding(bench: Bench, paid: Printed, budget: Printed, what: str) -> Finding:
    why, extra = cause(paid, budget) if paid.figure.value else (None, {})
    args = {
        **beside([paid, budget]),
        "indicator": "I-FUND",
        "period": paid.figure.period,
        "what": what,
        **extra,
    }
    named = why if why in {"unit_slip", "decimal_lost"} else None
    return Finding(CODE, Severity.WARNING, asked_by(bench, CODE), named, args, (paid.place, budget.place))

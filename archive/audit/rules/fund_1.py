"""R-FUND-1 资金预算与拨付: paid <= budget; paid > 0 when a project exists; 奖励 paid list present."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.comparing import above, exceeding
from archive.audit.explaining import beside
from archive.audit.figures import cause, of
from archive.audit.forms import form_rows
from archive.audit.parameters import asked_by
from archive.audit.printed import Printed
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-FUND-1"
_SHOWN = 8
_FUND = re.compile(r"节能|降耗|减排")
_OPEN = re.compile(r"上年结转|结余|追加|调整预算|上级")
"""What else there was to pay from."""


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """What vouchers pay and what tables say was paid, against what was set aside."""
    yield from _vouchers(bench)
    for row in form_rows(bench, "budget", "paid"):
        paid, budget = row.cells["paid"], row.cells["budget"]
        table = row.sheet.table
        about = f"{row.view.title} {table.caption} {row.label}"
        if _FUND.search(about) and budget.value > 0 and above(paid, budget) and not _OPEN.search(about):
            args = {"indicator": "I-FUND", "item": row.label, "what": "above_budget"}
            yield exceeding(CODE, paid, budget, Severity.WARNING, args, asked_by(bench, CODE))


def _vouchers(bench: Bench) -> Iterator[Finding]:
    """Payments larger than the whole budget, one or together, or of nothing; several budgets leave it open."""
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
    together = _together(paid, budget)
    if over:
        yield _finding(bench, over[0], budget, "above_budget")
    elif together:
        yield _sum(bench, together, budget)
    elif nothing and len(nothing) == len(paid) and bench.dossier.entity.attributes.get("has_project"):
        yield _finding(bench, nothing[0], budget, "nothing_paid")


def _together(paid: Sequence[Printed], budget: Printed) -> list[Printed]:
    """Payments, each of a voucher of its own, that add up to more than the budget; copies of one count once."""
    by_voucher: dict[str, list[Printed]] = {}
    for item in paid:
        by_voucher.setdefault(item.paper.document, []).append(item)
    single: dict[object, Printed] = {}
    for items in by_voucher.values():
        if len({i.figure.canonical_value for i in items}) != 1:
            return []
        one = items[0]
        # The same amount twice may be a copy.
        single.setdefault((one.figure.canonical_value, one.figure.canonical_unit), one)
    parts = list(single.values())
    same = all(p.figure.canonical_unit == budget.figure.canonical_unit for p in parts)
    return parts if same and sum(p.low for p in parts) > budget.high else []


def _sum(bench: Bench, paid: Sequence[Printed], budget: Printed) -> Finding:
    numbers = [*paid[:_SHOWN], budget]
    args = {**beside(numbers), "indicator": "I-FUND", "period": budget.figure.period}
    args |= {"what": "sum_above_budget", "count": len(paid)}
    return Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, tuple(n.place for n in numbers))


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

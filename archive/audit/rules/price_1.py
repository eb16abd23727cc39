"""R-PRICE-1 单价合理: 金额/数量 within reference price x [0.5, 2].

Prices of the market are not in the rulebook unless a city enters them; without them the body's own months are the
reference, which still shows the bill with a slipped unit or a wrong amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.forms import FormRow, form_rows
from archive.audit.parameters import asked_by, decimal
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-PRICE-1"
_ENOUGH = 4
_AMOUNTS = ("used", "bought")
Priced = tuple[FormRow, str, Decimal]


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Months of one table whose price is far from that of the others."""
    low, high = decimal(bench, CODE, "low", "0.5"), decimal(bench, CODE, "high", "2")
    tables: dict[object, list[Priced]] = {}
    for row in form_rows(bench, "money"):
        amount = next((a for a in _AMOUNTS if a in row.cells), None)
        if (
            amount is not None
            and row.cells[amount].value > 0
            and row.cells["money"].value > 0
            and _monthly(row)
        ):
            price = row.cells["money"].value / row.cells[amount].value
            tables.setdefault((row.family, amount), []).append((row, amount, price))
    for priced in tables.values():
        usual = Decimal(median(p for _, _, p in priced)) if len(priced) >= _ENOUGH else None
        odd = [p for p in priced if usual and not low * usual <= p[2] <= high * usual]
        if usual is not None and odd and len(odd) * 4 <= len(priced):
            for row, amount, price in odd:
                yield _finding(bench, row, amount, price, usual)


def _monthly(row: FormRow) -> bool:
    """Lines of one energy by month; energies below each other have prices of their own."""
    return "月" in row.label and "合计" not in row.label and "累计" not in row.label


def _finding(bench: Bench, row: FormRow, amount: str, price: Decimal, usual: Decimal) -> Finding:
    numbers = [row.cells["money"], row.cells[amount]]
    power = round((price / usual).log10())
    near = power != 0 and abs((price / usual).log10() - power) < Decimal("0.15")
    args: dict[str, object] = {
        **beside(numbers),
        "item": row.label,
        "price": f"{price:.4f}",
        "reference": f"{usual:.4f}",
    }
    if near:
        args["factor"] = f"10^{power}"
    places = tuple(n.place for n in numbers)
    return Finding(CODE, Severity.WARNING, asked_by(bench, CODE), "unit_slip" if near else None, args, places)

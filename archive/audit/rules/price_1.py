"""R-PRICE-1 单价合理: 金额/数量 within reference price x [0.5, 2].

Prices of the market are not in the rulebook unless a city enters them; without them the body's own months are the
reference, which still shows the bill with a slipped unit or a wrong amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.forms import FormRow, form_rows
from archive.audit.parameters import asked_by, decimal
from archive.audit.printed import Cell
from archive.audit.sheets import Sheet, sheets
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-PRICE-1"
_ENOUGH = 4
_AMOUNTS = ("used", "bought")
_MONTH = re.compile(r"(?:(?:19|20)\d\d年)?\d{1,2}月(?:份)?")
_AMOUNT_OF = re.compile(r"(?:用|耗|购)([电水气煤油热汽])量(?:\(.{0,8}\))?")
_MONEY_OF = re.compile(r"([电水气煤油热汽])费(?:金额)?(?:\(.{0,8}\))?")


@dataclass(frozen=True, slots=True)
class Priced:
    """A line, its money and amount or its price alone, and what one unit cost."""

    label: str
    numbers: tuple[Cell, ...]
    price: Decimal


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Months of one table whose price is far from that of the others."""
    low, high = decimal(bench, CODE, "low", "0.5"), decimal(bench, CODE, "high", "2")
    tables: dict[object, list[Priced]] = {}
    for row in form_rows(bench):
        priced = _priced(row) if _monthly(row.label) else None
        if priced is not None:
            # Energies that share a table have prices of their own.
            about = (row.family, len(priced.numbers), _MONTH.sub("", row.label), row.unit)
            tables.setdefault(about, []).append(priced)
    for place, bill in _billed(bench):
        tables.setdefault(place, []).append(bill)
    for months in tables.values():
        usual = Decimal(median(p.price for p in months)) if len(months) >= _ENOUGH else None
        odd = [p for p in months if usual and not low * usual <= p.price <= high * usual]
        if usual is not None and odd and len(odd) * 4 <= len(months):
            for priced in odd:
                yield _finding(bench, priced, usual)


def _priced(row: FormRow) -> Priced | None:
    """What one unit cost: the money for an amount, or the price where only that is printed."""
    amount = next((row.cells[a] for a in _AMOUNTS if a in row.cells), None)
    money, price = row.cells.get("money"), row.cells.get("price")
    if amount is not None and money is not None and money.value > 0 and amount.value > 0:
        return Priced(row.label, (money, amount), money.value / amount.value)
    if money is None and price is not None and price.value > 0:
        return Priced(row.label, (price,), price.value)
    return None


def _billed(bench: Bench) -> Iterator[tuple[object, Priced]]:
    """用电量 and 电费, 用水量 and 水费 beside each other: several energies to a line, each with two columns."""
    for view in bench.views:
        if not view.readable or "entity_conflict" in view.paper.notes:
            continue
        for sheet in sheets(view):
            pairs = list(_columns(sheet))
            for line in sheet.lines if len(pairs) > 1 else ():
                if not _monthly(sheet.label(line)):
                    continue
                for amount, money in pairs:
                    used, paid = sheet.at(line, amount), sheet.at(line, money)
                    if used is not None and paid is not None and used.value > 0 and paid.value > 0:
                        priced = Priced(sheet.label(line), (paid, used), paid.value / used.value)
                        yield (view.document, id(sheet.table), amount), priced


def _columns(sheet: Sheet) -> Iterator[tuple[int, int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for across in sheet.across:
        head = sheet.heads.get(across, "")
        for kind, pattern in (("amount", _AMOUNT_OF), ("money", _MONEY_OF)):
            match = pattern.fullmatch(head)
            if match is not None:
                found.setdefault((match[1], kind), []).append(across)
    for (energy, kind), amounts in found.items():
        moneys = found.get((energy, "money"), [])
        if kind == "amount" and len(amounts) == len(moneys) == 1:
            yield amounts[0], moneys[0]


def _monthly(label: str) -> bool:
    """Lines of one energy by month; energies below each other have prices of their own."""
    return "月" in label and "合计" not in label and "累计" not in label


def _finding(bench: Bench, priced: Priced, usual: Decimal) -> Finding:
    numbers, price = priced.numbers, priced.price
    power = round((price / usual).log10())
    near = power != 0 and abs((price / usual).log10() - power) < Decimal("0.15")
    args: dict[str, object] = {
        **beside(numbers),
        "item": priced.label,
        "price": f"{price:.4f}",
        "reference": f"{usual:.4f}",
    }
    if near:
        args["factor"] = f"10^{power}"
    places = tuple(n.place for n in numbers)
    return Finding(CODE, Severity.WARNING, asked_by(bench, CODE), "unit_slip" if near else None, args, places)

"""R-INT-2 降低率恒等式: 1 - 降低率 = (1 + 能耗增速) / (1 + GDP增速)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.figures import Printed, printed
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-INT-2"
_NEEDED = ("I-EGDPR", "I-EGRO", "I-GDPG")
_HUNDRED = Decimal(100)


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """The three rates of one paper; any agreeing reading clears it."""
    table: dict[tuple[str, str, str | None], dict[str, list[Printed]]] = {}
    for item in printed(bench):
        if item.figure.indicator in _NEEDED and item.figure.caliber.scope in {None, "全社会"}:
            key = (item.paper.document, item.entity, item.figure.period)
            table.setdefault(key, {}).setdefault(item.figure.indicator, []).append(item)
    for row in table.values():
        if len(row) < len(_NEEDED):
            continue
        falls, energies, products = (row[i] for i in _NEEDED)
        values = {i.figure.caliber.electricity_value for i in (*falls, *energies)} - {None}
        if len(values) > 1 or any(i.figure.caliber.gdp_price == "现价" for i in (*falls, *products)):
            continue
        if any(_holds(f, e, p) for f in falls for e in energies for p in products):
            continue
        fall, energy, product = falls[0], energies[0], products[0]
        low, high = _expected(energy, product)
        cause = "sign" if low <= -fall.low and -fall.high <= high else "arithmetic"
        args = {"printed": str(fall.figure.value), "low": str(round(low, 4)), "high": str(round(high, 4))}
        places = tuple(i.figure.locator for i in (fall, energy, product))
        yield Finding(CODE, Severity.ERROR, None, cause, args, places)


def _expected(energy: Printed, product: Printed) -> tuple[Decimal, Decimal]:
    """The fall in percent that energy and GDP growth imply."""
    largest = 1 - (1 + energy.low / _HUNDRED) / (1 + product.high / _HUNDRED)
    smallest = 1 - (1 + energy.high / _HUNDRED) / (1 + product.low / _HUNDRED)
    return smallest * _HUNDRED, largest * _HUNDRED


def _holds(fall: Printed, energy: Printed, product: Printed) -> bool:
    if product.low <= -_HUNDRED:
        return True
    low, high = _expected(energy, product)
    return low <= fall.high and fall.low <= high

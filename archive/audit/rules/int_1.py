"""R-INT-1 能耗强度恒等式: 单位GDP能耗 = 能源消费总量 / GDP, in one paper and one caliber."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.figures import Printed, printed
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-INT-1"
_ENERGY = {"tce": Decimal(1), "吨标准煤": Decimal(1)}
_MONEY = {"10k_yuan": Decimal(1), "万元": Decimal(1), "yuan": Decimal("0.0001"), "元": Decimal("0.0001")}
_INTENSITY = {"tce/10k_yuan", "吨标准煤/万元"}


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """The intensity of a paper against its own energy and GDP; any agreeing reading clears it."""
    table: dict[tuple[str, str, str | None], dict[str, list[Printed]]] = {}
    for item in printed(bench):
        if item.figure.indicator in {"I-EGDP", "I-ETOT", "I-GDPC"}:
            key = (item.paper.document, item.entity, item.figure.period)
            table.setdefault(key, {}).setdefault(item.figure.indicator, []).append(item)
    for row in table.values():
        rates, energies, products = (row.get(i, []) for i in ("I-EGDP", "I-ETOT", "I-GDPC"))
        if not (rates and energies and products) or not _comparable(rates, energies, products):
            continue
        if any(_holds(r, e, p) for r in rates for e in energies for p in products):
            continue
        rate, energy, product = rates[0], energies[0], products[0]
        low, high = _quotient(energy, product)
        power = _slip(rate, low, high)
        if power is None and not _stated(rates, energies, products):
            continue  # another caliber of energy or GDP would explain it
        args = {
            "printed": str(rate.figure.value),
            "low": str(round(low, 6)),
            "high": str(round(high, 6)),
            "unit": rate.figure.canonical_unit,
        }
        places = tuple(i.figure.locator for i in (rate, energy, product))
        if power is not None:
            args["factor"] = f"10^{power}"
        yield Finding(CODE, Severity.ERROR, None, "unit_slip" if power else "arithmetic", args, places)


def _comparable(rates: list[Printed], energies: list[Printed], products: list[Printed]) -> bool:
    units = all(i.figure.canonical_unit in _INTENSITY for i in rates)
    units = units and all(i.figure.canonical_unit in _ENERGY for i in energies)
    units = units and all(i.figure.canonical_unit in _MONEY and i.low > 0 for i in products)
    prices = {i.figure.caliber.gdp_price for i in (*rates, *products)} - {None}
    values = {i.figure.caliber.electricity_value for i in (*rates, *energies)} - {None}
    whole = all(i.figure.caliber.scope in {None, "全社会"} for i in (*rates, *energies, *products))
    return units and whole and len(prices) <= 1 and len(values) <= 1


def _stated(rates: list[Printed], energies: list[Printed], products: list[Printed]) -> bool:
    """The paper says for which prices and which value of electricity its numbers stand."""
    if rates[0].paper.doctype == "stat_confirm":
        return all(i.figure.caliber.gdp_price != "现价" for i in products)
    priced = all(i.figure.caliber.gdp_price in {"不变价", "可比价"} for i in products)
    return priced and all(i.figure.caliber.electricity_value for i in energies)


def _slip(rate: Printed, low: Decimal, high: Decimal) -> int | None:
    """k when the printed intensity is the computed one times 10^k."""
    if rate.figure.canonical_value <= 0 or low <= 0:
        return None
    power = round((rate.figure.canonical_value / ((low + high) / 2)).log10())
    scale = Decimal(10) ** power
    return power if power and low * scale <= rate.high and rate.low <= high * scale else None


def _quotient(energy: Printed, product: Printed) -> tuple[Decimal, Decimal]:
    unit = _ENERGY[energy.figure.canonical_unit]
    money = _MONEY[product.figure.canonical_unit]
    return energy.low * unit / (product.high * money), energy.high * unit / (product.low * money)


def _holds(rate: Printed, energy: Printed, product: Printed) -> bool:
    low, high = _quotient(energy, product)
    return low <= rate.high and rate.low <= high

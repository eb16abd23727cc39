"""R-UNIT-1 单位量级: a value differs from the entity's own other values by a power of ten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from archive.audit.bench import Bench
from archive.audit.figures import Printed, archived, printed
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-UNIT-1"
_FAMILIES = frozenset({"energy", "energy_intensity", "money", "electricity", "energy_per_product"})
_NEAR = Decimal("0.2")
"""How far from a power of ten, in powers of ten: years differ, but not by sixty per cent."""
_ENOUGH = 25
"""Values of an entity that are looked at: more of them say no more about its size."""
_SLIPS = frozenset({3, 4, 7, 8})
"""千, 万 and 亿 are the slips that units make; others are growth or another thing."""


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Values of the year against the same indicator in other papers and years."""
    families = {i.id: i.unit_family for i in bench.rulebook.indicators.values()}
    own = [i for i in printed(bench) if families.get(i.figure.indicator) in _FAMILIES]
    history: dict[tuple[object, ...], list[Printed]] = {}
    for item in (*own, *archived(bench)):
        if families.get(item.figure.indicator) in _FAMILIES and item.figure.canonical_value > 0:
            history.setdefault(_key(item), []).append(item)
    said: set[tuple[object, ...]] = set()
    for item in own:
        known = history.get(_key(item), [])[:_ENOUGH]
        others = [o for o in known if o.figure.locator != item.figure.locator]
        power = _power(item, others)
        mark = (_key(item), item.figure.period, item.figure.canonical_value)
        if power is None or mark in said:
            continue
        said.add(mark)
        nearest = others[0]
        args = {
            "indicator": item.figure.indicator,
            "values": [str(nearest.figure.value), str(item.figure.value)],
            "units": [nearest.figure.unit, item.figure.unit],
            "factor": f"10^{power}",
        }
        places = (nearest.figure.locator, item.figure.locator)
        yield Finding(CODE, Severity.WARNING, None, "unit_slip", args, places)


def _key(item: Printed) -> tuple[object, ...]:
    """Whole years only compare with whole years, an energy only with itself."""
    period = item.figure.period or ""
    return item.figure.indicator, item.entity, item.figure.item, len(period), item.figure.canonical_unit


def _power(item: Printed, others: Sequence[Printed]) -> int | None:
    """The slip against every other value; they must agree among themselves."""
    if item.figure.canonical_value <= 0 or not others:
        return None
    size = item.figure.canonical_value.adjusted()
    if sum(1 for o in others if abs(o.figure.canonical_value.adjusted() - size) >= 2) * 2 <= len(others):
        return None  # most others are of about this size; told without logarithms
    logs = [(item.figure.canonical_value / o.figure.canonical_value).log10() for o in others]
    middle = Decimal(median(logs))
    power = round(middle)
    if abs(power) not in _SLIPS or abs(middle - power) > _NEAR:
        return None
    agreeing = sum(1 for x in logs if abs(x - power) <= _NEAR)
    if agreeing * 2 <= len(logs):
        return None
    # Two values alone cannot say which one slipped; the later paper is named and both are shown.
    if len(logs) == 1 and item.figure.locator.document < others[0].figure.locator.document:
        return None
    return power

"""Identities between figures that one paper prints of one body and one period."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice, product

from archive.audit.bench import Bench
from archive.audit.figures import blocks, of
from archive.audit.printed import Printed
from archive.audit.relations import Relation, Term
from archive.domain.audit import Severity

PERCENT = Decimal("0.01")
WAN = Decimal("0.0001")
ENERGY = {"tce": Decimal(1), "吨标准煤": Decimal(1)}
MONEY = {"10k_yuan": Decimal(1), "万元": Decimal(1), "yuan": WAN, "元": WAN}
INTENSITY = {"tce/10k_yuan": Decimal(1), "吨标准煤/万元": Decimal(1)}
ELECTRICITY = {"kWh": Decimal(1), "千瓦时": Decimal(1)}
COUNT = {"count": Decimal(1), "人": Decimal(1)}
AREA = {"m2": Decimal(1), "平方米": Decimal(1)}
_READINGS = 64
"""Combinations of values that are tried when a paper prints a quantity more than once."""


@dataclass(frozen=True, slots=True)
class Part:
    """One quantity of an identity: the units understood with their factors, and how it enters."""

    indicator: str
    units: Mapping[str, Decimal]
    power: int = 1
    base: Decimal = Decimal(0)
    scopes: frozenset[str | None] | None = None
    """Calibers of scope that it may have; None = any."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The parts multiply to one; the first is what papers compute from the others."""

    rule: str
    parts: tuple[Part, ...]
    severity: Severity = Severity.ERROR
    slack: Decimal = Decimal(0)
    priced: tuple[str, ...] = ()
    """Indicators whose prices must be the same and known."""
    valued: tuple[str, ...] = ()
    """Indicators whose value of electricity must be the same and known."""
    official: frozenset[str] = field(default_factory=frozenset)
    """Kinds of paper that keep the official caliber without saying so."""


def relations(bench: Bench, identity: Identity) -> Iterator[Relation]:
    """One relation for each paper, body and period that prints all parts; any agreeing reading clears it."""
    wanted = [p.indicator for p in identity.parts]
    for key, row in blocks(of(bench, *dict.fromkeys(wanted))).items():
        lists = [[i for i in row.get(p.indicator, ()) if _fits(i, p)] for p in identity.parts]
        if all(lists):
            found = _reading(identity, lists, key)
            if found is not None:
                yield found


def _fits(item: Printed, part: Part) -> bool:
    if item.figure.canonical_unit not in part.units:
        return False
    return part.scopes is None or item.figure.caliber.scope in part.scopes


def _reading(identity: Identity, lists: Sequence[Sequence[Printed]], key: Hashable) -> Relation | None:
    first: Relation | None = None
    for items in islice(product(*lists), _READINGS):
        if len({i.figure.item for i in items}) > 1 or not _comparable(identity, items):
            continue
        relation = _relation(identity, items)
        if relation.holds():
            return relation
        first = first or relation
    return first


def _relation(identity: Identity, items: Sequence[Printed]) -> Relation:
    terms = tuple(
        Term(item, part.units[item.figure.canonical_unit], part.base, part.power)
        for item, part in zip(items, identity.parts, strict=True)
    )
    about = items[0].figure
    args = {"indicator": about.indicator, "period": about.period, "entity": items[0].entity}
    return Relation(
        identity.rule,
        terms,
        "product",
        identity.slack,
        identity.severity,
        args,
        ask=_unstated(identity, items),
    )


def _comparable(identity: Identity, items: Sequence[Printed]) -> bool:
    """No two of them state different calibers."""
    prices = {i.figure.caliber.gdp_price for i in items if i.figure.indicator in identity.priced}
    values = {i.figure.caliber.electricity_value for i in items if i.figure.indicator in identity.valued}
    same = len(_prices(prices)) <= 1 and len(values - {None}) <= 1
    return same and len({i.figure.vintage for i in items} - {None}) <= 1


def _prices(stated: set[str | None]) -> set[str]:
    """不变价 and 可比价 are one basis within a year."""
    return {"不变价" if price == "可比价" else price for price in stated if price is not None}


def _unstated(identity: Identity, items: Sequence[Printed]) -> str | None:
    """The facet that none of the parts states, although the identity only holds within one."""
    if items[0].paper.doctype in identity.official:
        return None
    if identity.priced and not all(
        i.figure.caliber.gdp_price for i in items if i.figure.indicator in identity.priced[1:]
    ):
        return "gdp_price"
    if identity.valued and not all(
        i.figure.caliber.electricity_value for i in items if i.figure.indicator in identity.valued[1:]
    ):
        return "electricity_value"
    return None


def rated(part: Part, sign: int) -> Part:
    """A rate in percent that enters as 1 + rate or 1 - rate."""
    return replace(part, base=Decimal(1), units={"%": PERCENT * sign, "percent": PERCENT * sign})

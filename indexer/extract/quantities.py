"""Printed numbers with their units: Decimal, interval of half the last digit, one canonical unit a family."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from archive.domain.facts import Caliber, Figure, Locator

NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"

# family -> canonical unit and {printed unit, folded: factor to the canonical one}; None = another dimension.
_FAMILIES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "energy_intensity": (
        "tce/10k_yuan",
        {
            "吨标准煤/万元": "1", "吨标煤/万元": "1", "tce/万元": "1", "吨/万元": "1", "t标准煤/万元": "1", "吨标准煤/万元gdp": "1",
            "吨标准煤每万元": "1", "千克标准煤/万元": "0.001", "公斤标准煤/万元": "0.001", "kgce/万元": "0.001",
            "千克标准煤/元": "10", "kgce/元": "10", "吨标准煤": "1", "吨标煤": "1", "tce": "1", "千克标准煤": "0.001", "公斤标准煤": "0.001",
            "kgce": "0.001",
        },
    ),
    "energy": (
        "tce",
        {
            "亿吨标准煤": "100000000", "万吨标准煤": "10000", "万吨标煤": "10000", "万tce": "10000", "万吨": "10000", "吨标准煤": "1",
            "吨标煤": "1", "tce": "1", "千克标准煤": "0.001", "公斤标准煤": "0.001", "kgce": "0.001", "t标准煤": "1",
        },
    ),
    "percent": ("percent", {"%": "1", "个百分点": "", "百分点": ""}),
    "money": (
        "yuan",
        {"亿元": "100000000", "千万元": "10000000", "百万元": "1000000", "万元": "10000", "千元": "1000", "元": "1"},
    ),
    "electricity": (
        "kWh",
        {
            "亿千瓦时": "100000000", "亿kwh": "100000000", "亿度": "100000000", "万千瓦时": "10000", "万kwh": "10000", "万度": "10000",
            "mwh": "1000", "千瓦时": "1", "kwh": "1", "度": "1",
        },
    ),
    "energy_per_product": (
        "kgce/t",
        {
            "千克标准煤/吨": "1", "公斤标准煤/吨": "1", "kgce/t": "1", "千克标煤/吨": "1", "吨标准煤/吨": "1000", "tce/t": "1000",
            "吨标煤/吨": "1000", "千克/吨": "1",
        },
    ),
    "electricity_intensity": ("kWh/10k_yuan", {"千瓦时/万元": "1", "kwh/万元": "1", "度/万元": "1"}),
    "energy_per_person": ("kgce/person", {"千克标准煤/人": "1", "kgce/人": "1", "公斤标准煤/人": "1", "吨标准煤/人": "1000"}),
    "energy_per_area": ("kgce/m2", {"千克标准煤/平方米": "1", "kgce/m2": "1", "公斤标准煤/平方米": "1", "kgce/平方米": "1"}),
    "area": ("m2", {"万平方米": "10000", "平方米": "1", "m2": "1"}),
    "count": ("count", {"万人": "10000", "人": "1", "台": "1", "只": "1", "份": "1", "件": "1", "套": "1", "块": "1", "个": "1"}),
    "product": (
        "t",
        {
            "万吨": "10000", "千吨": "1000", "吨": "1", "t": "1", "万重量箱": "10000", "重量箱": "1", "万平方米": "10000", "平方米": "1",
            "亿千瓦时": "100000000", "万千瓦时": "10000", "万立方米": "10000", "立方米": "1", "万米": "10000", "米": "1", "万吉焦": "10000", "吉焦": "1", "gj": "1",
        },
    ),
    "points": ("point", {"分": "1"}),
    "energy_item": (
        "t",
        {
            "万吨": "10000", "千吨": "1000", "吨": "1", "t": "1", "千克": "0.001", "公斤": "0.001", "kg": "0.001",
            "亿千瓦时": "100000000", "万千瓦时": "10000", "万kwh": "10000", "万度": "10000", "千瓦时": "1", "kwh": "1", "度": "1",
            "亿立方米": "100000000", "万立方米": "10000", "万m3": "10000", "千立方米": "1000", "立方米": "1", "m3": "1",
            "百万千焦": "1", "吉焦": "1", "gj": "1", "万吉焦": "10000",
        },
    ),
}  # fmt: skip
# Units of one family that share no dimension with the canonical unit of the others.
_OWN_UNITS = {
    **dict.fromkeys(("万重量箱", "重量箱"), "case"),
    **dict.fromkeys(("万平方米", "平方米"), "m2"),
    **dict.fromkeys(("万米", "米"), "m"),
    **dict.fromkeys(("个百分点", "百分点"), "percentage_point"),
    **dict.fromkeys(("亿千瓦时", "万千瓦时", "万kwh", "万度", "千瓦时", "kwh", "度"), "kWh"),
    **dict.fromkeys(("亿立方米", "万立方米", "万m3", "千立方米", "立方米", "m3"), "m3"),
    **dict.fromkeys(("百万千焦", "吉焦", "gj", "万吉焦"), "GJ"),
}
_UNITS = {
    family: re.compile(
        "(?:" + "|".join(re.escape(unit) for unit in sorted(table, key=len, reverse=True)) + ")(?![/a-z])"
    )
    for family, (_, table) in _FAMILIES.items()
}
_ANY_UNIT = re.compile("|".join(pattern.pattern for pattern in _UNITS.values()))
_FACTORS = {
    family: {unit: Decimal(factor or "1") for unit, factor in table.items()}
    for family, (_, table) in _FAMILIES.items()
}


@lru_cache(maxsize=64)
def _half(places: int) -> Decimal:
    """Half a unit of the last of so many decimals."""
    return Decimal(5).scaleb(-places - 1)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A printed number in its unit, and the same as an interval in the canonical unit."""

    value: Decimal
    low: Decimal
    high: Decimal
    unit: str
    canonical: Decimal
    canonical_low: Decimal
    canonical_high: Decimal
    canonical_unit: str

    def negated(self) -> Quantity:
        """The same size in the other direction."""
        return Quantity(
            -self.value, -self.high, -self.low, self.unit, -self.canonical, -self.canonical_high, -self.canonical_low,
            self.canonical_unit,
        )  # fmt: skip


def unit_at(family: str, text: str, start: int) -> str | None:
    """The unit of a family that stands at *start* of a folded text, blanks skipped."""
    pattern = _UNITS.get(family)
    while start < len(text) and text[start] == " ":
        start += 1
    match = pattern.match(text, start) if pattern is not None else None
    return match[0] if match else None


def unit_in(family: str, text: str) -> str | None:
    """The unit of a family named anywhere in a head, label or corner."""
    pattern = _UNITS.get(family)
    match = pattern.search(text) if pattern is not None else None
    return match[0] if match else None


def names_unit(text: str) -> bool:
    """Whether a text names a unit of any family."""
    return _ANY_UNIT.search(text) is not None


def quantity(digits: str, unit: str, family: str) -> Quantity | None:
    """A printed number; None when the unit is none of the family's."""
    if family not in _FAMILIES or unit not in _FAMILIES[family][1]:
        return None
    canonical_unit = _FAMILIES[family][0]
    printed = digits.replace(",", "")
    value = Decimal(printed)
    half = _half(len(printed) - 1 - printed.find(".") if "." in printed else 0)
    low, high, factor = value - half, value + half, _FACTORS[family][unit]
    return Quantity(
        value, low, high, unit, value * factor, low * factor, high * factor,
        _OWN_UNITS.get(unit, canonical_unit),
    )  # fmt: skip


def figure_of(
    amount: Quantity,
    *,
    indicator: str,
    entity: str | None,
    period: str | None,
    caliber: Caliber,
    vintage: str | None,
    wording: str,
    locator: Locator,
    confidence: float,
    label: str = "",
    item: str | None = None,
) -> Figure:
    """What a printed number says, once everything around it is understood."""
    return Figure(
        indicator=indicator,
        entity=entity,
        period=period,
        caliber=caliber,
        vintage=vintage,
        value=amount.value,
        low=amount.low,
        high=amount.high,
        unit=amount.unit,
        canonical_value=amount.canonical,
        canonical_low=amount.canonical_low,
        canonical_high=amount.canonical_high,
        canonical_unit=amount.canonical_unit,
        wording=wording,
        locator=locator,
        confidence=confidence,
        label=label,
        item=item,
    )

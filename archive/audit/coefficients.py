"""Standard-coal coefficients by energy, unit and year: what is accepted without explanation, and in which edition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from archive.domain.rulebook import Rulebook

NEW_EDITION = date(2021, 4, 1)
"""GB/T 2589-2020 replaces the edition of 2008."""
_BARE = re.compile(r"\(.*?\)")
_PER_KG = {"吨": Decimal(1), "t": Decimal(1), "千克": Decimal(1), "kg": Decimal(1), "万吨": Decimal(1)}
_PER_M3 = {
    "万立方米": Decimal(10),
    "万m3": Decimal(10),
    "立方米": Decimal(1),
    "m3": Decimal(1),
    "千立方米": Decimal(1),
}
_PER_KWH = {
    "万千瓦时": Decimal(10),
    "万kwh": Decimal(10),
    "千瓦时": Decimal(1),
    "kwh": Decimal(1),
    "万度": Decimal(10),
}
_PER_MJ = {"百万千焦": Decimal(1), "吉焦": Decimal(1), "gj": Decimal(1)}


@dataclass(frozen=True, slots=True)
class Range:
    """What a coefficient of one energy may be, in the scale of one printed unit; `caliber` of electricity and heat."""

    energy: str
    low: Decimal
    high: Decimal
    reference: Decimal | None
    caliber: str | None = None
    edition: str | None = None


def ranges(rulebook: Rulebook, energy: str, unit: str, year: int) -> tuple[Range, ...]:
    """Every accepted range of an energy in a unit; nothing when energy or unit is not understood."""
    return _ranges(_Known(rulebook), energy.strip(), unit.strip().lower(), year)


@dataclass(frozen=True, slots=True)
class _Known:
    """A rulebook compared by its hash."""

    rulebook: Rulebook

    def __hash__(self) -> int:
        return hash(self.rulebook.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.rulebook.hash == self.rulebook.hash


@lru_cache(maxsize=2048)
def _ranges(known: _Known, energy: str, unit: str, year: int) -> tuple[Range, ...]:
    data = known.rulebook.coefficients
    return (
        tuple(_of_fuels(data, energy, unit))
        + tuple(_of_power(data, energy, unit, year))
        + tuple(_of_media(data, energy, unit, year))
    )


def _of_fuels(data: Mapping[str, object], energy: str, unit: str) -> Iterator[Range]:
    for raw in _items(data.get("fuels")):
        names = {_BARE.sub("", str(raw["name"])), str(raw["name"]), *map(str, _items_of(raw.get("aliases")))}
        sane = _items_of(raw.get("sane"))
        table = _PER_M3 if raw.get("unit") == "m3" else _PER_KG
        if energy in names and len(sane) == 2 and unit in table:
            scale = table[unit]
            reference = raw.get("ref")
            exact = Decimal(str(reference)) * scale if isinstance(reference, (int, float)) else None
            yield Range(energy, Decimal(str(sane[0])) * scale, Decimal(str(sane[1])) * scale, exact)


def _of_power(data: Mapping[str, object], energy: str, unit: str, year: int) -> Iterator[Range]:
    if energy == "电力" and unit in _PER_KWH:
        scale = _PER_KWH[unit]
        exact = Decimal("0.1229") * scale
        near = Decimal("0.0005") * scale
        yield Range(energy, exact - near, exact + near, exact, "当量值")
        power = _mapping(_mapping(data.get("electricity")).get("等价值"))
        sane = _items_of(power.get("sane"))
        if len(sane) == 2:
            yield Range(energy, Decimal(str(sane[0])) * scale, Decimal(str(sane[1])) * scale, None, "等价值")
    if energy in {"热力", "蒸汽"} and unit in _PER_MJ:
        yield Range(energy, Decimal("0.0335"), Decimal("0.0350"), Decimal("0.0341"), "当量值")


def _of_media(data: Mapping[str, object], energy: str, unit: str, year: int) -> Iterator[Range]:
    """Water and air: the editions differ, and the year of the assessment chooses."""
    new = date(year, 12, 31) >= NEW_EDITION
    for raw in _items(data.get("working_media")):
        if _BARE.sub("", str(raw["name"])) != energy:
            continue
        value = raw.get("ref_2020" if new else "ref_2008", raw.get("ref"))
        if value is None or unit not in (_PER_M3 if raw.get("unit") == "m3" else _PER_KG):
            continue
        exact = Decimal(str(value))
        edition = "GB/T 2589-2020" if new else "GB/T 2589-2008"
        yield Range(energy, exact * Decimal("0.95"), exact * Decimal("1.05"), exact, None, edition)


def other_edition(rulebook: Rulebook, energy: str, year: int) -> Decimal | None:
    """What the edition that is not in force says of a working medium."""
    new = date(year, 12, 31) >= NEW_EDITION
    for raw in _items(rulebook.coefficients.get("working_media")):
        if _BARE.sub("", str(raw["name"])) == energy:
            value = raw.get("ref_2008" if new else "ref_2020")
            return Decimal(str(value)) if value is not None else None
    return None


def _items(value: object) -> list[Mapping[str, object]]:
    return [_mapping(item) for item in _items_of(value)]


def _items_of(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}

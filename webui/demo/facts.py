"""A small model of truth: figures that satisfy the identities which the auditor checks."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

D = Decimal
COEFFICIENTS = {"原煤": D("0.7143"), "电力": D("1.229"), "柴油": D("1.4571")}
UNITS = {"原煤": "吨", "电力": "万千瓦时", "柴油": "吨"}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = (
    "志远",
    "建国",
    "文斌",
    "秀兰",
    "海涛",
    "晓梅",
    "国庆",
    "丽华",
    "德顺",
    "雪峰",
    "立新",
    "玉珍",
    "永康",
    "少华",
    "春生",
)
PRODUCTS: Mapping[str, tuple[str, str, int, int, int]] = {
    "水泥": ("水泥综合能耗", "GB 16780-2007", 96, 118, 1_250_000),
    "焦炭": ("焦炭单位产品能耗", "GB 21342-2008", 128, 155, 620_000),
    "钢": ("吨钢综合能耗", "GB 21256-2007", 610, 660, 860_000),
    "合成氨": ("合成氨综合能耗", "GB 21344-2008", 1480, 1650, 180_000),
    "平板玻璃": ("平板玻璃综合能耗", "GB 21340-2008", 14, 17, 5_600_000),
    "机制纸": ("机制纸综合能耗", "DB 61/T 418-2008", 420, 480, 90_000),
    "棉纱": ("棉纱综合能耗", "DB 61/T 422-2008", 310, 360, 42_000),
    "供热": ("供热单位能耗", "DB 61/T 410-2008", 38, 42, 3_400_000),
}


def dice(*seed: object) -> random.Random:
    """The dice of one paper: the same names throw the same numbers."""
    return random.Random("/".join(str(part) for part in seed))  # noqa: S311 - a demo keeps no secrets


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Half up, as statisticians round."""
    return value.quantize(D(1).scaleb(-places), ROUND_HALF_UP)


def between(rng: random.Random, low: float, high: float, places: int = 2) -> Decimal:
    """A figure between two bounds with that many decimals."""
    return rounded(D(str(rng.uniform(low, high))), places)


def person(rng: random.Random) -> str:
    """A fictional name."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


@dataclass(frozen=True, slots=True)
class Region:
    """Energy (10^4 tce, electricity at generation value) and GDP (10^8 yuan, prices of 2005) of two years."""

    energy_last: Decimal
    energy: Decimal
    gdp_last: Decimal
    gdp: Decimal
    target: Decimal

    @property
    def intensity(self) -> Decimal:
        return rounded(self.energy / self.gdp, 3)

    @property
    def intensity_last(self) -> Decimal:
        return rounded(self.energy_last / self.gdp_last, 3)

    @property
    def reduction(self) -> Decimal:
        """How much less energy a unit of GDP needs, in per cent."""
        now, before = self.energy / self.gdp, self.energy_last / self.gdp_last
        return rounded((1 - now / before) * 100)

    @property
    def energy_growth(self) -> Decimal:
        return rounded((self.energy / self.energy_last - 1) * 100)

    @property
    def gdp_growth(self) -> Decimal:
        return rounded((self.gdp / self.gdp_last - 1) * 100)

    @property
    def completion(self) -> Decimal:
        return rounded(self.reduction / self.target * 100)


def region(name: object, year: int, reduction: Callable[[int], Decimal], target: Decimal) -> Region:
    """A region whose intensity falls by *reduction* per cent a year from 2005 on: one series, whatever the year."""
    rng = dice(name)
    gdp = gdp_last = between(rng, 40, 120)
    energy = energy_last = rounded(gdp * between(rng, 1.05, 2.2, 3))
    for passed in range(2006, year + 1):
        gdp_last, energy_last = gdp, energy
        gdp = rounded(gdp_last * (1 + between(dice(name, passed), 10.5, 14.5) / 100))
        energy = rounded(energy_last * gdp / gdp_last * (1 - reduction(passed) / 100))
    return Region(energy_last, energy, gdp_last, gdp, target)


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one energy in the ledger: stock before, bought, used in production, used elsewhere."""

    opening: Decimal
    bought: Decimal
    production: Decimal
    other: Decimal

    @property
    def used(self) -> Decimal:
        return self.production + self.other

    @property
    def closing(self) -> Decimal:
        return self.opening + self.bought - self.used


@dataclass(frozen=True, slots=True)
class Plant:
    """One enterprise in one year: product, output, energies month by month."""

    product: str
    output: int
    output_unit: str
    base_rate: Decimal
    """Energy per unit of product in the year before, in kilograms of standard coal."""
    months: Mapping[str, tuple[Month, ...]]
    limit: int

    def used(self, energy: str) -> Decimal:
        return sum((month.used for month in self.months[energy]), D(0))

    @property
    def consumption(self) -> Decimal:
        """Tonnes of standard coal, electricity at its calorific value."""
        return rounded(sum((self.used(name) * COEFFICIENTS[name] for name in self.months), D(0)))

    @property
    def rate(self) -> Decimal:
        return rounded(self.consumption * 1000 / self.output)

    @property
    def saving(self) -> Decimal:
        """(rate before - rate now) x output, in tonnes of standard coal."""
        return rounded((self.base_rate - self.rate) * self.output / 1000)

    @property
    def target(self) -> int:
        return int(self.saving * 100 / 108) // 10 * 10


def plant(rng: random.Random, product: str) -> Plant:
    """A plant whose rate fell by a few per cent against the year before."""
    _, _, low, limit, output = PRODUCTS[product]
    made = int(output * rng.uniform(0.85, 1.1))
    rate = D(str(rng.uniform(low, (low + limit) / 2)))
    coal = rate * made / 1000 * D("0.86") / COEFFICIENTS["原煤"]
    power = rate * made / 1000 * D("0.13") / COEFFICIENTS["电力"]
    diesel = rate * made / 1000 * D("0.01") / COEFFICIENTS["柴油"]
    months = {
        "原煤": _months(rng, coal, 0, stocked=True),
        "电力": _months(rng, power, 2, stocked=False),
        "柴油": _months(rng, diesel, 2, stocked=True),
    }
    plant = Plant(
        product,
        made,
        "重量箱" if product == "平板玻璃" else "吉焦" if product == "供热" else "吨",
        rate,
        months,
        limit,
    )
    base = rounded(plant.rate * D(str(rng.uniform(1.035, 1.06))))
    return Plant(product, made, plant.output_unit, base, months, limit)


def _months(rng: random.Random, year: Decimal, places: int, *, stocked: bool) -> tuple[Month, ...]:
    stock = rounded(year / 20, places) if stocked else D(0)
    rows = []
    for _ in range(12):
        production = rounded(year / 12 * D(str(rng.uniform(0.9, 1.08))), places)
        other = rounded(production * D(str(rng.uniform(0.005, 0.015))), places)
        swing = rounded(year / 12 * D(str(rng.uniform(-0.12, 0.13))), places) if stocked else D(0)
        bought = production + other + max(swing, -stock)
        row = Month(stock, bought, production, other)
        rows.append(row)
        stock = row.closing
    return tuple(rows)

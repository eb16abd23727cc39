"""What is true: every identity holds exactly, nothing is rounded yet."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import Decimal

from archive.domain.entity import Entity, Kind

D = Decimal
FIRST, YEAR = 2005, 2008
YEARS = tuple(range(FIRST, YEAR + 1))
SECTORS = (
    "第一产业",
    "工业",
    "建筑业",
    "交通运输、仓储和邮政业",
    "批发、零售业和住宿、餐饮业",
    "其他行业",
    "生活消费",
)
COEFFICIENTS = {
    "原煤": D("0.7143"),
    "电力": D("1.229"),
    "柴油": D("1.4571"),
    "天然气": D("13.3"),
    "焦炭": D("0.9714"),
}
GRID = D("3.45")
"""等价值 of electricity, tce per 10^4 kWh."""
ITEM_UNITS = {"原煤": "吨", "电力": "万千瓦时", "柴油": "吨", "天然气": "万立方米", "焦炭": "吨"}
PRODUCTS = {"水泥": "吨", "焦炭": "吨", "钢": "吨", "合成氨": "吨"}
_SYLLABLES = "安宁川平原山河清泉石林江谷岭丰华阳乐康永兴和"


@dataclass(frozen=True)
class Key:
    """What a number is about: the same key is the same fact."""

    indicator: str
    entity: str
    period: str
    item: str = ""
    caliber: str = ""


@dataclass(frozen=True)
class Month:
    """Stock before, bought, used, of which for production, stock after."""

    opening: Decimal
    bought: Decimal
    used: Decimal
    production: Decimal
    closing: Decimal


@dataclass
class Body:
    """One assessed body and its exact values in canonical units (tce, yuan, kWh, per cent)."""

    entity: Entity
    values: dict[Key, Decimal] = field(default_factory=dict)
    sectors: dict[tuple[int, str], Decimal] = field(default_factory=dict)
    months: dict[tuple[str, int, int], Month] = field(default_factory=dict)
    product: str = ""
    grew: bool = False
    """Whether a new line made everything jump in the last year."""

    def put(self, indicator: str, year: int | str, value: Decimal, item: str = "", caliber: str = "") -> None:
        self.values[Key(indicator, self.entity.code, str(year), item, caliber)] = value

    def get(self, indicator: str, year: int | str, item: str = "", caliber: str = "") -> Decimal:
        return self.values[Key(indicator, self.entity.code, str(year), item, caliber)]


@dataclass
class World:
    """A city, its counties and its enterprises."""

    seed: int
    city: Entity
    offices: dict[str, Entity]
    counties: list[Body]
    firms: list[Body]

    def entities(self) -> list[Entity]:
        bodies = [body.entity for body in (*self.counties, *self.firms)]
        return [self.city, *self.offices.values(), *bodies]


def world(seed: int, counties: int = 4, firms: int = 3) -> World:
    """A city with that many counties and enterprises."""
    rng = random.Random(f"figures/{seed}")
    names = _names(rng, counties + firms + 1)
    code = str(610000 + rng.randrange(100, 900) * 10)
    city = Entity(code, names[0] + "市", Kind.CITY, None)
    offices = {
        word: Entity(
            f"{code}-{n}", f"{city.name}{name}", Kind.DEPARTMENT, code, attributes={"department": word}
        )
        for n, (word, name) in enumerate(
            (("统计", "统计局"), ("发改", "发展和改革委员会"), ("工信", "经济委员会"))
        )
    }
    made = [
        _county(rng, Entity(f"{code}{n:02d}", names[n] + rng.choice("县区县"), Kind.COUNTY, code))
        for n in range(1, counties + 1)
    ]
    plants = []
    for n in range(firms):
        product = rng.choice(list(PRODUCTS))
        name = f"{names[0]}{names[counties + 1 + n]}{_trade(product)}有限责任公司"
        parent = rng.choice(made).entity.code
        entity = Entity(f"{code}E{n:02d}", name, Kind.ENTERPRISE, parent, attributes={"product": product})
        plants.append(_firm(rng, entity, product))
    return World(seed, city, offices, made, plants)


def _names(rng: random.Random, count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        name = "".join(rng.sample(_SYLLABLES, 2))
        if name not in found and name not in {"平安", "和平", "安平"}:
            found.append(name)
    return found


def _trade(product: str) -> str:
    return {"水泥": "水泥", "焦炭": "焦化", "钢": "钢铁", "合成氨": "化肥"}[product]


def _exact(rng: random.Random, low: float, high: float, step: str) -> Decimal:
    return D(str(rng.uniform(low, high))).quantize(D(step))


def _county(rng: random.Random, entity: Entity) -> Body:
    """Energy in whole tce, money in whole 10^4 yuan; rates and intensities are exact quotients."""
    body = Body(entity)
    gdp = _exact(rng, 30, 400, "0.0001")
    intensity = D(str(rng.uniform(0.7, 2.9)))
    energy = (gdp * intensity).quantize(D("0.0001"))
    power = _exact(rng, 30000, 400000, "0.01")
    share = D(str(rng.uniform(0.3, 0.5)))
    tertiary = D(str(rng.uniform(0.28, 0.42)))
    last: dict[str, Decimal] = {}
    kept = D(1)
    for year in YEARS:
        if year > FIRST:
            gdp = (gdp * (1 + D(str(rng.uniform(0.08, 0.16))))).quantize(D("0.0001"))
            fall = D(str(rng.uniform(0.03, 0.062)))
            energy = (gdp * last["I"] * (1 - fall)).quantize(D("0.0001"))
            power = (power * D(str(rng.uniform(1.03, 1.14)))).quantize(D("0.01"))
        current = (gdp * (1 + D("0.042") * (year - FIRST) + D(str(rng.uniform(0.001, 0.01))))).quantize(
            D("0.0001")
        )
        added = (gdp * share).quantize(D("0.0001"))
        used = (energy * D(str(rng.uniform(0.62, 0.66)))).quantize(D("0.0001"))
        third = (current * (tertiary + D("0.004") * (year - FIRST))).quantize(D("0.0001"))
        now = {"I": energy / gdp, "E": energy, "G": gdp, "S": used / added}
        body.put("I-ETOT", year, energy * 10000, caliber="等价值")
        body.put("I-GDPC", year, gdp * 100000000)
        body.put("I-GDPN", year, current * 100000000)
        body.put("I-EGDP", year, now["I"], caliber="等价值")
        body.put("I-IVA", year, added * 100000000)
        body.put("I-CONS", year, used * 10000, caliber="规上")
        body.put("I-EIND", year, now["S"])
        body.put("I-ELEC", year, power * 10000)
        body.put("I-EGDPEL", year, power / gdp)
        body.put("I-VA3", year, third * 100000000)
        body.put("I-SHR3", year, third / current * 100)
        _split(rng, body, year, energy)
        if last:
            body.put("I-EGDPR", year, (1 - now["I"] / last["I"]) * 100)
            body.put("I-EINDR", year, (1 - now["S"] / last["S"]) * 100)
            body.put("I-EGRO", year, (energy / last["E"] - 1) * 100)
            body.put("I-GDPG", year, (gdp / last["G"] - 1) * 100)
            kept *= now["I"] / last["I"]
            body.put("I-CUMR", f"{FIRST + 1}..{year}", (1 - kept) * 100)
        body.put("I-TGT", year, _exact(rng, 3.6, 4.6, "0.01"))
        last = now
    body.put("I-TGT5", "2006..2010", D(rng.choice(("20", "21", "19.5", "22"))))
    return body


def _split(rng: random.Random, body: Body, year: int, energy: Decimal) -> None:
    """Energy of the sectors; the last one closes the sum exactly."""
    weights = (0.05, 0.62, 0.02, 0.09, 0.05, 0.04)
    left = energy
    for sector, weight in zip(SECTORS, weights, strict=False):
        part = (energy * D(str(weight * rng.uniform(0.9, 1.1)))).quantize(D("0.0001"))
        body.sectors[year, sector] = part
        left -= part
    body.sectors[year, SECTORS[-1]] = left


def _firm(rng: random.Random, entity: Entity, product: str) -> Body:
    body = Body(entity, product=product, grew=rng.random() < 0.25)
    items = ["原煤", "电力", *rng.sample(["柴油", "天然气", "焦炭"], rng.choice((1, 2)))]
    scale = {item: rng.uniform(*_SIZES[item]) for item in items}
    stock = {item: _exact(rng, 0.3, 0.6, "0.0001") for item in items}
    made = D(str(rng.uniform(30000, 90000)))
    per = D(str(rng.uniform(0.10, 0.16)))
    last: Decimal | None = None
    opening = {item: (stock[item] * D(str(scale[item]))).quantize(D("0.01")) for item in items}
    for year in YEARS:
        jump = 2.7 if body.grew and year == YEAR else 1.0
        total = D(0)
        dear = D(0)
        for item in items:
            used = _months(rng, body, item, year, scale[item] * jump, opening)
            total += used * COEFFICIENTS[item]
            dear += used * (GRID if item == "电力" else COEFFICIENTS[item])
        per = per * D(str(rng.uniform(0.955, 0.985)))
        output = (total * D("0.9") / per).quantize(D("1"))
        value = (made * D(str(jump)) * (1 + D("0.08") * (year - FIRST))).quantize(D("0.01"))
        unit = total * D("0.9") / output * 1000
        body.put("I-CONS", year, total, caliber="当量值")
        body.put("I-CONS", year, dear, caliber="等价值")
        body.put("I-OUTV", year, value * 10000)
        body.put("I-EOUT", year, total / value)
        body.put("I-OUTQ", year, output, product)
        body.put("I-UPE", year, unit, product)
        if last is not None:
            body.put("I-SAVE", year, (last - unit) * output / 1000)
        body.put("I-SAVET", year, _exact(rng, 300, 900, "1"))
        last = unit
    return body


_SIZES = {"原煤": (900, 6000), "电力": (150, 900), "柴油": (4, 30), "天然气": (20, 90), "焦炭": (300, 2000)}
STOCKLESS = frozenset({"电力", "天然气"})


def _months(
    rng: random.Random, body: Body, item: str, year: int, scale: float, opening: dict[str, Decimal]
) -> Decimal:
    """Twelve months of one energy; what is left carries over, electricity and gas keep no stock."""
    total = D(0)
    for month in range(1, 13):
        used = _exact(rng, scale * 0.85, scale * 1.15, "0.01")
        bought = used if item in STOCKLESS else (used * D(str(rng.uniform(0.93, 1.09)))).quantize(D("0.01"))
        before = D("0.00") if item in STOCKLESS else opening[item]
        bought = max(bought, used - before)
        production = (used * D(str(rng.uniform(0.93, 0.99)))).quantize(D("0.01"))
        after = before + bought - used
        body.months[item, year, month] = Month(before, bought, used, production, after)
        opening[item] = after
        total += used
    return total

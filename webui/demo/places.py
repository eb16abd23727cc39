"""The fictional city: its bodies, their codes, and the words and figures with which each writes."""

from __future__ import annotations

import csv
import functools
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from webui.demo import facts
from webui.demo.facts import Plant, Region, between, dice, person

CITY = "昭岭市"
PROVINCE = "西岭省"
TARGET = Decimal("4.00")


@dataclass(frozen=True, slots=True)
class Place:
    """One body of the city. `mark` is its character in document numbers."""

    code: str
    name: str
    kind: str
    mark: str
    parent: str | None = "990100"
    aliases: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    reduction: str = "4.10"


ROOT = Place("990100", CITY, "city", "昭", None, "昭岭市人民政府;昭岭市节能办")
COUNTIES = (
    Place(
        "990102",
        "柏溪区",
        "county",
        "柏",
        aliases="柏溪区人民政府;柏溪",
        attributes={"has_elimination_task": True, "has_rectification_notice": False},
        reduction="4.26",
    ),
    Place(
        "990121",
        "安禾县",
        "county",
        "安",
        aliases="安禾县人民政府;安禾",
        attributes={"has_elimination_task": True, "has_rectification_notice": False},
        reduction="4.14",
    ),
    Place(
        "990122",
        "石渡县",
        "county",
        "石",
        aliases="石渡县人民政府;石渡",
        attributes={"has_elimination_task": True, "has_rectification_notice": False},
        reduction="4.05",
    ),
    Place(
        "990123",
        "青梧县",
        "county",
        "梧",
        aliases="青梧县人民政府;青梧",
        attributes={"has_elimination_task": False, "has_rectification_notice": False},
        reduction="3.72",
    ),
    Place(
        "990124",
        "南塬县",
        "county",
        "塬",
        aliases="南塬县人民政府;南塬",
        attributes={"has_elimination_task": True, "has_rectification_notice": False},
        reduction="4.31",
    ),
    Place(
        "990103",
        "云麓区",
        "county",
        "麓",
        aliases="云麓区人民政府;云麓",
        attributes={"has_elimination_task": False, "has_rectification_notice": False},
        reduction="4.58",
    ),
)
DEPARTMENTS = (
    Place(
        "990100-04",
        "昭岭市统计局",
        "department",
        "昭统",
        aliases="市统计局",
        attributes={"department": "统计", "has_sector_target": False},
    ),
    Place(
        "990100-01",
        "昭岭市发展和改革委员会",
        "department",
        "昭发改",
        aliases="市发改委;市发展改革委",
        attributes={"department": "发改", "has_sector_target": False},
    ),
    Place(
        "990100-02",
        "昭岭市经济委员会",
        "department",
        "昭经",
        aliases="市经委;昭岭市工业和信息化局@2010-",
        attributes={"department": "工信", "has_sector_target": False},
    ),
    Place(
        "990100-07",
        "昭岭市质量技术监督局",
        "department",
        "昭质监",
        aliases="市质监局",
        attributes={"department": "质监", "has_sector_target": False},
    ),
    Place(
        "990100-05",
        "昭岭市财政局",
        "department",
        "昭财",
        aliases="市财政局",
        attributes={"department": "财政", "has_sector_target": False},
    ),
)


def _firm(number: int, name: str, mark: str, parent: str, product: str, aliases: str) -> Place:
    return Place(
        f"99E{number:03d}",
        name,
        "enterprise",
        mark,
        parent,
        aliases,
        {
            "product": product,
            "has_limit_standard": product in {"水泥", "焦炭", "钢", "合成氨", "平板玻璃"},
            "has_project": False,
            "has_rectification_notice": False,
        },
    )


FIRMS = (
    _firm(1, "昭岭柏溪水泥有限公司", "柏泥", "990102", "水泥", "柏溪水泥"),
    _firm(2, "昭岭安禾焦化有限责任公司", "安焦", "990121", "焦炭", "安禾焦化"),
    _firm(3, "石渡钢铁集团有限公司", "石钢", "990122", "钢", "石渡钢铁;石钢"),
    _firm(4, "青梧化肥股份有限公司", "梧肥", "990123", "合成氨", "青梧化肥"),
    _firm(5, "南塬热力有限公司", "塬热", "990124", "供热", "南塬热力"),
    _firm(6, "云麓玻璃有限责任公司", "麓玻", "990103", "平板玻璃", "云麓玻璃"),
    _firm(7, "柏溪第二纺织厂", "柏纺", "990102", "棉纱", "柏溪二纺;第二纺织厂"),
    _firm(8, "安禾造纸厂", "安纸", "990121", "机制纸", "安禾造纸"),
)
PLACES = (ROOT, *COUNTIES, *DEPARTMENTS, *FIRMS)
BY_CODE = {place.code: place for place in PLACES}


@dataclass(frozen=True, slots=True)
class Figures:
    """The truth of one year: every county's energy and every plant's months."""

    year: int
    regions: Mapping[str, Region]
    plants: Mapping[str, Plant]


def figures(seed: int, year: int) -> Figures:
    """The same figures for the same seed and year, whoever prints them."""
    regions = {
        place.name: facts.region((seed, place.code), year, functools.partial(_reduction, place), TARGET)
        for place in COUNTIES
    }
    plants = {
        place.name: facts.plant(dice(seed, place.code, year), place.attributes["product"]) for place in FIRMS
    }
    return Figures(year, regions, plants)


def _reduction(place: Place, year: int) -> Decimal:
    return Decimal(place.reduction) + Decimal("0.07") * (year - 2008)


def words(
    place: Place, truth: Figures, seed: int, root: Place = ROOT, province: str = PROVINCE
) -> dict[str, Any]:
    """What a template may name, for one body and year."""
    city = root.name
    rng = dice(seed, place.code, "words")
    leader, vice, clerk = person(rng), person(rng), person(rng)
    year = truth.year
    gov = f"{place.name}人民政府"
    revenue_last = between(rng, 21000, 90000, 0)
    fund_last = between(rng, 60, 180, 0)
    said: dict[str, Any] = {
        "name": place.name,
        "gov": gov,
        "short": place.name,
        "unit": place.name[-1],
        "city": city,
        "citygov": f"{city}人民政府",
        "cityoffice": f"{city}节能减排领导小组办公室",
        "dz": place.mark,
        "cdz": root.mark,
        "province": province,
        "y": year,
        "ly": year - 1,
        "ny": year + 1,
        "leader": leader,
        "vice": vice,
        "clerk": clerk,
        "issue": rng.randint(1, 6),
        "half": between(rng, 3.6, 4.2),
        "revenue_last": revenue_last,
        "revenue": revenue_last * Decimal("1.16") // 1,
        "fund_last": fund_last,
        "fund": fund_last * Decimal("1.40") // 1,
        "paid": fund_last * Decimal("1.10") // 1,
        "research_last": between(rng, 30, 60, 0),
        "research": between(rng, 75, 120, 0),
        "output_value": between(rng, 18000, 92000, 0),
        "party_a": f"{city}人民政府",
        "party_b": gov if place.kind == "county" else place.name,
        "sign_a": "章永康",
        "sign_b": leader,
    }
    if place.name in truth.regions:
        said |= _region_words(truth.regions[place.name])
    if place.name in truth.plants:
        said |= _plant_words(truth.plants[place.name])
        said["short"] = place.aliases.split(";")[0]
    return said


def _region_words(region: Region) -> dict[str, Any]:
    return {
        "target": region.target,
        "reduction": region.reduction,
        "claimed": region.reduction,
        "energy": region.energy,
        "gdp": region.gdp,
        "intensity": region.intensity,
        "intensity_last": region.intensity_last,
        "energy_growth": region.energy_growth,
        "gdp_growth": region.gdp_growth,
    }


def _plant_words(plant: Plant) -> dict[str, Any]:
    return {
        "product": plant.product,
        "output": plant.output,
        "output_unit": plant.output_unit,
        "rate": plant.rate,
        "base_rate": plant.base_rate,
        "consumption": plant.consumption,
        "saving": plant.saving,
        "starget": plant.target,
    }


def entities_csv(truth: Figures) -> bytes:
    """The list of bodies in the columns of the contract."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["code", "name", "kind", "parent", "aliases", "attributes"])
    for place in PLACES:
        attributes = dict(place.attributes)
        if place.name in truth.plants:
            attributes["annual_tce"] = int(truth.plants[place.name].consumption)
        shown = json.dumps(attributes, ensure_ascii=False, sort_keys=True) if attributes else ""
        writer.writerow([place.code, place.name, place.kind, place.parent or "", place.aliases, shown])
    return buffer.getvalue().encode("utf-8-sig")

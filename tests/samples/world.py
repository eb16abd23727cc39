"""A fictional city of its own for every seed: other names, other figures, other habits than the demo's."""

from __future__ import annotations

import functools
import json
import random
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from webui.demo import facts
from webui.demo.facts import PRODUCTS, dice
from webui.demo.places import Figures, Place, words

FIRST = "泽清宁崇昌沛源景瑞澄桐枫梓榆栾棠莲荷苇蓼嵩峦屿岚峪坪塘浦滩渚洛汾渭漳沁沂淮颍滁湄"
SECOND = "川阳安平陵原丰宁水河溪源州城山泉岭湖江口关桥亭台浦谷岗坡"
TRADES = {
    "水泥": ("水泥有限公司", "建材股份有限公司", "特种水泥厂"),
    "焦炭": ("焦化有限公司", "煤焦集团有限责任公司"),
    "钢": ("钢铁有限公司", "特钢股份有限公司", "轧钢厂"),
    "合成氨": ("化肥有限责任公司", "化工集团股份有限公司"),
    "平板玻璃": ("玻璃有限公司", "浮法玻璃厂"),
    "机制纸": ("纸业有限公司", "造纸厂"),
    "棉纱": ("棉纺织有限公司", "第一纺织厂"),
    "供热": ("热力有限公司", "热电有限责任公司"),
}
OFFICES = {
    "统计": ("统计局",),
    "发改": ("发展和改革委员会", "发展改革委"),
    "工信": ("经济委员会", "经贸委", "工业和信息化局"),
    "财政": ("财政局",),
    "质监": ("质量技术监督局", "质监局"),
    "市政府办": ("人民政府办公室",),
    "住建": ("建设局", "住房和城乡建设局"),
    "交通": ("交通局", "交通运输局"),
    "机关事务": ("机关事务管理局",),
    "科技": ("科学技术局", "科技局"),
    "环保": ("环境保护局",),
}


@dataclass(frozen=True, eq=False)
class World:
    """The bodies of one city and the truth about their figures."""

    seed: int
    root: Place
    places: tuple[Place, ...]
    province: str

    def of_kind(self, kind: str) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.kind == kind)

    def figures(self, year: int) -> Figures:
        return _figures(self, year)

    def words(self, place: Place, year: int) -> dict[str, Any]:
        return words(place, self.figures(year), self.seed, self.root, self.province)

    def rows(self) -> list[dict[str, Any]]:
        """Rows for `entities import`, as YAML or CSV."""
        return [
            {
                "code": place.code,
                "name": place.name,
                "kind": place.kind,
                "parent": place.parent,
                "aliases": place.aliases,
                "attributes": json.dumps(dict(place.attributes), ensure_ascii=False)
                if place.attributes
                else "",
            }
            for place in (self.root, *self.places)
        ]


@functools.lru_cache(maxsize=64)
def _figures(world: World, year: int) -> Figures:
    regions = {
        place.name: facts.region(
            (world.seed, place.code), year, functools.partial(_fall, world.seed, place.code), Decimal("4.00")
        )
        for place in world.of_kind("county")
    }
    plants = {
        place.name: facts.plant(dice(world.seed, place.code, year), str(place.attributes["product"]))
        for place in world.of_kind("enterprise")
    }
    return Figures(year, regions, plants)


def _fall(seed: int, code: str, year: int) -> Decimal:
    return Decimal(400 + dice(seed, code, year, "fall").randint(2, 70)) / 100


def world(seed: int, counties: int, firms: int, offices: int) -> World:
    """A city with that many counties, enterprises and departments."""
    rng = random.Random(f"world/{seed}")
    used: set[str] = set()

    def name() -> str:
        while (made := rng.choice(FIRST) + rng.choice(SECOND)) in used or made[0] == made[1]:
            pass
        used.add(made)
        return made

    number = 970000 + (seed % 90) * 100
    root = Place(str(number), name() + "市", "city", "", None)
    root = replace(root, mark=root.name[0], aliases=f"{root.name}人民政府")
    places = []
    for k in range(counties):
        made = name() + rng.choice("县区县县市")
        flags = {"has_elimination_task": True, "has_rectification_notice": rng.random() < 0.3}
        if rng.random() < 0.2:
            flags["has_elimination_task"] = False
        places.append(
            Place(
                str(number + k + 1), made, "county", made[0], root.code, f"{made}人民政府;{made[:2]}", flags
            )
        )
    towns = list(places) or [root]
    for k in range(firms):
        product = rng.choice(list(TRADES))
        short = name()
        firm = root.name[:2] * (rng.random() < 0.4) + short + rng.choice(TRADES[product])
        attributes = {
            "product": product,
            "annual_tce": 0,
            "has_limit_standard": rng.random() < 0.7,
            "has_project": rng.random() < 0.3,
            "has_rectification_notice": rng.random() < 0.2,
        }
        places.append(
            Place(
                f"{number}E{k + 1:02d}",
                firm,
                "enterprise",
                short,
                rng.choice(towns).code,
                short + PRODUCTS[product][0][:2],
                attributes,
            )
        )
    for k, word in enumerate(rng.sample(list(OFFICES), min(offices, len(OFFICES)))):
        office = root.name + rng.choice(OFFICES[word])
        duties: dict[str, Any] = {"department": word, "has_sector_target": False}
        places.append(
            Place(
                f"{number}-{k + 1:02d}",
                office,
                "department",
                root.mark + word[0],
                root.code,
                office.replace(root.name, "市"),
                duties,
            )
        )
    city = World(seed, root, tuple(places), name() + "省")
    return replace(city, places=tuple(_with_energy(city, place) for place in places))


def _with_energy(made: World, place: Place) -> Place:
    if place.kind != "enterprise":
        return place
    used = int(made.figures(2008).plants[place.name].consumption)
    return replace(place, attributes={**place.attributes, "annual_tce": used})

"""A county's total against what its enterprises say of themselves: told only when nobody else can be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import of, partners
from archive.audit.intervals import NOTHING, Interval
from archive.audit.lists import company, list_rows
from archive.audit.printed import Number, Printed
from archive.audit.slips import likely
from archive.domain.audit import Finding, Severity
from archive.domain.entity import Entity, Kind
from archive.domain.facts import MEMBERS, Locator

_COUNT = re.compile(rf"^(\d+)家{MEMBERS}$")
_NAMES = {"name": re.compile(r"企业名称|单位名称|用能单位|重点用能")}
_LISTS = frozenset({"key_ent_list", "key_ent_result"})
_WIDER = ("I-ETOT", "I-CONS")
_EARLY = frozenset({"快报", "初步", "预计"})
_SLIPPED = 30
"""Parts so many times the whole are in another unit than it says."""
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Sides:
    """A total of the county and the enterprises' own numbers, added."""

    total: Printed
    parts: tuple[Printed, ...]
    added: Interval

    @property
    def numbers(self) -> Sequence[Number]:
        return [self.total, *self.parts][:_SHOWN]


def totals(bench: Bench, rule: str) -> Iterator[Finding]:
    """Totals of all key enterprises that their sum does not give, and wholes that are less than their parts."""
    county = bench.dossier.entity
    members = {
        code: entity
        for code, entity in bench.dossier.relatives.items()
        if entity.parent == county.code and entity.kind is Kind.ENTERPRISE
    }
    if county.kind is not Kind.COUNTY or not members:
        return
    own = _own(bench, members)
    stated = [
        i for i in of(bench, "I-CONS", "I-SAVE") if _of_year(i, bench) and MEMBERS in (i.figure.item or "")
    ]
    told = set()
    for total in stated:
        fact = (total.figure.indicator, total.low, total.high)
        parts = own.get(total.figure.indicator, {})
        if fact not in told and len(parts) == len(members) and _one_scale([total, *parts.values()]):
            told.add(fact)
            yield from _against(bench, rule, _sides(total, list(parts.values())), members)
    yield from _wholes(bench, rule, list(own.get("I-CONS", {}).values()))


def _own(bench: Bench, members: Mapping[str, Entity]) -> dict[str, dict[str, Printed]]:
    """Indicator -> enterprise -> the one number that its own papers print of the year."""
    found: dict[str, dict[str, list[Printed]]] = {}
    for item in partners(bench):
        figure = item.figure
        mine = item.entity in members and item.paper.entity == item.entity and not figure.item
        if mine and figure.indicator in {"I-CONS", "I-SAVE"} and figure.period == str(bench.dossier.year):
            found.setdefault(figure.indicator, {}).setdefault(item.entity, []).append(item)
    return {
        indicator: {
            code: items[0] for code, items in by_body.items() if all(items[0].meets(i) for i in items)
        }
        for indicator, by_body in found.items()
    }


def _of_year(item: Printed, bench: Bench) -> bool:
    return item.entity == bench.dossier.entity.code and item.figure.period == str(bench.dossier.year)


def _one_scale(items: Sequence[Printed]) -> bool:
    """The same unit, and no early number among final ones."""
    units = {i.figure.canonical_unit for i in items}
    early = {(i.figure.vintage or "") in _EARLY for i in items}
    return len(units) == 1 and len(early) == 1


def _sides(total: Printed, parts: Sequence[Printed]) -> Sides:
    added = NOTHING
    for part in parts:
        added = added.plus(part.interval)
    return Sides(total, tuple(parts), added)


def _against(bench: Bench, rule: str, sides: Sides, members: Mapping[str, Entity]) -> Iterator[Finding]:
    """An accusation where list or count prove who is meant and the caliber is one; else a question."""
    total = sides.total
    if total.interval.meets(sides.added):
        return
    values = {i.figure.caliber.electricity_value for i in (total, *sides.parts)}
    if len(values - {None}) > 1:
        return
    slip = likely(total, sides.added)
    ask = None
    if not _all_meant(bench, total, members):
        ask = "scope"
    elif None in values and total.figure.indicator == "I-CONS" and slip.cause != "unit_slip":
        ask = "electricity_value"
    args = _args(sides, {"count": len(sides.parts), **slip.args})
    if slip.fits is not None:
        args["fits"] = f"{slip.fits:f}"
    if ask is not None:
        yield Finding(rule, Severity.INFO, None, None, {**args, "ask": ask}, _places(sides))
        return
    cause = slip.cause if slip.weight > 0 else "arithmetic"
    yield Finding(rule, Severity.WARNING, None, cause, args, _places(sides))


def _all_meant(bench: Bench, total: Printed, members: Mapping[str, Entity]) -> bool:
    """The number printed with the total is that of the enterprises, or a list of the year names just these."""
    count = _COUNT.match(total.figure.item or "")
    if count is not None:
        return int(count[1]) == len(members)
    if any(view.torn for kind in _LISTS for view in bench.by_kind.get(kind, ())):
        return False
    listed = {
        name for row in list_rows(bench, _LISTS, _NAMES, "name") if len(name := company(row.text("name"))) > 1
    }
    known = {
        company(name)
        for entity in members.values()
        for name in (entity.name, *(alias.name for alias in entity.aliases))
    }
    return len(listed) == len(members) and listed <= known


def _wholes(bench: Bench, rule: str, parts: Sequence[Printed]) -> Iterator[Finding]:
    """Enterprises of the county that together use more than the whole county, or than all its larger industry."""
    if not parts:
        return
    wholes = [i for i in of(bench, *_WIDER) if _of_year(i, bench) and not i.figure.item]
    for whole in wholes:
        comparable = [p for p in parts if _within(p, whole)]
        sides = _sides(whole, comparable)
        if not comparable or sides.added.low <= whole.high or not _one_scale([whole, *comparable]):
            continue
        # Another paper that prints more for the same body shows which of the two is wrong.
        if any(sides.added.low <= other.high for other in wholes):
            return
        args = _args(sides, {"count": len(comparable), "what": "part_above_whole"})
        # A legal unit may have works in other counties; a slip of the unit is nobody's works.
        inside = all(p.figure.caliber.scope == "规模以上工业" for p in comparable)
        slipped = sides.added.low > whole.high * _SLIPPED
        if slipped or inside:
            cause = "unit_slip" if slipped else None
            yield Finding(rule, Severity.WARNING, None, cause, args, _places(sides))
        else:
            yield Finding(rule, Severity.INFO, None, None, {**args, "ask": "scope"}, _places(sides))
        return


def _within(part: Printed, whole: Printed) -> bool:
    """The part's caliber cannot make it larger: electricity counts most by 等价值, and the whole says its scope."""
    here, there = part.figure.caliber.electricity_value, whole.figure.caliber.electricity_value
    valued = here is not None and there is not None and (here == there or there == "等价值")
    return valued and whole.figure.caliber.scope in {"全社会", "规模以上工业"}


def _args(sides: Sides, more: Mapping[str, object]) -> dict[str, object]:
    figure = sides.total.figure
    scale = sides.total.scale or Decimal(1)
    return {
        **beside(sides.numbers),
        "indicator": figure.indicator,
        "period": figure.period,
        "entity": sides.total.entity,
        "item": figure.item,
        "sum": f"{(sides.added.middle / scale).normalize():f}",
        **more,
    }


def _places(sides: Sides) -> tuple[Locator, ...]:
    return tuple(n.place for n in sides.numbers)

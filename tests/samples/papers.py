"""Plants complete dossiers, then one fault at a time, and keeps the truth about both."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.samples import layout
from tests.samples.oracle import Checklists, Expectation, Truth, applies, expect, periods
from tests.samples.tables import OWN_LAYOUTS
from tests.samples.world import World
from webui.demo.author import Desk, Draft, Template, load, write
from webui.demo.facts import dice
from webui.demo.places import Place
from webui.demo.scribe import TEXTS, bind, with_cover
from webui.demo.tables import TABLES
from webui.demo.tables.metering import meters

OWN = Path(__file__).parent / "texts"
EXTRA: dict[str, tuple[str, ...]] = {
    "统计": ("sta-confirm", "sta-bulletin-half", "sta-bulletin", "sta-quarter", "sta-shares", "sta-system"),
    "发改": ("drc-plan", "drc-allocate", "drc-register", "drc-quarter", "drc-promote", "drc-week"),
    "工信": ("iit-list", "iit-eliminate", "iit-projects", "iit-monitor"),
    "财政": ("fin-budget", "fin-share"),
    "质监": ("msa-inspect", "msa-power", "msa-limit"),
    "市政府办": ("gov-group",),
    "住建": ("hud-building", "hud-retrofit"),
    "交通": ("tra-vehicles", "tra-assess"),
    "机关事务": ("gom-quarter", "gom-target", "gom-public"),
    "科技": ("sci-plan", "sci-money"),
    "环保": ("env-audit",),
}
TABLES.update(OWN_LAYOUTS)
DEMO, POOLS = load(TEXTS)
MINE, MY_POOLS = load(OWN)
POOLS = {**POOLS, **MY_POOLS}
CHECKLISTS = Checklists.load()


def variants(name: str) -> list[Template]:
    """The demo's wording of a paper and every wording of our own (ids `x1.c-report`, `x2.c-report`)."""
    found = [template for id, template in MINE.items() if id.split(".")[-1] == name]
    if name in DEMO:
        found.append(DEMO[name])
    return [replace(template, id=name) for template in found]


@dataclass
class Dossier:
    """One entity's papers of one year on disk, and what is true of them."""

    place: Place
    year: int
    world: World
    folder: Path
    rng: random.Random
    truths: list[Truth] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    declared: bool = True
    scans: int = 0
    habits: layout.Habits = field(init=False)
    serial: int = 0

    def __post_init__(self) -> None:
        self.habits = layout.habits(self.rng, self.year)

    @property
    def department(self) -> str | None:
        return self.place.attributes.get("department")

    def desk(self, name: str, year: int, **changes: Any) -> Desk:
        truth = self.world.figures(year)
        said = self.world.words(self.place, year) | changes.pop("say", {})
        said.setdefault("certtitle", "检定证书")
        place = changes.pop("other", self.place)
        if place is not self.place:
            said = self.world.words(place, year)
        region = truth.regions.get(place.name) or next(iter(truth.regions.values()))
        rng = dice(
            self.world.seed,
            place.code,
            year,
            name,
            changes.get("turn", 0),
            changes.get("month"),
            changes.get("quarter"),
        )
        month, quarter, entries = (
            changes.pop("month", 0),
            changes.pop("quarter", 0),
            changes.pop("entries", ()),
        )
        changes.pop("turn", None)
        style = replace(
            self.habits.style,
            bracket=self.rng.choice(layout.BRACKETS) if self.habits.sloppy else self.habits.style.bracket,
        )
        return Desk(
            self.place.kind,
            year,
            said,
            rng,
            region,
            truth.plants.get(place.name),
            style,
            truth.regions,
            {
                firm.name: truth.plants[firm.name]
                for firm in self.world.of_kind("enterprise")
                if place.kind != "county" or firm.parent == place.code
            },
            month,
            quarter,
            entries,
            changes,
        )

    def draft(self, template: Template, year: int | None = None, **changes: Any) -> Draft:
        desk = self.desk(template.id, year or self.year, **changes)
        return layout.reworded(write(template, desk, POOLS), self.habits, desk.rng)

    def keep(
        self,
        draft: Draft,
        fault: str = "",
        *,
        requirements: tuple[str, ...] | None = None,
        count: int = 1,
        data: bytes | None = None,
        telling: bool = False,
    ) -> Truth:
        """Write one paper in one of its formats under a name of this clerk's taste."""
        self.serial += 1
        scan = self.scans > 0 and "scan" in draft.template.kinds and self.rng.random() < 0.25
        self.scans -= scan
        name, made = layout.filed(draft, self.habits, self.rng, self.serial, scan=scan, telling=telling)
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(made if data is None else data)
        truth = Truth(
            name,
            draft.template.id,
            draft.template.doctype,
            self.place.code,
            self.year,
            draft.template.proves if requirements is None else requirements,
            draft.slots,
            fault,
            draft.number,
            draft.date,
            count,
        )
        self.truths.append(truth)
        return truth

    def expectations(self) -> dict[tuple[str, str], Expectation]:
        """The right states of every slot of the checklist."""
        return {
            (item["id"], slot): expect(item, slot, self.year, self.truths, self.place.attributes)
            for item in CHECKLISTS.of(self.place.kind, self.department)
            for slot in periods(item, self.year)
        }


Plant = Callable[[Dossier, Template], None]


def names(dossier: Dossier) -> list[str]:
    """Every paper that the checklist of this entity asks for."""
    from webui.demo.story import COUNTY_SET, FIRM_SET

    attributes = dossier.place.attributes
    if dossier.place.kind == "county":
        found = [*COUNTY_SET, "c-quarter", "c-minutes", "c-rectify", "c-public"]
    elif dossier.place.kind == "enterprise":
        found = [
            *FIRM_SET,
            "e-quarter",
            "e-minutes",
            "e-form",
            "e-invoice",
            "e-quota",
            "e-reading",
            "e-certificate",
            "e-review",
            "e-rectify",
        ]
    else:
        found = ["d-report", "d-split", "d-plan", "d-liaison", *EXTRA.get(dossier.department or "", ())]
    return [name for name in found if variants(name) and _wanted(name, attributes, dossier.year)]


def _wanted(name: str, attributes: Any, year: int) -> bool:
    template = variants(name)[0]
    asked = [CHECKLISTS.items[id] for id in template.proves]
    return not asked or any(applies(item, attributes, year) is not False for item in asked)


def plant(dossier: Dossier, faults: dict[str, str]) -> None:
    """Write the whole dossier; *faults* says which paper has which fault (`remove` leaves it out)."""
    entries = []
    for name in names(dossier):
        template = dossier.rng.choice(variants(name))
        before = len(dossier.truths)
        fault = faults.get(name, "")
        if fault:
            dossier.faults.append(f"{name}: {fault}")
        _plant_one(dossier, template, fault)
        entries += [(t.path, t.number or "") for t in dossier.truths[before:]]
    index = (
        "c-index"
        if dossier.place.kind == "county"
        else "e-index"
        if dossier.place.kind == "enterprise"
        else ""
    )
    if index and variants(index) and faults.get(index) != "remove":
        titles = [(Path(path).stem, number) for path, number in entries]
        template = dossier.rng.choice(variants(index))
        dossier.keep(dossier.draft(template, entries=titles))


def _plant_one(dossier: Dossier, template: Template, fault: str) -> None:
    name = template.id
    if name == "e-certificate":
        _certificates(dossier, template, fault)
    elif template.per == "quarter":
        _quarters(dossier, template, fault)
    elif template.per == "month":
        _months(dossier, template, fault)
    elif name.endswith("-minutes"):
        _meetings(dossier, template, fault)
    elif fault != "remove":
        FAULTS[fault](dossier, template)


def _good(dossier: Dossier, template: Template) -> None:
    dossier.keep(dossier.draft(template))


def _wrong_year(dossier: Dossier, template: Template) -> None:
    draft = replace(dossier.draft(template, dossier.year - 1), slots=(str(dossier.year),))
    if template.per == "months":
        draft = replace(draft, slots=tuple(f"{dossier.year}-{m:02d}" for m in range(1, 13)))
    dossier.keep(draft, "wrong_year")


def _new_cover(dossier: Dossier, template: Template) -> None:
    old = dossier.draft(template, dossier.year - 1)
    title = old.title.replace(str(dossier.year - 1), str(dossier.year))
    if title == old.title:
        title = f"{dossier.year}年度{title}"
    draft = replace(with_cover(old, title, dossier.year), slots=(str(dossier.year),), title=title)
    dossier.keep(draft, "new_cover")


def _wrong_entity(dossier: Dossier, template: Template) -> None:
    others = [p for p in dossier.world.of_kind(dossier.place.kind) if p.code != dossier.place.code]
    dossier.keep(dossier.draft(template, other=dossier.rng.choice(others)), "wrong_entity")


def _draft(dossier: Dossier, template: Template) -> None:
    dossier.keep(dossier.draft(template, draft=True), "draft")


def _unsealed(dossier: Dossier, template: Template) -> None:
    dossier.keep(dossier.draft(template, unsealed=True), "unsealed")


def _one_party(dossier: Dossier, template: Template) -> None:
    dossier.keep(dossier.draft(template, one_party=True), "one_party")


def _late(dossier: Dossier, template: Template) -> None:
    dossier.keep(dossier.draft(template, date=date(dossier.year + 1, 2, dossier.rng.randint(8, 26))), "late")


def _unreadable(dossier: Dossier, template: Template) -> None:
    dossier.keep(
        dossier.draft(template),
        "unreadable",
        data=b"%PDF-1.4\n" + bytes(dossier.rng.randrange(256) for _ in range(900)),
        telling=True,
    )


def _caliber(dossier: Dossier, template: Template) -> None:
    draft = dossier.draft(template)
    dossier.keep(layout.replaced(draft, {"等价值": "当量值", "2005年不变价": "现价"}), "caliber")


def _figure(dossier: Dossier, template: Template) -> None:
    """The self-report prints another figure than the confirmed one, beyond every rounding."""
    truth = dossier.world.figures(dossier.year)
    if dossier.place.kind == "county":
        said = {"claimed": truth.regions[dossier.place.name].reduction + Decimal("0.27")}
    else:
        said = {"saving": truth.plants[dossier.place.name].saving * 2}
    dossier.keep(dossier.draft(template, say=said), "figure")


def _month_gone(dossier: Dossier, template: Template) -> None:
    gone = dossier.rng.randint(2, 12)
    draft = dossier.draft(template, missing_month=gone)
    dossier.keep(replace(draft, slots=tuple(s for s in draft.slots if not s.endswith(f"-{gone:02d}"))))


FAULTS: dict[str, Plant] = {
    "": _good,
    "wrong_year": _wrong_year,
    "new_cover": _new_cover,
    "wrong_entity": _wrong_entity,
    "draft": _draft,
    "unsealed": _unsealed,
    "one_party": _one_party,
    "late": _late,
    "unreadable": _unreadable,
    "caliber": _caliber,
    "figure": _figure,
    "month_gone": _month_gone,
}


def _quarters(dossier: Dossier, template: Template, fault: str) -> None:
    gone = dossier.rng.randint(1, 4) if fault == "one_gone" else 0
    for quarter in (1, 2, 3, 4):
        if quarter == gone or fault == "remove":
            continue
        year = dossier.year - 1 if fault == "wrong_year" else dossier.year
        draft = dossier.draft(template, year, quarter=quarter)
        if fault == "wrong_year":
            draft = replace(draft, slots=(f"{dossier.year}-Q{quarter}",))
        dossier.keep(draft, fault if fault == "wrong_year" else "")


def _months(dossier: Dossier, template: Template, fault: str) -> None:
    gone = dossier.rng.randint(1, 12) if fault == "one_gone" else 0
    if fault == "remove":
        return
    drafts = [dossier.draft(template, month=month) for month in range(1, 13) if month != gone]
    if dossier.rng.random() < 0.6:
        title = (
            f"{dossier.year}年{drafts[0].title.split('年')[-1].split('月')[-1].strip('） 　') or template.id}"
        )
        dossier.keep(bind(drafts, title))
        return
    for draft in drafts:
        dossier.keep(draft)


def _meetings(dossier: Dossier, template: Template, fault: str) -> None:
    wanted = 0 if fault == "remove" else 1 if fault == "one_gone" else 2
    for turn in range(wanted):
        day = date(dossier.year, 3 + 5 * turn + dossier.rng.randint(0, 3), dossier.rng.randint(4, 26))
        dossier.keep(dossier.draft(template, turn=turn, date=day, say={"issue": 2 + 4 * turn}))


def _certificates(dossier: Dossier, template: Template, fault: str) -> None:
    """Two cycles of each instrument; one of them with the fault."""
    if fault == "remove":
        return
    instruments = meters(dossier.desk("e-meters", dossier.year))
    hit = dossier.rng.randrange(len(instruments)) if fault else -1
    for order, meter in enumerate(instruments):
        latest = date(dossier.year, 1, 1) + timedelta(days=dossier.rng.randint(40, 330))
        if order == hit and fault == "expired":
            latest = _months_back(date(dossier.year, dossier.rng.randint(3, 10), 12), meter.months)
        elif meter.months <= 6:
            latest = date(dossier.year, 8, dossier.rng.randint(1, 28))
        for cycle in (1, 0):
            if order == hit and fault == "one_cycle" and cycle:
                continue
            day = _months_back(latest, meter.months * cycle)
            wrong = order == hit and fault == "calibration" and not cycle
            kind = "校准证书" if wrong else "检定证书"
            draft = dossier.draft(
                template,
                turn=day.toordinal(),
                say={"certtitle": kind},
                date=day,
                meter=meter,
                verified=day,
                certificate=kind,
                number=f"{dossier.world.root.mark}检字第{day.year}{dossier.rng.randint(1000, 9999)}号",
            )
            draft = replace(draft, slots=(str(dossier.year),))
            dossier.keep(draft, fault if order == hit and not cycle else "")


def _months_back(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))

"""Dossiers of a world: clean ones, and the same with faults planted."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from tests.samples.figureworld import county, faults, firm, regional, tallying
from tests.samples.figureworld.faults import Fault
from tests.samples.figureworld.sheet import Print, Sheet
from tests.samples.figureworld.truth import YEAR, Body, Key, World

Builder = Callable[[Sheet], None]
Mutation = Callable[[Print, random.Random], Print]


@dataclass
class Pile:
    """The papers of one assessed body, with those of the offices that speak of it."""

    body: Body
    sheets: list[Sheet]
    partners: list[Sheet]
    faults: list[Fault] = field(default_factory=list)

    @property
    def traps(self) -> int:
        return sum(len(set(sheet.traps)) for sheet in self.sheets)

    def prints(self) -> list[Print]:
        return [p for sheet in (*self.sheets, *self.partners) for p in sheet.prints]


@dataclass(frozen=True)
class _Plan:
    """How one class of fault is made: in which papers, on which numbers, by which slip."""

    kind: str
    sheet: str
    indicators: frozenset[str]
    how: tuple[str, ...]
    partner: str = ""
    """A paper that prints the same fact must exist, else nobody could know."""
    role: str = ""


_LEVELS = frozenset({"I-EGDP", "I-ETOT", "I-GDPC"})
"""Of I-EIND only tables state the caliber."""
_RATES = frozenset({"I-EGDPR", "I-EINDR"})
_STOCKS = frozenset({"I-LOPEN", "I-LBUY", "I-LUSE", "I-LCLOSE"})
COUNTY_PLANS = (
    _Plan("report against confirmation", "self_report", _LEVELS | _RATES, ("one_digit", "digit_swap"), "confirmation"),
    _Plan("report: last year's number", "self_report", frozenset({"I-EGDP", "I-EGDPR"}), ("other_year",), "confirmation"),
    _Plan("unit slip between papers", "self_report", frozenset({"I-ETOT", "I-GDPC"}), ("unit_slip",), "confirmation"),
    _Plan("sign of a rate", "yearbook", _RATES, ("sign",), "confirmation"),
    _Plan("yearbook against the others", "yearbook", _LEVELS | _RATES, ("one_digit", "digit_swap", "decimal_lost"), "confirmation"),
    _Plan("comparison against the others", "comparison", _LEVELS | _RATES, ("one_digit", "digit_swap"), "confirmation"),
    _Plan("industry against the others", "industry", frozenset({"I-EIND", "I-EINDR"}), ("one_digit", "digit_swap"), "confirmation"),
    _Plan("bulletin against the others", "bulletin", _RATES | frozenset({"I-EGDP"}), ("one_digit", "digit_swap"), "confirmation"),
    _Plan("target", "letter", frozenset({"I-TGT"}), ("one_digit",), "notice"),
    _Plan("sum in a table", "sectors", frozenset({"sector"}), ("one_digit", "digit_swap")),
    _Plan("difference of rates", "self_report", frozenset({"I-EGDPR"}), ("percent_point",), "confirmation"),
    _Plan("rates added up", "progress", frozenset({"I-CUMR"}), ("added", "one_digit")),
    _Plan("score", "score", frozenset({"score"}), ("one_digit", "digit_swap")),
    _Plan("soft: long sum", "branches", frozenset({"branches"}), ("tail",)),
    _Plan("soft: long sum", "branches", frozenset({"branches"}), ("tail",)),
)  # fmt: skip
FIRM_PLANS = (
    _Plan("ledger inside", "ledger", _STOCKS, ("one_digit", "digit_swap", "decimal_lost")),
    _Plan("line above in a ledger", "ledger", _STOCKS, ("neighbour_row",)),
    _Plan("column beside in a ledger", "ledger", frozenset({"I-LBUY", "I-LUSE"}), ("neighbour_column",)),
    _Plan("year to date", "ledger", frozenset({"I-LUSE"}), ("one_digit", "digit_swap"), role="to_date"),
    _Plan("form against ledger", "form", frozenset({"I-LBUY", "I-LUSE"}), ("one_digit", "digit_swap")),
    _Plan("unit slip in a form", "form", frozenset({"I-LBUY", "I-LUSE"}), ("unit_slip",)),
    _Plan("bill against ledger", "bill", frozenset({"I-LBUY"}), ("one_digit", "digit_swap")),
    _Plan("unit slip between papers", "usage", frozenset({"I-CONS"}), ("unit_slip",), "form"),
    _Plan("report against statistics", "usage", frozenset({"I-OUTQ", "I-OUTV"}), ("one_digit", "digit_swap"), "production"),
    _Plan("energy of the firm", "usage", frozenset({"I-CONS"}), ("one_digit", "digit_swap"), "form"),
    _Plan("saving", "saving", frozenset({"I-SAVE"}), ("one_digit",)),
    _Plan("target", "letter", frozenset({"I-SAVET"}), ("one_digit",), "usage"),
    _Plan("standard coal in a table", "usage", frozenset({"coal"}), ("one_digit", "digit_swap")),
)  # fmt: skip


def piles(world: World, scans: bool = False, faulty: bool = True) -> Iterator[Pile]:
    """Every county and enterprise of a world; with faults, two thirds of them have one."""
    bodies = world.counties
    for body in bodies:
        own, theirs = _county(world, body, bodies, scans)
        yield _planted(world, Pile(body, own, theirs), COUNTY_PLANS, faulty, scans, bodies)
    for body in world.firms:
        own = _firm(world, body, scans)
        yield _planted(world, Pile(body, own, []), FIRM_PLANS, faulty, scans, bodies)


def _planted(
    world: World, pile: Pile, plans: tuple[_Plan, ...], faulty: bool, scans: bool, bodies: list[Body]
) -> Pile:
    rng = random.Random(f"plant/{world.seed}/{pile.body.entity.code}")
    if not faulty or rng.random() < 0.2:
        return pile
    order = list(plans)
    rng.shuffle(order)
    for plan in order[:2]:
        if len(pile.faults) < 2 * pile.traps:  # at least one trap for two faults
            _plant(pile, plan, rng, world, scans, bodies)
    return pile


def _plant(
    pile: Pile, plan: _Plan, rng: random.Random, world: World, scans: bool, bodies: list[Body]
) -> None:
    """Change one number of one paper and print that paper anew."""
    if any(fault.document.split("-")[1].startswith(plan.sheet) for fault in pile.faults):
        return
    known = {p.key for s in (*pile.sheets, *pile.partners) if s.kind == plan.partner for p in s.prints}
    fit = [
        p
        for s in pile.sheets
        if s.kind == plan.sheet
        for p in s.prints
        if p.key.indicator in plan.indicators
        and p.value
        and (not plan.partner or p.key in known)
        and plan.role in {"", p.role}
    ]
    rng.shuffle(fit)
    for chosen in fit[:12]:
        changes: dict[str, Mutation] = {
            "one_digit": faults.one_digit, "digit_swap": faults.digit_swap, "unit_slip": faults.unit_slip,
            "sign": faults.sign, "decimal_lost": faults.decimal_lost, "other_year": faults.other_year(pile.body.values),
            "neighbour_row": faults.of_month_before(pile.prints()), "neighbour_column": faults.of_column_beside(pile.prints()),
            "percent_point": faults.difference_of_rates(pile.body.values), "added": faults.sum_of_rates(pile.body.values),
            "tail": faults.tail(pile.prints()),
        }  # fmt: skip
        how = rng.choice(plan.how)
        if how == "other_year" and not _has_last(pile.body, chosen.key):
            continue
        wrong = changes[how](chosen, rng)
        if how != "tail" and not faults.far_enough(chosen.value, wrong.value):
            continue
        index = next(i for i, s in enumerate(pile.sheets) if s.name == chosen.document)
        old = pile.sheets[index]
        new = _fresh(old)
        new.changes = {chosen.at: lambda p, w=wrong: w}  # type: ignore[misc]
        BUILDERS[old.name](new)
        pile.sheets[index] = new
        pile.faults.append(
            Fault(f"{plan.kind} ({how})", chosen.document, chosen.at, chosen.key, chosen.text,
                  new.prints[chosen.at].text, pile.body.entity.code)
        )  # fmt: skip
        return


def _has_last(body: Body, key: Key) -> bool:
    last = Key(key.indicator, key.entity, str(int(key.period) - 1), key.item, key.caliber)
    return key.period.isdigit() and last in body.values


BUILDERS: dict[str, Builder] = {}
"""How each paper was made, to make it again."""


def _fresh(old: Sheet) -> Sheet:
    return Sheet(old.name, old.owner, old.kind, random.Random(old.name), old.year, old.format, old.grouped)


def _sheet(name: str, owner: str, kind: str, formats: tuple[str, ...], scans: bool, build: Builder) -> Sheet:
    rng = random.Random(f"format/{name}")
    format = rng.choice(formats)
    if scans and format in {"docx", "pdf"}:
        format = "scan"
    made = Sheet(name, owner, kind, random.Random(name), YEAR, format, rng.random() < 0.15)
    BUILDERS[name] = build
    build(made)
    return made


_PROSE, _TABLES = ("docx", "pdf", "txt"), ("xlsx", "docx", "pdf", "xlsx")


def _county(world: World, body: Body, bodies: list[Body], scans: bool) -> tuple[list[Sheet], list[Sheet]]:
    code, s = body.entity.code, world.seed

    def make(kind: str, formats: tuple[str, ...], build: Builder) -> Sheet:
        return _sheet(f"{s}.{code}-{kind}", code, kind, formats, scans, build)

    own = [
        make("self_report", _PROSE, lambda x: county.self_report(x, world, body)),
        make("yearbook", _TABLES, lambda x: county.yearbook(x, world, body)),
        make("sectors", _TABLES, lambda x: county.sectors(x, world, body)),
        make("letter", _PROSE, lambda x: county.letter(x, world, body)),
        make("quick", _PROSE, lambda x: county.quick(x, world, body)),
        make("bulletin", _PROSE, lambda x: regional.bulletin(x, world, body)),
        make("comparison", _TABLES, lambda x: regional.comparison(x, world, body)),
        make("industry", _TABLES, lambda x: regional.industry(x, world, body)),
        make("branches", _TABLES, lambda x: tallying.branches(x, world, body)),
        make("progress", _PROSE, lambda x: tallying.progress(x, world, body)),
        make("score", _TABLES, lambda x: tallying.score(x, world, body)),
    ]
    bureau, reform = world.offices["统计"].code, world.offices["发改"].code
    theirs = [
        _sheet(f"{s}.{bureau}-confirmation", bureau, "confirmation", ("docx", "pdf"), scans,
               lambda x: county.confirmation(x, world, bodies)),
        _sheet(f"{s}.{reform}-notice", reform, "notice", ("docx", "pdf"), scans,
               lambda x: county.notice(x, world, bodies)),
    ]  # fmt: skip
    return own, theirs


def _firm(world: World, body: Body, scans: bool) -> list[Sheet]:
    code, s = body.entity.code, world.seed

    def make(kind: str, formats: tuple[str, ...], build: Builder, more: str = "") -> Sheet:
        return _sheet(f"{s}.{code}-{kind}{more}", code, kind, formats, scans, build)

    def month_bill(month: int) -> Builder:
        return lambda x: firm.bill(x, world, body, month)

    sheets = [
        make("ledger", _TABLES, lambda x: firm.ledger(x, world, body)),
        make("form", _TABLES, lambda x: firm.form(x, world, body)),
        make("usage", ("docx", "pdf"), lambda x: firm.usage(x, world, body)),
        make("letter", _PROSE, lambda x: firm.letter(x, world, body)),
        make("production", _TABLES, lambda x: firm.production(x, world, body)),
    ]
    if body.values.get(Key("I-SAVE", code, str(YEAR)), Decimal(0)) > 0:
        sheets.append(make("saving", _TABLES, lambda x: firm.saving(x, world, body)))
    return sheets + [make("bill", _TABLES, month_bill(month), str(month)) for month in (2, 5, 9, 11)]

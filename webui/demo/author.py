"""Writes a paper from a template, the figures of its writer and a style of its own."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import yaml

from webui.demo import dates
from webui.demo.facts import Plant, Region
from webui.demo.paper import Block, Break, Grid, Line, Paper, Picture, Rule, Seal, grid
from webui.demo.tables import TABLES

POOL = re.compile(r"@pool:(?P<name>\w+)(?::(?P<count>\d+))?")
TABLE = re.compile(r"@table:(?P<name>\w+)")


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of paper of one requirement, as data."""

    id: str
    doctype: str
    proves: tuple[str, ...]
    titles: tuple[str, ...]
    body: tuple[Any, ...]
    date: str = "Y-05"
    number: str | None = None
    issuer: str = "{name}"
    to: str = ""
    layout: str = "official"
    per: str = "year"
    seal: bool = False
    kinds: tuple[str, ...] = ("docx", "pdf")
    file: tuple[str, ...] = ()
    landscape: bool = False
    group: str = ""
    parties: tuple[str, ...] = ()
    """Both sides of a letter, who signs for each; empty: the city and the writer."""


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one writer."""

    bracket: str = "〔{}〕"
    numerals: bool = True
    letterhead: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Where papers are written: who, for which year, with which words and figures."""

    kind: str
    year: int
    words: Mapping[str, Any]
    rng: random.Random
    region: Region | None = None
    plant: Plant | None = None
    style: Style = Style()
    regions: Mapping[str, Region] = field(default_factory=dict)
    """Every county of the city, for papers that list them."""
    plants: Mapping[str, Plant] = field(default_factory=dict)
    month: int = 0
    quarter: int = 0
    entries: Sequence[tuple[str, str]] = ()
    """(title, number) of the papers handed in, for the evidence index."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What a planted fault changes."""

    def say(self, text: str) -> str:
        return text.format_map(self.words)


@dataclass(frozen=True, slots=True)
class Draft:
    """A written paper and what it truly is."""

    paper: Paper
    template: Template
    title: str
    number: str | None
    date: date | None
    issuer: str
    slots: tuple[str, ...]
    """Periods of the slots that it proves."""


def load(folder: Path) -> tuple[dict[str, Template], dict[str, list[str]]]:
    """Templates by id, and pools of paragraphs, from every YAML file of a folder."""
    templates: dict[str, Template] = {}
    pools: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        pools.update(data.get("pools", {}))
        for row in data.get("papers", ()):
            template = msgspec.convert(row, Template)
            templates[template.id] = template
    return templates, pools


def write(template: Template, desk: Desk, pools: Mapping[str, Sequence[str]]) -> Draft:
    """The paper, with every choice taken from the desk's own dice."""
    rng = desk.rng
    on = dates.resolve(template.date, desk.year, rng, month=desk.month, quarter=desk.quarter)
    on = desk.extra.get("date", on)
    day = (dates.in_words if desk.style.numerals else dates.in_figures)(on)
    words = {**desk.words, "on": dates.in_figures(on), "day": day, **_period_words(desk)}
    desk = replace(desk, words=words)
    title = desk.say(desk.extra.get("title", rng.choice(template.titles)))
    number = None
    if template.number and not desk.extra.get("draft"):
        number = desk.say(template.number) + desk.style.bracket.format(on.year) + f"{rng.randint(3, 140)}号"
    sheet = Sheet(template, desk, title, number, paragraphs(template, desk, pools))
    blocks = LAYOUTS[template.layout](sheet)
    head = desk.say("{name}节能考核材料") if desk.style.letterhead and template.issuer == "{name}" else ""
    paper = Paper(title, tuple(blocks), template.landscape, head)
    slots = _slots(template, desk)
    undated = desk.extra.get("draft") or template.layout == "photo"
    return Draft(paper, template, title, number, None if undated else on, desk.say(template.issuer), slots)


def _period_words(desk: Desk) -> dict[str, Any]:
    quarter = desk.quarter or (desk.month + 2) // 3
    names = {1: "一", 2: "二", 3: "三", 4: "四"}
    return {
        "m": desk.month or "",
        "q": names.get(quarter, ""),
        "qn": quarter or "",
        "upto": {1: "一季度", 2: "上半年", 3: "前三季度", 4: "全年"}.get(quarter, ""),
    }


def _slots(template: Template, desk: Desk) -> tuple[str, ...]:
    year = desk.year
    match template.per:
        case "month":
            return (f"{year}-{desk.month:02d}",)
        case "quarter":
            return (f"{year}-Q{desk.quarter}",)
        case "months":
            return tuple(f"{year}-{month:02d}" for month in range(1, 13))
        case "quarters":
            return tuple(f"{year}-Q{quarter}" for quarter in range(1, 5))
        case _:
            return (str(year),)


def paragraphs(template: Template, desk: Desk, pools: Mapping[str, Sequence[str]]) -> list[Block]:
    """The body: alternatives chosen, pools drawn from, tables built."""
    out: list[Block] = []
    for part in template.body:
        text = desk.rng.choice(part) if isinstance(part, (list, tuple)) else part
        if found := TABLE.fullmatch(text):
            made = TABLES[found["name"]](desk)
            out.extend([made] if isinstance(made, Grid) else made)
        elif found := POOL.fullmatch(text):
            out.extend(
                Line(desk.say(chosen))
                for chosen in _drawn(found["name"], int(found["count"] or 1), desk, pools)
            )
        elif text == "@break":
            out.append(Break())
        elif text.startswith("# "):
            out.append(Line(desk.say(text[2:]), "heading"))
        elif text.startswith("> "):
            out.append(Line(desk.say(text[2:]), "plain"))
        else:
            out.append(Line(desk.say(text)))
    return out


def _drawn(name: str, count: int, desk: Desk, pools: Mapping[str, Sequence[str]]) -> list[str]:
    """Some paragraphs of a pool in their own order; measures are counted."""
    pool = pools[name]
    chosen = [pool[place] for place in sorted(desk.rng.sample(range(len(pool)), min(count, len(pool))))]
    if name != "measures" or len(chosen) < 2:
        return chosen
    return [f"{dates.chinese_number(place)}是{text}" for place, text in enumerate(chosen, 1)]


def _signature(template: Template, desk: Desk) -> list[Block]:
    """Who signs, when, and the seal; a draft has none of them."""
    if desk.extra.get("draft"):
        return []
    issuer, blank = desk.say(template.issuer), desk.extra.get("unsealed")
    lines: list[Block] = [
        Line("", "plain"),
        Line(f"{issuer}（盖章处）" if blank else issuer, "right"),
        Line(str(desk.words["day"]), "right"),
    ]
    return [*lines, Seal(issuer)] if template.seal and not blank else lines


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a layout needs to lay out one paper."""

    template: Template
    desk: Desk
    title: str
    number: str | None
    body: list[Block]


def _official(sheet: Sheet) -> list[Block]:
    """Red head, number, line, title, addressee, body, signature."""
    template, desk = sheet.template, sheet.desk
    blocks: list[Block] = []
    issuer = desk.say(template.issuer)
    if desk.extra.get("draft"):
        blocks.append(Line("（征求意见稿）", "center"))
    elif sheet.number:
        blocks.extend([Line(f"{issuer}文件", "head"), Line(sheet.number, "number"), Rule()])
    blocks.append(Line(sheet.title, "title"))
    if template.to:
        blocks.append(Line(desk.say(template.to) + "：", "plain"))
    return [*blocks, *sheet.body, *_signature(template, desk)]


def _report(sheet: Sheet) -> list[Block]:
    """Title, body, signature."""
    head: list[Block] = [Line(sheet.number, "number")] if sheet.number else []
    return [*head, Line(sheet.title, "title"), *sheet.body, *_signature(sheet.template, sheet.desk)]


def _form(sheet: Sheet) -> list[Block]:
    """A filled form: title, tables, who filled it in and when."""
    issuer, on = sheet.desk.say(sheet.template.issuer), sheet.desk.words["on"]
    blocks: list[Block] = [Line(sheet.title, "title"), *sheet.body]
    if not sheet.template.seal:
        return [*blocks, Line(f"填报单位：{issuer}　　填报日期：{on}", "plain")]
    sealed = not sheet.desk.extra.get("unsealed")
    blocks.append(Line(f"填报单位（盖章）：{issuer if sealed else ''}", "plain"))
    blocks.append(Line(f"填报日期：{on}", "right"))
    return [*blocks, Seal(issuer)] if sealed else blocks


def _letter(sheet: Sheet) -> list[Block]:
    """Two parties, what they agree on, and both signatures, unless one is missing."""
    words, one = sheet.desk.words, sheet.desk.extra.get("one_party")
    usual = ("{party_a}", "{party_b}", "{sign_a}", "{sign_b}")
    first, second, hand, other_hand = (sheet.desk.say(text) for text in sheet.template.parties or usual)
    rows = [
        [f"甲方（盖章）：{first}", "乙方（盖章）：　　　　" if one else f"乙方（盖章）：{second}"],
        [f"代表签字：{hand}", f"代表签字：{'　　　　' if one else other_hand}"],
        [str(words["day"]), "　　年　月　日" if one else str(words["day"])],
    ]
    seals = [Seal(first)] if one else [Seal(first), Seal(second)]
    return [
        Line(sheet.title, "title"),
        Line(f"甲方：{first}", "plain"),
        Line(f"乙方：{second}", "plain"),
        *sheet.body,
        Line("", "plain"),
        grid([], rows),
        *seals,
    ]


def _photo(sheet: Sheet) -> list[Block]:
    """A photograph with the camera's date."""
    return [Picture(sheet.title, "" if sheet.desk.extra.get("undated") else str(sheet.desk.words["on"]))]


LAYOUTS: Mapping[str, Callable[[Sheet], list[Block]]] = {
    "official": _official,
    "report": _report,
    "sheet": _form,
    "letter": _letter,
    "photo": _photo,
}

"""Puts written papers into files, and keeps the truth about each file."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from webui.demo.author import Desk, Draft, Style, Template, load, write
from webui.demo.facts import dice
from webui.demo.paper import Block, Break, Line, Paper, Picture
from webui.demo.places import BY_CODE, Figures, Place, figures, words
from webui.demo.render import image, pdf, plain, sheet, word

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Expected:
    """What one file truly is; `path` is relative to the folder of the city, members as `box.zip!/name`."""

    path: str
    entity: str | None
    year: int | None
    doctype: str | None = None
    number: str | None = None
    date: date | None = None
    proves: tuple[tuple[str, str], ...] = ()
    """(requirement, period) of each slot that the paper satisfies, wholly or in part."""
    notes: tuple[str, ...] = ()


def render(paper: Paper, kind: str, rng: random.Random) -> tuple[str, bytes]:
    """The suffix and the bytes of a paper in one of the formats."""
    return WRITERS[kind](paper, rng)


def _jpg(paper: Paper, rng: random.Random) -> tuple[str, bytes]:
    picture = next((block for block in paper.blocks if isinstance(block, Picture)), None)
    made = image.scene(picture, rng) if picture else image.page_images(paper, rng, rough=1.4)[0]
    return "jpg", image.jpeg_bytes(made)


WRITERS: Mapping[str, Callable[[Paper, random.Random], tuple[str, bytes]]] = {
    "docx": lambda paper, _: ("docx", word.docx_bytes(paper)),
    "pdf": lambda paper, _: ("pdf", pdf.pdf_bytes(paper)),
    "xlsx": lambda paper, _: ("xlsx", sheet.xlsx_bytes(paper)),
    "xls": lambda paper, _: ("xls", sheet.xls_bytes(paper)),
    "csv": lambda paper, _: ("csv", sheet.csv_bytes(paper)),
    "txt": lambda paper, _: ("txt", plain.txt_bytes(paper)),
    "gbk": lambda paper, _: ("txt", plain.txt_bytes(paper, "gb18030")),
    "html": lambda paper, _: ("html", plain.html_bytes(paper)),
    "scan": lambda paper, rng: ("pdf", image.scan_bytes(image.page_images(paper, rng))),
    "jpg": _jpg,
}


def bind(drafts: Sequence[Draft], title: str) -> Draft:
    """Papers of several months as one: a sheet each in a workbook, a page each elsewhere."""
    blocks: list[Block] = []
    sheets = []
    for draft in drafts:
        if blocks:
            blocks.append(Break())
        blocks.extend(draft.paper.blocks)
        sheets.append((draft.slots[0].replace("-", "年").replace("年Q", "Q"), draft.paper.blocks))
    first = drafts[0]
    paper = replace(first.paper, title=title, blocks=tuple(blocks), sheets=tuple(sheets))
    slots = tuple(slot for draft in drafts for slot in draft.slots)
    return replace(first, paper=paper, title=title, slots=slots)


def with_cover(draft: Draft, title: str, year: int) -> Draft:
    """The same paper behind a cover that names another year."""
    cover: tuple[Block, ...] = (
        Line("", "plain"),
        Line(title, "title"),
        Line("", "plain"),
        Line(f"（{year}年度）", "center"),
        Break(),
    )
    return replace(draft, paper=replace(draft.paper, blocks=(*cover, *draft.paper.blocks)))


@dataclass
class Scribe:
    """Writes the files of one city."""

    folder: Path
    seed: int
    expected: list[Expected] = field(default_factory=list)
    templates: dict[str, Template] = field(init=False)
    pools: dict[str, list[str]] = field(init=False)
    truths: dict[int, Figures] = field(default_factory=dict)
    written: int = 0

    def __post_init__(self) -> None:
        self.templates, self.pools = load(TEXTS)

    def truth(self, year: int) -> Figures:
        if year not in self.truths:
            self.truths[year] = figures(self.seed, year)
        return self.truths[year]

    def desk(self, place: Place, year: int, template: str, **changes: Any) -> Desk:
        """The desk of one body; `say` changes words, `month` and `quarter` the period, the rest is planted."""
        truth = self.truth(year)
        month, quarter = changes.pop("month", 0), changes.pop("quarter", 0)
        entries = changes.pop("entries", ())
        rng = dice(self.seed, place.code, year, template, month, quarter, changes.pop("turn", 0))
        said = words(place, truth, self.seed) | changes.pop("say", {})
        near = {
            name: plant
            for name, plant in truth.plants.items()
            if place.kind != "county"
            or any(p.name == name and p.parent == place.code for p in BY_CODE.values())
        }
        region = truth.regions.get(place.name) or next(iter(truth.regions.values()))
        style = Style(numerals=year < 2012, letterhead=place.kind == "enterprise")
        return Desk(
            place.kind,
            year,
            said,
            rng,
            region,
            truth.plants.get(place.name),
            style,
            truth.regions,
            near,
            month,
            quarter,
            entries,
            changes,
        )

    def draft(self, place: Place, year: int, template: str, **changes: Any) -> Draft:
        return write(self.templates[template], self.desk(place, year, template, **changes), self.pools)

    def file(
        self,
        draft: Draft,
        path: str,
        kind: str,
        entity: str | None,
        year: int | None,
        *notes: str,
        proves: bool = True,
    ) -> None:
        """Write a draft to *path* (without suffix) and note what it truly is."""
        suffix, data = render(draft.paper, kind, dice(self.seed, path))
        self.keep(f"{path}.{suffix}", data)
        self.note(f"{path}.{suffix}", draft, entity, year, *notes, proves=proves)

    def note(
        self, path: str, draft: Draft, entity: str | None, year: int | None, *notes: str, proves: bool = True
    ) -> None:
        slots = (
            tuple((requirement, slot) for requirement in draft.template.proves for slot in draft.slots)
            if proves
            else ()
        )
        self.expected.append(
            Expected(path, entity, year, draft.template.doctype, draft.number, draft.date, slots, notes)
        )

    def keep(self, path: str, data: bytes) -> None:
        """Write bytes below the city's folder."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self.written += 1

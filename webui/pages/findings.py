"""矛盾: every finding in scope with the values on one line and both sides' evidence beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive.audit.contradictions import contradiction
from archive.domain.audit import Finding
from archive.domain.content import Box, Cell, Page
from archive.domain.entity import Entity
from archive.domain.errors import ArchiveError
from archive.domain.facts import Locator
from webui.current import actor, office, words
from webui.pages.checklist import titles
from webui.pages.door import bp
from webui.pages.viewing import PageView, filled, page_view
from webui.place import place
from webui.ruler import Ruler, ruler

SEVERITIES = ("veto", "error", "warning", "info")
ON_A_PAGE = 20
SIDES = 4
"""Places shown as pictures; further ones stay links."""
AROUND = 100
"""At most so many characters of text before and after a quote."""
HEAD_ROWS = 2
WIDEST = 14
"""Columns of a table that are shown beside a finding."""


@dataclass(frozen=True, slots=True)
class Side:
    """One place that a finding rests on; `region` is what is shown of the picture, `mark` the box within it."""

    locator: Locator
    title: str
    region: Box | None = None
    mark: Box | None = None
    before: str = ""
    quote: str = ""
    after: str = ""
    lines: Sequence[Sequence[tuple[str, bool]]] = ()
    """Rows of the table around a cell: (text, whether it is the cell)."""


@dataclass(frozen=True, slots=True)
class Case:
    """One finding prepared for the eye; `unseen` counts places in papers of others."""

    entity: Entity
    finding: Finding
    ruler: Ruler | None
    sides: Sequence[Side]
    more: Sequence[Locator]
    unseen: int
    id: str


@bp.get("/findings")
def findings() -> str:
    here = place()
    asked = request.args.get("entity") or None
    verdicts = office().auditing.standings(actor(), here.year, [asked] if asked else None)
    everything = sorted(
        (
            (here.entities[verdict.entity], finding)
            for verdict in verdicts
            if verdict.entity in here.entities
            for finding in verdict.findings
        ),
        key=lambda pair: (SEVERITIES.index(pair[1].severity.value), pair[0].code, pair[1].rule),
    )
    counts = {s: sum(f.severity.value == s for _, f in everything) for s in SEVERITIES}
    chosen = request.args.get("severity")
    shown = [p for p in everything if p[1].severity.value == chosen] if chosen in SEVERITIES else everything
    pages = max(1, -(-len(shown) // ON_A_PAGE))
    number = min(max(1, request.args.get("p", 1, type=int)), pages)
    part = shown[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    known = titles({locator.document for _, finding in part for locator in finding.evidence})
    return render_template(
        "findings.html",
        cases=[case(entity, finding, known) for entity, finding in part],
        counts=counts,
        total=len(everything),
        chosen=chosen if chosen in SEVERITIES else None,
        asked=here.entities.get(asked or ""),
        titles=known,
        kept=_kept(),
        page=number,
        pages=pages,
    )


@bp.post("/findings/<code>/<int:year>/<id>")
def pronounce(code: str, year: int, id: str) -> Response:
    """真矛盾, 口径不同 or 识别错误, with a note; `none` takes it back."""
    verdict = request.form.get("verdict", "")
    office().pronouncing.pronounce(
        actor(), code, year, id, None if verdict == "none" else verdict, request.form.get("note", "")
    )
    flash(words()("认定已记入保管记录: {said}。", said=words().verdict(verdict)), "undo")
    return redirect(f"{url_for('pages.findings', year=year, **_kept())}#c-{id}")


def _kept() -> dict[str, Any]:
    """What the list was filtered by."""
    return {name: value for name, value in request.args.items() if name in {"entity", "severity", "p"}}


def case(entity: Entity, finding: Finding, known: dict[str, str]) -> Case:
    """Only places in papers that the actor may see."""
    seen = [locator for locator in finding.evidence if locator.document in known]
    return Case(
        entity,
        finding,
        ruler(finding.args),
        [side(locator, known[locator.document]) for locator in seen[:SIDES]],
        seen[SIDES:],
        len(finding.evidence) - len(seen),
        contradiction(finding, entity.code),
    )


def side(locator: Locator, title: str) -> Side:
    """The piece of the page picture around the place, or the text around its quote."""
    try:
        view = page_view(actor(), locator.document, locator.page, quote=locator.quote, box=locator.box)
    except ArchiveError:  # sealed off, or read anew since the verdict
        return Side(locator, title)
    if view.pictured and view.marks:
        region = around(view.marks[0])
        return Side(locator, title, region, within(view.marks[0], region), quote=locator.quote)
    lines = excerpt(view.page, locator.cell, locator.quote) if locator.cell else []
    if lines:
        return Side(locator, title, lines=lines)
    return Side(locator, title, None, None, *_text(view, locator.quote))


def excerpt(page: Page, name: str, quote: str) -> list[list[tuple[str, bool]]]:
    """The head of the table and the rows next to the cell of that name; empty when no cell is called so."""
    for table in page.tables:
        found = next((cell for cell in table.cells if _is(cell, name, quote)), None)
        if found is None:
            continue
        wanted = {*range(HEAD_ROWS), found.row - 1, found.row, found.row + 1}
        return [
            [(cell.text, cell is found) for cell in line if not cell.hidden][:WIDEST]
            for line in filled(table)
            if line[0].row in wanted
        ]
    return []


def _is(cell: Cell, name: str, quote: str) -> bool:
    """A spreadsheet address names one cell; row and column of a page's table need the quote besides."""
    if cell.name is not None:
        return cell.name == name
    return name == f"r{cell.row}c{cell.col}" and bool(cell.text) and cell.text in quote


def _text(view: PageView, quote: str) -> tuple[str, str, str]:
    """The line before, the quote, and the line after it; cut at line ends where there are any."""
    text = view.page.text
    if not view.spans:
        return "", quote or text[: 2 * AROUND], ""
    first = view.spans[0]
    start = text.rfind("\n", 0, max(0, text.rfind("\n", 0, first.start))) + 1
    end = text.find("\n", first.end)
    end = len(text) if end < 0 else end
    return (
        text[max(start, first.start - AROUND) : first.start],
        text[first.start : first.end],
        text[first.end : min(end, first.end + AROUND)],
    )


def around(box: Box) -> Box:
    """A strip of the page with room about the box: most of the page wide, so that the line can be read."""
    x0, x1 = _widened(box[0], box[2], 0.7, 0.06)
    y0, y1 = _widened(box[1], box[3], 0.11, 0.035)
    return (x0, y0, x1, y1)


def _widened(low: float, high: float, least: float, room: float) -> tuple[float, float]:
    length = min(1.0, max(least, high - low + 2 * room))
    start = min(max(0.0, (low + high - length) / 2), 1.0 - length)
    return start, start + length


def within(box: Box, region: Box) -> Box:
    """*box* as fractions of *region*."""
    width, height = region[2] - region[0], region[3] - region[1]
    return (
        max(0.0, (box[0] - region[0]) / width),
        max(0.0, (box[1] - region[1]) / height),
        min(1.0, (box[2] - region[0]) / width),
        min(1.0, (box[3] - region[1]) / height),
    )

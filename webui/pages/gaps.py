"""缺口报告: the city as a heat table, an entity as an ordered list, downloads, and what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive.audit.diff import Difference
from archive.audit.order import FINE
from archive.domain.audit import SlotState
from archive.domain.errors import NotFound
from webui.current import actor, office, words
from webui.pages.checklist import titles
from webui.pages.door import bp
from webui.pages.home import Desk, desk_of, desks_of
from webui.place import place
from webui.standing import GRAVITY, Row, rows

KINDS = ("county", "enterprise", "department")
ORDERS = ("risk", "name", "complete")
REPORT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Heat:
    """One entity in one group: its gravest state, how many are open of how many, points at risk."""

    state: SlotState
    gaps: int
    asked: int
    risk: Decimal

    @property
    def level(self) -> int:
        """0..5: how much of the group is open."""
        return 0 if not self.asked else -(-5 * self.gaps // self.asked)


@dataclass(frozen=True, slots=True)
class HeatTable:
    kind: str
    groups: list[str]
    lines: list[tuple[Desk, dict[str, Heat]]]


@bp.get("/gaps")
def gaps() -> str:
    here = place()
    order = request.args.get("order", "risk")
    desks = _ordered(desks_of(here.year), order)
    return render_template(
        "gaps.html",
        tables=[table for kind in KINDS if (table := _table(kind, desks)).lines],
        totals=_totals(desks),
        order=order,
        orders=ORDERS,
        runs=office().auditing.runs(actor(), here.year)[:10],
    )


def _ordered(desks: list[Desk], order: str) -> list[Desk]:
    if order == "name":
        return sorted(desks, key=lambda d: d.entity.code)
    if order == "complete":
        return sorted(desks, key=lambda d: d.tally.percent)
    return sorted(
        desks,
        key=lambda d: (
            not d.vetoes,
            -(d.audit.score.at_risk if d.audit.score else Decimal(0)),
            -d.tally.gaps,
            d.entity.code,
        ),
    )


def _table(kind: str, desks: list[Desk]) -> HeatTable:
    book = office().parts.rulebook
    checklist = book.checklists.get(kind)
    groups = list(dict.fromkeys(r.group for r in checklist.requirements)) if checklist else []
    lines = []
    for desk in desks:
        if desk.entity.kind.value == kind:
            by_group: dict[str, list[Row]] = {}
            for row in rows(desk.audit, book):
                by_group.setdefault(row.requirement.group, []).append(row)
            lines.append((desk, {group: _heat(found) for group, found in by_group.items()}))
    used = {group for _, cells in lines for group in cells}
    return HeatTable(kind, [group for group in groups if group in used], lines)


def _heat(found: list[Row]) -> Heat:
    counted = [row for row in found if row.requirement.level != "supporting"] or found
    open_rows = [row for row in counted if row.accused]
    states = {row.state for row in open_rows}
    fallback = SlotState.COMPLETE if any(r.state is SlotState.COMPLETE for r in counted) else counted[0].state
    state = next((grave for grave in GRAVITY if grave in states), fallback)
    return Heat(state, len(open_rows), len(counted), sum((row.risk for row in open_rows), Decimal(0)))


def _totals(desks: list[Desk]) -> dict[str, object]:
    return {
        "entities": len(desks),
        "asked": sum(d.tally.asked for d in desks),
        "complete": sum(d.tally.complete for d in desks),
        "at_risk": sum((d.audit.score.at_risk for d in desks if d.audit.score), Decimal(0)),
        "vetoes": sum(bool(d.vetoes) for d in desks),
        "findings": sum(len(d.findings) for d in desks),
    }


@bp.get("/gaps/<code>")
def gap_entity(code: str) -> str:
    """Ordered by veto, gate and points at risk; every line names what is wrong and what would help."""
    here = place()
    if code not in here.entities:
        raise NotFound(code, code="entity_unknown", entity=code)
    desk = desk_of(code, here.year)
    if desk is None:
        return render_template("checklist_none.html", entity=here.entities[code], year=here.year)
    documents = {loc.document for row in desk.gaps for loc in row.evidence}
    documents |= {loc.document for finding in desk.findings for loc in finding.evidence}
    return render_template("gap_entity.html", desk=desk, titles=titles(documents))


@bp.get("/runs")
def runs() -> str:
    here = place()
    return render_template("runs.html", runs=office().auditing.runs(actor(), here.year))


@bp.post("/runs")
def run_audit() -> Response:
    """Judge everything that the person sees, now, and keep the result for comparison."""
    year = request.form.get("year", type=int) or place().year
    run = office().auditing.run(actor(), year, entity=request.form.get("entity") or None)
    flash(words()("审核 {run} 已完成: {count} 个考核对象。", run=run.head.id, count=len(run.results)))
    return redirect(url_for("pages.runs", year=year))


@bp.get("/runs/compare")
def compare() -> str:
    before, after = request.args.get("a", ""), request.args.get("b", "")
    found = office().auditing.compare(actor(), before, after)
    names = {d for difference in found for d in (*difference.added, *difference.removed)}
    return render_template(
        "compare.html",
        before=office().auditing.get(actor(), before).head,
        after=office().auditing.get(actor(), after).head,
        improved=[d for d in found if _moved(d) > 0],
        worsened=[d for d in found if _moved(d) < 0],
        other=[d for d in found if _moved(d) == 0],
        titles=titles(names),
    )


def _moved(difference: Difference) -> int:
    """1 when a slot is settled now and was not, -1 the other way round."""
    if difference.what != "slot":
        return 0
    return (difference.after in FINE) - (difference.before in FINE)


@bp.get("/reports/<kind>")
def report(kind: str) -> Response:
    """The gap or score report of this moment as a file."""
    return report_response(kind)


def report_response(kind: str) -> Response:
    year = request.args.get("year", type=int) or place().year
    format = request.args.get("format", "xlsx")
    entity = request.args.get("entity") or None
    data = office().reporting.render(actor(), kind, year, format, entity=entity)
    response = Response(data, content_type=REPORT_TYPES[format])
    name = f"{kind}-{year}-{entity or 'all'}.{format}"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response

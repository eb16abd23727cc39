"""我的任务: what the signed-in person should do next, by role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive.domain.audit import EntityAudit, Finding
from archive.domain.clock import now
from archive.domain.entity import Entity
from archive.domain.errors import NotFound
from webui.current import actor, office
from webui.pages.door import bp
from webui.place import place
from webui.standing import Row, Tally, rows, serious, tally, vetoes

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Desk:
    """One entity with what is still open there."""

    entity: Entity
    audit: EntityAudit
    tally: Tally
    gaps: list[Row]
    vetoes: list[Row]
    findings: list[Finding]


@bp.get("/")
def home() -> str:
    me = actor()
    if me.entity is not None and not me.scope.everything:
        return _own(me.entity)
    return _overview()


def _own(code: str) -> str:
    """A clerk's or approver's day: own gaps first, then doubtful papers, then receipts."""
    here = place()
    desk = desk_of(code, here.year)
    waiting, review = _counts({"entities": {code}})
    _, doubtful = office().papers.find(actor(), {"entities": {code}, "review": True}, limit=8)
    due = [row for row in desk.gaps if _due(row)] if desk else []
    next_due = min((d for row in due if (d := _due(row))), default=None)
    return render_template(
        "home_clerk.html",
        desk=desk,
        code=code,
        waiting=waiting,
        review=review,
        doubtful=doubtful,
        receipts=office().papers.receipts(actor(), 6),
        next_due=next_due,
        days_left=(next_due - now().date()).days if next_due else None,
    )


def _overview() -> str:
    """City desks: every entity with its risk, the papers nobody owns, and what contradicts."""
    here = place()
    desks = desks_of(here.year)
    waiting, review = _counts({})
    unassigned, orphans = office().papers.find(actor(), {"entity": None}, limit=6)
    contradictions = sorted((desk for desk in desks if desk.findings), key=lambda desk: -len(desk.findings))
    order = sorted(
        desks,
        key=lambda desk: (
            not desk.vetoes,
            -(desk.audit.score.at_risk if desk.audit.score else 0),
            -desk.tally.gaps,
        ),
    )
    return render_template(
        "home_city.html",
        desks=order,
        waiting=waiting,
        review=review,
        unassigned=unassigned,
        orphans=orphans,
        contradictions=contradictions[:SHOWN],
        contradiction_count=sum(len(desk.findings) for desk in contradictions),
        receipts=office().papers.receipts(actor(), 6),
    )


def desk_of(code: str, year: int) -> Desk | None:
    try:
        audit = office().auditing.standing(actor(), code, year)
    except NotFound:
        return None
    entity = place().entities.get(code)
    return _desk(entity, audit) if entity else None


def desks_of(year: int) -> list[Desk]:
    entities = place().entities
    verdicts = office().auditing.standings(actor(), year)
    return [_desk(entities[v.entity], v) for v in verdicts if v.entity in entities]


def _desk(entity: Entity, audit: EntityAudit) -> Desk:
    found = rows(audit, office().parts.rulebook)
    open_rows = sorted((row for row in found if row.accused), key=lambda row: row.order)
    return Desk(entity, audit, tally(found), open_rows, vetoes(found), serious(audit.findings))


def _counts(where: dict[str, object]) -> tuple[int, int]:
    waiting, _ = office().papers.find(actor(), {**where, "waiting": True}, limit=0)
    review, _ = office().papers.find(actor(), {**where, "review": True}, limit=0)
    return waiting, review


def _due(row: Row) -> date | None:
    return next((slot.due for slot in row.slots if slot.due), None)


@bp.get("/switch")
def switch() -> Response:
    """The entity and year switch of the top bar; without script it is a form with a button."""
    code, year = request.args.get("entity", ""), request.args.get("year", type=int)
    here = place()
    if code and code in here.entities:
        return redirect(url_for("pages.checklist", code=code, year=year or here.year))
    return redirect(url_for("pages.checklists", year=year or here.year))

"""Entities, audits, decisions, reports and what people can undo."""

from __future__ import annotations

from datetime import date

from flask import g, request
from werkzeug.wrappers import Response

from webui import present
from webui.api.scope import seen_evidence
from webui.api.table import Json, body, number
from webui.current import actor, office
from webui.pages.gaps import report_response


def entities() -> Json:
    return present.entities(office().registry.list(actor()))


def standing(code: str, year: int) -> Json:
    return seen_evidence(present.entity_audit(office().auditing.standing(actor(), code, year)))


def run_audit() -> Json:
    given = body(g.endpoint)
    as_of = date.fromisoformat(given["as_of"]) if given.get("as_of") else None
    run = office().auditing.run(
        actor(), given["year"], entity=given.get("entity"), under=given.get("under"), as_of=as_of
    )
    return seen_evidence(present.audit(run))


def runs() -> Json:
    return present.runs(office().auditing.runs(actor(), number("year")))


def audit(run: str) -> Json:
    return seen_evidence(present.audit(office().auditing.get(actor(), run)))


def compare(run: str) -> Json:
    before = request.args["since"]
    return present.differences(before, run, office().auditing.compare(actor(), before, run))


def decide() -> Json:
    given = body(g.endpoint)
    place = {name: given[name] for name in ("entity", "requirement", "period")}
    if given["state"] is None:
        office().deciding.undecide(actor(), place["requirement"], place["entity"], place["period"])
    else:
        office().deciding.decide(
            actor(),
            place["requirement"],
            place["entity"],
            place["period"],
            given["state"],
            given.get("reason") or "",
        )
    return {**place, "state": given["state"]}


def pronounce() -> Json:
    given = body(g.endpoint)
    finding = office().pronouncing.pronounce(
        actor(), given["entity"], given["year"], given["id"], given["verdict"], given.get("note") or ""
    )
    return present.finding(finding, given["entity"])


def labels() -> Json:
    return present.labels(office().naming.unknown(actor(), number("year")))


def map_label() -> Json:
    given = body(g.endpoint)
    documents = office().naming.map(actor(), given["label"], given["indicator"])
    return {"label": given["label"], "indicator": given["indicator"], "documents": documents}


def hand_ins() -> Json:
    found = office().handing_in.all(actor(), number("year"))
    return {"hand_ins": [present.hand_in(made.entity, made.year, made) for made in found]}


def hand_in() -> Json:
    given = body(g.endpoint)
    made = office().handing_in.hand_in(actor(), given["entity"], given["year"])
    return present.hand_in(made.entity, made.year, made)


def reopen() -> Json:
    given = body(g.endpoint)
    office().handing_in.reopen(actor(), given["entity"], given["year"], given["reason"])
    return present.hand_in(given["entity"], given["year"], None)


def report(kind: str) -> Response:
    return report_response(kind)


def changes() -> Json:
    limit = number("limit")
    found = office().deciding.changes(actor(), 100 if limit is None else limit)
    return {"changes": [present.change(change) for change in found]}


def undo(change: int) -> Json:
    return present.change(office().deciding.undo(actor(), change))


def undo_last() -> Json:
    return present.change(office().deciding.undo(actor()))

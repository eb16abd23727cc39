"""Jobs, health, users and custody."""

from __future__ import annotations

from flask import Response, g, jsonify

from archive.domain.errors import Unavailable
from webui import auth, present
from webui.api.openapi import document
from webui.api.table import Json, body, number, text
from webui.current import actor, office


def jobs() -> Json:
    progress = office().watch.progress(actor())
    found = office().watch.jobs(actor(), text("state"), number("limit"))
    return {
        "waiting": progress.waiting,
        "running": progress.running,
        "done": progress.done,
        "failed": progress.failed,
        "rate": round(progress.rate, 2),
        "seconds_left": round(progress.left, 1) if progress.left is not None else None,
        "by_state": progress.by_state,
        "by_reason": progress.by_reason,
        "jobs": [present.job(job) for job in found],
    }


def health() -> Json:
    """Whether the service can answer; nothing more, because anybody may ask."""
    if not office().watch.ready():
        raise Unavailable(code="database_unavailable")
    return {"status": "ok"}


def openapi() -> Response:
    from webui.api.routes import ENDPOINTS

    return jsonify(document(ENDPOINTS))


def users() -> Json:
    return {"users": [present.account(account) for account in office().accounts.list(actor())]}


def add_user() -> Json:
    given = body(g.endpoint)
    with auth.hashing():
        password = office().accounts.add(
            actor(), given["name"], given["role"], given.get("entity"), given.get("password")
        )
    return {"name": given["name"], "password": password}


def disable_user(name: str) -> Json:
    office().accounts.disable(actor(), name)
    return {"name": name, "disabled": True}


def make_token(name: str) -> Json:
    return {"token": office().accounts.token(actor(), name)}


def custody() -> Json:
    limit = number("limit")
    entries = office().upkeep.log(actor(), 200 if limit is None else limit, number("before"))
    return {"entries": [present.entry(entry) for entry in entries]}


def me() -> Json:
    person = actor()
    return {"name": person.name, "role": person.role, "entity": person.entity}

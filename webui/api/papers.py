"""Uploads, receipts, documents, pages, search and figures."""

from __future__ import annotations

from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from archive.domain.search import Filters, Query
from webui import present
from webui.api.scope import seen_evidence
from webui.api.table import Json, body, flag, number, text
from webui.current import actor, office
from webui.pages.document import image_response, original_response
from webui.receiving import receive


def upload() -> Json:
    receipt = receive(request.headers.get("Idempotency-Key"))
    return _receipt(receipt.id)


def receipts() -> Json:
    heads = office().papers.receipts(actor(), number("limit") or 100)
    return {
        "receipts": [
            {
                "receipt": head.id,
                "at": head.at.isoformat(),
                "actor": head.actor,
                "closed": head.closed,
                "entity": head.entity,
                "year": head.year,
                "received": head.received,
                "new": head.new,
                "duplicate": head.duplicate,
                "rejected": head.rejected,
            }
            for head in heads
        ]
    }


def receipt(id: str) -> Json:
    return _receipt(id)


def _receipt(id: str) -> Json:
    """With the series of pictures that look like one paper, once they are read."""
    head, files, documents = office().papers.receipt(actor(), id)
    return present.receipt(head, files, documents, office().binding.proposals(actor(), id))


def documents() -> Json:
    where: dict[str, Any] = {}
    if text("entity"):
        where["entities"] = {text("entity")}
    if flag("unassigned"):
        where["entity"] = None
    if number("year") is not None:
        where["year"] = number("year")
    for name in ("state", "doctype", "receipt", "sha256", "name"):
        if text(name):
            where[name] = text(name)
    if flag("review"):
        where["review"] = True
    if flag("withdrawn"):
        where["with_withdrawn"] = True
    total, heads = office().papers.find(actor(), where, limit=number("limit"), offset=number("offset") or 0)
    return present.documents(total, heads)


def document(document: str) -> Json:
    return seen_evidence(present.whole(office().papers.show(actor(), document)))


def original(document: str) -> Response:
    return original_response(document)


def page(document: str, number: int) -> Json:
    return present.page(office().papers.page(actor(), document, number)[1])


def page_image(document: str, number: int) -> Response:
    return image_response(document, number, request.args.get("width", 1240, type=int))


def search() -> Json:
    arguments = request.args
    filters = Filters(
        entities=tuple(arguments.getlist("entity")),
        years=tuple(arguments.getlist("year", type=int)),
        doctypes=tuple(arguments.getlist("doctype")),
        states=tuple(arguments.getlist("state")),
        qualities=tuple(arguments.getlist("quality")),
    )
    limit = number("limit")
    query = Query(
        arguments["q"],
        filters,
        limit=20 if limit is None else limit,
        offset=number("offset") or 0,
        order=text("order") or "relevance",
        facets=flag("facets"),
    )
    return present.search(office().searching.search(actor(), query))


def suggest() -> Json:
    return {"suggestions": office().searching.suggest(actor(), request.args["q"])}


def figures() -> Json:
    found = office().papers.figures(
        actor(), entity=text("entity"), year=number("year"), indicator=text("indicator")
    )
    return {"figures": [present.figure(figure) for figure in found]}


def correct(document: str) -> Json:
    values = {
        name: None if value in (None, "") else str(value) for name, value in body(g.endpoint)["set"].items()
    }
    return present.head(office().deciding.correct(actor(), document, values))


def refile() -> Json:
    given = body(g.endpoint)
    count = office().deciding.refile(
        actor(), given["documents"], entity=given.get("entity"), year=given.get("year")
    )
    return {"count": count}


def match(document: str) -> Json:
    given = body(g.endpoint)
    accept = given["verdict"] == "accept"
    office().deciding.match(actor(), document, given["requirement"], accept=accept)
    return {"document": document, "requirement": given["requirement"], "verdict": given["verdict"]}


def withdraw(document: str) -> Json:
    office().deciding.withdraw(actor(), document, body(g.endpoint)["reason"])
    return present.head(office().papers.head(actor(), document))


def bind() -> Json:
    bound = office().binding.bind(actor(), body(g.endpoint)["documents"])
    return present.head(office().papers.head(actor(), bound))


def unlock(document: str) -> Json:
    office().deciding.unlock(actor(), document, body(g.endpoint)["password"])
    return present.head(office().papers.head(actor(), document))


def retry(document: str) -> Json:
    return {"documents": office().deciding.retry(actor(), document)}


def retry_all() -> Json:
    return {"documents": office().deciding.retry(actor())}

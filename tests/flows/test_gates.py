"""Who gets through which door: every route x role x {own, foreign, absent}, generated from the route table."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from archive.domain.actor import LOCAL, RIGHTS, ROLES
from tests.conftest import HandIn
from tests.flows.conftest import FOREIGN, HOME, Filed, Knock
from webui.api.routes import ENDPOINTS
from webui.context import Office

OPEN = {"static_file", "pages.sign_in", "pages.set_language", "api.health", "api.openapi"}
ANYBODY = "anybody"
"""No verb needed beyond being signed in."""


@dataclass(frozen=True)
class Row:
    """`subject`: what the address or body names. `verb`: what the role must include."""

    verb: str
    subject: str | None = None
    body: dict[str, Any] | None = None
    query: str = ""


PAGES = {
    "pages.home": Row(ANYBODY),
    "pages.switch": Row(ANYBODY),
    "pages.sign_out": Row(ANYBODY),
    "pages.password": Row(ANYBODY),
    "pages.upload": Row(ANYBODY),
    "pages.post_upload": Row("file", "entity_form"),
    "pages.receipts": Row("read"),
    "pages.receipt": Row("read", "receipt"),
    "pages.checklists": Row("read"),
    "pages.import_entities": Row("entities"),
    "pages.post_entities": Row("entities", "list_form"),
    "pages.checklist": Row("read", "entity"),
    "pages.decide": Row(
        "decide|approve",
        "entity",
        {"requirement": "CTY-02-02", "period": "2008", "state": "not_applicable", "reason": "无此任务"},
    ),
    "pages.search": Row("search", query="?q=节能"),
    "pages.documents": Row("read"),
    "pages.act": Row("retry", "document_form", {"deed": "retry"}),
    "pages.document": Row("read", "document"),
    "pages.page_image": Row("read", "document"),
    "pages.original": Row("read", "document"),
    "pages.correct": Row("correct", "document", {"title": "更正的标题", "was_title": ""}),
    "pages.match": Row("match", "document", {"requirement": "CTY-02-02", "verdict": "accept"}),
    "pages.withdraw": Row("withdraw", "document", {"reason": "传错了"}),
    "pages.unlock": Row("unlock", "document", {"password": "secret"}),
    "pages.retry": Row("retry", "document"),
    "pages.bind": Row("withdraw", "pictures_form"),
    "pages.gaps": Row("read"),
    "pages.findings": Row("read"),
    "pages.figures": Row("read", "entity"),
    "pages.gap_entity": Row("read", "entity"),
    "pages.runs": Row("read"),
    "pages.run_audit": Row("audit", "entity_body", {"year": "2008"}),
    "pages.compare": Row("read", "run_query"),
    "pages.report": Row("report", "entity_query", query="&year=2008&format=html"),
    "pages.jobs": Row(ANYBODY),
    "pages.retry_all": Row("retry", None, {"everything": "1"}),
    "pages.people": Row("users"),
    "pages.add_person": Row("users", None, {"name": "neu", "role": "inspector"}),
    "pages.make_token": Row("users", "user"),
    "pages.disable": Row("users", "user"),
    "pages.changes": Row(ANYBODY),
    "pages.undo_last": Row(ANYBODY, "nothing_done"),
    "pages.undo": Row(ANYBODY, "change"),
    "pages.custody": Row("custody"),
    "pages.pronounce": Row("decide", "contradiction", {"verdict": "misread", "note": "看错了"}),
    "pages.labels": Row("rulebook"),
    "pages.map_label": Row("rulebook", None, {"label": "吨标煤总计", "indicator": "I-CONS"}),
    "pages.hand_in": Row("hand_in", "entity_unless_reading"),
}
API = {
    "post_upload": Row("file", "entity_form"),
    "get_receipts": Row("read"),
    "get_receipt": Row("read", "receipt"),
    "get_documents": Row("read"),
    "get_document": Row("read", "document"),
    "get_original": Row("read", "document"),
    "get_page": Row("read", "document"),
    "get_page_image": Row("read", "document"),
    "correct_document": Row("correct", "document", {"set": {"title": "更正的标题"}}),
    "match_document": Row("match", "document", {"requirement": "CTY-02-02", "verdict": "accept"}),
    "withdraw_document": Row("withdraw", "document", {"reason": "传错了"}),
    "retry_document": Row("retry", "document"),
    "bind_documents": Row("withdraw", "pictures_body"),
    "unlock_document": Row("unlock", "document", {"password": "secret"}),
    "retry_all": Row("retry"),
    "refile": Row("correct", "document_body", {"year": 2008}),
    "search": Row("search", query="?q=节能"),
    "suggest": Row("search", query="?q=节能"),
    "get_figures": Row("read", "entity_query"),
    "get_entities": Row(ANYBODY),
    "get_standing": Row("read", "entity"),
    "post_audit": Row("audit", "entity_body", {"year": 2008}),
    "get_audits": Row("read"),
    "get_audit": Row("read", "run"),
    "compare_audits": Row("read", "run"),
    "post_decision": Row(
        "decide|approve",
        "entity_body",
        {"requirement": "CTY-02-02", "period": "2008", "state": "not_applicable", "reason": "无此任务"},
    ),
    "get_report": Row("report", "entity_query", query="&year=2008&format=html"),
    "get_changes": Row(ANYBODY),
    "undo": Row(ANYBODY, "change"),
    "undo_last": Row(ANYBODY, "nothing_done"),
    "get_jobs": Row(ANYBODY),
    "me": Row(ANYBODY),
    "get_users": Row("users"),
    "post_user": Row("users", None, {"name": "neu", "role": "inspector"}),
    "disable_user": Row("users", "user"),
    "make_token": Row("users", "user"),
    "get_custody": Row("custody"),
    "post_verdict": Row(
        "decide", "contradiction_body", {"year": 2008, "verdict": "misread", "note": "看错了"}
    ),
    "get_labels": Row("rulebook"),
    "post_label": Row("rulebook", None, {"label": "吨标煤总计", "indicator": None}),
    "get_hand_ins": Row("read"),
    "post_hand_in": Row("hand_in", "entity_unless_reading", {"year": 2008}),
    "reopen_hand_in": Row("lock", "entity_unless_reading", {"year": 2008, "reason": "补充"}),
}
PLACES = ("own", "foreign", "absent")


def test_every_route_has_a_row(site: Flask) -> None:
    """A new route without a row in this table fails here."""
    routes = {rule.endpoint for rule in site.url_map.iter_rules()}

    assert routes - OPEN == set(PAGES) | {f"api.{name}" for name in API}
    assert {e.name for e in ENDPOINTS} == set(API) | {"health", "openapi"}


def test_strangers_reach_nothing(site: Flask) -> None:
    """Without signing in pages lead to the form and the API answers 401; only the open routes answer."""
    for rule in site.url_map.iter_rules():
        if rule.endpoint in OPEN:
            continue
        method = "POST" if "GET" not in (rule.methods or ()) else "GET"
        path = rule.rule
        for argument in rule.arguments:
            path = path.replace(f"<{argument}>", "x").replace(f"<int:{argument}>", "1")
        answer = site.test_client().open(path, method=method)
        if path.startswith("/api/"):
            assert answer.status_code == 401, path
        else:
            assert answer.status_code == 302, path
            assert answer.headers["Location"].startswith("/sign-in"), path


@pytest.fixture
def pictured(filed: Filed, hand_in: HandIn, office: Office) -> Filed:
    """The same with two unread pictures of our entity."""
    receipt = hand_in({f"青川/{n}.png": _picture(n) for n in (1, 2)}, HOME, 2008)
    heads = office.papers.find(LOCAL, {"receipt": receipt.id})[1]
    return replace(filed, pictures=tuple(head.id for head in heads))


def _picture(number: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (40, 60), 200 + number).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("role", ROLES)
def test_pages(role: str, site: Flask, knock: Knock, pictured: Filed) -> None:
    """Each page for each role: refused without the verb, absent when foreign, served when own."""
    filed = pictured
    person = knock(role)
    for endpoint, row in PAGES.items():
        if endpoint == "pages.sign_out":
            continue
        rule = next(r for r in site.url_map.iter_rules() if r.endpoint == endpoint)
        for place in PLACES if row.subject else ("own",):
            path, body = _address(rule.rule, row, place, filed)
            posts = "GET" not in (rule.methods or ())
            answer = person.post(path, body) if posts else person.get(path)
            _judge(f"{role} {endpoint} {place}", answer, row, place, role)


@pytest.mark.parametrize("role", ROLES)
def test_api(role: str, knock: Knock, pictured: Filed) -> None:
    """Each endpoint for each role, through a token."""
    filed = pictured
    person = knock(role)
    for endpoint in ENDPOINTS:
        if endpoint.open:
            continue
        row = API[endpoint.name]
        for place in PLACES if row.subject else ("own",):
            path, body = _address(endpoint.path, row, place, filed)
            if endpoint.name == "compare_audits":
                path += "?since=A-000001"
            if endpoint.form:
                answer = person.api(endpoint.method, path, data=body)
            elif endpoint.body:
                answer = person.api(endpoint.method, path, json=body)
            else:
                answer = person.api(endpoint.method, path)
            _judge(f"{role} {endpoint.name} {place}", answer, row, place, role)


@pytest.mark.parametrize("door", ["pages", "api"])
def test_foreign_answers_like_absent(door: str, knock: Knock, filed: Filed) -> None:
    """Not only the status: the whole answer is the same but for the id of the answer."""
    clerk = knock("clerk")
    pairs = {
        "pages": [
            (f"/documents/{filed.foreign}", "/documents/D-999999"),
            (f"/documents/{filed.foreign}/original", "/documents/D-999999/original"),
            (f"/receipts/{filed.foreign_receipt}", "/receipts/R-2026-999999"),
            (f"/entities/{FOREIGN}/2008", "/entities/777777/2008"),
            (f"/gaps/{FOREIGN}?year=2008", "/gaps/777777?year=2008"),
        ],
        "api": [
            (f"/documents/{filed.foreign}", "/documents/D-999999"),
            (f"/documents/{filed.foreign}/pages/1", "/documents/D-999999/pages/1"),
            (f"/receipts/{filed.foreign_receipt}", "/receipts/R-2026-999999"),
            (f"/entities/{FOREIGN}/years/2008", "/entities/777777/years/2008"),
            (f"/documents?entity={FOREIGN}", "/documents?entity=777777"),
            (f"/figures?entity={FOREIGN}", "/figures?entity=777777"),
        ],
    }[door]
    for foreign, absent in pairs:
        one, other = (
            clerk.get(path) if door == "pages" else clerk.api("GET", path) for path in (foreign, absent)
        )
        assert one.status_code == other.status_code, foreign
        assert _neutral(one, foreign) == _neutral(other, absent), foreign


def _neutral(answer: TestResponse, path: str) -> str:
    """Without the id of the answer and the address that was asked for."""
    text = answer.get_data(as_text=True)
    return text.replace(answer.headers["X-Request-Id"], "").replace(path, "")


def _address(rule: str, row: Row, place: str, filed: Filed) -> tuple[str, dict[str, Any]]:
    entity = {"own": HOME, "foreign": FOREIGN, "absent": "777777"}[place]
    document = {"own": filed.own, "foreign": filed.foreign, "absent": "D-999999"}[place]
    receipt = {"own": filed.own_receipt, "foreign": filed.foreign_receipt, "absent": "R-2026-999999"}[place]
    body = dict(row.body or {})
    path = (
        rule.replace("<document>", document)
        .replace("<code>", entity)
        .replace("<id>", "0" * 16 if row.subject == "contradiction" else receipt)
        .replace("<int:year>", "2008")
        .replace("<int:number>", "1")
        .replace("<int:change>", "999999")
        .replace("<run>", "A-999999")
        .replace("<name>", "nobody")
        .replace("<kind>", "gap")
    )
    if row.subject == "contradiction_body":
        body |= {"entity": entity, "id": "0" * 16}
    if row.subject == "list_form":
        body |= {"file": (io.BytesIO("code,name,kind\n990109,新区,county\n".encode()), "e.csv")}
    if row.subject == "entity_form":
        body |= {"entity": entity, "year": "2008", "files": (io.BytesIO(b"zwei"), "zwei.txt")}
    elif row.subject in {"entity_body", "entity_unless_reading"}:
        body["entity"] = entity
    elif row.subject == "document_form":
        body["document"] = document
    elif row.subject == "pictures_form":
        body["document"] = list(filed.pictures) if place == "own" else [document, filed.pictures[0]]
    elif row.subject == "pictures_body":
        body["documents"] = list(filed.pictures) if place == "own" else [document, filed.pictures[0]]
    elif row.subject == "document_body":
        body["documents"] = [document]
    elif row.subject == "entity_query":
        path += f"?entity={entity}"
    elif row.subject == "run_query":
        path += "?a=A-999999&b=A-999998"
    return path + row.query, body


def _judge(case: str, answer: TestResponse, row: Row, place: str, role: str) -> None:
    allowed = row.verb == ANYBODY or any(verb in RIGHTS[role] for verb in row.verb.split("|"))
    if not allowed:
        assert answer.status_code == 403, f"{case}: {answer.status_code}"
    elif row.subject in {"run", "run_query", "change", "user", "contradiction", "contradiction_body"}:
        assert answer.status_code == 404, f"{case}: {answer.status_code}"  # the table names absent ones only
    elif row.subject == "entity_unless_reading" and place == "own":
        assert answer.status_code in {201, 200, 302, 409}, f"{case}: {answer.status_code}"
    elif row.subject == "nothing_done":
        assert answer.status_code in {200, 302, 404}, f"{case}: {answer.status_code}"
    elif place == "own" or row.subject == "list_form":
        fine = {200, 201, 302, 404} if "image" in case else {200, 201, 302}
        assert answer.status_code in fine, (
            f"{case}: {answer.status_code} {answer.get_data(as_text=True)[-400:]}"
        )
    else:
        assert answer.status_code == 404, f"{case}: {answer.status_code}"
    if answer.mimetype.endswith("json"):
        json.loads(answer.get_data(as_text=True))
    assert "Traceback" not in answer.get_data(as_text=True)

"""The API keeps its document: shapes, statuses, problems, and one effect for one upload."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from archive.domain.actor import LOCAL
from archive.domain.report import Grid, Piece, Report, Section
from archive.reports import RENDERERS
from tests.conftest import NOTICE
from tests.flows.conftest import FOREIGN, HOME, PASSWORD, Filed, Knock, csrf_of, sign_in
from webui.api.openapi import PROBLEMS, document
from webui.api.routes import ENDPOINTS
from webui.api.schemas import component, components, resolved
from webui.context import Office


def files(*named: tuple[str, bytes]) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(data), name) for name, data in named]


def conforms(name: str, answer: TestResponse) -> None:
    Draft202012Validator(resolved(component(name))).validate(answer.get_json())


def test_upload_answers_at_once(knock: Knock, read_all: Callable[[], None]) -> None:
    """201 with a balanced receipt whose files are still waiting; later the same receipt tells their states."""
    clerk = knock("clerk")

    answer = clerk.api(
        "POST",
        "/uploads",
        data={"files": files(("a/通知.txt", NOTICE.encode()), ("空.txt", b"")), "year": "2008"},
    )

    assert answer.status_code == 201
    conforms("Receipt", answer)
    receipt = answer.get_json()
    assert (receipt["received"], receipt["new"], receipt["duplicate"], receipt["rejected"]) == (2, 1, 0, 1)
    assert [f["path"] for f in receipt["files"]] == ["a/通知.txt", "空.txt"]
    assert receipt["files"][0]["state"] == "received"
    assert receipt["files"][0]["entity"] == HOME  # a bound account always files for its entity
    assert receipt["files"][1]["reason"] == "empty_file"
    read_all()
    later = clerk.api("GET", f"/receipts/{receipt['receipt']}").get_json()
    assert later["files"][0]["state"] == "ready"


def test_one_upload_has_one_effect(knock: Knock) -> None:
    """The same key by the same person is the same receipt; without a key it is a duplicate."""
    clerk = knock("clerk")

    def send(key: str | None) -> dict[str, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        answer = clerk.api(
            "POST", "/uploads", headers=headers, data={"files": files(("a.txt", b"drei")), "year": "2008"}
        )
        assert answer.status_code == 201
        return dict(answer.get_json())

    first, again, other = send("k1"), send("k1"), send(None)

    assert again["receipt"] == first["receipt"]
    assert again["files"] == first["files"]
    assert other["receipt"] != first["receipt"]
    assert other["duplicate"] == 1


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"entity": FOREIGN}, "entity_unknown"),
        ({"entity": "777777"}, "entity_unknown"),
        ({"year": "zwei"}, "year_invalid"),
        ({"doctype": "poem"}, "doctype_unknown"),
    ],
)
def test_upload_with_mistakes(knock: Knock, form: dict[str, str], code: str, office: Office) -> None:
    """Nothing is taken when the declaration makes no sense."""
    answer = knock("clerk").api("POST", "/uploads", data={"files": files(("a.txt", b"vier")), **form})

    assert answer.get_json()["code"] == code
    assert office.papers.find(LOCAL, {})[0] == 0


def test_the_document_is_valid() -> None:
    """OpenAPI 3.1: unique operations, schemas that are schemas, references that lead somewhere."""
    shown = document(ENDPOINTS)
    operations = [o["operationId"] for path in shown["paths"].values() for o in path.values()]
    assert shown["openapi"].startswith("3.1")
    assert len(operations) == len(set(operations)) == len(ENDPOINTS)
    for schema in components().values():
        Draft202012Validator.check_schema(schema)
        resolved(schema)
    text = str(shown)
    for endpoint in ENDPOINTS:
        for name in (endpoint.answer, endpoint.body, endpoint.form):
            assert name is None or name in components(), endpoint.name
        assert f"'{endpoint.name}'" in text


def test_answers_match_their_schemas(knock: Knock, filed: Filed, office: Office) -> None:
    """Every GET that answers JSON answers what the document says."""
    person = knock("city")
    office.auditing.run(LOCAL, 2008)
    admin = knock("admin")
    names = {"document": filed.own, "code": HOME, "id": filed.own_receipt, "run": "A-000001"}
    for endpoint in ENDPOINTS:
        if endpoint.method != "GET" or endpoint.answer is None:
            continue
        path = endpoint.path.replace("<int:number>", "1").replace("<int:year>", "2008")
        for name, value in names.items():
            path = path.replace(f"<{name}>", value)
        query = {"search": "?q=节能&facets=true", "suggest": "?q=节", "compare_audits": "?since=A-000001"}
        asker = admin if endpoint.name == "get_users" else person
        answer = asker.api("GET", path + query.get(endpoint.name, ""))
        assert answer.status_code == 200, f"{endpoint.name} {answer.get_data(as_text=True)[:300]}"
        conforms(endpoint.answer, answer)


def test_search_finds_pages(knock: Knock, filed: Filed) -> None:
    """Hits are pages of one's own entity, with snippet and counts in scope."""
    found = knock("clerk").api("GET", "/search?q=领导小组&facets=1").get_json()

    assert found["total"] == 1
    assert found["hits"][0]["document"] == filed.own
    assert "<em>" in found["hits"][0]["snippet"]
    assert list(found["facets"]["entity"]) == [HOME]


def test_what_people_decide(knock: Knock, filed: Filed) -> None:
    """Correct, match, decide, withdraw and undo through the API."""
    office = knock("city")

    corrected = office.api("POST", f"/documents/{filed.own}/corrections", json={"set": {"title": "新标题"}})
    assert corrected.get_json()["title"] == "新标题"
    assert office.api("POST", "/undo").get_json()["verb"] == "corrected"
    body = {"entity": HOME, "requirement": "CTY-02-02", "period": "2008", "state": "waived", "reason": "免"}
    assert office.api("POST", "/decisions", json=body).status_code == 200
    standing = office.api("GET", f"/entities/{HOME}/years/2008").get_json()
    slot = next(s for s in standing["slots"] if s["requirement"] == "CTY-02-02")
    assert (slot["state"], slot["decision"]["reason"]) == ("waived", "免")
    match = {"requirement": "CTY-02-02", "verdict": "reject"}
    assert office.api("POST", f"/documents/{filed.own}/matches", json=match).status_code == 200
    gone = office.api("POST", f"/documents/{filed.own}/withdraw", json={"reason": "传错"})
    assert gone.get_json()["withdrawn"] == "传错"
    assert office.api("GET", "/documents").get_json()["total"] == 1


def test_a_whole_number_may_be_written_with_a_point(knock: Knock) -> None:
    """JSON knows no integers, and neither does every program that writes it."""
    assert knock("city").api("POST", "/audits", json={"year": 2008.0}).get_json()["year"] == 2008


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "code"),
    [
        ("GET", "/documents?limit=x", {}, 422, "invalid"),
        ("GET", "/documents?colour=red", {}, 422, "invalid"),
        ("GET", "/search", {}, 422, "invalid"),
        ("GET", "/search?q=a%00b", {}, 422, "invalid"),
        ("GET", "/nowhere", {}, 404, "not_found"),
        ("DELETE", "/documents", {}, 405, "method_not_allowed"),
        ("POST", "/audits", {"data": b"{", "content_type": "application/json"}, 422, "body_invalid"),
        ("POST", "/audits", {"json": {"year": "2008"}}, 422, "body_invalid"),
        ("POST", "/audits", {"json": {"year": 2008, "colour": 1}}, 422, "body_invalid"),
        ("POST", "/uploads", {"data": {}}, 422, "no_files"),
        ("GET", "/documents/D-000001%00", {}, 404, "document_unknown"),
        ("GET", "/documents/%F0%9F%98%80", {}, 404, "document_unknown"),
    ],
)
def test_problems(knock: Knock, method: str, path: str, more: dict[str, Any], status: int, code: str) -> None:
    """Each mistake has a status, a stable code, two languages and an id; never a trace."""
    answer = knock("city").api(method, path, **more)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    conforms("Problem", answer)
    problem = answer.get_json()
    assert problem["code"] == code
    assert problem["instance"] == answer.headers["X-Request-Id"]
    assert str(status) in PROBLEMS or status == 405


def test_who_may_come_in(knock: Knock, site: Flask, office: Office) -> None:
    """No token, a wrong one, or one of a disabled account: 401. A cookie needs its CSRF token."""
    clerk = knock("clerk")
    nobody = site.test_client()

    assert nobody.get("/api/v1/documents").status_code == 401
    assert nobody.get("/api/v1/documents", headers={"Authorization": "Bearer x"}).status_code == 401
    assert nobody.get("/api/v1/health").get_json() == {"status": "ok"}
    refused = clerk.browser.post("/api/v1/undo")
    assert (refused.status_code, refused.get_json()["code"]) == (400, "csrf")
    allowed = clerk.browser.post("/api/v1/undo", headers={"X-CSRF-Token": clerk.csrf})
    assert allowed.status_code == 404
    office.accounts.disable(LOCAL, clerk.name)
    assert clerk.api("GET", "/documents").status_code == 401
    assert clerk.browser.get("/api/v1/documents").status_code == 401


def test_one_time_passwords_open_only_the_change(site: Flask, office: Office) -> None:
    """Neither pages nor API answer before the one-time password has been replaced."""
    once = office.accounts.add(LOCAL, "neu", "inspector")
    browser = site.test_client()
    assert sign_in(browser, "neu", once).headers["Location"].startswith("/password")
    assert browser.get("/documents").headers["Location"] == "/password"
    assert browser.get("/api/v1/documents").get_json()["code"] == "password_must_change"

    token = csrf_of(browser.get("/password"))
    browser.post("/password", data={"csrf": token, "old": once, "new": PASSWORD, "again": PASSWORD})

    assert browser.get("/api/v1/documents").status_code == 200


def test_originals_are_never_shown(knock: Knock, read_all: Callable[[], None]) -> None:
    """Whatever was handed in comes back as a download that no browser will open in our origin."""
    clerk = knock("clerk")
    page = b"<html><script>alert(1)</script>"
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr('坏"页\r\nX: 1.html', page)
    box.seek(0)
    receipt = clerk.api("POST", "/uploads", data={"files": [(box, "box.zip")]}).get_json()
    document = receipt["files"][0]["document"]

    for path in (f"/api/v1/documents/{document}/original", f"/documents/{document}/original"):
        answer = clerk.get(path)
        assert answer.get_data() == page
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "\n" not in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_foreign_evidence_is_not_named(knock: Knock, office: Office, filed: Filed) -> None:
    """What somebody else handed in does not show in one's own verdict."""
    office.auditing.run(LOCAL, 2008)

    for path in (f"/entities/{HOME}/years/2008", "/audits/A-000001"):
        assert filed.foreign not in knock("clerk").api("GET", path).get_data(as_text=True)


@pytest.mark.parametrize("format", ["xlsx", "docx", "html"])
def test_reports_take_any_cell(format: str) -> None:
    """A cell whose state has no colour of its own is written plainly in every format."""
    cells = (Piece("=1+1", state="finding"), Piece("<b>", link="http://localhost/documents/D-000001?page=1"))
    grid = Grid(("甲", "乙"), (cells,), (1, 1))
    report = Report("缺口报告", ("2008",), (Section("青川区", ("说明",), grid),))

    assert len(RENDERERS[format](report)) > 100

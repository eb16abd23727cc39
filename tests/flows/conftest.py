"""A site over a fresh home, and people who knock at its two doors."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.domain.actor import LOCAL, ROLES
from tests.conftest import NOTICE, HandIn
from webui.app import create_app
from webui.context import Office

PASSWORD = "kept-in-a-drawer"
HOME, FOREIGN = "990101", "990102"


@dataclass
class Person:
    """Somebody with a browser (cookie, CSRF) and a program (token)."""

    name: str
    browser: FlaskClient
    program: FlaskClient
    token: str
    csrf: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.browser.get(path, buffered=True, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        return self.browser.post(path, data={"csrf": self.csrf, **(data or {})}, buffered=True, **more)

    def api(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.program.open(f"/api/v1{path}", method=method, headers=headers, buffered=True, **more)


Knock = Callable[[str], Person]


@pytest.fixture
def site(office: Office) -> Flask:
    app = create_app(office)
    app.config["TESTING"] = False  # errors become answers, as they do for people
    return app


@pytest.fixture
def knock(site: Flask, office: Office) -> Knock:
    """knock("clerk") -> a signed-in clerk of 青川区; `city` is an office account that sees everything."""
    known: dict[str, Person] = {}

    def enter(role: str) -> Person:
        if role not in known:
            office.accounts.add(
                LOCAL,
                f"the-{role}",
                "office" if role == "city" else role,
                None if role == "city" else HOME,
                PASSWORD,
            )
            browser = site.test_client()
            sign_in(browser, f"the-{role}", PASSWORD)
            token = office.accounts.token(LOCAL, f"the-{role}")
            known[role] = Person(
                f"the-{role}", browser, site.test_client(), token, csrf_of(browser.get("/password"))
            )
        return known[role]

    assert set(ROLES) == {"clerk", "approver", "inspector", "office", "admin"}
    return enter


def csrf_of(response: TestResponse) -> str:
    found = re.search(r'name="csrf" (?:value|content)="([^"]+)"', response.get_data(as_text=True))
    assert found, response.get_data(as_text=True)[:200]
    return found.group(1)


def sign_in(browser: FlaskClient, name: str, password: str, **more: str) -> TestResponse:
    token = csrf_of(browser.get("/sign-in"))
    return browser.post("/sign-in", data={"csrf": token, "name": name, "password": password, **more})


@dataclass(frozen=True)
class Filed:
    """One notice of our entity and one of a neighbour, both read."""

    own: str
    foreign: str
    own_receipt: str
    foreign_receipt: str
    pictures: tuple[str, ...] = ()
    """Pictures that our entity handed in and nobody read yet; only where a test asks for them."""


@pytest.fixture
def filed(hand_in: HandIn, read_all: Callable[[], None], office: Office) -> Filed:
    own = hand_in({"青川/通知.txt": NOTICE.encode()}, HOME, 2008)
    foreign = hand_in({"柏溪/通知.txt": NOTICE.replace("青川区", "柏溪县").encode()}, FOREIGN, 2008)
    read_all()
    papers = {h.path: h.id for h in office.papers.find(LOCAL, {})[1]}
    return Filed(papers["青川/通知.txt"], papers["柏溪/通知.txt"], own.id, foreign.id)

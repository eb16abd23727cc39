"""Whatever is asked of the API, it answers as its document says: no server error, no undocumented status."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.flows.conftest import HOME, Filed, Knock, Person
from webui.api.openapi import document
from webui.api.routes import ENDPOINTS
from webui.api.schemas import component, resolved
from webui.api.table import Endpoint

ODD = st.one_of(
    st.sampled_from(
        ["", "0", "-1", "1e9", "２００８", "2008", "D-000001", HOME, "../..", "%", "_", '"', "'; --", "NULL",
         "a" * 3000, '节能 OR -"', "(((", "\u202e", "CTY-02-02", "A-000001", "true", "[]", "🀄"]
    ),
    st.text(max_size=30),
)  # fmt: skip
JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**6), 10**20), st.floats(allow_nan=False), ODD),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(ODD, inner, max_size=3)),
    max_leaves=6,
)


def segment(text: str) -> str:
    """Something that can stand between two slashes."""
    return text.replace("/", "").replace("?", "").replace("#", "").strip(". \t\r\n") or "x"


@st.composite
def questions(draw: st.DrawFn) -> tuple[Endpoint, str, dict[str, Any]]:
    endpoint = draw(st.sampled_from([e for e in ENDPOINTS if e.name not in {"openapi", "disable_user"}]))
    path = endpoint.path
    for name in ("document", "code", "id", "run", "name", "kind"):
        path = path.replace(f"<{name}>", segment(draw(ODD)))
    for name in ("number", "year", "change"):
        path = path.replace(f"<int:{name}>", str(draw(st.integers(0, 10**20))))
    names = [p.name for p in endpoint.parameters] + ["colour"]
    query = [(draw(st.sampled_from(names)), draw(ODD)) for _ in range(draw(st.integers(0, 3)))]
    more: dict[str, Any] = {"query_string": query}
    if endpoint.body:
        known = st.sampled_from(sorted(component(endpoint.body)["properties"]))
        more["json"] = draw(st.one_of(JSON, st.dictionaries(known, JSON, max_size=5)))
    if endpoint.form:
        more["data"] = {"entity": draw(ODD), "year": draw(ODD), "doctype": draw(ODD)}
    return endpoint, path, more


@pytest.fixture
def asker(knock: Knock, filed: Filed) -> Person:
    return knock("city")


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
@given(question=questions())
def test_no_surprises(asker: Person, question: tuple[Endpoint, str, dict[str, Any]]) -> None:
    """Random paths, queries and bodies: documented statuses, valid problems, answers that fit their schema."""
    endpoint, path, more = question
    described = {str(e.name): e for e in ENDPOINTS}[endpoint.name]
    operation = next(
        o
        for operations in document(ENDPOINTS)["paths"].values()
        for o in operations.values()
        if o["operationId"] == described.name
    )

    answer = asker.api(endpoint.method, path, **more)

    assert answer.status_code < 500, answer.get_data(as_text=True)
    assert str(answer.status_code) in operation["responses"], answer.status_code
    if answer.status_code >= 400:
        Draft202012Validator(component("Problem")).validate(answer.get_json())
    elif endpoint.answer:
        Draft202012Validator(resolved(component(endpoint.answer))).validate(answer.get_json())

"""The route table: what each endpoint takes and answers; routes and OpenAPI document are both made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from jsonschema import Draft202012Validator

from archive.domain.errors import Invalid
from webui.api.schemas import component, resolved

Json = dict[str, Any]
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter; `schema` is a flat JSON Schema. `many` parameters may be repeated."""

    name: str
    about: str
    schema: Json
    required: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One verb of a service seen from outside."""

    method: str
    path: str
    name: str
    about: str
    handler: Callable[..., Any]
    answer: str | None = None
    """Component that describes the JSON answer; None when it is no JSON."""
    status: int = 200
    media: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: str | None = None
    form: str | None = None
    headers: tuple[Parameter, ...] = ()
    open: bool = False
    tag: str = "documents"
    more: Mapping[str, str] = field(default_factory=dict)
    """Further answers: status -> description."""


YEAR = {"type": "integer", "minimum": 1949, "maximum": 2200}
TEXT: Json = {"type": "string", "maxLength": 2000}
CODE: Json = {"type": "string", "minLength": 1, "maxLength": 100}
LIMIT = {"type": "integer", "minimum": 0, "maximum": MOST}
OFFSET = {"type": "integer", "minimum": 0, "maximum": 1_000_000_000}
FLAG = {"type": "boolean"}
DAY = {"type": "string", "format": "date"}


def number(name: str) -> int | None:
    """An integer query parameter that was checked against the table."""
    text = request.args.get(name)
    return int(text) if text not in (None, "") else None


def flag(name: str) -> bool:
    return request.args.get(name, "").lower() in {"1", "true", "yes"}


def text(name: str) -> str | None:
    return request.args.get(name) or None


def check_query(endpoint: Endpoint) -> None:
    """Raise Invalid naming every parameter that is unknown, missing or makes no sense."""
    known = {p.name: p for p in endpoint.parameters}
    problems = [(name, "parameter_unknown", name) for name in request.args if name not in known]
    for parameter in endpoint.parameters:
        values = request.args.getlist(parameter.name)
        if parameter.required and not any(values):
            problems.append((parameter.name, "value_missing", ""))
        if len(values) > 1 and not parameter.many:
            problems.append((parameter.name, "value_twice", parameter.name))
        problems += [
            (parameter.name, "value_invalid", value[:100])
            for value in values
            if not _fits(value, parameter.schema)
        ]
    if problems:
        raise Invalid(code="invalid", problems=problems)


def _fits(value: str, schema: Json) -> bool:
    if "\x00" in value:
        return False
    typed: object = value
    if schema["type"] == "integer":
        if not (value.isascii() and value.lstrip("-").isdigit() and len(value) < 12):
            return False
        typed = int(value)
    elif schema["type"] == "boolean":
        return value.lower() in {"true", "false", "1", "0", "yes", "no"}
    checker = Draft202012Validator.FORMAT_CHECKER
    return bool(Draft202012Validator(schema, format_checker=checker).is_valid(typed))


def body(endpoint: Endpoint) -> Json:
    """The JSON body, checked against its component; raise Invalid with the place of every mistake."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise Invalid(code="body_invalid", problems=[("body", "not_an_object", "")])
    assert endpoint.body is not None
    schema = resolved(component(endpoint.body))
    checker = Draft202012Validator.FORMAT_CHECKER
    errors = Draft202012Validator(schema, format_checker=checker).iter_errors(given)
    problems = [
        ("/".join(str(p) for p in e.path) or "body", str(e.validator), e.message[:200]) for e in errors
    ]
    if problems:
        raise Invalid(code="body_invalid", problems=problems)
    return {name: _whole(value) for name, value in given.items()}


def _whole(value: object) -> object:
    """JSON Schema takes 2008.0 for an integer, our verbs do not."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {name: _whole(item) for name, item in value.items()}
    return value

"""The OpenAPI 3.1 document, made from the route table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.metadata import version

from webui.api.schemas import Json, components, reference
from webui.api.table import Endpoint, Parameter

PROBLEMS = {
    "400": "The request is malformed, or its CSRF token is missing",
    "401": "Nobody is signed in",
    "403": "The role does not include this",
    "404": "Nothing there, or nothing that you may see",
    "409": "Somebody else was quicker",
    "413": "The request is too large",
    "415": "The body is of another media type",
    "422": "The request makes no sense; `problems` names every mistake",
    "429": "Too many requests",
    "500": "Something nobody planned; `instance` is the id to name",
    "503": "A backend is down; worth retrying",
}
_SEGMENT = re.compile(r"<(?:(\w+):)?(\w+)>")


def document(endpoints: Sequence[Endpoint]) -> Json:
    paths: Json = {}
    for endpoint in endpoints:
        path = _SEGMENT.sub(r"{\2}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "齐卷 Qijuan",
            "version": version("qijuan"),
            "description": "What the pages do, as JSON. Errors are problem+json with a stable `code`.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}, {"session": []}],
        "tags": [{"name": tag} for tag in dict.fromkeys(e.tag for e in endpoints)],
        "paths": paths,
        "components": {
            "schemas": components(),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "qijuan"},
            },
            "responses": {
                status: {
                    "description": about,
                    "content": {"application/problem+json": {"schema": reference("Problem")}},
                }
                for status, about in PROBLEMS.items()
            },
        },
    }


def _operation(endpoint: Endpoint) -> Json:
    operation: Json = {
        "operationId": endpoint.name,
        "summary": endpoint.about,
        "tags": [endpoint.tag],
        "parameters": [
            *_path_parameters(endpoint.path),
            *(_parameter(p, "query") for p in endpoint.parameters),
            *(_parameter(p, "header") for p in endpoint.headers),
        ],
        "responses": _responses(endpoint),
    }
    if endpoint.open:
        operation["security"] = []
    if endpoint.body:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": reference(endpoint.body)}},
        }
    if endpoint.form:
        operation["requestBody"] = {
            "required": True,
            "content": {"multipart/form-data": {"schema": reference(endpoint.form)}},
        }
    return operation


def _path_parameters(path: str) -> list[Json]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0}
            if kind == "int"
            else {"type": "string", "minLength": 1},
        }
        for kind, name in _SEGMENT.findall(path)
    ]


def _parameter(parameter: Parameter, place: str) -> Json:
    schema: Json = {"type": "array", "items": parameter.schema} if parameter.many else parameter.schema
    return {
        "name": parameter.name,
        "in": place,
        "required": parameter.required,
        "description": parameter.about,
        "schema": schema,
    }


def _responses(endpoint: Endpoint) -> Json:
    if endpoint.answer:
        content: Json = {"application/json": {"schema": reference(endpoint.answer)}}
    else:
        content = {media: {} for media in endpoint.media}
    done: Json = {"description": endpoint.about}
    if content:
        done["content"] = content
    found: Json = {str(endpoint.status): done}
    for status, about in endpoint.more.items():
        found[status] = {"description": about}
    if endpoint.open:
        return {**found, **{s: _problem(s) for s in ("400", "422", "500", "503")}}
    return {**found, **{status: _problem(status) for status in PROBLEMS if status not in found}}


def _problem(status: str) -> Json:
    return {"$ref": f"#/components/responses/{status}"}

"""JSON Schemas of the API's bodies and answers, kept as data in schemas/json/api.json."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

Json = dict[str, Any]
PREFIX = "#/components/schemas/"


@cache
def components() -> Json:
    found: Json = json.loads(files("schemas").joinpath("json/api.json").read_text("utf-8"))
    return found


def component(name: str) -> Json:
    found: Json = components()[name]
    return found


def reference(name: str) -> Json:
    return {"$ref": PREFIX + name}


def resolved(schema: Any) -> Any:
    """The same schema with references to components written out; no component refers to itself."""
    if isinstance(schema, dict):
        target = schema.get("$ref")
        if isinstance(target, str) and target.startswith(PREFIX):
            return resolved(component(target.removeprefix(PREFIX)))
        return {key: resolved(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [resolved(item) for item in schema]
    return schema

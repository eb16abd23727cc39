"""The part of JSON Schema that `schemas/json` uses, checked in milliseconds on every load."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from archive.rulebook.reading import Place

Shape = Mapping[str, object]
Fault = tuple[Place, str, str]
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}


@lru_cache(maxsize=64)
def shape(file: Path) -> Shape:
    """The JSON Schema in *file*."""
    loaded: Shape = json.loads(file.read_text("utf-8"))
    return loaded


def faults(value: object, rule: Shape, root: Shape, place: Place = ()) -> Iterator[Fault]:
    """Every place where *value* breaks *rule*, as (place, code, text)."""
    ref = rule.get("$ref")
    if isinstance(ref, str):
        definitions = root["$defs"]
        rule = definitions[ref.removeprefix("#/$defs/")]  # type: ignore[index]
    if not _is_type(value, rule.get("type")):
        yield place, "wrong_type", f"{_short(value)} is not {rule['type']}"
        return
    allowed = rule.get("enum")
    if isinstance(allowed, list) and value not in allowed:
        yield place, "unknown_value", f"{_short(value)} is none of {', '.join(map(str, allowed))}"
    if isinstance(value, dict):
        yield from _in_mapping(value, rule, root, place)
    elif isinstance(value, list):
        yield from _in_list(value, rule, root, place)
    elif isinstance(value, str):
        pattern = rule.get("pattern")
        if isinstance(pattern, str) and not re.search(pattern, value):
            yield place, "wrong_form", f"{_short(value)} does not have the form {pattern}"
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        minimum = rule.get("minimum")
        if isinstance(minimum, (int, float)) and value < minimum:
            yield place, "too_small", f"{value} is below {minimum}"


def _is_type(value: object, wanted: object) -> bool:
    names = wanted if isinstance(wanted, list) else [wanted] if isinstance(wanted, str) else []
    if not names:
        return True
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, _TYPES[name]) for name in names)


def _in_mapping(value: Mapping[object, object], rule: Shape, root: Shape, place: Place) -> Iterator[Fault]:
    known = rule.get("properties")
    properties: Mapping[str, Shape] = known if isinstance(known, dict) else {}
    required = rule.get("required")
    for key in required if isinstance(required, list) else ():
        if key not in value:
            yield place, "missing_key", f"{key} is missing"
    rest = rule.get("additionalProperties", True)
    for key, item in value.items():
        if isinstance(key, bool):
            yield (*place, str(key)), "boolean_key", f"{_written(key)} is a truth value in YAML; quote it"
            continue
        if not isinstance(key, str):
            yield (*place, str(key)), "key_not_text", f"{key} is not text; quote it"
            continue
        if key in properties:
            yield from faults(item, properties[key], root, (*place, key))
        elif rest is False:
            near = _nearest(key, properties)
            hint = f"; did you mean {near}?" if near else ""
            yield (*place, key), "unknown_key", f"{key} is not a field here{hint}"
        elif isinstance(rest, dict):
            yield from faults(item, rest, root, (*place, key))


def _in_list(value: list[object], rule: Shape, root: Shape, place: Place) -> Iterator[Fault]:
    minimum = rule.get("minItems")
    if isinstance(minimum, int) and len(value) < minimum:
        yield place, "too_few", f"{len(value)} entries, at least {minimum} needed"
    items = rule.get("items")
    if isinstance(items, dict):
        for index, item in enumerate(value):
            yield from faults(item, items, root, (*place, index))


def _nearest(key: str, known: Mapping[str, Shape]) -> str | None:
    from difflib import get_close_matches

    close = get_close_matches(key, list(known), 1, 0.7)
    return close[0] if close else None


def _written(key: bool) -> str:
    return "yes/on/true" if key else "no/off/false"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."

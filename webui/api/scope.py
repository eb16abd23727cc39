"""Evidence that lies in somebody else's papers is not named to those who may not see it."""

from __future__ import annotations

from typing import Any

from webui.current import actor, office

Json = dict[str, Any]


def seen_evidence(shown: Json) -> Json:
    """The same answer without evidence in papers that the actor may not see."""
    me = actor()
    if me.scope.everything:
        return shown
    named: set[str] = set()
    _collect(shown, named)
    with office().parts.store.read() as tx:
        heads = tx.documents.many(named)
    seen = {id for id, head in heads.items() if me.sees(head.entity)}
    return dict(_without(shown, seen))


def _collect(value: Any, named: set[str]) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "evidence" and isinstance(item, list):
                named.update(e["document"] for e in item)
            else:
                _collect(item, named)
    elif isinstance(value, list):
        for item in value:
            _collect(item, named)


def _without(value: Any, seen: set[str]) -> Any:
    if isinstance(value, dict):
        return {
            key: [e for e in item if e["document"] in seen]
            if key == "evidence" and isinstance(item, list)
            else _without(item, seen)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_without(item, seen) for item in value]
    return value

"""Generations of an index in a cluster: the alias answers, a second alias marks the one being built."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import elasticsearch
from elasticsearch import Elasticsearch

from archive.domain.errors import Unavailable

DEFINITION: dict[str, Any] = json.loads((files("schemas") / "index" / "pages.json").read_text("utf-8"))


class ElasticGenerations:
    """`prefix` and `prefix-building` are aliases of `prefix-g000001`, `prefix-g000002` ..."""

    def __init__(self, client: Elasticsearch, patient: Elasticsearch, prefix: str, shards: int) -> None:
        self._client, self._patient = client, patient
        self.alias = prefix
        self.building = f"{prefix}-building"
        self._shards = shards

    def targets(self) -> list[str]:
        """Where writes go: what answers, and what is being built to answer next."""
        held = self._aliases()
        if not any(self.alias in aliases for aliases in held.values()):
            return []
        return [self.alias, *([self.building] if any(self.building in a for a in held.values()) else [])]

    def check(self) -> None:
        """Raise Unavailable(`index_damaged`) when what answers was not made by this program's definition."""
        answer = self._client.indices.get_mapping(index=self.alias)
        for found in answer.values():
            if found["mappings"].get("_meta") != DEFINITION["mappings"]["_meta"]:
                raise Unavailable("the index has another definition", code="index_damaged")

    def first(self) -> None:
        """Make the first generation; somebody else may do it at the same moment."""
        try:
            self._create(self._name(1), self.alias)
        except elasticsearch.BadRequestError as exc:
            if "resource_already_exists" not in str(exc):
                raise
            held = self._aliases()
            if not any(self.alias in aliases for aliases in held.values()):
                raise Unavailable("a former index has no name any more", code="index_damaged") from exc

    def begin(self) -> str:
        """A new generation that is written to but not asked; one that was left half-built goes."""
        held = self._aliases()
        self._delete([name for name, aliases in held.items() if self.alias not in aliases])
        name = self._name(max((int(name[-6:]) for name in held), default=0) + 1)
        self._create(name, self.building)
        return name

    def switch(self, name: str) -> None:
        """Let *name* answer from this moment on, and remove the others."""
        held = self._aliases()
        if self.building not in held.get(name, ()):
            raise Unavailable("another rebuild took over", code="index_busy")
        actions: list[dict[str, Any]] = [
            {"remove": {"index": old, "alias": self.alias}}
            for old, aliases in held.items()
            if self.alias in aliases
        ]
        actions += [
            {"add": {"index": name, "alias": self.alias}},
            {"remove": {"index": name, "alias": self.building}},
        ]
        self._patient.indices.update_aliases(actions=actions)
        self._delete([old for old in held if old != name])

    def abandon(self, name: str) -> None:
        self._delete([name])

    def _name(self, number: int) -> str:
        return f"{self.alias}-g{number:06d}"

    def _create(self, name: str, alias: str) -> None:
        settings = {**DEFINITION["settings"], "number_of_shards": self._shards}
        self._patient.indices.create(
            index=name, settings=settings, mappings=DEFINITION["mappings"], aliases={alias: {}}
        )

    def _delete(self, names: list[str]) -> None:
        for name in names:
            self._patient.indices.delete(index=name, ignore_unavailable=True)

    def _aliases(self) -> dict[str, set[str]]:
        """The generations and their aliases."""
        pattern = f"{self.alias}-g*"
        answer = self._client.indices.get_alias(index=pattern, allow_no_indices=True, ignore_unavailable=True)
        mine = len(self.alias) + 8
        return {
            name: set(found["aliases"])
            for name, found in answer.items()
            if len(name) == mine and name[-6:].isdigit()
        }

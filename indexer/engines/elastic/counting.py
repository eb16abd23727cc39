"""Counts over the pages of a scope, asked for together and kept for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from archive.text.wanted import Condition, Token
from indexer.engines.elastic.matching import Json, matching

_SECONDS = 5.0
_AT_ONCE = 1000

Ask = Callable[[Json], Json]
"""One search request and its answer."""


class Counts:
    """The statistics that ranking needs; `learn` first what `frequency` will be asked."""

    def __init__(self, ask: Ask, within: Condition) -> None:
        self._ask = ask
        self._within = within
        self._made = time.monotonic()
        self._seen: dict[tuple[str, str], int] = {}
        self._knows_size = False
        self.average = 0.0
        self.pages = 0

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self._made < _SECONDS

    def frequency(self, field: str, token: str) -> int:
        return self._seen[field, token]

    def learn(self, tokens: Iterable[tuple[str, str]]) -> None:
        """Ask for what is not known yet."""
        new = [token for token in tokens if token not in self._seen]
        parts = [new[at : at + _AT_ONCE] for at in range(0, len(new), _AT_ONCE)]
        for part in parts or ([[]] if not self._knows_size else []):
            aggregations: Json = {}
            if part:
                filters = [matching(Token(field, token)) for field, token in part]
                aggregations["tokens"] = {"filters": {"filters": filters}}
            if not self._knows_size:
                aggregations["size"] = {"avg": {"field": "size"}}
            answer = self._ask({"size": 0, "query": matching(self._within), "aggs": aggregations})
            found = answer["aggregations"]
            if part:
                counted = (int(bucket["doc_count"]) for bucket in found["tokens"]["buckets"])
                self._seen.update(zip(part, counted, strict=True))
            if not self._knows_size:
                self._knows_size = True
                self.average = float(found["size"]["value"] or 0.0)
                self.pages = int(answer["hits"]["total"]["value"])

"""Counts over the pages of a scope, asked for together and kept for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from archive.text.wanted import Condition, Token
from indexer.engines.elastic.matching import Json, matching

_SECONDS = 5.0
_AT_ONCE = 1000
_MOST = 50_000

Ask = Callable[[Json], Json]
"""One search request and its answer."""
Counted = tuple[str, str]
"""A field and a token in it."""


class Counts:
    """The statistics that ranking needs; `learn` first what `frequency` will be asked.

    What was counted a moment ago counts as certain; what is older may be guessed from, and is asked again.
    """

    def __init__(self, ask: Ask, within: Condition) -> None:
        self._ask = ask
        self._within = within
        self._seen: dict[Counted, tuple[int, float]] = {}
        self._measured = float("-inf")
        self.average = 0.0
        self.pages = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time for a new one."""
        return len(self._seen) > _MOST

    def frequency(self, field: str, token: str) -> int:
        return self._seen[field, token][0]

    def are_fresh(self, tokens: Sequence[Counted]) -> bool:
        return _is_fresh(self._measured) and not self._to_count(tokens)

    def are_known(self, tokens: Sequence[Counted]) -> bool:
        """Whether they were counted once, and are few enough to be counted again by the way."""
        return len(tokens) <= _AT_ONCE and all(token in self._seen for token in tokens)

    def learn(self, tokens: Sequence[Counted]) -> None:
        """Ask for what is not certain."""
        new = self._to_count(tokens)
        parts = [new[at : at + _AT_ONCE] for at in range(0, len(new), _AT_ONCE)]
        for part in parts or ([] if _is_fresh(self._measured) else [[]]):
            self.take(part, self._ask(self.question(part)))

    def question(self, tokens: Sequence[Counted]) -> Json:
        """How many pages have each of *tokens*, at most a thousand; and how many there are, and how long."""
        aggregations: Json = {}
        if tokens:
            filters = [matching(Token(field, token)) for field, token in tokens]
            aggregations["tokens"] = {"filters": {"filters": filters}}
        if not _is_fresh(self._measured):
            aggregations["size"] = {"avg": {"field": "size"}}
        return {"size": 0, "query": matching(self._within), "aggs": aggregations}

    def take(self, tokens: Sequence[Counted], answer: Json) -> None:
        """The answer to that question."""
        found, now = answer["aggregations"], time.monotonic()
        if tokens:
            counted = (int(bucket["doc_count"]) for bucket in found["tokens"]["buckets"])
            self._seen.update((token, (count, now)) for token, count in zip(tokens, counted, strict=True))
        if "size" in found:
            self._measured = now
            self.average = float(found["size"]["value"] or 0.0)
            self.pages = int(answer["hits"]["total"]["value"])

    def _to_count(self, tokens: Sequence[Counted]) -> list[Counted]:
        return [token for token in tokens if token not in self._seen or not _is_fresh(self._seen[token][1])]


def _is_fresh(asked: float) -> bool:
    return time.monotonic() - asked < _SECONDS

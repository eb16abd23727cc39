"""Searches of a cluster, and no more of their answers than we read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from elasticsearch import Elasticsearch

from indexer.engines.elastic.link import meaning
from indexer.engines.elastic.matching import Json

_WINDOW = 10_000
"""A cluster gives no more hits at once."""
_KEEP = "1m"
_PARTS = ("hits.total.value", "hits.hits.sort", "aggregations")

Row = list[Any]
"""The values that a hit was sorted by, which bring along what we want to know of it."""


@dataclass(frozen=True, slots=True)
class Found:
    total: int
    rows: list[Row]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, answer: Json) -> Found:
        hits = answer["hits"]
        facets = {
            name: dict(sorted((str(b["key"]), int(b["doc_count"])) for b in counted["buckets"]))
            for name, counted in answer.get("aggregations", {}).items()
        }
        return cls(int(hits["total"]["value"]), [hit["sort"] for hit in hits.get("hits", ())], facets)


def in_one_answer(number: int) -> bool:
    return number <= _WINDOW


class Asking:
    """Asks what an alias stands for."""

    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self._client = client
        self._alias = alias

    def once(self, body: Json, pit: Json | None = None) -> Json:
        where: Json = {"pit": pit} if pit else {"index": self._alias, "allow_partial_search_results": False}
        kept = ",".join((*_PARTS, "pit_id"))
        answer = self._client.search(
            **body, **where, source=False, stored_fields="_none_", track_total_hits=True, filter_path=kept
        )
        return dict(answer.body)

    def together(self, *bodies: Json) -> list[Json]:
        """Several searches on one way there and back."""
        where = {"index": self._alias, "allow_partial_search_results": False}
        options = {"_source": False, "stored_fields": "_none_", "track_total_hits": True}
        searches = [line for body in bodies for line in (where, {**body, **options})]
        kept = ",".join(f"responses.{part}" for part in ("status", "error", *_PARTS))
        answers: list[Json] = list(self._client.msearch(searches=searches, filter_path=kept)["responses"])
        for answer in answers:
            if error := answer.get("error"):
                raise meaning(int(answer["status"]), str(error.get("type")), str(error.get("reason")))
        return answers

    def rows(self, body: Json, number: int | None) -> Found:
        """The first *number* hits, or all; in several steps over one moment of the index when they are many."""
        if number is None or in_one_answer(number):
            whole = Found.read(self.once({**body, "size": _WINDOW if number is None else number}))
            if number is not None or whole.total <= _WINDOW:
                return whole
        opened = self._client.open_point_in_time(index=self._alias, keep_alive=_KEEP)
        pit = {"id": opened["id"], "keep_alive": _KEEP}
        try:
            whole = step = Found.read(self.once({**body, "size": _WINDOW}, pit))
            while len(step.rows) == _WINDOW and (number is None or len(whole.rows) < number):
                following = {key: value for key, value in body.items() if key != "aggs"}
                following |= {"size": _WINDOW, "search_after": step.rows[-1]}
                step = Found.read(self.once(following, pit))
                whole.rows.extend(step.rows)
        finally:
            self._client.close_point_in_time(id=str(opened["id"]))
        return Found(whole.total, whole.rows[:number], whole.facets)

"""Asks the cluster: filter, match, order and count within a scope, the same way as the embedded engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from elasticsearch import Elasticsearch

from archive.domain.search import Query, RawHit, RawResult, Scope
from archive.text import ranking, wanted
from archive.text.folding import fold_text
from archive.text.query import Parsed, parse
from archive.text.wanted import Condition
from indexer.engines.elastic.bulk import sound
from indexer.engines.elastic.counting import Counts
from indexer.engines.elastic.matching import Json, matching, scored
from indexer.toolkit import entries

_WINDOW = 10_000
"""A cluster gives no more hits at once."""
_MANY_BUCKETS = 60_000
_KEEP = "1m"
_OFFERS = 10_000
_SCOPES = 32

_PLACE = ["order", "size", "document", "page"]
"""Sorting by what we want to know brings it along, without a look at the pages themselves."""


@dataclass(frozen=True, slots=True)
class _Found:
    total: int
    rows: list[list[object]]
    """The values sorted by: score or place first, then `_PLACE`."""
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class ElasticView:
    """Reads what an alias stands for."""

    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self._client = client
        self._alias = alias
        self._counts: dict[Scope, Counts] = {}

    def forget(self) -> None:
        """Counts from before a change of ours."""
        self._counts.clear()

    def search(self, query: Query, scope: Scope) -> RawResult:
        """The strictest reading of the query that finds anything counts."""
        parsed = parse(query.text)
        within = wanted.within(scope, query.filters, parsed.filters)
        found, hits = _Found(0, []), list[RawHit]()
        for strict, reading in wanted.readings(parsed):
            asked = wanted.both(within, reading)
            if query.order in ("newest", "document") or not parsed.positive:
                found, hits = self._by_column(query, asked)
            else:
                found, hits = self._ranked(query, parsed, asked, scope, strict=strict)
            if found.total:
                break
        return RawResult(found.total, tuple(hits), found.facets)

    def suggest(self, prefix: str, scope: Scope, limit: int) -> Sequence[str]:
        folded = sound(fold_text(prefix))
        if not folded or limit <= 0:
            return ()
        asked = [matching(wanted.within(scope)), {"prefix": {"suggest": folded}}]
        offers = {
            "field": "suggest",
            "include": f"{_escaped(folded)}.*",
            "size": _OFFERS,
            "execution_hint": "map",
        }
        body = {"size": 0, "query": {"bool": {"filter": asked}}, "aggs": {"offers": {"terms": offers}}}
        buckets = self._ask(body)["aggregations"]["offers"]["buckets"]
        return entries.best_offers(((str(b["key"]), int(b["doc_count"])) for b in buckets), limit)

    def pages_of(self, asked: Json) -> Iterator[tuple[str, int, int]]:
        """Document, page and revision of every matching page, in order of documents."""
        body = {"query": asked, "sort": ["order", "document", "page", "revision"]}
        for row in self._rows(body, None).rows:
            yield str(row[1]), int(str(row[2])), int(str(row[3]))

    def mixed(self, documents: Sequence[str] | None = None) -> dict[str, int]:
        """Documents of which pages of more than one revision stand there, with the newest one."""
        found: dict[str, int] = {}
        asked = {"match_all": {}} if documents is None else {"terms": {"document": list(documents)}}
        source: Json = {"size": _WINDOW, "sources": [{"document": {"terms": {"field": "document"}}}]}
        extremes = {name: {name: {"field": "revision"}} for name in ("min", "max")}
        while True:
            body = {"size": 0, "query": asked, "aggs": {"all": {"composite": source, "aggs": extremes}}}
            answer = self._ask(body)["aggregations"]["all"]
            for bucket in answer["buckets"]:
                if bucket["min"]["value"] != bucket["max"]["value"]:
                    found[str(bucket["key"]["document"])] = int(bucket["max"]["value"])
            if "after_key" not in answer:
                return found
            source["after"] = answer["after_key"]

    def _by_column(self, query: Query, asked: Condition) -> tuple[_Found, list[RawHit]]:
        first = {"newest": "desc"} if query.order == "newest" else {"order": "asc"}
        end = query.offset + max(0, query.limit)
        found = self._rows(_body(matching(asked), first, query), end)
        rows = found.rows[query.offset : end]
        return found, [RawHit(str(row[3]), int(str(row[4])), 0.0) for row in rows]

    def _ranked(
        self, query: Query, parsed: Parsed, asked: Condition, scope: Scope, *, strict: bool
    ) -> tuple[_Found, list[RawHit]]:
        counts = self._counted(scope, parsed)
        usual = ranking.usual_average(counts.average)
        base, features = ranking.features(parsed, counts, strict=strict)
        end = query.offset + max(0, query.limit)
        body = _body(scored(asked, base, features, f"shortness_{usual}"), {"_score": "desc"}, query)
        found = self._rows(body, max(end, ranking.CANDIDATES))
        scores = ranking.weighed(
            [float(str(row[0])) for row in found.rows],
            [int(str(row[2])) for row in found.rows],
            [str(row[3]) for row in found.rows],
            counts.average,
        )
        best = sorted(zip(scores, found.rows, strict=True), key=lambda hit: (-hit[0], hit[1][1]))
        return found, [
            RawHit(str(row[3]), int(str(row[4])), score) for score, row in best[query.offset : end]
        ]

    def _counted(self, scope: Scope, parsed: Parsed) -> Counts:
        counts = self._counts.get(scope)
        if counts is None or not counts.is_fresh:
            if len(self._counts) >= _SCOPES:
                self._counts.clear()
            counts = self._counts[scope] = Counts(self._ask, wanted.within(scope))
        counts.learn(ranking.tokens(parsed))
        return counts

    def _rows(self, body: Json, number: int | None) -> _Found:
        """The first *number* hits, or all; in several steps over one moment of the index when they are many."""
        if number is None or number <= _WINDOW:
            whole = _found(self._ask({**body, "size": number or _WINDOW}))
            if number is not None or whole.total <= _WINDOW:
                return whole
        opened = self._client.open_point_in_time(index=self._alias, keep_alive=_KEEP)
        pit = {"id": opened["id"], "keep_alive": _KEEP}
        try:
            whole = step = _found(self._ask({**body, "size": _WINDOW}, pit=pit))
            while len(step.rows) == _WINDOW and (number is None or len(whole.rows) < number):
                following = {key: value for key, value in body.items() if key != "aggs"}
                step = _found(
                    self._ask({**following, "size": _WINDOW, "search_after": step.rows[-1]}, pit=pit)
                )
                whole.rows.extend(step.rows)
        finally:
            self._client.close_point_in_time(id=str(opened["id"]))
        return _Found(whole.total, whole.rows[:number], whole.facets)

    def _ask(self, body: Json, pit: Json | None = None) -> Json:
        where: Json = {"pit": pit} if pit else {"index": self._alias, "allow_partial_search_results": False}
        answer = self._client.search(
            **body,
            **where,
            source=False,
            stored_fields="_none_",
            track_total_hits=True,
            filter_path="hits.total.value,hits.hits.sort,aggregations,_shards.failed,pit_id",
        )
        return dict(answer.body)


def _body(asked: Json, first: Json, query: Query) -> Json:
    body: Json = {"query": asked, "sort": [first, *_PLACE]}
    if query.facets:
        body["aggs"] = {name: {"terms": {"field": name, "size": _MANY_BUCKETS}} for name in entries.FACETS}
    return body


def _found(answer: Json) -> _Found:
    hits = answer["hits"]
    facets = {
        name: dict(sorted((str(b["key"]), int(b["doc_count"])) for b in found["buckets"]))
        for name, found in answer.get("aggregations", {}).items()
    }
    return _Found(int(hits["total"]["value"]), [hit["sort"] for hit in hits.get("hits", ())], facets)


def _escaped(text: str) -> str:
    """As a pattern of the cluster's own kind, in which any sign may mean something."""
    return re.sub(r"([^\w])", r"\\\1", text)

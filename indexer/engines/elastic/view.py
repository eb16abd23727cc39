"""Asks the cluster: filter, match, order and count within a scope, the same way as the embedded engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from archive.domain.search import Query, RawHit, RawResult, Scope
from archive.text import ranking, wanted
from archive.text.folding import fold_text
from archive.text.query import Parsed, parse
from archive.text.wanted import Condition
from indexer.engines.elastic.asking import Asking, Found, Row, in_one_answer
from indexer.engines.elastic.bulk import sound
from indexer.engines.elastic.counting import Counts
from indexer.engines.elastic.matching import Json, matching, scored
from indexer.toolkit import entries

_MANY_BUCKETS = 60_000
_OFFERS = 10_000
_DOCUMENTS = 10_000
_SCOPES = 32
_PLACE = ["order", "size", "document"]
"""What rows bring along behind their score, or whatever else comes first."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one search is about."""

    query: Query
    parsed: Parsed
    within: Condition
    counts: Counts

    @property
    def end(self) -> int:
        return self.query.offset + max(0, self.query.limit)

    @property
    def is_ranked(self) -> bool:
        return self.query.order not in ("newest", "document") and bool(self.parsed.positive)

    @property
    def number(self) -> int:
        """So many hits are needed."""
        return max(self.end, ranking.CANDIDATES) if self.is_ranked else self.end

    def bodies(self) -> Iterator[Json]:
        """From the strictest reading to the loosest, by what is counted at that moment."""
        for strict, reading in wanted.readings(self.parsed, lambda: self.counts):
            yield self._body(wanted.both(self.within, reading), strict=strict)

    def hits(self, rows: Sequence[Row]) -> Iterator[RawHit]:
        scores = [0.0] * len(rows)
        places: Sequence[int] = range(len(rows))
        if self.is_ranked:
            earned, orders, sizes, documents = ([row[at] for row in rows] for at in range(4))
            scores = ranking.weighed(earned, sizes, documents, self.counts.average)
            places = [
                at for _, _, at in sorted(zip((-score for score in scores), orders, places, strict=True))
            ]
        for at in places[self.query.offset : self.end]:
            yield RawHit(str(rows[at][3]), entries.page_of(rows[at][1]), scores[at])

    def _body(self, asked: Condition, *, strict: bool) -> Json:
        body: Json = {"size": self.number}
        if self.is_ranked:
            usual = ranking.usual_average(self.counts.average)
            base, features = ranking.features(self.parsed, self.counts, strict=strict)
            body["query"] = scored(asked, base, features, f"shortness_{usual}")
            body["sort"] = [{"_score": "desc"}, *_PLACE]
        else:
            newest = self.query.order == "newest"
            body["query"] = matching(asked)
            body["sort"] = [{"newest": "desc"} if newest else {"order": "asc"}, *_PLACE]
        if self.query.facets:
            body["aggs"] = {
                name: {"terms": {"field": name, "size": _MANY_BUCKETS}} for name in entries.FACETS
            }
        return body


class ElasticView:
    """Reads what an alias stands for."""

    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self._ask = Asking(client, alias)
        self._counts: dict[Scope, Counts] = {}

    def forget(self) -> None:
        """Counts from before a change of ours."""
        self._counts.clear()

    def search(self, query: Query, scope: Scope) -> RawResult:
        """The strictest reading of the query that finds anything counts."""
        parsed = parse(query.text)
        within = wanted.within(scope, query.filters, parsed.filters)
        asked = _Asked(query, parsed, within, self._counts_of(scope))
        found = self._found(asked)
        return RawResult(found.total, tuple(asked.hits(found.rows)), found.facets)

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
        buckets = self._ask.once(body)["aggregations"]["offers"]["buckets"]
        return entries.best_offers(((str(b["key"]), int(b["doc_count"])) for b in buckets), limit)

    def pages_of(self, asked: Json) -> Iterator[tuple[str, int, int]]:
        """Document, page and revision of every matching page, in order of documents."""
        body = {"query": asked, "sort": ["order", "document", "page", "revision"]}
        for row in self._ask.rows(body, None).rows:
            yield str(row[1]), int(row[2]), int(row[3])

    def mixed(self, documents: Sequence[str] | None = None) -> dict[str, int]:
        """Documents of which pages of more than one revision stand there, with the newest one."""
        found: dict[str, int] = {}
        asked = {"match_all": {}} if documents is None else {"terms": {"document": list(documents)}}
        source: Json = {"size": _DOCUMENTS, "sources": [{"document": {"terms": {"field": "document"}}}]}
        extremes = {name: {name: {"field": "revision"}} for name in ("min", "max")}
        while True:
            body = {"size": 0, "query": asked, "aggs": {"all": {"composite": source, "aggs": extremes}}}
            answer = self._ask.once(body)["aggregations"]["all"]
            for bucket in answer["buckets"]:
                if bucket["min"]["value"] != bucket["max"]["value"]:
                    found[str(bucket["key"]["document"])] = int(bucket["max"]["value"])
            if "after_key" not in answer:
                return found
            source["after"] = answer["after_key"]

    def _found(self, asked: _Asked) -> Found:
        guess, answer = self._counted(asked)
        found = Found(0, [])
        for body in asked.bodies():
            found = Found.read(answer) if body == guess else self._ask.rows(body, asked.number)
            if found.total:
                break
        return found

    def _counted(self, asked: _Asked) -> tuple[Json, Json]:
        """Make sure of the counts; where they were known once, on the way of a search that trusts them.

        That search, and its answer, which holds when the counts turn out to ask for the same again.
        """
        counts, tokens = asked.counts, ranking.tokens(asked.parsed)
        if not (asked.is_ranked or len(tokens) > ranking.ENOUGH_PAIRS) or counts.are_fresh(tokens):
            return {}, {}
        if not counts.are_known(tokens) or not in_one_answer(asked.number):
            counts.learn(tokens)
            return {}, {}
        guess = next(asked.bodies())
        recount, answer = self._ask.together(counts.question(tokens), guess)
        counts.take(tokens, recount)
        return guess, answer

    def _counts_of(self, scope: Scope) -> Counts:
        counts = self._counts.get(scope)
        if counts is None or counts.is_full:
            if len(self._counts) >= _SCOPES:
                self._counts.clear()
            counts = self._counts[scope] = Counts(self._ask.once, wanted.within(scope))
        return counts


def _escaped(text: str) -> str:
    """As a pattern of the cluster's own kind, in which any sign may mean something."""
    return re.sub(r"([^\w])", r"\\\1", text)

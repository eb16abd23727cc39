"""Evidence search: the index finds pages, the database proves them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from archive.domain.actor import Actor
from archive.domain.content import Box
from archive.domain.records import Head
from archive.domain.search import Query
from archive.ports import SearchIndex, Store
from archive.services.gate import require
from archive.text.query import parse
from archive.text.snippets import boxes, marks, snippet


@dataclass(frozen=True, slots=True)
class Hit:
    head: Head
    page: int
    page_state: str
    score: float
    snippet: str
    """Escaped HTML with <em> around the query's characters."""
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Result:
    query: str
    total: int
    took_ms: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Searching:
    def __init__(self, store: Store, index: Callable[[], SearchIndex]) -> None:
        self._store = store
        self._index = index

    def search(self, actor: Actor, query: Query) -> Result:
        """Page hits within the actor's scope; raise Unavailable when the index is broken."""
        require(actor, "search")
        started = time.perf_counter()
        raw = self._index().search(query, actor.scope)
        wanted = parse(query.text)
        hits = []
        with self._store.read(actor.scope) as tx:
            heads = tx.documents.many({hit.document for hit in raw.hits})
            for hit in raw.hits:
                head = heads.get(hit.document)
                page = tx.documents.page(hit.document, hit.page)
                if head is None or page is None or head.withdrawn is not None or not actor.sees(head.entity):
                    continue  # the index is a moment behind the database, which is right
                marked = marks(page.text, wanted)
                hits.append(
                    Hit(
                        head,
                        hit.page,
                        page.state.value,
                        hit.score,
                        snippet(page.text, wanted),
                        tuple(boxes(page, marked)),
                    )
                )
        took = int((time.perf_counter() - started) * 1000)
        return Result(query.text, raw.total, took, tuple(hits), raw.facets)

    def suggest(self, actor: Actor, prefix: str) -> list[str]:
        require(actor, "search")
        return list(self._index().suggest(prefix, actor.scope))

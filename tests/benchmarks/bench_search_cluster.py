"""Elasticsearch behind our port against the bare client on the same server: bulk indexing and search.

python -m tests.benchmarks.bench_search_cluster [pages]
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch, helpers

from archive.domain.search import Filters, IndexPage, Query, RawResult
from archive.text import fold_text, parse, snippet
from indexer.engines.elastic import ElasticIndex
from indexer.engines.elastic.asking import Asking
from indexer.engines.elastic.generations import DEFINITION
from indexer.toolkit.entries import FACETS
from tests.benchmarks.bench_search import ALL, DATA, QUERIES, real, synthetic
from tests.servers.fixtures import own
from tests.servers.running import Server

_ROUNDS = 4
_ASKED = 40
_FACETS = {name: {"terms": {"field": name, "size": 1000}} for name in FACETS}
_PLACE: list[Any] = ["document", "page"]
_YEARS = {"terms": {"year": ["2008", "2009"]}}


@dataclass(frozen=True, slots=True)
class Cost:
    """On a busy machine only the processor time of both sides together can be compared."""

    wall: float
    client: float
    server: float

    @property
    def cpu(self) -> float:
        return self.client + self.server

    def __str__(self) -> str:
        return f"{self.wall:.1f} s (processor: client {self.client:.1f}, server {self.server:.1f})"


def measured(server: Server, what: Callable[[], object]) -> Cost:
    started, here, there = time.perf_counter(), time.process_time(), server.cpu_seconds()
    what()
    return Cost(time.perf_counter() - started, time.process_time() - here, server.cpu_seconds() - there)


def bare_index(client: Elasticsearch, pages: list[IndexPage]) -> None:
    """What anybody would write first: the client's own bulk loop, the same analysers, nothing of ours."""
    client.indices.delete(index="bare", ignore_unavailable=True)
    client.indices.create(index="bare", settings=DEFINITION["settings"], mappings={
        **DEFINITION["mappings"], "_routing": {"required": False}})  # fmt: skip

    def rows() -> Iterator[dict[str, Any]]:
        for page in pages:
            yield {
                "_index": "bare",
                "_id": f"{page.document}/{page.page}",
                "document": page.document,
                "page": page.page,
                "text": page.text,
                "title": page.title,
                "entity": page.entity,
                "year": str(page.year),
                "doctype": page.doctype,
            }

    helpers.bulk(client, rows())
    client.indices.refresh(index="bare")


def writes(server: Server, client: Elasticsearch, index: ElasticIndex, pages: list[IndexPage]) -> None:
    """By turns, now the one first and now the other, so that neither always meets the tidying after the other."""
    bare, ours = list[Cost](), list[Cost]()
    ways: list[tuple[list[Cost], Callable[[], object]]] = [
        (bare, partial(bare_index, client, pages)),
        (ours, partial(index.rebuild, pages)),
    ]
    for number in range(_ROUNDS):
        for costs, write in ways[:: -1 if number % 2 else 1]:
            costs.append(measured(server, write))
        print(f"  bare loop {bare[-1]}; ours {ours[-1]}", flush=True)
    wall = statistics.median(one.wall / other.wall for one, other in zip(bare, ours, strict=True))
    cpu = sum(cost.cpu for cost in bare) / sum(cost.cpu for cost in ours)
    print(f"  {wall:.2f} x the bare loop by the clock (goal 0.8), {cpu:.2f} x by processor time", flush=True)


def bare_search(client: Elasticsearch, text: str) -> None:
    if text.startswith('"'):
        asked: dict[str, Any] = {"match_phrase": {"text": fold_text(text.strip('"'))}}
    else:
        asked = {"match": {"text.pairs": {"query": fold_text(text), "minimum_should_match": "10%"}}}
    client.search(
        index="bare",
        query={"bool": {"must": [asked], "filter": [_YEARS]}},
        aggs=_FACETS,
        size=20,
        docvalue_fields=_PLACE,
        track_total_hits=True,
    )


@contextmanager
def overheard() -> Iterator[list[dict[str, Any]]]:
    """What we ask the server for, as it passes by."""
    bodies: list[dict[str, Any]] = []
    once, together = Asking.once, Asking.together

    def listening(self: Asking, body: dict[str, Any], pit: dict[str, Any] | None = None) -> dict[str, Any]:
        bodies.append(body)
        return once(self, body, pit)

    def listening_to_all(self: Asking, *asked: dict[str, Any]) -> list[dict[str, Any]]:
        bodies.extend(asked)
        return together(self, *asked)

    Asking.once, Asking.together = listening, listening_to_all  # type: ignore[method-assign]
    try:
        yield bodies
    finally:
        Asking.once, Asking.together = once, together  # type: ignore[method-assign]


class Spent:
    """Times of one way of asking."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._walls: list[float] = []
        self._cpu = 0.0

    def add(self, what: Callable[[], object]) -> None:
        cost = measured(self._server, what)
        self._walls.append(cost.wall * 1000)
        self._cpu += cost.cpu * 1000

    @property
    def p95(self) -> float:
        return sorted(self._walls)[int(len(self._walls) * 0.95)]

    def __str__(self) -> str:
        return f"{statistics.median(self._walls):5.1f} / {self.p95:5.1f} ms, {self._cpu / len(self._walls):5.1f} of processor"


def asked(index: ElasticIndex, text: str) -> RawResult:
    return index.search(Query(text, Filters(years=(2008, 2009)), facets=True), ALL)


def shown(result: RawResult, text: str, texts: dict[tuple[str, int], str]) -> None:
    parsed = parse(text)
    for hit in result.hits:
        snippet(texts[hit.document, hit.page], parsed)


def raw_search(client: Elasticsearch, body: dict[str, Any]) -> None:
    """The same question as a program of one's own would ask it that knew all weights beforehand."""
    wanted = {**body, "size": 20, "sort": ["_score", "order"], "source": False}
    client.search(index="bench", docvalue_fields=_PLACE, track_total_hits=True, **wanted)


def searches(
    server: Server, client: Elasticsearch, address: str, folder: Path, pages: list[IndexPage]
) -> None:
    """By turns, so that the load of the machine falls on all; caches know every question from a first round."""
    texts = {(page.document, page.page): page.text for page in pages}
    chance = random.Random(3)
    questions = {
        name: [make(chance.choice(pages).text, chance) for _ in range(_ASKED)]
        for name, make in QUERIES.items()
    }
    bodies: dict[str, dict[str, Any]] = {}
    with overheard() as passing, closing(ElasticIndex(address, folder)) as first:
        for text in chain.from_iterable(questions.values()):
            asked(first, text)
            bodies[text] = next(body for body in reversed(passing) if body["size"])
            bare_search(client, text)
            raw_search(client, bodies[text])
    client.indices.clear_cache(index="bench", request=True)
    with closing(ElasticIndex(address, folder)) as index:  # one that has counted nothing yet
        for name, chosen in questions.items():
            plain, raw, ours, snippets = (Spent(server) for _ in range(4))
            for number, text in enumerate(chosen):
                ways = [
                    partial(plain.add, partial(bare_search, client, text)),
                    partial(raw.add, partial(raw_search, client, bodies[text])),
                    partial(ours.add, partial(asked, index, text)),
                ]
                for way in ways[number % 3 :] + ways[: number % 3]:
                    way()
                snippets.add(partial(shown, asked(index, text), text, texts))
            print(f"  {name}: a plain match {plain}; our question asked raw {raw};\n"
                  f"    ours {ours}; allowed p95 {1.3 * raw.p95 + 10:.1f} ms; our snippets {snippets}", flush=True)  # fmt: skip


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    pages = list((real if DATA.is_dir() else synthetic)(number))
    with own("elasticsearch") as server, tempfile.TemporaryDirectory() as folder:
        client = Elasticsearch(server.url, request_timeout=60)
        index = ElasticIndex(f"{server.url}/bench", Path(folder))
        index.rebuild(pages[:2000])  # both start warm
        bare_index(client, pages[:2000])
        print(f"bulk, {number} pages:", flush=True)
        writes(server, client, index, pages)
        index.close()
        searches(server, client, f"{server.url}/bench", Path(folder), pages)
        client.close()


if __name__ == "__main__":
    main()

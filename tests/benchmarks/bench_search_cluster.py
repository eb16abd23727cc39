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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch, helpers

from archive.domain.search import Filters, IndexPage, Query
from archive.text import fold_text, parse, snippet
from indexer.engines.elastic import ElasticIndex
from indexer.engines.elastic.generations import DEFINITION
from tests.benchmarks.bench_search import ALL, DATA, QUERIES, real, synthetic
from tests.servers.fixtures import own
from tests.servers.running import Server

_ROUNDS = 3
_ASKED = 40
_FACETS = {name: {"terms": {"field": name, "size": 1000}} for name in ("entity", "year", "doctype")}
_YEARS = {"terms": {"year": ["2008", "2009"]}}


@dataclass(frozen=True, slots=True)
class Cost:
    """On a busy machine only the processor time of both sides together can be compared."""

    wall: float
    cpu: float


def measured(server: Server, what: Callable[[], object]) -> Cost:
    started, before = time.perf_counter(), server.cpu_seconds() + time.process_time()
    what()
    return Cost(time.perf_counter() - started, server.cpu_seconds() + time.process_time() - before)


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
        docvalue_fields=["document", "page"],
        track_total_hits=True,
    )


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] * 1000


def timed(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def searches(client: Elasticsearch, index: ElasticIndex, pages: list[IndexPage]) -> None:
    chance = random.Random(3)
    texts = {(page.document, page.page): page.text for page in pages}

    def ours(text: str) -> None:
        parsed = parse(text)
        for hit in index.search(Query(text, Filters(years=(2008, 2009)), facets=True), ALL).hits:
            snippet(texts[hit.document, hit.page], parsed)

    for name, make in QUERIES.items():
        bare, full = [], []
        for _ in range(_ASKED):  # by turns, so that the load of the machine falls on both
            text = make(chance.choice(pages).text, chance)
            bare.append(timed(lambda: bare_search(client, text)))  # noqa: B023
            full.append(timed(lambda: ours(text)))  # noqa: B023
        allowed = 1.3 * p95(bare) + 10
        print(
            f"  {name:12s} bare p95 {p95(bare):6.1f} ms, ours {p95(full):6.1f} ms, allowed {allowed:6.1f} ms"
        )


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    pages = list((real if DATA.is_dir() else synthetic)(number))
    with own("elasticsearch") as server, tempfile.TemporaryDirectory() as folder:
        client = Elasticsearch(server.url, request_timeout=60)
        index = ElasticIndex(f"{server.url}/bench", Path(folder))
        index.rebuild(pages[:2000])  # both start warm
        bare_index(client, pages[:2000])
        ratios = []
        for _ in range(_ROUNDS):
            bare = measured(server, lambda: bare_index(client, pages))
            full = measured(server, lambda: index.rebuild(pages))
            ratios.append(bare.wall / full.wall)
            print(f"bulk: {number} pages, bare {bare.wall:.1f} s ({bare.cpu:.1f} s of processor), "
                  f"ours {full.wall:.1f} s ({full.cpu:.1f} s)", flush=True)  # fmt: skip
        print(f"bulk indexing at {statistics.median(ratios):.2f} x the bare loop (goal 0.8)", flush=True)
        searches(client, index, pages)
        index.close()
        client.close()


if __name__ == "__main__":
    main()

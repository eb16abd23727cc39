"""A folder of born-digital papers into a cluster: this product against a bare loop of Tika and Elasticsearch.

The loop is what a crawler such as FSCrawler does: one text for each file, without pages, boxes, tables, figures,
receipts or verdicts. The product does all of that. `python -m tests.benchmarks.bench_crawler [files] [pages]`.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch, helpers

from archive.domain.actor import LOCAL
from archive.domain.document import Filing
from archive.settings import read_settings
from indexer.indexing import catch_up
from indexer.queues.processes import ProcessPool
from indexer.worker import Stop, waiting, work_until
from tests.conftest import ENTITIES
from tests.samples.reading import make
from tests.servers.fixtures import own
from tests.servers.running import Server
from webui.commands.filing import incoming
from webui.context import Office
from webui.homes import create_home

_LONGEST = 100_000
"""Characters that such a crawler keeps of a file."""


def written(box: Path, files: int, pages: int) -> None:
    """The same pages under a comment of its own in each: a paper of its own for us, the same work for both."""
    data = make.prose_pdf(pages)
    box.mkdir()
    for number in range(files):
        (box / f"{number:04d}.pdf").write_bytes(data + f"\n%{number}\n".encode())


def crawled(box: Path, tika: str, elasticsearch: str) -> float:
    """Seconds of the bare loop, until everything can be found."""
    with Elasticsearch(elasticsearch, request_timeout=60) as client:
        client.indices.create(index="crawled")
        started = time.perf_counter()

        def rows() -> Iterator[dict[str, Any]]:
            for path in sorted(box.iterdir()):
                request = urllib.request.Request(
                    f"{tika}/tika", path.read_bytes(), {"Accept": "text/plain"}, method="PUT"
                )
                with urllib.request.urlopen(request, timeout=120) as answer:
                    text = answer.read().decode("utf-8")[:_LONGEST]
                yield {"_index": "crawled", "_id": path.name, "file": path.name, "content": text}

        helpers.bulk(client, rows())
        client.indices.refresh(index="crawled")
        return time.perf_counter() - started


def ingested(box: Path, home: Path, elasticsearch: str, pages: int) -> float:
    """Seconds from handing in the folder until every page can be found."""
    # workers are processes of their own, which read their settings there too
    os.environ.update(QIJUAN_HOME=str(home), QIJUAN_WORKERS="2", QIJUAN_INDEX=f"{elasticsearch}/ours")
    settings = read_settings()
    create_home(settings)
    office = Office.open(settings)
    office.registry.load(LOCAL, ENTITIES)
    started = time.perf_counter()
    office.intake.receive(
        LOCAL, Filing("990101", 2008), [incoming(str(path)) for path in sorted(box.iterdir())]
    )
    with ProcessPool(settings.worker_count, settings.home, until_empty=True) as pool:
        work_until(office.parts, Stop(), lambda: waiting(office.parts) == 0, others=pool.alive)
    catch_up(office.parts.store, office.parts.index)
    seconds = time.perf_counter() - started
    assert office.parts.index.count() == pages
    office.close()
    return seconds


def processor(servers: Sequence[Server]) -> float:
    """Seconds of processor time of ourselves, of workers that have ended, and of the servers."""
    return sum(os.times()[:4]) + sum(server.cpu_seconds() for server in servers)


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    pages = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with own("tika") as tika, own("elasticsearch") as elastic, tempfile.TemporaryDirectory() as folder:
        box = Path(folder) / "box"
        written(Path(folder) / "warm", 20, pages)
        written(box, files, pages)
        crawled(Path(folder) / "warm", tika.url, elastic.url)
        Elasticsearch(elastic.url).indices.delete(index="crawled")
        servers = (tika, elastic)
        before = processor(servers)
        loop = crawled(box, tika.url, elastic.url)
        between = processor(servers)
        ours = ingested(box, Path(folder) / "home", elastic.url, files * pages)
        after = processor(servers)
        number = files * pages
        print(f"{files} files, {number} pages: Tika and Elasticsearch {number / loop:.1f} pages/s, "
              f"ours {number / ours:.1f} pages/s, {loop / ours:.2f} x (goal 2)")  # fmt: skip
        print(f"processor time a page, servers and workers included: {1000 * (between - before) / number:.1f} ms, "
              f"ours {1000 * (after - between) / number:.1f} ms")  # fmt: skip


if __name__ == "__main__":
    main()

"""The search index in an Elasticsearch cluster; see `archive.ports.SearchIndex` for what is promised.

Writes carry the revision of their document as an external version, so that a late one never wins. All pages of
a document lie on one shard and become visible together, by our own refresh. While a generation is built,
writes go to it as well as to the one that answers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import elasticsearch

from archive.domain.errors import Unavailable
from archive.domain.search import IndexPage, Query, RawResult, Scope
from indexer.engines.elastic.bulk import Bulk
from indexer.engines.elastic.generations import ElasticGenerations
from indexer.engines.elastic.link import connect, faults, read_address
from indexer.engines.elastic.matching import Json
from indexer.engines.elastic.view import ElasticView
from indexer.toolkit.entries import entry
from indexer.toolkit.writing import alone

_WRITE_SECONDS = 60.0
_HASTY_SECONDS = 5.0
_LONGEST_REST = 15.0
_MOST_CHARACTERS = 5_000_000
"""Of one page; a cluster refuses requests of 100 MB, and one page must not keep the others out."""
_CHECKED_AT_ONCE = 500
OUTDATED = "outdated"
"""A file of this name says that the database is another than the one the index was made from."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Paper:
    pages: tuple[IndexPage, ...]
    revision: int


class ElasticIndex:
    """*folder* holds the lock of the writers on this machine, and whether there ever was an index."""

    def __init__(self, url: str, folder: Path, *, lock_seconds: float = 60.0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        address = read_address(url)
        self._hasty = lock_seconds < 1
        self._lock = folder / "writer.lock"
        self._lock_seconds = lock_seconds
        self._made = folder / f"made-{address.prefix}"
        self._outdated = folder / OUTDATED
        self._seconds = _HASTY_SECONDS if self._hasty else _WRITE_SECONDS
        patience = min(address.seconds, _HASTY_SECONDS) if self._hasty else address.seconds
        self._client = connect(address, patience)
        self._writer = self._client.options(request_timeout=self._seconds)
        self.generations = ElasticGenerations(self._client, self._writer, address.prefix, address.shards)
        self._view = ElasticView(self._client, address.prefix)
        self._mutex = threading.RLock()
        self._waiting: dict[str, _Paper] = {}
        self._rest_until, self._rest = 0.0, 0.0

    def replace(self, document: str, pages: Sequence[IndexPage], revision: int = 0) -> None:
        """Buffer: all pages of *document*, instead of whatever was there. No pages = remove."""
        with self._mutex:
            self._waiting[document] = _Paper(tuple(pages), revision)

    def commit(self) -> None:
        """Make everything buffered durable and visible."""
        with self._mutex:
            if not self._waiting:
                return
            with self._resting(), faults(), alone(self._lock, self._lock_seconds):
                targets = self._ready_targets()
                self._write(targets, self._waiting)
            self._waiting = {}
            self._view.forget()

    def search(self, query: Query, scope: Scope) -> RawResult:
        """Pages in scope only, counts and facets included."""
        return self._asked(lambda: self._view.search(query, scope), RawResult(0, ()))

    def count(self) -> int:
        """Indexed pages."""
        return self._asked(lambda: int(self._client.count(index=self.generations.alias)["count"]), 0)

    def pages(self) -> Iterator[tuple[str, int]]:
        """(document, page) of everything indexed, for fsck."""
        everything: Json = {"match_all": {}}
        nothing: list[tuple[str, int]] = []
        yield from self._asked(lambda: [found[:2] for found in self._view.pages_of(everything)], nothing)

    def suggest(self, prefix: str, scope: Scope, limit: int = 8) -> Sequence[str]:
        """Titles, document numbers and words of titles in scope that begin with *prefix*."""
        return self._asked(lambda: self._view.suggest(prefix, scope, limit), ())

    def rebuild(self, pages: Iterable[IndexPage]) -> int:
        """Build a new generation while the old one answers, then switch; return the number of pages."""
        with self._mutex, faults(), alone(self._lock, self._lock_seconds):
            name = self.generations.begin()
            try:
                number = self._fill(pages)
                self._writer.indices.refresh(index=name)
                self._settle([self.generations.building], None)
            except BaseException:
                with _quietly():
                    self.generations.abandon(name)
                raise
            self.generations.switch(name)
            self._made.touch()
            self._outdated.unlink(missing_ok=True)
            self._view.forget()
        return number

    def close(self) -> None:
        self._client.close()

    def _fill(self, pages: Iterable[IndexPage]) -> int:
        number, last = 0, None
        with Bulk(self._writer, [self.generations.building], self._seconds) as bulk:
            for page in pages:
                row = _row(page, page.revision, first=page.document != last)
                bulk.put(page.document, page.page, page.revision, row)
                number, last = number + 1, page.document
        return number

    def _ready_targets(self) -> list[str]:
        self._require_same_database()
        targets = self.generations.targets()
        if not targets:
            if self._made.exists():
                raise Unavailable("the index is gone from the cluster", code="index_damaged")
            self.generations.first()
            targets = self.generations.targets()
        self.generations.check()
        self._made.touch()
        return targets

    def _write(self, targets: Sequence[str], papers: dict[str, _Paper]) -> None:
        with Bulk(self._writer, targets, self._seconds) as bulk:
            for part in _parts(list(papers)):
                outdated = _any([_outdated(name, papers[name]) for name in part])
                for document, number, _ in self._view.pages_of(outdated):
                    bulk.remove(document, number, papers[document].revision)
            for document, paper in papers.items():
                for place, page in enumerate(paper.pages):
                    row = _row(page, paper.revision, first=place == 0)
                    bulk.put(document, page.page, paper.revision, row)
        self._writer.indices.refresh(index=",".join(targets))
        self._settle(targets, list(papers))

    def _settle(self, targets: Sequence[str], documents: list[str] | None) -> None:
        """Where several writers met, only the pages of the newest revision stay."""
        for target in targets:
            view = ElasticView(self._writer, target)
            mixed = view.mixed() if documents is None else view.mixed(documents)
            for part in _parts(list(mixed)):
                older = [
                    _both(_document(name), {"range": {"revision": {"lt": mixed[name]}}}) for name in part
                ]
                with Bulk(self._writer, [target], self._seconds) as bulk:
                    for document, page, _ in view.pages_of(_any(older)):
                        bulk.remove(document, page, mixed[document])
            if mixed:
                self._writer.indices.refresh(index=target)

    def _asked(self, question: Callable[[], T], nothing: T) -> T:
        """The answer; *nothing* before the first commit."""
        self._require_same_database()
        with faults():
            try:
                return question()
            except elasticsearch.NotFoundError:
                if self._made.exists():
                    raise
                return nothing

    def _require_same_database(self) -> None:
        if self._outdated.exists():
            raise Unavailable("the index belongs to a former database", code="index_damaged")

    @contextmanager
    def _resting(self) -> Iterator[None]:
        """After a failure workers leave the cluster alone for a while, so that reading papers goes on."""
        if self._hasty and time.monotonic() < self._rest_until:
            raise Unavailable("the search index did not answer a moment ago", code="index_unavailable")
        try:
            yield
        except Unavailable as error:
            if error.code in ("index_unavailable", "index_read_only"):
                self._rest = min(_LONGEST_REST, 2 * self._rest or 1.0)
                self._rest_until = time.monotonic() + self._rest
            raise
        self._rest = 0.0


def _row(page: IndexPage, revision: int, *, first: bool) -> Json:
    found = entry(page, first=first)
    return {
        "document": found.document,
        "page": found.page,
        "revision": revision,
        "text": found.text[:_MOST_CHARACTERS],
        "title": found.title,
        "number": found.number,
        "again": found.again,
        "often": found.often,
        "size": len(found.text),
        "order": found.order,
        "newest": found.newest,
        "suggest": found.offers,
        **found.facets,
        **found.factors,
    }


def _outdated(document: str, paper: _Paper) -> Json:
    """Pages of the document that are no longer among its own."""
    return _both(_document(document), *_beyond(paper))


def _beyond(paper: _Paper) -> Iterator[Json]:
    yield {"range": {"revision": {"lte": paper.revision}}}
    numbers = [page.page for page in paper.pages]
    if numbers == list(range(1, len(numbers) + 1)):
        yield {"range": {"page": {"gt": len(numbers)}}}
    else:
        yield {"bool": {"must_not": [{"terms": {"page": numbers}}]}}


def _document(name: str) -> Json:
    return {"term": {"document": name}}


def _both(*parts: Json) -> Json:
    return {"bool": {"filter": list(parts)}}


def _any(parts: Sequence[Json]) -> Json:
    return {"bool": {"should": list(parts), "minimum_should_match": 1}}


def _parts(documents: list[str]) -> list[list[str]]:
    return [documents[at : at + _CHECKED_AT_ONCE] for at in range(0, len(documents), _CHECKED_AT_ONCE)]


@contextmanager
def _quietly() -> Iterator[None]:
    """Tidying up after a failure must not hide it."""
    try:
        with faults():
            yield
    except Unavailable:
        return

"""The search index of one machine: tantivy in a folder, many readers, one writer at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from archive.domain.errors import Unavailable
from archive.domain.search import IndexPage, Query, RawResult, Scope
from indexer.engines import pages as layout
from indexer.engines.generations import Generations
from indexer.engines.view import View

_HEAP = 96 * 1024**2
_SMALL_HEAP = 24 * 1024**2
_BUFFERED_CHARACTERS = 8 * 1024**2


class EmbeddedIndex:
    """Finds pages; see `archive.ports.SearchIndex` for what is promised."""

    def __init__(self, path: Path | str, *, lock_seconds: float = 60.0) -> None:
        self.generations = Generations(Path(path))
        self._lock_seconds = lock_seconds
        self._mutex = threading.RLock()
        self._waiting: dict[str, tuple[IndexPage, ...]] = {}
        self._view: View | None = None

    def replace(self, document: str, pages: Sequence[IndexPage], revision: int = 0) -> None:
        """Buffer: all pages of *document*, instead of whatever was there. No pages = remove."""
        del revision  # writers take turns here, so that the last one is the newest
        with self._mutex:
            self._waiting[document] = tuple(pages)

    def commit(self) -> None:
        """Make everything buffered durable and visible."""
        with self._mutex:
            if not self._waiting:
                return
            with _faults(), self.generations.writing(self._lock_seconds):
                name = self.generations.current() or self._first()
                index = layout.opened(self.generations.path / name)
                _write(index, self._waiting)
                self.generations.retire(name)
            self._waiting = {}

    def search(self, query: Query, scope: Scope) -> RawResult:
        """Pages in scope only, counts and facets included."""
        with _faults():
            view = self._current()
            return view.search(query, scope) if view else RawResult(0, ())

    def count(self) -> int:
        """Indexed pages."""
        with _faults():
            view = self._current()
            return int(view.searcher.num_docs) if view else 0

    def pages(self) -> Iterator[tuple[str, int]]:
        """(document, page) of everything indexed, for fsck."""
        with _faults():
            view = self._current()
            found = view.everything() if view else []
        yield from found

    def suggest(self, prefix: str, scope: Scope, limit: int = 8) -> Sequence[str]:
        """Titles, document numbers and words of titles in scope that begin with *prefix*."""
        with _faults():
            view = self._current()
            return view.suggest(prefix, scope, limit) if view else ()

    def rebuild(self, pages: Iterable[IndexPage]) -> int:
        """Build a new generation while the old one answers, then switch; return the number of pages."""
        with _faults(), self.generations.writing(self._lock_seconds):
            name = self.generations.new()
            index = layout.create(self.generations.path / name)
            writer = index.writer(_HEAP, 1)
            number, last = 0, None
            for page in pages:
                writer.add_document(layout.row(page, first=page.document != last))
                number, last = number + 1, page.document
            writer.commit()
            writer.wait_merging_threads()
            self.generations.switch(name)
            self.generations.retire(name)
        return number

    def close(self) -> None:
        with self._mutex:
            if self._view is not None:
                self._view.close()
                self._view = None

    def _first(self) -> str:
        name = self.generations.new()
        layout.create(self.generations.path / name)
        self.generations.switch(name)
        return name

    def _current(self) -> View | None:
        """The pages as of the last commit, of whichever process."""
        with self._mutex:
            for _ in range(5):  # a generation may retire between reading its name and holding it
                name = self.generations.current()
                if name is None:
                    return None
                if self._view is not None and self._view.name == name and self._view.is_fresh():
                    return self._view
                try:
                    self._view = View.of(self.generations, name, self._view)
                except (Unavailable, ValueError, OSError):
                    if self.generations.current() == name:
                        raise
            return self._view


def _write(index: tantivy.Index, documents: Mapping[str, Sequence[IndexPage]]) -> None:
    size = sum(len(page.text) for pages in documents.values() for page in pages)
    writer = index.writer(_HEAP if size > _BUFFERED_CHARACTERS else _SMALL_HEAP, 1)
    for document, pages in documents.items():
        writer.delete_documents_by_term("document", document)
        for place, page in enumerate(pages):
            writer.add_document(layout.row(page, first=place == 0))
    writer.commit()
    writer.wait_merging_threads()  # else small commits pile up in ever more segments


@contextmanager
def _faults() -> Iterator[None]:
    """Translate what the engine says about broken files; a crash inside it is one of them."""
    try:
        yield
    except Unavailable:
        raise
    except OSError as exc:
        raise Unavailable(f"search index: {exc}") from exc
    except ValueError as exc:
        raise Unavailable(f"search index: {exc}", code="index_damaged") from exc
    except BaseException as exc:
        if type(exc).__name__ == "PanicException":  # the engine's own crash is no ordinary exception
            raise Unavailable("search index crashed", code="index_damaged") from exc
        raise

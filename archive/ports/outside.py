"""What the archive needs from outside, and what it is promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Protocol

from archive.domain.content import Box, Content
from archive.domain.document import Limits
from archive.domain.facts import Facts
from archive.domain.search import IndexPage, Query, RawResult, Scope

Sha256 = str


class BlobBatch(Protocol):
    """Several originals on their way to being durable."""

    def put(self, stream: IO[bytes], limit: int | None = None) -> tuple[Sha256, int]:
        """As `BlobStore.put`, but durable and found only after `settle`."""
        ...

    def settle(self) -> None:
        """Everything put so far is durable; raise Rejected(`disk_full`) when there is no room."""
        ...


class BlobStore(Protocol):
    """Keeps original bytes, named by their SHA-256, and never changes them."""

    def put(self, stream: IO[bytes], limit: int | None = None) -> tuple[Sha256, int]:
        """Store the bytes durably and return digest and size; storing the same bytes twice is no error.

        Raise Rejected(`too_large`) beyond *limit* bytes, Rejected(`disk_full`) when there is no room.
        """
        ...

    def batch(self) -> AbstractContextManager[BlobBatch]:
        """Put several at once, settled at the end; after an error what was not settled is gone."""
        ...

    def open(self, digest: Sha256) -> IO[bytes]:
        """Raise NotFound when nothing is stored under *digest*."""
        ...

    def path(self, digest: Sha256) -> Path:
        """A local file with these bytes, for a confined reader; raise NotFound."""
        ...

    def exists(self, digest: Sha256) -> bool: ...

    def digests(self) -> Iterator[Sha256]:
        """Every stored digest, for fsck."""
        ...

    def sizes(self) -> Iterator[tuple[Sha256, int]]:
        """Every stored digest with its length, without reading the bytes."""
        ...

    def remove_unreferenced(self, digest: Sha256) -> None:
        """Forget bytes that no row names: a refused archive, or what a killed upload left behind."""
        ...


class Reader(Protocol):
    """Reads a file in a confined process; whatever happens there ends as Content or Unreadable."""

    def read(self, path: Path, name: str, limits: Limits, password: str | None = None) -> Content:
        """Raise Unreadable with a reason code (`damaged`, `password_protected`, `needs_tika`,
        `unknown_format`, `timeout`, `crashed`, `out_of_memory` ...)."""
        ...

    def image(
        self,
        path: Path,
        name: str,
        page: int,
        width: int,
        limits: Limits,
        password: str | None = None,
        rotation: int | None = None,
    ) -> bytes:
        """The upright page as PNG or JPEG, about *width* pixels wide; raise Unreadable or NotFound.

        *rotation* is the `Page.rotation` found when it was read; None means to find out again.
        """
        ...

    def close(self) -> None: ...


class Parser(Protocol):
    """Bytes in, Content out, one kind of error. It has never heard of entities, users or databases."""

    def score(self, media_type: str) -> int:
        """0 = cannot read it; the highest score wins."""
        ...

    def parse(self, path: Path, media_type: str, limits: Limits, password: str | None = None) -> Content:
        """Raise Unreadable."""
        ...


class OcrLine(Protocol):
    text: str
    confidence: float
    box: Box
    edges: tuple[float, ...] | None


class Describer(Protocol):
    """Understands a paper: what kind, whose, which year, numbers, dates, figures."""

    def describe(self, document: str, path: str, content: Content) -> Facts: ...


class SearchIndex(Protocol):
    """Finds pages. Rebuildable from the database at any time; one writer at a time."""

    def replace(self, document: str, pages: Sequence[IndexPage], revision: int = 0) -> None:
        """Buffer: all pages of *document*, instead of whatever was there. No pages = remove.

        Where several write at once, nothing of a lower *revision* replaces what a higher one wrote.
        """
        ...

    def commit(self) -> None:
        """Make everything buffered durable and visible."""
        ...

    def search(self, query: Query, scope: Scope) -> RawResult:
        """Pages in scope only, counts and facets included."""
        ...

    def count(self) -> int:
        """Indexed pages."""
        ...

    def pages(self) -> Iterator[tuple[str, int]]:
        """(document, page) of everything indexed, for fsck."""
        ...

    def suggest(self, prefix: str, scope: Scope, limit: int = 8) -> Sequence[str]: ...

    def rebuild(self, pages: Iterable[IndexPage]) -> int:
        """Build a new generation while the old one answers, then switch; return the number of pages."""
        ...

    def close(self) -> None: ...


class Member(Protocol):
    """One file inside an archive or mail. `problem` is a reason code when its bytes cannot be had."""

    @property
    def path(self) -> str: ...

    @property
    def problem(self) -> str | None: ...

    def open(self) -> IO[bytes]: ...


class Unpacker(Protocol):
    """Looks into archives and mails."""

    def is_container(self, path: Path, name: str) -> bool:
        """By content: zip and tar families and mails; office files that are zips inside are not containers."""
        ...

    def keeps_container(self, path: Path, name: str) -> bool:
        """True when the container is itself a paper (a mail with its text)."""
        ...

    def members(self, path: Path, name: str, limits: Limits) -> Iterator[Member]:
        """Raise Rejected(`archive_bomb`) for limits on size, ratio or count, Unreadable when it does not open."""
        ...

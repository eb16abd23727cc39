"""Repositories of papers, receipts and the work on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from archive.domain.audit import Paper
from archive.domain.content import Page
from archive.domain.document import ReceiptFile
from archive.domain.facts import Facts
from archive.domain.records import Head, Job, ReceiptHead


class Documents(Protocol):
    def keep_original(self, sha256: str, size: int, at: datetime) -> None: ...

    def keep_originals(self, sizes: Mapping[str, int], at: datetime) -> set[str]:
        """Record those that are new; the answer names the digests that were known."""
        ...

    def knows_original(self, sha256: str) -> bool: ...

    def originals(self) -> Iterator[tuple[str, int]]:
        """(digest, size) of every recorded original."""
        ...

    def same_filing(self, sha256: str, entity: str | None, year: int | None) -> str | None: ...

    def same_filings(self, digests: Iterable[str], entity: str | None, year: int | None) -> dict[str, str]:
        """Digest -> document of those that are filed for them already."""
        ...

    def add(
        self,
        sha256: str,
        path: str,
        *,
        entity: str | None,
        year: int | None,
        doctype: str | None,
        receipt: str,
        at: datetime,
    ) -> str: ...

    def add_all(
        self,
        files: Sequence[tuple[str, str]],
        *,
        entity: str | None,
        year: int | None,
        doctype: str | None,
        receipt: str,
        at: datetime,
    ) -> list[str]:
        """A document for each (digest, path), numbered in their order."""
        ...

    def get(self, id: str) -> Head | None: ...

    def many(self, ids: Iterable[str]) -> dict[str, Head]: ...

    def find(
        self, where: Mapping[str, object], *, limit: int | None = None, offset: int = 0
    ) -> tuple[int, list[Head]]:
        """Total and rows; see `_conditions` for what *where* may hold."""
        ...

    def counts(self, column: str, where: Mapping[str, object]) -> dict[str, int]: ...

    def facts(self, id: str) -> Facts: ...

    def with_facts(self, where: Mapping[str, object]) -> list[tuple[Head, bytes | None]]:
        """Heads and packed facts in one pass; unpack with `unpack_facts`."""
        ...

    def same_bytes(self, sha256: str) -> list[Head]: ...

    def change(self, id: str, **values: Any) -> None:
        """Change columns and count the change; both the old and the new dossier are touched."""
        ...

    def rekey(self, id: str, *, release: bool) -> bool:
        """Give the filing key free (withdrawn) or take it back; False when another filing has it now."""
        ...

    def touch(self, entity: str | None, year: int | None) -> None:
        """Count a change of a dossier, so that audits of it know they are stale; year unknown counts as 0."""
        ...

    def replace_pages(self, id: str, content: Sequence[Page]) -> None: ...

    def pages(self, id: str, only: Sequence[int] | None = None) -> list[Page]: ...

    def texts(self, id: str) -> list[Page]:
        """The pages with their text and state alone: what the search index takes, without unpacking boxes."""
        ...

    def page(self, id: str, number: int) -> Page | None: ...

    def page_states(self, id: str) -> list[tuple[int, str, float, str | None]]: ...

    def page_counts(self) -> dict[str, int]: ...

    def page_keys(self) -> set[tuple[str, int]]:
        """Every page that the index ought to hold."""
        ...

    def behind_index(self, limit: int) -> list[tuple[str, int]]: ...

    def indexed(self, seen: Iterable[tuple[str, int]]) -> None: ...

    def indexed_if_unchanged(self, seen: Iterable[tuple[str, int]]) -> None:
        """After a rebuild: what changed since stays behind and is indexed again."""
        ...

    def forget_index(self) -> None:
        """After the index was lost: everything has to be indexed again."""
        ...

    def learn(self, id: str, title: str, name: str, doctype: str | None) -> None: ...

    def lesson_count(self) -> int: ...

    def lessons(self) -> list[tuple[str, str, str]]: ...

    def unlock_secret(self, id: str) -> bytes | None: ...


Folder = Mapping[int, tuple[int, Paper]]
"""What one entity filed: number of the document -> its revision and the paper."""


class Papers(Protocol):
    """What entities filed, as the auditor sees it; withdrawn papers are left out."""

    def of(self, entities: Sequence[str], known: Mapping[str, Folder]) -> dict[str, Folder]:
        """Papers of all years by entity; of entities that are *known* only what has changed is read."""
        ...


class Receipts(Protocol):
    def open(
        self, actor: str, at: datetime, *, entity: str | None, year: int | None, key: str | None
    ) -> ReceiptHead:
        """A new receipt, or the one that the same actor opened before under the same idempotency key."""
        ...

    def close(self, id: str) -> None: ...

    def add(self, id: str, after: int, files: Sequence[ReceiptFile]) -> None:
        """Rows numbered from *after* + 1 on."""
        ...

    def get(self, id: str) -> ReceiptHead | None: ...

    def latest(self, where: dict[str, Any], limit: int | None = None) -> list[ReceiptHead]:
        """Newest first; *where* may name actor and closed."""
        ...

    def files(self, id: str) -> list[ReceiptFile]: ...


class Jobs(Protocol):
    def add(self, kind: str, document: str, at: datetime) -> None:
        """Ask for work; asking twice while it waits is one job."""
        ...

    def add_first(self, kind: str, documents: Collection[str], at: datetime) -> None:
        """The first work on documents that are new in this transaction: nothing of theirs can be waiting."""
        ...

    def claim(
        self, owner: str, now: datetime, lease: timedelta, only: tuple[int, str] | None = None
    ) -> Job | None:
        """The oldest job that waits or whose lease ran out, leased to *owner* under a fresh token.

        *only* (job, token): that job alone, if it still waits under that token.
        """
        ...

    def renew(self, job: Job, until: datetime) -> bool:
        """False when somebody else has the job now."""
        ...

    def holds(self, job: Job) -> bool: ...

    def finish(self, job: Job, at: datetime, *, failed: str | None = None) -> None: ...

    def give_back(self, job: Job, reason: str | None = None, *, counted: bool = True) -> None:
        """Put it back for another try; an attempt that is not *counted* failed for no reason of its own."""
        ...

    def release_dead(self, alive: Callable[[str], bool]) -> int:
        """Take jobs back from owners that are known to be gone, without waiting for their lease."""
        ...

    def waiting(self) -> int: ...

    def documents_waiting(self) -> set[str]:
        """Documents that some queued or running job will read."""
        ...

    def release_stale(self, now: datetime) -> None: ...

    def counts(self) -> dict[str, int]: ...

    def finished_since(self, moment: datetime, entities: Collection[str] | None = None) -> int:
        """How many jobs, of papers of *entities* only when given."""
        ...

    def oldest_waiting(self) -> datetime | None: ...

    def latest(
        self, state: str | None = None, limit: int | None = None, entities: Collection[str] | None = None
    ) -> list[Job]:
        """Newest first, about papers of *entities* only when given."""
        ...

    def of_document(self, document: str) -> list[Job]: ...

    def queued(self, limit: int) -> list[Job]:
        """The oldest that wait, and some of the newest: a long backlog hides no fresh paper."""
        ...

    def stale(self, now: datetime) -> list[Job]:
        """Running jobs whose lease ran out and that nobody took again."""
        ...

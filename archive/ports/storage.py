"""The database as services see it: one transaction, many repositories."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from archive.domain.audit import Decision, EntityAudit, MatchDecision, Paper, Verdict
from archive.domain.content import Page
from archive.domain.document import ReceiptFile
from archive.domain.entity import Entity
from archive.domain.facts import Facts
from archive.domain.records import Account, Change, Entry, HandIn, Head, Job, ReceiptHead, RunHead
from archive.domain.search import Scope


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


class Entities(Protocol):
    def get(self, code: str) -> Entity | None: ...

    def all(self) -> list[Entity]: ...

    def count(self) -> int: ...

    def put(self, entity: Entity) -> None: ...


class Accounts(Protocol):
    def get(self, name: str) -> Account | None: ...

    def all(self) -> list[Account]: ...

    def add(self, account: Account, password: str, *, one_time: bool, at: datetime) -> None: ...

    def secret(self, name: str) -> tuple[str, bool, int] | None:
        """(password hash, whether it must be changed, session epoch) of an account that may sign in."""
        ...

    def set_password(self, name: str, password: str, *, one_time: bool) -> None: ...

    def disable(self, name: str) -> None: ...

    def add_token(self, digest: str, name: str, at: datetime) -> None: ...

    def by_token(self, digest: str) -> Account | None: ...


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


class Decisions(Protocol):
    def get(self, entity: str, year: int, requirement: str, period: str) -> Mapping[str, Any] | None: ...

    def set(
        self,
        entity: str,
        year: int,
        requirement: str,
        period: str,
        *,
        state: str | None,
        reason: str = "",
        actor: str = "",
        at: datetime | None = None,
    ) -> None:
        """Replace what was decided for a slot; state None takes the decision away."""
        ...

    def of(self, entities: Iterable[str] | None, year: int) -> dict[str, tuple[Decision, ...]]: ...

    def match(self, document: str, requirement: str) -> Mapping[str, Any] | None: ...

    def set_match(
        self, document: str, requirement: str, *, accepted: bool | None, actor: str, at: datetime
    ) -> None: ...

    def matches_of(self, entities: Iterable[str] | None, year: int) -> dict[str, tuple[MatchDecision, ...]]:
        """By entity of the matched document."""
        ...


class Changes(Protocol):
    """The undo list."""

    def add(
        self,
        actor: str,
        at: datetime,
        verb: str,
        subject: str,
        *,
        before: Mapping[str, object],
        after: Mapping[str, object],
        reason: str | None = None,
    ) -> int: ...

    def get(self, id: int) -> Change | None: ...

    def mark_undone(self, id: int, at: datetime) -> None: ...

    def of(self, subject: str) -> list[Change]: ...

    def latest(self, actor: str | None, limit: int) -> list[Change]: ...


class HandIns(Protocol):
    def get(self, entity: str, year: int) -> HandIn | None: ...

    def set(self, entity: str, year: int, *, actor: str | None, at: datetime) -> None:
        """Who handed the dossier in; nobody (None) opens it again."""
        ...

    def all(self, year: int | None = None) -> list[HandIn]: ...


Folder = Mapping[int, tuple[int, Paper]]
"""What one entity filed: number of the document -> its revision and the paper."""


class Papers(Protocol):
    """What entities filed, as the auditor sees it; withdrawn papers are left out."""

    def of(self, entities: Sequence[str], known: Mapping[str, Folder]) -> dict[str, Folder]:
        """Papers of all years by entity; of entities that are *known* only what has changed is read."""
        ...


class Verdicts(Protocol):
    def of(self, year: int) -> tuple[Verdict, ...]:
        """Of every entity: a contradiction told on two sides is settled on both."""
        ...

    def get(self, entity: str, year: int, contradiction: str) -> Mapping[str, Any] | None: ...

    def set(
        self,
        entity: str,
        year: int,
        contradiction: str,
        *,
        rule: str,
        verdict: str | None,
        note: str,
        actor: str,
        at: datetime,
    ) -> None:
        """Replace what was said; verdict None takes it away."""
        ...


class Synonyms(Protocol):
    def all(self) -> dict[str, str | None]:
        """Label -> indicator; None says that it names none of them."""
        ...

    def set(self, label: str, indicator: str | None, *, actor: str, at: datetime) -> None: ...

    def forget(self, label: str) -> None:
        """Nobody has said anything about it."""
        ...


class Runs(Protocol):
    def add(
        self,
        head: RunHead,
        results: Sequence[EntityAudit],
        unassigned: Sequence[Mapping[str, str]],
        bases: Mapping[str, str],
    ) -> str:
        """Keep a run; *bases* says on what each result rests, so that one kept already need not be written again."""
        ...

    def get(self, id: str) -> tuple[RunHead, list[Mapping[str, str]]] | None: ...

    def results(self, id: str, entities: Iterable[str] | None = None) -> list[EntityAudit]: ...

    def latest(self, year: int | None = None, limit: int | None = None) -> list[RunHead]: ...

    def revisions(self, entities: Collection[str]) -> dict[str, int]:
        """By entity, how often anything it filed has changed."""
        ...

    def standings(self, year: int, bases: Mapping[str, str]) -> dict[str, EntityAudit]:
        """The kept verdicts that rest on what *bases* says for their entity."""
        ...

    def keep_standing(self, entity: str, year: int, basis: str, result: EntityAudit) -> None: ...

    def years(self) -> list[int]: ...


class CustodyLog(Protocol):
    """Append-only; there is no method to change or remove."""

    def add(
        self, actor: str, verb: str, subject: str, details: Mapping[str, object] | None = None
    ) -> Entry: ...

    def add_all(self, actor: str, told: Sequence[tuple[str, str, Mapping[str, object]]]) -> list[Entry]:
        """A link for each (verb, subject, details), in their order."""
        ...

    def head(self) -> Entry | None: ...

    def of(self, subject: str) -> list[Entry]: ...

    def latest(self, limit: int, before: int | None = None) -> list[Entry]: ...

    def told(self, verbs: Collection[str]) -> Iterator[Entry]:
        """Every entry of those verbs, oldest first."""
        ...

    def hash_at(self, seq: int) -> str | None: ...

    def damage(self) -> Iterator[tuple[int, str]]:
        """(sequence number, what is wrong) of every broken link."""
        ...


class Agreement(Protocol):
    """Whether rows that name each other agree, and putting right what can be worked out again."""

    def strays(self) -> Iterator[tuple[str, str]]:
        """(code, subject) of every row that names something which is not there."""
        ...

    def names(self, sha256: str) -> bool:
        """Whether any document is made of these bytes."""
        ...

    def texts(self) -> Iterator[tuple[str, int, str, str]]:
        """(document, page, state, text) of every page, page after page."""
        ...

    def runs(self) -> dict[str, int]:
        """Audit run -> number of results kept."""
        ...

    def put_right(self, code: str, subject: str) -> bool:
        """False when this kind cannot be put right from rows alone."""
        ...


class Meta(Protocol):
    """Small facts about the home: when it was made, which index generation, last fixity check."""

    def get(self, key: str) -> str | None: ...

    def set(self, key: str, value: str) -> None: ...

    def several(self, keys: Iterable[str]) -> dict[str, str]: ...


class Transaction(Protocol):
    """Everything inside happens or nothing does."""

    @property
    def documents(self) -> Documents: ...
    @property
    def papers(self) -> Papers: ...
    @property
    def entities(self) -> Entities: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def changes(self) -> Changes: ...
    @property
    def hand_ins(self) -> HandIns: ...
    @property
    def verdicts(self) -> Verdicts: ...
    @property
    def synonyms(self) -> Synonyms: ...
    @property
    def runs(self) -> Runs: ...
    @property
    def custody(self) -> CustodyLog: ...
    @property
    def agreement(self) -> Agreement: ...
    @property
    def meta(self) -> Meta: ...


class Store(Protocol):
    """The only truth. `write` transactions are durable when they end."""

    def read(self, scope: Scope | None = None) -> AbstractContextManager[Transaction]:
        """One consistent moment. With *scope*, a database that can hides papers and receipts of other entities
        by itself, in case a query forgets to; the gate stays the one who decides."""
        ...

    def write(self) -> AbstractContextManager[Transaction]: ...

    def copy_to(self, target: Path) -> None:
        """A consistent copy while others write."""
        ...

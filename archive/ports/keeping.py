"""Repositories of what is kept for later: runs of the audit, custody, agreement of the stores, facts about the home."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from archive.domain.audit import EntityAudit
from archive.domain.records import Entry, RunHead


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

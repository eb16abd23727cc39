"""Repositories of what people say: entities, accounts, decisions and how they are taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from archive.domain.audit import Decision, MatchDecision, Verdict
from archive.domain.entity import Entity
from archive.domain.records import Account, Change, HandIn


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

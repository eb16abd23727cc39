"""Rows that services pass around; storage fills them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from archive.domain.content import Note


@dataclass(frozen=True, slots=True)
class Head:
    """One document without its pages: the values in force, after corrections."""

    id: str
    sha256: str
    path: str
    state: str
    reason: str | None = None
    entity: str | None = None
    year: int | None = None
    doctype: str | None = None
    doctype_confidence: float = 0.0
    number: str | None = None
    date: date | None = None
    issuer: str | None = None
    title: str | None = None
    period: str | None = None
    language: str | None = None
    media_type: str | None = None
    size: int = 0
    pages: int = 0
    blank_pages: int = 0
    doubtful_pages: int = 0
    unreadable_pages: int = 0
    notes: tuple[Note, ...] = ()
    declared_entity: str | None = None
    declared_year: int | None = None
    declared_doctype: str | None = None
    corrections: Mapping[str, str | None] = field(default_factory=dict)
    """Field -> value set by a person; wins over reading, also when read again."""
    withdrawn: str | None = None
    """Reason of the withdrawal, None while in sight."""
    receipt: str | None = None
    received_at: datetime | None = None
    rev: int = 0
    """Counts every change; the index and the audits know which one they have seen."""
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    role: str
    entity: str | None = None
    """Root of the subtree the person sees; None = no entity (office, admin, inspectors of the city)."""
    disabled: bool = False
    display: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptHead:
    id: str
    actor: str
    at: datetime
    closed: bool
    entity: str | None = None
    year: int | None = None
    received: int = 0
    new: int = 0
    duplicate: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    id: int
    kind: str
    document: str
    state: str
    attempts: int
    token: str = ""
    reason: str | None = None
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the custody chain."""

    seq: int
    at: str
    actor: str
    verb: str
    subject: str
    details: Mapping[str, object]
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something a person did that can be undone. `before` holds what is needed to put it back."""

    id: int
    actor: str
    at: datetime
    verb: str
    subject: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    reason: str | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class RunHead:
    id: str
    year: int
    at: datetime
    actor: str
    as_of: date
    entity: str | None
    checklists: Mapping[str, str]
    rulebook: str
    summary: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandIn:
    """An entity declared its dossier of a year complete; from then on only the office changes it."""

    entity: str
    year: int
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A slot decision with its place."""

    id: int
    entity: str
    year: int
    requirement: str
    period: str
    state: str
    reason: str
    actor: str
    at: datetime

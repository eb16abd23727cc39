"""Originals, documents, receipts and jobs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class DocumentState(StrEnum):
    RECEIVED = "received"
    PROCESSING = "processing"
    READY = "ready"
    PARTIAL = "partial"
    UNREADABLE = "unreadable"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


WAITING = frozenset({DocumentState.RECEIVED, DocumentState.PROCESSING})
FINAL = frozenset({DocumentState.READY, DocumentState.PARTIAL, DocumentState.UNREADABLE})


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Filing:
    """What the person who hands in says about the files; None = let the content decide."""

    entity: str | None = None
    year: int | None = None
    doctype: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of intake and reading; defaults are the contract's (design.md section 5)."""

    file_bytes: int = 2 * 1024**3
    members: int = 50_000
    depth: int = 5
    ratio: int = 100
    ratio_from_bytes: int = 64 * 1024**2
    expanded_bytes: int = 20 * 1024**3
    pages: int = 5_000
    seconds: float = 60.0
    seconds_per_page: float = 0.2
    ocr_seconds_per_page: float = 60.0
    memory_bytes: int = 1024**3
    ocr_memory_bytes: int = 3 * 1024**3
    pixels: int = 200_000_000


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """One row of a receipt."""

    path: str
    sha256: str | None
    document: str | None
    outcome: str
    """new | duplicate | rejected"""
    reason: str | None = None
    reused: str | None = None
    size: int = 0
    args: dict[str, str] = field(default_factory=dict)

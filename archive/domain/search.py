"""What a searcher asks and what comes back; the page is the hit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scope:
    """Which entities the asker may see. `everything` also shows papers without an entity."""

    entities: frozenset[str] = frozenset()
    everything: bool = False


EVERYTHING = Scope(everything=True)


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty tuple = no restriction. `entities` is further limited by the scope, never widened."""

    entities: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    doctypes: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    filters: Filters = Filters()
    limit: int = 20
    offset: int = 0
    order: str = "relevance"
    """relevance | newest | document"""
    facets: bool = False


@dataclass(frozen=True, slots=True)
class IndexPage:
    """One page as the index receives it. `text` is the original text; engines fold it themselves
    with `archive.text.folding`."""

    document: str
    page: int
    text: str
    title: str = ""
    path: str = ""
    number: str = ""
    issuer: str = ""
    entity: str | None = None
    year: int | None = None
    doctype: str | None = None
    state: str = "ready"
    quality: str = "read"
    """Page state."""
    date: str | None = None
    revision: int = 0
    """Of the document; where several write at once, the highest stays."""


@dataclass(frozen=True, slots=True)
class RawHit:
    """A page the engine found; text, snippet and boxes are added from the database by the search service."""

    document: str
    page: int
    score: float


@dataclass(frozen=True, slots=True)
class RawResult:
    """`facets`: field -> value -> number of matching pages, within scope and filters."""

    total: int
    hits: tuple[RawHit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start..end (end exclusive) of the original page text to be marked."""

    start: int
    end: int

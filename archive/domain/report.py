"""A report before it has a format: headings, paragraphs and tables with links to the proving pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell: text, an optional slot state that gives its colour, an optional link to a page of evidence."""

    text: str
    state: str | None = None
    link: str | None = None
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    heads: tuple[str, ...]
    rows: tuple[tuple[Piece, ...], ...]
    widths: tuple[int, ...]
    """Relative widths of the columns."""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    paragraphs: tuple[str, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class Report:
    title: str
    facts: tuple[str, ...]
    """Lines under the title: year, as-of day, rulebook, when it was made."""
    sections: tuple[Section, ...]

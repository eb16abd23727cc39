"""Printed numbers as the rules compare them: an interval in a canonical unit, who prints it and where."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from archive.audit.intervals import Interval
from archive.domain.audit import Paper
from archive.domain.facts import Entry, Figure, Locator, NumberTable

FROM_PRINT = 0.89
"""Below this a number was read off a picture, where digits can be mistaken for each other."""
ONE = Decimal(1)
_FIVE = Decimal(5)
_ULPS = tuple(ONE.scaleb(-decimals) for decimals in range(16))
_HALVES = tuple(_FIVE.scaleb(-decimals - 1) for decimals in range(16))


class Number(Protocol):
    """Anything printed that a relation can hold for."""

    @property
    def key(self) -> object:
        """The same for the same place on paper."""
        ...

    @property
    def value(self) -> Decimal:
        """As printed, decimals kept."""
        ...

    @property
    def interval(self) -> Interval:
        """In the canonical unit."""
        ...

    @property
    def scale(self) -> Decimal:
        """Canonical value of one printed unit; negative when the print counts the other way round."""
        ...

    @property
    def unit(self) -> str: ...

    @property
    def place(self) -> Locator: ...

    @property
    def filer(self) -> str | None:
        """Whose paper prints it."""
        ...

    @property
    def pictured(self) -> bool: ...

    @property
    def label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure, the body that it is about and the paper that prints it."""

    figure: Figure
    entity: str
    paper: Paper

    @property
    def low(self) -> Decimal:
        return self.figure.canonical_low

    @property
    def high(self) -> Decimal:
        return self.figure.canonical_high

    def meets(self, other: Printed) -> bool:
        return self.low <= other.high and other.low <= self.high

    @property
    def key(self) -> object:
        at = self.figure.locator
        if at.cell is None:
            return id(self.figure)
        return at.document, at.page, at.cell, at.box, at.quote

    @property
    def value(self) -> Decimal:
        return self.figure.value

    @property
    def interval(self) -> Interval:
        return Interval(self.figure.canonical_low, self.figure.canonical_high)

    @property
    def scale(self) -> Decimal:
        figure = self.figure
        if figure.value:
            return figure.canonical_value / figure.value
        width = figure.high - figure.low
        return (figure.canonical_high - figure.canonical_low) / width if width else ONE

    @property
    def unit(self) -> str:
        return self.figure.unit

    @property
    def place(self) -> Locator:
        return self.figure.locator

    @property
    def filer(self) -> str | None:
        return self.paper.entity

    @property
    def pictured(self) -> bool:
        return self.figure.confidence < FROM_PRINT

    @property
    def label(self) -> str:
        return self.figure.label or self.figure.indicator


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table; `decimals` is how far it is known, which may be finer than it is printed."""

    entry: Entry
    table: NumberTable
    paper: Paper
    decimals: int
    pictured: bool = False

    @property
    def key(self) -> object:
        entry = self.entry
        if entry.cell is None:
            return id(entry)
        return self.paper.document, self.table.page, entry.cell, entry.box, entry.text

    @property
    def value(self) -> Decimal:
        return self.entry.value

    @property
    def interval(self) -> Interval:
        half = _HALVES[self.decimals] if self.decimals < len(_HALVES) else _FIVE.scaleb(-self.decimals - 1)
        return Interval(self.entry.value - half, self.entry.value + half)

    @property
    def ulp(self) -> Decimal:
        return _ULPS[self.decimals] if self.decimals < len(_ULPS) else ONE.scaleb(-self.decimals)

    @property
    def scale(self) -> Decimal:
        return ONE

    @property
    def unit(self) -> str:
        return self.table.units.get(self.entry.row, "")

    @property
    def place(self) -> Locator:
        return self.table.locator(self.paper.document, self.entry)

    @property
    def filer(self) -> str | None:
        return self.paper.entity

    @property
    def label(self) -> str:
        return self.table.stubs.get(self.entry.row, "")

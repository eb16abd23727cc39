"""A paper before it has a format: lines, tables, seals and page breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Value = str | int | Decimal | None
"""A cell's content; numbers stay numbers, so that workbooks hold figures and not words."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph. `style`: head, number, title, heading, body, right, center, small, plain."""

    text: str
    style: str = "body"


@dataclass(frozen=True, slots=True)
class Cell:
    value: Value = ""
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table; `heads` rows are its head, `corner` is what stands above its right corner."""

    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 1
    corner: str = ""
    caption: str = ""

    @property
    def width(self) -> int:
        return sum(cell.across for cell in self.rows[0]) if self.rows else 0

    def placed(self) -> list[tuple[int, int, Cell]]:
        """Every cell with its row and column, merged cells counted where they begin."""
        taken: set[tuple[int, int]] = set()
        found = []
        for y, row in enumerate(self.rows):
            x = 0
            for cell in row:
                while (y, x) in taken:
                    x += 1
                found.append((y, x, cell))
                taken.update((y + dy, x + dx) for dy in range(cell.down) for dx in range(cell.across))
                x += cell.across
        return found


@dataclass(frozen=True, slots=True)
class Rule:
    """The red line under the head of an official paper."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A round red stamp over the line before it."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A new page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn photograph of a scene, with the camera's date in the corner when there is one."""

    scene: str
    stamp: str = ""


Block = Line | Grid | Rule | Seal | Break | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    letterhead: str = ""
    """A running head printed on every page."""
    sheets: tuple[tuple[str, tuple[Block, ...]], ...] = field(default=())
    """Named sheets of a workbook; empty: all blocks on one sheet."""

    @property
    def has_grid(self) -> bool:
        return any(isinstance(block, Grid) for block in self.blocks)


def cells(row: Sequence[object]) -> tuple[Cell, ...]:
    """A row of cells from bare values."""
    return tuple(value if isinstance(value, Cell) else Cell(_value(value)) for value in row)


def _value(value: object) -> Value:
    return value if value is None or isinstance(value, (str, int, Decimal)) else str(value)


def grid(
    heads: Sequence[Sequence[object]],
    body: Sequence[Sequence[object]],
    *,
    corner: str = "",
    caption: str = "",
) -> Grid:
    """A table from its head rows and its body rows."""
    return Grid(tuple(cells(row) for row in (*heads, *body)), len(heads), corner, caption)


def shown(value: Value) -> str:
    """A value as it is printed."""
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)

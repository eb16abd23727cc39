"""Builds the text of a page and remembers where each piece of it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from archive.domain.content import Cell, Note, Page, PageState, Table, Word

MAX_CELLS = 400_000
"""A table beyond this is text only, and says so; its text is whole all the same."""


class PageText:
    """Grows a page's text; every `add` answers with the offset at which the piece begins."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last = ""
        self.tables: list[Table] = []
        self.words: list[Word] = []

    def add(self, piece: str) -> int:
        start = self._length
        if piece:
            self._parts.append(piece)
            self._length += len(piece)
            self._last = piece[-1]
        return start

    def line(self, text: str) -> int:
        """A line of its own."""
        self.fresh()
        start = self.add(text)
        self.add("\n")
        return start

    def fresh(self) -> None:
        """Begin a new line unless we stand at one."""
        if self._length and self._last != "\n":
            self.add("\n")

    def rows(self, rows: Iterable[Sequence[Cell]]) -> list[Cell]:
        """Write each row as one line of cells with tabs between; return the cells with their offsets."""
        written: list[Cell] = []
        for row in rows:
            for cell, start in zip(row, self.row([cell.text for cell in row]), strict=True):
                if len(written) <= MAX_CELLS:
                    written.append(_placed(cell, start) if cell.text else cell)
        return written

    def row(self, texts: Sequence[str]) -> list[int]:
        """Write one row of cells; return the offset of each."""
        self.fresh()
        ends = accumulate((len(text) + 1 for text in texts), initial=self._length)
        starts = [*ends][:-1]
        self.add("\t".join(texts))
        self.add("\n")
        return starts

    def table(self, rows: Iterable[Sequence[Cell]], caption: str | None = None) -> bool:
        """Write a table; False when it is too large to be kept as cells."""
        cells = self.rows(rows)
        if not cells:
            return True
        if len(cells) > MAX_CELLS:
            return False
        self.tables.append(Table(tuple(cells), caption=caption))
        return True

    def text(self) -> str:
        return "".join(self._parts).rstrip("\n")

    def page(
        self, number: int, *, source: str = "text", name: str | None = None, notes: Sequence[Note] = ()
    ) -> Page:
        """The finished page; without a visible character it is blank."""
        text = self.text()
        state = PageState.READ if text.strip() else PageState.BLANK
        tables = tuple(self.tables) if state is PageState.READ else ()
        return Page(
            number=number,
            text=text,
            words=tuple(self.words),
            tables=tables,
            state=state,
            source=source,
            notes=tuple(notes),
            name=name,
        )


def _placed(cell: Cell, start: int) -> Cell:
    """`replace(cell, start=start)` in a third of its time: every cell of every table comes by here."""
    return Cell(
        cell.row, cell.col, cell.text, cell.rowspan, cell.colspan, cell.box, cell.name, cell.hidden, cell.formula,
        cell.number_format, start,
    )  # fmt: skip

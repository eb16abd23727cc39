"""Tables as plain numbers under the words of their rows and columns, for relations that hold inside a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from archive.domain.facts import Entry, NumberTable
from indexer.extract.grids import Field, Grid, Row, counts

_VALUE = re.compile(
    r"(?P<open>\()?(?P<sign>[-+])?[$¥€£]?(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<close>\))?[%*]?"
)
_YEAR = re.compile(r"(?:19|20)\d{2}年?度?")
_UNITS = re.compile(r"(?:计量|计算)?单位")
_CODES = re.compile(r"序号|编[号码]|代[号码]|行次|no\.?|rank|#")
_INDENT = re.compile(r"^[ \u3000]+")
_LEAST = 2
MOST = 20_000
"""Numbers of one paper that are kept: a longer list is a register, not a statement."""


def value_of(text: str) -> Decimal | None:
    """A printed number with its sign; brackets are the accountant's minus."""
    match = _VALUE.fullmatch(text)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    value = Decimal(match["digits"].replace(",", ""))
    negative = match["sign"] == "-" or bool(match["open"])
    return -value if negative else value


def number_table(grid: Grid) -> NumberTable | None:
    """The numbers of a table; None when it holds less than two, or as many as a register."""
    rows = grid.rows
    first = next((i for i, row in enumerate(rows) if _is_body(row)), None)
    if first is None:
        return None
    heads = _heads(rows[:first])
    body = rows[first:]
    units = next((col for col, head in heads.items() if _UNITS.fullmatch(head)), None)
    labels = _labels(body, heads)
    entries: list[Entry] = []
    stubs: dict[int, str] = {}
    printed: dict[int, str] = {}
    indents: dict[int, int] = {}
    for at, row in enumerate(body, first):
        words = _distinct(row, labels)
        if words:
            stubs[at] = "|".join(f.text for f in words)
            if blanks := _INDENT.match(words[0].raw):
                indents[at] = len(blanks[0])
        if units in row:
            printed[at] = row[units].text
        entries += _entries(at, row, labels, units)
        if len(entries) > MOST:
            return None
    if len(entries) < _LEAST:
        return None
    return NumberTable(
        grid.view.number, _caption(grid, first), stubs, heads, tuple(entries), printed, indents
    )


def _entries(at: int, row: Row, labels: frozenset[int], units: int | None) -> Iterator[Entry]:
    seen: set[int] = set()
    for col, field in row.items():
        if col in labels or col == units or id(field) in seen:
            continue
        seen.add(id(field))
        value = value_of(field.text)
        if value is not None:
            where = field.locator
            yield Entry(at, col, value, where.box, where.cell, field.printed)


def _labels(body: tuple[Row, ...], heads: dict[int, str]) -> frozenset[int]:
    """Columns that name rows: words, years that run down, codes; all that stand left of the first value."""
    width = sorted({col for row in body for col in row})
    found = set()
    for col in width:
        texts = [row[col].text for row in body if col in row and row[col].text]
        numbers = [text for text in texts if value_of(text) is not None and not _YEAR.fullmatch(text)]
        if _CODES.fullmatch(heads.get(col, "")) or len(numbers) * 2 < len(texts) or not numbers:
            found.add(col)
    return frozenset(found)


def _distinct(row: Row, labels: frozenset[int]) -> list[Field]:
    fields = {id(row[col]): row[col] for col in sorted(labels) if col in row and row[col].text}
    return list(fields.values())


def _heads(rows: tuple[Row, ...]) -> dict[int, str]:
    found: dict[int, dict[int, str]] = {}
    for row in rows:
        if len({id(f) for f in row.values() if f.text}) <= 1 or counts(row):
            continue
        for col, field in row.items():
            if field.text:
                found.setdefault(col, {})[id(field)] = field.text
    return {col: "|".join(words.values()) for col, words in found.items()}


def _caption(grid: Grid, first: int) -> str:
    banners = [
        next(iter(texts))
        for row in grid.rows[:first]
        if len(texts := {f.text for f in row.values() if f.text}) == 1
    ]
    return " ".join(text for text in (grid.caption, grid.above, *banners) if text)[:300]


def _is_body(row: Row) -> bool:
    if counts(row):
        return False
    return any(value_of(f.text) is not None and not _YEAR.fullmatch(f.text) for f in row.values())

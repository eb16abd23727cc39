"""Lists of words: rows of projects, faults, equipment and invoices, with columns found by their heads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from archive.audit.bench import Bench
from archive.audit.views import View, folded
from archive.domain.facts import ListRow

_NUMBER = re.compile(r"^[-+]?\d[\d,]*(?:\.\d+)?")
_DAY = re.compile(r"((?:19|20)\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})")
_EMPTY = frozenset({"", "/", "-", "--", "—", "——", "无", "待定", "未填"})
_COMPANY = re.compile(r"(?:有限责任公司|股份有限公司|有限公司|集团公司|总公司|公司|总厂|厂|集团)$")


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the columns that a rule asked for; a column that the list does not have is absent."""

    view: View
    row: ListRow
    cells: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.cells.get(name, "").strip()

    def blank(self, name: str) -> bool:
        """The column is there and nothing stands in it."""
        return name in self.cells and self.text(name) in _EMPTY

    def number(self, name: str) -> Decimal | None:
        match = _NUMBER.match(self.text(name))
        try:
            return Decimal(match[0].replace(",", "")) if match else None
        except InvalidOperation:
            return None

    def day(self, name: str) -> date | None:
        return day(self.text(name))


def list_rows(
    bench: Bench, kinds: frozenset[str], heads: Mapping[str, re.Pattern[str]], *needed: str
) -> Iterator[Row]:
    """Rows of lists in papers of these kinds whose heads name all that is needed."""
    for view in bench.listed:
        if view.kind in kinds and "entity_conflict" not in view.paper.notes:
            for row in view.facts.rows:
                cells = _named(row, heads)
                if all(name in cells for name in needed):
                    yield Row(view, row, cells)


def _named(row: ListRow, heads: Mapping[str, re.Pattern[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, pattern in heads.items():
        matching = [text for head, text in row.cells.items() if pattern.search(folded(head))]
        if len(matching) == 1:
            found[name] = matching[0]
    return found


def day(text: str) -> date | None:
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def company(text: str) -> str:
    """A company's name without the words of its legal form."""
    return _COMPANY.sub(
        "", folded(text).replace("(", "").replace(")", "").replace("（", "").replace("）", "")
    )

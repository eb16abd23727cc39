"""Binary xlsx (xlsb) and OpenDocument workbooks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import python_calamine

from archive.domain.content import Cell, Content
from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.toolkit import effort
from indexer.toolkit.charset import clean
from indexer.toolkit.number_format import general
from indexer.toolkit.original import open_original
from indexer.toolkit.sheets import Sheet, page_of
from indexer.toolkit.sniff import MEDIA_TYPES

_TYPES = frozenset(MEDIA_TYPES[kind] for kind in ("xlsb", "ods"))


class WorkbookParser:
    """Reads xlsb and ods; they give values without number formats."""

    def score(self, media_type: str) -> int:
        return 10 if media_type in _TYPES else 0

    def parse(self, path: Path, media_type: str, limits: Limits, password: str | None = None) -> Content:
        with open_original(path) as stream:
            try:
                book = python_calamine.CalamineWorkbook.from_filelike(stream)
            except python_calamine.PasswordError as exc:
                raise Unreadable(code="password_protected") from exc
            except (python_calamine.CalamineError, OSError, ValueError) as exc:
                raise Unreadable(code="damaged", error=str(exc)[:200]) from exc
            names = book.sheet_names
            shown = names[: limits.pages]
            effort.pages(len(shown))
            seen = {
                data.name
                for data in book.sheets_metadata
                if data.visible == python_calamine.SheetVisibleEnum.Visible
            }
            pages = tuple(
                page_of(_sheet(book, name, hidden=name not in seen), n) for n, name in enumerate(shown, 1)
            )
        return Content(media_type, pages, reason="too_many_pages" if len(names) > len(shown) else None)


def _sheet(book: Any, name: str, *, hidden: bool) -> Sheet:
    sheet = Sheet(name, hidden=hidden)
    try:
        data = book.get_sheet_by_name(name)
    except (python_calamine.CalamineError, ValueError):
        return sheet  # a sheet of charts has no cells
    for row, values in enumerate(data.iter_rows()):
        sheet.cells += [
            Cell(row, column, _show(value)) for column, value in enumerate(values) if value not in {"", None}
        ]
    sheet.merged += [(*first, *last) for first, last in data.merged_cell_ranges or ()]
    return sheet


def _show(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return general(Decimal(repr(value)))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return clean(str(value))

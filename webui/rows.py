"""Rows of a list that a person prepared: CSV in any Chinese encoding, XLSX, YAML."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from archive.domain.errors import Invalid


def read_rows(file: Path) -> tuple[Sequence[Mapping[str, object]], int]:
    """Rows by column name, and the number that the first of them has for the user."""
    suffix = file.suffix.lower()
    try:
        if suffix in {".xlsx", ".xls", ".xlsm", ".ods", ".et"}:
            return _sheet(file), 2
        if suffix in {".yaml", ".yml"}:
            return _yaml(file), 1
        return _csv(file), 2
    except Invalid:
        raise
    except Exception as error:
        raise Invalid(str(error), code="file_unreadable", file=file.name) from error


def _sheet(file: Path) -> list[Mapping[str, object]]:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    return _by_head([[_cell(value) for value in row] for row in rows])


def _cell(value: object) -> object:
    """Codes typed as numbers come back as 610402.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value


def _csv(file: Path) -> list[Mapping[str, object]]:
    text = _decode(file.read_bytes())
    dialect = "excel-tab" if "\t" in text.split("\n", 1)[0] else "excel"
    return _by_head([list(row) for row in csv.reader(io.StringIO(text, newline=""), dialect)])


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(code="file_unreadable")


def _by_head(rows: Sequence[Sequence[object]]) -> list[Mapping[str, object]]:
    if not rows:
        raise Invalid(code="file_unreadable")
    heads = [str(name).strip() for name in rows[0]]
    if "code" not in heads or "name" not in heads:
        raise Invalid(code="file_unreadable", columns=", ".join(heads)[:80])
    return [
        dict(zip(heads, row, strict=False)) for row in rows[1:] if any(str(value).strip() for value in row)
    ]


def _yaml(file: Path) -> list[Mapping[str, object]]:
    read = yaml.safe_load(_decode(file.read_bytes()))
    listed = read.get("entities") if isinstance(read, dict) else read
    if not isinstance(listed, list) or not all(isinstance(row, dict) for row in listed):
        raise Invalid(code="file_unreadable", file=file.name)
    return listed

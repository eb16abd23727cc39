"""`column IN (...)` for any number of values: SQLite binds at most 32,766 of them, PostgreSQL 65,535."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, Text, bindparam, cast, func, select

FEW = 500
"""Up to here the values are bound one by one, which lets the database plan for their number."""


def among(
    connection: Connection, column: ColumnElement[Any], values: Iterable[str | int]
) -> ColumnElement[bool]:
    """Whether *column* is one of *values*; many of them travel as one JSON array."""
    listed = list(values)
    if len(listed) <= FEW:
        return column.in_(listed)
    packed = bindparam(None, json.dumps(listed), Text)
    if connection.dialect.name == "sqlite":
        return column.in_(select(func.json_each(packed).table_valued("value").c.value))
    rows = func.json_array_elements_text(cast(packed, JSON)).column_valued("listed")
    return column.in_(select(cast(rows, column.type)))

"""Copying all rows from one database to another, and proving that both hold the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Table, func, select

from archive.storage import postgres
from archive.storage.tables import documents, metadata

BATCH = 500
OF_THE_HOME = frozenset({documents.c.indexed_rev})
"""How far the search index of a home has come: no fact about the papers."""
Told = Callable[[str, int, int], None]
"""(what, done, in all)"""


def copy_rows(source: Connection, target: Connection, tell: Told | None = None) -> int:
    """Every row of every table, parents before children; returns how many."""
    total = sum(counts(source).values())
    done = 0
    for table in metadata.sorted_tables:
        rows = _rows(source, table)
        while batch := list(islice(rows, BATCH)):
            target.execute(table.insert(), [dict(row._mapping) for row in batch])
            done += len(batch)
            if tell:
                tell("rows", done, total)
    if target.dialect.name == "postgresql":
        postgres.catch_up_sequences(target)
    return done


def counts(connection: Connection) -> dict[str, int]:
    """Rows by table."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def fingerprints(connection: Connection) -> dict[str, str]:
    """A hash over all rows of each table, the same for the same rows in every kind of database."""
    return {table.name: _fingerprint(connection, table) for table in metadata.sorted_tables}


def _fingerprint(connection: Connection, table: Table) -> str:
    digest = hashlib.sha256()
    columns = [column for column in table.c if column not in OF_THE_HOME]
    for row in _rows(connection, table):
        for column in columns:
            for part in _parts(row._mapping[column]):
                digest.update(len(part).to_bytes(8, "big"))
                digest.update(part)
    return digest.hexdigest()


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    """In the order of the primary key, a few at a time."""
    keys: list[Column[Any]] = list(table.primary_key.columns)
    query = select(table).order_by(*keys).execution_options(yield_per=BATCH)
    return iter(connection.execute(query))


def _parts(value: object) -> tuple[bytes, bytes]:
    """(kind, bytes) of a value; two values are the same when both are."""
    if isinstance(value, str):
        return b"text", value.replace("\0", postgres.REPLACEMENT).encode("utf-8")
    if isinstance(value, (bytes, memoryview)):
        return b"bytes", bytes(value)
    if isinstance(value, date):
        return b"time", value.isoformat().encode("ascii")
    return type(value).__name__.encode("ascii"), repr(value).encode("ascii")

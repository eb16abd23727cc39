"""Which documents are meant, and in what order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection

from archive.storage.among import among
from archive.storage.tables import documents


def ordering(where: Mapping[str, object]) -> ColumnElement[Any]:
    column = documents.c[str(where.get("order", "id"))]
    if not column.nullable:
        return column.desc() if where.get("descending") else column.asc()
    # unknown values stand where SQLite puts them, whatever the database
    return column.desc().nulls_last() if where.get("descending") else column.asc().nulls_first()


def conditions(connection: Connection, where: Mapping[str, object]) -> Iterable[ColumnElement[bool]]:
    """entity, year, state, doctype, receipt: equal (None = is null); entities: set, with `unassigned` also null;
    withdrawn: bool; waiting: bool; doubtful: bool; name: substring of path or title."""
    for column in ("entity", "year", "state", "doctype", "receipt", "sha256"):
        if column in where:
            yield documents.c[column] == where[column]  # SQLAlchemy writes IS NULL for None
    if "entities" in where:
        allowed = among(connection, documents.c.entity, cast("Iterable[str]", where["entities"]))
        yield (allowed | documents.c.entity.is_(None)) if where.get("unassigned") else allowed
    if not where.get("with_withdrawn", False):
        yield documents.c.withdrawn.is_(None)
    if where.get("waiting"):
        yield documents.c.state.in_(("received", "processing"))
    if where.get("review"):
        yield (
            documents.c.doctype.is_(None)
            | documents.c.entity.is_(None)
            | documents.c.year.is_(None)
            | (documents.c.doubtful_pages > 0)
            | documents.c.state.in_(("unreadable", "partial"))
        ) & documents.c.state.not_in(("received", "processing"))
    if where.get("name"):
        like = f"%{where['name']}%"
        yield documents.c.path.ilike(like) | documents.c.title.ilike(like)

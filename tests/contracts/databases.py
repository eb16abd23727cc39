"""Databases for contract tests: a fresh one of every kind, with the tables of the program."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine, NullPool, create_engine, make_url, text

from archive.domain.document import ReceiptFile
from archive.storage import SqlStore
from archive.storage.tables import metadata

LEASE = timedelta(seconds=60)
MOMENT = datetime(2009, 1, 12, 9, 30, 15, 123_456)  # noqa: DTZ001 - stored moments are UTC without zone


def _server(url: str) -> Engine:
    """Without a pool: tests kill it."""
    url_ = make_url(url).set(drivername="postgresql+psycopg")
    return create_engine(url_, isolation_level="AUTOCOMMIT", poolclass=NullPool)


@contextmanager
def fresh_postgres(server: str, *, empty: bool = False) -> Iterator[str]:
    """The URL of a new database that belongs to a plain role: not a superuser, as an office would run it.

    Its own order of text is Chinese, so that whoever forgot to say how text is compared is found out.
    """
    name = f"qijuan_{secrets.token_hex(6)}"
    password = secrets.token_hex(8)
    engine = _server(server)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN PASSWORD '{password}' CONNECTION LIMIT 40")
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} OWNER {name} TEMPLATE template0 ENCODING 'UTF8'"
            " LOCALE_PROVIDER icu ICU_LOCALE 'zh-CN' LOCALE 'C.UTF-8'"
        )
    url = make_url(server).set(drivername="postgresql", username=name, password=password, database=name)
    try:
        if not empty:
            store = SqlStore(url.render_as_string(hide_password=False))
            store.migrate()
            store.close()
        yield url.render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
            connection.exec_driver_sql(f"DROP ROLE {name}")
        engine.dispose()


def emptied(url: str) -> SqlStore:
    """The store of a database that other tests have used, as if it were new."""
    store = SqlStore(url)
    with store.write() as tx:
        names = ", ".join(table.name for table in metadata.sorted_tables)
        tx.connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    return store


def file_one(store: SqlStore, name: str = "a", entity: str | None = "E1", year: int | None = 2008) -> str:
    """One paper handed in, with its receipt, its job and its custody entry, in one transaction."""
    digest = name[0] * 64
    with store.write() as tx:
        tx.documents.keep_original(digest, 3, MOMENT)
        receipt = tx.receipts.open("clerk", MOMENT, entity=entity, year=year, key=None)
        document = tx.documents.add(
            digest, f"{name}.pdf", entity=entity, year=year, doctype=None, receipt=receipt.id, at=MOMENT
        )
        tx.receipts.add(receipt.id, 0, [ReceiptFile(f"{name}.pdf", digest, document, "new", None, None, 3)])
        tx.receipts.close(receipt.id)
        tx.jobs.add("process", document, MOMENT)
        tx.custody.add("clerk", "received", document)
    return document

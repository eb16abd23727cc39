"""The database behind one door: `read()` and `write()` give a transaction with every repository."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from archive.storage import database
from archive.storage.custody import CustodyLog
from archive.storage.documents import Documents
from archive.storage.handins import HandIns
from archive.storage.jobs import Jobs
from archive.storage.judgement import Changes, Decisions, Runs
from archive.storage.receipts import Receipts
from archive.storage.registry import Accounts, Entities, Meta


class Transaction:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.documents = Documents(connection)
        self.entities = Entities(connection)
        self.accounts = Accounts(connection)
        self.receipts = Receipts(connection)
        self.jobs = Jobs(connection)
        self.decisions = Decisions(connection)
        self.changes = Changes(connection)
        self.hand_ins = HandIns(connection)
        self.runs = Runs(connection)
        self.custody = CustodyLog(connection)
        self.meta = Meta(connection)


class SqlStore:
    def __init__(self, url: str) -> None:
        self._engine = database.open_engine(url)
        self.url = url

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with database.transaction(self._engine, write=False) as connection:
            yield Transaction(connection)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with database.transaction(self._engine, write=True) as connection:
            yield Transaction(connection)

    def migrate(self) -> None:
        database.migrate(self._engine)

    def revision(self) -> tuple[str | None, str]:
        return database.revision(self._engine)

    @property
    def is_file(self) -> bool:
        """Whether the database is one file, which can be copied aside before it is changed."""
        return self._engine.url.drivername.startswith("sqlite")

    def check(self) -> None:
        """Raise Unavailable when the database is lost or damaged."""
        database.check(self._engine)

    @property
    def lost(self) -> bool:
        return database.lost(self.url)

    def copy_to(self, target: Path) -> None:
        """A consistent copy while others write (SQLite only)."""
        database.copy_sqlite(self._engine, target)

    def close(self) -> None:
        self._engine.dispose()

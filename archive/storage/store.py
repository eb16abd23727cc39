"""The database behind one door: `read()` and `write()` give a transaction with every repository."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from archive.domain.search import Scope
from archive.storage import database, postgres
from archive.storage.agreement import Agreement
from archive.storage.copying import copy_rows
from archive.storage.custody import CustodyLog
from archive.storage.documents import Documents
from archive.storage.handins import HandIns
from archive.storage.jobs import Jobs
from archive.storage.judgement import Changes, Decisions, Runs
from archive.storage.papers import Papers
from archive.storage.receipts import Receipts
from archive.storage.registry import Accounts, Entities, Meta
from archive.storage.synonyms import Synonyms
from archive.storage.verdicts import Verdicts


class Transaction:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.documents = Documents(connection)
        self.papers = Papers(connection)
        self.entities = Entities(connection)
        self.accounts = Accounts(connection)
        self.receipts = Receipts(connection)
        self.jobs = Jobs(connection)
        self.decisions = Decisions(connection)
        self.changes = Changes(connection)
        self.hand_ins = HandIns(connection)
        self.verdicts = Verdicts(connection)
        self.synonyms = Synonyms(connection)
        self.runs = Runs(connection)
        self.custody = CustodyLog(connection)
        self.agreement = Agreement(connection)
        self.meta = Meta(connection)


class SqlStore:
    def __init__(self, url: str) -> None:
        self._engine = database.open_engine(url)
        self.url = url

    @contextmanager
    def read(self, scope: Scope | None = None) -> Iterator[Transaction]:
        """With *scope*, PostgreSQL itself hides papers and receipts of other entities: a second wall."""
        with database.transaction(self._engine, write=False, scope=scope) as connection:
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

    def server(self) -> postgres.Server | None:
        """Who serves the rows; None for a file."""
        if self.is_file:
            return None
        with database.transaction(self._engine, write=False) as connection:
            return postgres.describe(connection)

    @property
    def lost(self) -> bool:
        return database.lost(self.url)

    def copy_to(self, target: Path) -> None:
        """A consistent copy while others write, as an SQLite file whatever the database is."""
        if self.is_file:
            database.copy_sqlite(self._engine, target)
            return
        copy = SqlStore(f"sqlite:///{target}")
        try:
            copy.migrate()
            with self.read() as here, copy.write() as there:
                copy_rows(here.connection, there.connection)
        finally:
            copy.close()

    def close(self) -> None:
        self._engine.dispose()

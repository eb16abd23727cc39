"""Opening the database: SQLite with WAL and full synchronous by default, PostgreSQL by URL."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from archive.domain.errors import ArchiveError, Invalid, Unavailable
from archive.domain.search import Scope
from archive.failpoints import fail_point
from archive.storage import postgres

if TYPE_CHECKING:
    from alembic.config import Config  # imported where it is used: most commands never migrate

BUSY_SECONDS = 30
CHECK_SECONDS = 5.0
_NO_ROOM = 64 * 1024
_VERSIONS = Path(__file__).parent / "migrations" / "versions"


def open_engine(url: str) -> Engine:
    """Raise Invalid(`setting_invalid`) for anything but SQLite and PostgreSQL."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Invalid("database", code="setting_invalid", setting="QIJUAN_DATABASE") from error
    if postgres.speaks(parsed):
        return postgres.open_engine(parsed)
    if not is_sqlite(url):
        raise Invalid("database", code="setting_invalid", setting="QIJUAN_DATABASE", value=parsed.drivername)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _tune_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def _tune_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA cache_size=-32000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # a writer takes the lock at once: upgrading a read transaction later would fail instead of wait
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def transaction(engine: Engine, *, write: bool, scope: Scope | None = None) -> Iterator[Connection]:
    """One transaction; database trouble leaves as Unavailable."""
    options = postgres.OPTIONS[write] if postgres.speaks(engine.url) else {}
    with _translated(engine), engine.connect() as connection:
        connection.execution_options(write=write, scope=scope, **options)
        with connection.begin():
            yield connection
            if write:
                fail_point("tx.before_commit")
        if write:
            fail_point("tx.after_commit")


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        found = _server_trouble(error) if postgres.speaks(engine.url) else _file_trouble(engine, error)
        if found is None:
            raise
        raise found from error
    except NoConnectionFree as error:
        raise Unavailable(str(error), code="database_locked") from error
    except OverflowError as error:  # a number from outside that no column can hold
        raise Invalid(str(error)) from error


def _server_trouble(error: DBAPIError) -> ArchiveError | None:
    cause = error.orig or error
    if postgres.is_too_large(cause):
        return Invalid(str(cause))
    code = postgres.trouble(cause)
    return None if code is None else Unavailable(str(cause), code=code)


def _file_trouble(engine: Engine, error: DBAPIError) -> ArchiveError | None:
    message = str(error.orig)
    if isinstance(error, OperationalError):
        return Unavailable(message, code=_unavailable_code(message, _folder(engine)))
    if isinstance(error, DatabaseError) and ("malformed" in message or "not a database" in message):
        return Unavailable(message, code="database_damaged")
    return None


def check(engine: Engine) -> None:
    """Raise Unavailable when the file is lost or damaged; a large one is looked at for a few seconds only."""
    if postgres.speaks(engine.url):
        with transaction(engine, write=False) as connection:
            if postgres.is_standby(connection):
                raise Unavailable("standby", code="read_only")
        return
    with transaction(engine, write=False) as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        until = time.monotonic() + CHECK_SECONDS
        raw.set_progress_handler(lambda: int(time.monotonic() > until), 10_000)
        try:
            found = raw.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise Unavailable(str(error), code="database_damaged") from error
            return
        except sqlite3.DatabaseError as error:
            raise Unavailable(str(error), code="database_damaged") from error
        finally:
            raw.set_progress_handler(None, 0)
        if found != ("ok",):
            raise Unavailable(str(found), code="database_damaged")


def lost(url: str) -> bool:
    """Whether the file of a SQLite database is not there, or is empty."""
    found = make_url(url)
    if not found.drivername.startswith("sqlite") or not found.database:
        return False
    file = Path(found.database)
    return not file.is_file() or file.stat().st_size == 0


def _folder(engine: Engine) -> Path | None:
    sqlite = engine.url.drivername.startswith("sqlite") and engine.url.database
    return Path(engine.url.database or "").parent if sqlite else None


def _unavailable_code(message: str, folder: Path | None = None) -> str:
    if "locked" in message or "busy" in message:
        return "database_locked"
    if "full" in message:
        return "disk_full"
    if "readonly" in message or "read-only" in message:
        return "read_only"
    if "malformed" in message or "not a database" in message or "no such table" in message:
        return "database_damaged"
    if folder is not None and ("disk I/O" in message or "unable to open" in message):
        return _trouble_of_the_disk(folder)  # the file may be all right: never advise to restore for this
    return "database_unavailable"


def _trouble_of_the_disk(folder: Path) -> str:
    try:
        room = os.statvfs(folder)
    except OSError:
        return "storage_unavailable"
    if room.f_flag & os.ST_RDONLY or not os.access(folder, os.W_OK):
        return "read_only"
    return "disk_full" if room.f_bavail * room.f_frsize < _NO_ROOM else "storage_unavailable"


def _config(engine: Engine) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = engine
    return config


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest shape; does nothing when they already are."""
    from alembic import command

    with _translated(engine):
        command.upgrade(_config(engine), "head")


def revision(engine: Engine) -> tuple[str | None, str]:
    """(what the database has, what this program needs); cheap enough to ask at every start."""
    has = None
    with transaction(engine, write=False) as connection:
        if inspect(connection).has_table("alembic_version"):
            has = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return has, max(file.name[:4] for file in _VERSIONS.glob("[0-9]*.py"))


def copy_sqlite(engine: Engine, target: Path) -> None:
    """`VACUUM INTO`: one consistent, compact copy while others go on writing."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM INTO ?", (str(target),))
        cursor.close()
    except sqlite3.Error as error:
        raise Unavailable(str(error), code=_unavailable_code(str(error), target.parent)) from error
    finally:
        raw.close()

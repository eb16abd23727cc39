"""Homes: making one, and who may use it at the same time."""

from __future__ import annotations

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.domain.actor import LOCAL
from archive.domain.clock import now
from archive.domain.errors import Conflict, Unavailable
from archive.failpoints import fail_point
from archive.settings import Settings
from archive.storage import SqlStore, open_blobs


def create_home(settings: Settings) -> str:
    """Make folder, database, secret and administrator; returns the one-time password.

    The secret is written last: without it a half-made home is no home, and `init` can be run again.
    """
    from webui.context import Office

    secret = settings.home / "secret"
    if secret.exists():
        raise Conflict(str(settings.home), code="home_exists", home=str(settings.home))
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        settings.home.chmod(0o750)
        open_blobs(settings.blobs, settings.home).prepare()
        store = _new_database(settings.database_url)
        temporary = secret.with_suffix(".new")
        temporary.touch(mode=0o600)
        temporary.write_bytes(secrets.token_bytes(32))
    except OSError as error:
        raise Unavailable(str(error), code="read_only", home=str(settings.home)) from error
    with store.write() as tx:
        if tx.meta.get("created_at") is None:
            tx.meta.set("created_at", now().isoformat(timespec="seconds"))
            tx.custody.add(LOCAL.name, "home_created", "home")
        left_over = tx.accounts.get("admin")
    store.close()
    fail_point("home.before_secret")
    temporary.replace(secret)
    office = Office.open(settings)
    try:
        if left_over is not None:
            return office.accounts.reset(LOCAL, "admin")
        return office.accounts.add(LOCAL, "admin", "admin")
    finally:
        office.close()


def _new_database(url: str) -> SqlStore:
    """A database server may serve another home already: that one's secret and administrator stay what they are."""
    store = SqlStore(url)
    try:
        store.migrate()
        with store.read() as tx:
            taken = not store.is_file and tx.accounts.get("admin") is not None
    except Exception:
        store.close()
        raise
    if taken:
        store.close()
        raise Conflict("database", code="database_taken")
    return store


@contextmanager
def sole_server(home: Path) -> Iterator[None]:
    """One web server a home; workers and commands live beside it."""
    with lock(home / "serve.lock"):
        yield


@contextmanager
def lock(file: Path) -> Iterator[None]:
    """Hold *file* exclusively, or raise Unavailable(`home_busy`); the lock ends with the process, however it ends."""
    try:
        handle = file.open("a+")
    except OSError as error:
        raise Unavailable(str(file.parent), code="read_only", home=str(file.parent)) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Unavailable(str(file.parent), code="home_busy", home=str(file.parent)) from error
        yield


USE_LOCK = "in-use.lock"


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Nobody else uses the home: no server, no worker, no command; or raise Unavailable(`home_busy`)."""
    if not home.exists():
        yield
        return
    with lock(home / USE_LOCK):
        yield

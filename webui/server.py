"""Serving: waitress in front, worker processes beside it."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

from archive.domain.actor import SYSTEM
from archive.domain.errors import ArchiveError, Unavailable, client_of
from archive.domain.search import Query
from indexer.indexing import try_catch_up
from indexer.queues.chores import revive
from indexer.queues.duties import is_due
from indexer.queues.processes import ProcessPool
from indexer.worker import is_alive, owner_name, waiting
from webui.context import Office
from webui.shedding import Lanes, Shedding, most_connections

THREADS = 8
BESIDES = 64 * 1024**2
"""Room for the other fields of an upload beside the largest file allowed."""


def run_server(
    office: Office,
    host: str | None,
    port: int | None,
    workers: int,
    *,
    on_idle: Callable[[Office], None] | None = None,
) -> None:
    """Serve until interrupted; *on_idle* is called once, when the queue has become empty."""
    from waitress.server import create_server

    from webui.app import create_app

    server = create_server(
        Shedding(create_app(office)),
        _dispatcher=Lanes(THREADS, office.settings.max_waiting),
        connection_limit=most_connections(),
        asyncore_use_poll=True,
        host=host or office.settings.host,
        port=port or office.settings.port,
        threads=THREADS,
        ident="qijuan",
        max_request_body_size=office.settings.limits.file_bytes + BESIDES,
        channel_timeout=300,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)  # both end the server and its workers in order
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(office, stop, on_idle), daemon=True)
    pool = ProcessPool(workers, office.settings.home) if workers > 0 else contextlib.nullcontext()
    with pool, _sweeping(office):
        keeper.start()
        try:
            server.run()
        except KeyboardInterrupt:
            pass
        finally:
            stop.set()
            keeper.join(5)
            server.close()


@contextlib.contextmanager
def _sweeping(office: Office) -> Iterator[None]:
    """With a broker configured, tell it what waits."""
    if not office.settings.queue:
        yield
        return
    with client_of("celery"):
        from indexer.queues.broker import CeleryBroker, make_app
    from indexer.queues.sweeping import Sweeper, sweep_until

    stop = threading.Event()
    sweeper = Sweeper(
        office.parts.store, CeleryBroker(make_app(office.settings.queue)), owner_name(), is_alive
    )
    thread = threading.Thread(target=sweep_until, args=(sweeper, stop.wait), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(5)


def _warm(office: Office) -> None:
    """The first search of a process loads tables for folding; nobody should wait for that."""
    with contextlib.suppress(ArchiveError):
        office.searching.search(SYSTEM, Query("节能"))


def _revive(office: Office) -> None:
    """Once a minute: what waited for a Tika server is read when it answers."""
    with contextlib.suppress(Unavailable):
        if office.settings.tika and is_due(office.parts.store, "revive", timedelta(minutes=1)):
            revive(office.parts)


def _keep(office: Office, stop: threading.Event, on_idle: Callable[[Office], None] | None) -> None:
    """Small regular duties: index what changed by hand, checkpoint custody, report idleness once."""
    _warm(office)
    while not stop.wait(1.0):
        try_catch_up(office.parts.store, office.parts.hasty_index)
        office.upkeep.checkpoint()
        _revive(office)
        if on_idle is not None and not waiting(office.parts):
            on_idle(office)
            on_idle = None

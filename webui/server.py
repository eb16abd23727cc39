"""Serving: waitress in front, worker processes beside it."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable

from archive.domain.actor import SYSTEM
from archive.domain.errors import ArchiveError
from archive.domain.search import Query
from indexer.indexing import try_catch_up
from indexer.queues.processes import ProcessPool
from indexer.worker import waiting
from webui.context import Office

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
        create_app(office),
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
    with pool:
        keeper.start()
        try:
            server.run()
        except KeyboardInterrupt:
            pass
        finally:
            stop.set()
            keeper.join(5)
            server.close()


def _warm(office: Office) -> None:
    """The first search of a process loads tables for folding; nobody should wait for that."""
    with contextlib.suppress(ArchiveError):
        office.searching.search(SYSTEM, Query("节能"))


def _keep(office: Office, stop: threading.Event, on_idle: Callable[[Office], None] | None) -> None:
    """Small regular duties: index what changed by hand, checkpoint custody, report idleness once."""
    _warm(office)
    while not stop.wait(1.0):
        try_catch_up(office.parts.store, office.parts.hasty_index)
        office.upkeep.checkpoint()
        if on_idle is not None and not waiting(office.parts):
            on_idle(office)
            on_idle = None

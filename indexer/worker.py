"""Worker processes: each drains the job table until told to stop."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

import psutil

from archive.domain.errors import ArchiveError, Unavailable
from indexer.indexing import try_catch_up
from indexer.logs import ROOM
from indexer.pipeline import drain
from indexer.toolkit import heap
from indexer.wiring import Parts, build

IDLE_SECONDS = 0.5
INDEX_SECONDS = 5.0
"""So long at most a paper that was read waits to be found, while others are still being read."""
log = logging.getLogger(__name__)


def owner_name() -> str:
    """host/pid/start: a recycled process id is not taken for its dead namesake."""
    process = psutil.Process()
    return f"{socket.gethostname()}/{process.pid}/{process.create_time():.2f}"


def is_alive(owner: str) -> bool:
    """False only when we know: same host, and that process is gone."""
    host, _, rest = owner.partition("/")
    pid, _, started = rest.partition("/")
    if host != socket.gethostname() or not pid.isdigit():
        return True
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" == started
    except psutil.NoSuchProcess:
        return False


class Stop:
    """Set by a signal, by the parent's end, or by the caller."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._parent = os.getppid()

    def __call__(self) -> bool:
        return self._event.is_set() or os.getppid() != self._parent

    def set(self, *_: object) -> None:
        self._event.set()

    def wait(self, seconds: float) -> None:
        self._event.wait(seconds)


def work(parts: Parts, stop: Stop, *, until_empty: bool = False) -> int:
    """Drain again and again; with *until_empty*, return when nothing waits any more."""
    owner = owner_name()
    total = 0
    while not stop():
        try:
            done = drain(parts.tools, owner, is_alive, _or_after(INDEX_SECONDS, stop))
            total += done
            try_catch_up(parts.store, parts.hasty_index)
        except Unavailable as error:
            log.warning("backend unavailable, waiting: %s", error)
            stop.wait(2.0)
            continue
        if done == 0:
            if until_empty and not waiting(parts):
                return total
            stop.wait(IDLE_SECONDS)
    return total


def _or_after(seconds: float, stop: Callable[[], bool]) -> Callable[[], bool]:
    deadline = time.monotonic() + seconds
    return lambda: stop() or time.monotonic() > deadline


def work_until(
    parts: Parts, stop: Stop, done: Callable[[], bool], others: Callable[[], bool] | None = None
) -> None:
    """Help with the queue until *done*; while *others* are at it, only watch."""
    owner = owner_name()
    while not done() and not stop():
        if others is not None and others():
            stop.wait(0.2)
        elif drain(parts.tools, owner, is_alive, lambda: stop() or done()) == 0:
            stop.wait(0.2)  # what is left is in somebody else's hands


def waiting(parts: Parts) -> int:
    with parts.store.read() as tx:
        return tx.jobs.waiting()


def main() -> int:
    """A worker process of its own: `python -m indexer.worker [--until-empty]`."""
    parts = build()
    logging.getLogger(ROOM).setLevel(parts.settings.log_level)
    stop = Stop()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    heap.settle()
    try:
        work(parts, stop, until_empty="--until-empty" in sys.argv)
    except ArchiveError:
        log.exception("worker stopped")
        return 4
    finally:
        parts.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

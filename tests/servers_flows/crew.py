"""Worker processes as an administrator starts them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def workers(home: Path, url: str, count: int = 2) -> Iterator[list[subprocess.Popen[bytes]]]:
    """`qijuan worker` processes of their own sessions, ended with all their children."""
    environment = {**os.environ, "QIJUAN_HOME": str(home), "QIJUAN_QUEUE": url}
    command = [sys.executable, "-m", "webui.cli", "worker", "--processes", "1"]
    log = (home.parent / "workers.log").open("ab")
    started = [
        subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        for _ in range(count)
    ]
    try:
        yield started
    finally:
        for process in started:
            end(process)
        log.close()


def end(process: subprocess.Popen[bytes]) -> None:
    """kill -9 of a worker with its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(done: Callable[[], bool], what: str, seconds: float = 150) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)

"""One writer at a time, among the processes of one machine."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.domain.errors import Unavailable

_POLL_SECONDS = 0.05


@contextmanager
def alone(file: Path, seconds: float) -> Iterator[None]:
    """Hold *file*; raise Unavailable(`index_busy`) when somebody else holds it for longer than *seconds*."""
    deadline = time.monotonic() + seconds
    with file.open("a") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as exc:
                if time.monotonic() > deadline:
                    raise Unavailable("another process writes the index", code="index_busy") from exc
                time.sleep(_POLL_SECONDS)
        yield

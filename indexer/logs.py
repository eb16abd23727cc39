"""Where the program's own troubles go: one sentence to the terminal, the trace into the home's `errors.log`."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

ROOM = "indexer"
ROOMS = (ROOM, "archive", "webui")


class _Sentence(logging.Formatter):
    """Without the trace, which is nothing for a clerk."""

    def format(self, record: logging.LogRecord) -> str:
        cause = f": {record.exc_info[1]}" if record.exc_info and record.exc_info[1] else ""
        return f"{record.getMessage()}{cause}"


class _Terminal(logging.StreamHandler[TextIO]):
    """Whatever stderr is at the moment; tests and `worker` change it."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(_Sentence())

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


class _Traces(logging.FileHandler):
    """A home that cannot be written loses its log and nothing else; the trouble itself is told elsewhere."""

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError):
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Say nothing."""


def log_to(home: Path) -> None:
    """Send what our rooms report to *home*; the last home wins."""
    file = _Traces(home / "errors.log", encoding="utf-8", errors="backslashreplace", delay=True)
    file.setLevel(logging.WARNING)
    file.setFormatter(logging.Formatter("%(asctime)s %(process)d %(message)s"))
    for room in ROOMS:
        _replace_handlers(logging.getLogger(room), (file, _Terminal()))


def _replace_handlers(logger: logging.Logger, wanted: Iterable[logging.Handler]) -> None:
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        if isinstance(handler, logging.FileHandler):
            handler.close()
    for handler in wanted:
        logger.addHandler(handler)

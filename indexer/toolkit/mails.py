"""Mails on their way in: a confined process takes them apart, and we keep what it hands out."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, cast

from archive.domain.document import Limits
from archive.domain.errors import Rejected, Unreadable
from indexer.toolkit.sandbox import ConfinedReader

MAIL_BYTES = 200 * 1024**2
"""A larger mail is kept as it is: taking it apart would need it whole in memory."""
PARTS = "indexer.toolkit.mailparts"
THE_REST = "attachments"
"""The row of a receipt that says why attachments could not be told apart."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One of a mail; without a way to open it there is a problem."""

    name: str
    open: Callable[[], IO[bytes]] | None = None
    problem: str | None = None
    size: int = 0


class Mails:
    """Starts its process with the first mail and keeps it warm."""

    def __init__(self) -> None:
        self._reader = ConfinedReader(PARTS)

    def close(self) -> None:
        self._reader.close()

    @contextmanager
    def attachments(self, path: Path, name: str, limits: Limits) -> Iterator[list[Attachment]]:
        """All of them, in one temporary file that lives as long as the context; raise Rejected without room."""
        if path.stat().st_size > MAIL_BYTES:
            yield [Attachment(THE_REST, problem="too_large")]
            return
        found: list[Attachment] = []
        with _room() as out:

            def keep(name: str, data: bytes | None) -> None:
                if not data:
                    found.append(Attachment(name, problem="damaged" if data is None else "empty_file"))
                    return
                section = partial(_section, Path(out.name), out.tell(), len(data))
                found.append(Attachment(name, section, None, len(data)))
                with _refused():
                    out.write(data)

            try:
                self._reader.parts(path, name, limits, keep)
            except Unreadable as error:
                found.append(Attachment(THE_REST, problem=error.code))
            with _refused():
                out.flush()
            yield found


@contextmanager
def _room() -> Iterator[IO[bytes]]:
    with _refused():
        out = tempfile.NamedTemporaryFile(prefix="qijuan-mail-")
    with out:
        yield cast("IO[bytes]", out)


@contextmanager
def _refused() -> Iterator[None]:
    """No room here refuses the whole mail, which can be handed in again."""
    try:
        yield
    except OSError as error:
        raise Rejected(code="disk_full") from error


class _Section(io.RawIOBase):
    """A piece of a file."""

    def __init__(self, path: Path, start: int, size: int) -> None:
        self._file = path.open("rb", buffering=0)
        self._at = start
        self._end = start + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = os.pread(self._file.fileno(), min(len(buffer), self._end - self._at), self._at)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def _section(path: Path, start: int, size: int) -> IO[bytes]:
    return cast("IO[bytes]", io.BufferedReader(_Section(path, start, size)))

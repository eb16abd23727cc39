"""The bytes under a tar, read with care: headers stay small, and a compressed one unfolds only so far."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from archive.domain.errors import Rejected

AT_ONCE = 4 << 20
"""The library reads extended headers whole, however long they say they are."""


class _Careful:
    """As much of a file as the tar library asks for."""

    def __init__(self, stream: IO[bytes], most: int | None) -> None:
        self._stream = stream
        self._most = most

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= AT_ONCE:
            raise tarfile.ReadError("header too long")
        return self._stream.read(size)

    def seek(self, place: int, whence: int = 0) -> int:
        if whence == 0 and self._most is not None and place > self._most:
            raise Rejected(code="archive_bomb")  # members that nobody takes out unfold as well
        return self._stream.seek(place, whence)

    def tell(self) -> int:
        return self._stream.tell()


@contextmanager
def opened(path: Path, unfold: Callable[[Path], IO[bytes]] | None, most: int) -> Iterator[tarfile.TarFile]:
    """Raise what the tar library raises, Rejected(`archive_bomb`) beyond *most* unfolded bytes."""
    with unfold(path) if unfold else path.open("rb") as stream:
        careful = _Careful(stream, most if unfold else None)
        with tarfile.open(fileobj=careful, mode="r:", errors="surrogateescape") as archive:  # type: ignore[call-overload]
            yield archive

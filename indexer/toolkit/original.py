"""Opens the original that a parser was given: a path, or a descriptor that was handed over as /dev/fd/N."""

from __future__ import annotations

import contextlib
import io
import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

HANDED = "/dev/fd/"
HELD = "/dev/held/"

_held: dict[str, bytes] = {}


class _Handed(io.RawIOBase):
    """Reads a descriptor with a position of its own, so that many readers of one file never disturb each other."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._position = 0
        self._size = os.fstat(descriptor).st_size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("negative position")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = os.pread(self._descriptor, len(buffer), self._position)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


def handed(descriptor: int) -> Path:
    """The path by which an already open descriptor is named."""
    return Path(f"{HANDED}{descriptor}")


@contextlib.contextmanager
def held(data: bytes) -> Iterator[Path]:
    """A path for bytes that exist in memory only, such as a file just unlocked."""
    name = f"{HELD}{len(_held)}"
    _held[name] = data
    try:
        yield Path(name)
    finally:
        del _held[name]


def open_original(path: Path) -> BinaryIO:
    """Open *path* for reading; a handed descriptor is read in place and never opened again."""
    name = str(path)
    if name.startswith(HANDED):
        return cast("BinaryIO", io.BufferedReader(_Handed(int(name[len(HANDED) :])), 1 << 16))
    if name.startswith(HELD):
        return io.BytesIO(_held[name])
    return path.open("rb")


def read_original(path: Path, limit: int | None = None) -> bytes:
    """The bytes of *path*, at most *limit* of them."""
    with open_original(path) as stream:
        return stream.read() if limit is None else stream.read(limit)


def size_of(path: Path) -> int:
    """The number of bytes of *path*."""
    with open_original(path) as stream:
        return stream.seek(0, os.SEEK_END)


def map_original(path: Path) -> mmap.mmap:
    """The file mapped into memory, private and writable as native libraries ask for; raise ValueError if empty."""
    name = str(path)
    if name.startswith(HANDED):
        return mmap.mmap(int(name[len(HANDED) :]), 0, access=mmap.ACCESS_COPY)
    with path.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_COPY)

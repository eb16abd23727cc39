"""Originals on a local file system, named by SHA-256 and write-once."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from archive.domain.errors import NotFound, Rejected, Unavailable
from archive.failpoints import fail_point
from archive.ports import BlobBatch

CHUNK = 1 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


class LocalBlobs:
    """A tree `ab/cd/<sha256>` beside a folder of unfinished uploads on the same file system."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"
        self._synced: set[Path] = set()
        """Folders whose own entry this process knows to be durable."""

    def prepare(self) -> None:
        """Create the folders; called by `init` and at start."""
        self._incoming.mkdir(parents=True, exist_ok=True)

    def put(self, stream: IO[bytes], limit: int | None = None) -> tuple[str, int]:
        with self.batch() as batch:
            return batch.put(stream, limit)

    @contextmanager
    def batch(self) -> Iterator[BlobBatch]:
        """Several originals that become durable together; what is not settled at an error is gone."""
        batch = _LocalBatch(self._incoming, self._place, self._synced)
        try:
            yield batch
            batch.settle()
        finally:
            batch.discard()

    def open(self, digest: str) -> IO[bytes]:
        try:
            return self._place(digest).open("rb")
        except FileNotFoundError as error:
            raise NotFound(digest, code="original_lost") from error

    def path(self, digest: str) -> Path:
        place = self._place(digest)
        if not place.is_file():
            raise NotFound(digest, code="original_lost")
        return place

    def exists(self, digest: str) -> bool:
        return self._place(digest).is_file()

    def digests(self) -> Iterator[str]:
        for digest, _ in self.sizes():
            yield digest

    def sizes(self) -> Iterator[tuple[str, int]]:
        for first in sorted(self._root.iterdir()):
            if len(first.name) == 2 and first.is_dir():
                for second in sorted(first.iterdir()):
                    for file in sorted(second.iterdir()):
                        yield file.name, file.stat().st_size

    def leftovers(self) -> list[Path]:
        """Unfinished uploads, of a process that was killed or of one that is still receiving."""
        return sorted(self._incoming.iterdir()) if self._incoming.exists() else []

    def remove_unreferenced(self, digest: str) -> None:
        """Only for bytes that no row names, which a killed upload left behind."""
        self._place(digest).unlink(missing_ok=True)

    def _place(self, digest: str) -> Path:
        return self._root / digest[:2] / digest[2:4] / digest


@dataclass(frozen=True, slots=True)
class _Pending:
    """Bytes that were received and are not yet durable."""

    out: IO[bytes]
    place: Path
    target: Path


class _LocalBatch:
    """Files first, then their names, each folder once: one wait for the disk serves many files."""

    def __init__(self, incoming: Path, place: Callable[[str], Path], synced: set[Path]) -> None:
        self._incoming = incoming
        self._place = place
        self._synced = synced
        self._pending: list[_Pending] = []
        self._there: set[Path] = set()
        """Folders of bytes that were there: whoever named them may not have come as far as syncing."""

    def put(self, stream: IO[bytes], limit: int | None = None) -> tuple[str, int]:
        with _translated():
            descriptor, name = tempfile.mkstemp(dir=self._incoming)
            out = os.fdopen(descriptor, "wb", buffering=0)
            try:
                fail_point("blob.begun")
                digest, size = copied(stream, out, limit)
            except BaseException:
                out.close()
                Path(name).unlink(missing_ok=True)
                raise
            file = _Pending(out, Path(name), self._place(digest))
            if any(file.target == other.target for other in self._pending) or _is_there(file.target, size):
                _drop(file)  # write-once: the same bytes are there or on their way
                self._there.add(file.target.parent)
            else:
                self._pending.append(file)
            return digest, size

    def settle(self) -> None:
        with _translated():
            for file in self._pending:
                os.posix_fadvise(file.out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # begin to write them all
            for file in self._pending:
                fail_point("blob.before_fsync")
                os.fsync(file.out.fileno())  # an fsync that failed is never tried again: the page may be gone
                fail_point("blob.after_fsync")
            self._make_folders({file.target.parent for file in self._pending})
            for file in self._pending:
                self._name(file)
            for folder in {file.target.parent for file in self._pending} | self._there:
                _sync_folder(folder)
                fail_point("blob.after_folder_fsync")
        self.discard()

    def discard(self) -> None:
        for file in self._pending:
            _drop(file)
        self._pending.clear()
        self._there.clear()

    def _make_folders(self, folders: set[Path]) -> None:
        for level in ({folder.parent for folder in folders}, folders):
            fresh = {folder for folder in level if folder not in self._synced or not folder.exists()}
            for folder in fresh:
                if not folder.exists():
                    folder.mkdir(exist_ok=True)
                    fail_point("blob.folder_made")
            for parent in {folder.parent for folder in fresh}:
                _sync_folder(parent)
            self._synced |= fresh

    @staticmethod
    def _name(file: _Pending) -> None:
        if _is_there(file.target, os.fstat(file.out.fileno()).st_size):
            return  # somebody else was faster
        os.fchmod(file.out.fileno(), 0o440)
        fail_point("blob.before_rename")
        file.place.replace(file.target)  # atomic: readers never see half a file
        fail_point("blob.after_rename")


def _is_there(target: Path, size: int) -> bool:
    return target.exists() and target.stat().st_size == size


def _drop(file: _Pending) -> None:
    file.out.close()
    file.place.unlink(missing_ok=True)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL or isinstance(error, PermissionError):
            raise Rejected(code="disk_full") from error
        raise Unavailable("blob store", code="storage_unavailable") from error


def copied(stream: IO[bytes], out: IO[bytes], limit: int | None) -> tuple[str, int]:
    """(SHA-256, size) of what went through; raise Rejected(`too_large`) or Rejected(`empty_file`)."""
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if limit is not None and size > limit:
            raise Rejected(code="too_large", limit=limit)
        digest.update(chunk)
        _write(out, chunk)
    if size == 0:
        raise Rejected(code="empty_file")
    return digest.hexdigest(), size


def _write(out: IO[bytes], chunk: bytes) -> None:
    """All of it, also to a file without a buffer."""
    left = memoryview(chunk)
    while left:
        left = left[out.write(left) :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

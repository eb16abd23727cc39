"""Originals on a local file system, named by SHA-256 and write-once."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from archive.domain.errors import NotFound, Rejected, Unavailable
from archive.failpoints import fail_point

CHUNK = 1 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


class LocalBlobs:
    """A tree `ab/cd/<sha256>` beside a folder of unfinished uploads on the same file system."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"

    def prepare(self) -> None:
        """Create the folders; called by `init` and at start."""
        self._incoming.mkdir(parents=True, exist_ok=True)

    def put(self, stream: IO[bytes], limit: int | None = None) -> tuple[str, int]:
        try:
            return self._put(stream, limit)
        except OSError as error:
            if error.errno in _FULL or isinstance(error, PermissionError):
                raise Rejected(code="disk_full") from error
            raise Unavailable("blob store", code="storage_unavailable") from error

    def _put(self, stream: IO[bytes], limit: int | None) -> tuple[str, int]:
        descriptor, name = tempfile.mkstemp(dir=self._incoming)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as out:
                fail_point("blob.begun")
                digest, size = copied(stream, out, limit)
                out.flush()
                fail_point("blob.before_fsync")
                os.fsync(out.fileno())  # an fsync that failed is never tried again: the page may be gone
                fail_point("blob.after_fsync")
            self._keep(temporary, digest)
        finally:
            temporary.unlink(missing_ok=True)
        return digest, size

    def _keep(self, temporary: Path, digest: str) -> None:
        target = self._place(digest)
        if target.exists() and target.stat().st_size == temporary.stat().st_size:
            return  # write-once: the same bytes are already there
        for folder in (target.parent.parent, target.parent):
            if not folder.exists():
                folder.mkdir(exist_ok=True)
                fail_point("blob.folder_made")
                _sync_folder(folder.parent)
        temporary.chmod(0o440)
        fail_point("blob.before_rename")
        temporary.replace(target)  # atomic: readers never see half a file
        fail_point("blob.after_rename")
        _sync_folder(target.parent)
        fail_point("blob.after_folder_fsync")

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


def copied(stream: IO[bytes], out: IO[bytes], limit: int | None) -> tuple[str, int]:
    """(SHA-256, size) of what went through; raise Rejected(`too_large`) or Rejected(`empty_file`)."""
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if limit is not None and size > limit:
            raise Rejected(code="too_large", limit=limit)
        digest.update(chunk)
        out.write(chunk)
    if size == 0:
        raise Rejected(code="empty_file")
    return digest.hexdigest(), size


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

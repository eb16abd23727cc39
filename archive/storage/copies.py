"""Verified local copies of originals that live elsewhere: bounded, shared by the processes of one machine."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

RECENT_SECONDS = 900
"""A copy that somebody was handed so lately may be open in a reader: it stays, even beyond the bound."""
GRACE_SECONDS = 24 * 3600
_STEP = 64
"""The bound is looked at after so many new copies."""


class Copies:
    """A tree `ab/<sha256>` of copies; a copy that is there was proven when it was put there."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._added = 0

    @contextlib.contextmanager
    def unfinished(self) -> Iterator[Path]:
        """A new file on the same disk; gone at the end unless it was kept."""
        incoming = self._folder / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=incoming)
        os.close(descriptor)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def get(self, digest: str, size: int | None = None) -> Path | None:
        """The copy, marked as used just now."""
        place = self._place(digest)
        try:
            if size is not None and place.stat().st_size != size:
                return None
            os.utime(place)
        except FileNotFoundError:
            return None
        return place

    def keep(self, temporary: Path, digest: str) -> Path:
        """*temporary* holds the bytes of *digest*: the caller has hashed them."""
        place = self._place(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.chmod(0o440)
        temporary.replace(place)  # atomic: readers never see half a copy
        os.utime(place)
        self._added += 1
        if self._added % _STEP == 1:
            self.shrink()
        return place

    def drop(self, digest: str) -> None:
        self._place(digest).unlink(missing_ok=True)

    def shrink(self) -> None:
        """Remove the copies unused for longest until the bound is kept, and what a killed process left."""
        now = time.time()
        found = []
        for file in self._folder.glob("*/*"):
            with contextlib.suppress(FileNotFoundError):
                seen = file.stat()
                if file.parent.name != "incoming":
                    found.append((seen.st_mtime, seen.st_size, file))
                elif now - seen.st_mtime > GRACE_SECONDS:
                    file.unlink()
        total = sum(size for _, size, _ in found)
        for used, size, file in sorted(found):
            if total <= self._limit or now - used < RECENT_SECONDS:
                return
            file.unlink(missing_ok=True)
            total -= size

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

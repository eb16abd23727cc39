"""Generations of a search index on disk: one is current, one writer at a time, no reader is cut off.

index/CURRENT            name of the generation that answers
index/writer.lock        held by whoever writes
index/g000001/           one generation
index/g000001.lock       shared by its readers, so that a retired generation is not removed under them
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from archive.domain.errors import Unavailable
from archive.failpoints import fail_point
from indexer.toolkit.writing import alone

_CURRENT = "CURRENT"


class Generations:
    """The folder of an index."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    def current(self) -> str | None:
        """The generation that answers, None before the first one."""
        try:
            name = (self.path / _CURRENT).read_text("ascii").strip()
        except FileNotFoundError:
            if any(self.path.glob("g*/meta.json")) and not self._is_being_made():
                raise Unavailable("index has no current generation", code="index_damaged") from None
            return None
        except (OSError, UnicodeDecodeError) as exc:
            raise Unavailable("index pointer cannot be read", code="index_damaged") from exc
        if not (self.path / name / "meta.json").is_file() or "/" in name or not name:
            raise Unavailable("index generation is missing", code="index_damaged")
        return name

    def _is_being_made(self) -> bool:
        with (self.path / "writer.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return True
        return not (self.path / "made").exists()

    def new(self) -> str:
        """The name of a generation that does not exist yet, with an empty folder."""
        taken = [int(p.name[1:]) for p in self.path.glob("g[0-9]*") if p.is_dir() and p.name[1:].isdigit()]
        name = f"g{max(taken, default=0) + 1:06d}"
        (self.path / name).mkdir()
        return name

    def switch(self, name: str) -> None:
        """Let *name* answer from now on."""
        waiting = self.path / f"{_CURRENT}.new"
        with waiting.open("w") as out:
            out.write(name)
            out.flush()
            os.fsync(out.fileno())
        fail_point("index.before_switch")
        waiting.replace(self.path / _CURRENT)  # atomic: readers never see half a pointer
        fail_point("index.pointer_renamed")
        (self.path / "made").touch()
        _sync_directory(self.path)

    def retire(self, keep: str) -> None:
        """Remove every generation but *keep* that nobody reads; the writer calls it."""
        for folder in self.path.glob("g[0-9]*"):
            if folder.is_dir() and folder.name != keep:
                with (self.path / f"{folder.name}.lock").open("a") as lock:
                    try:
                        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except OSError:
                        continue
                    shutil.rmtree(folder, ignore_errors=True)
                    Path(lock.name).unlink(missing_ok=True)

    def share(self, name: str) -> IO[str]:
        """Mark *name* as being read until the returned file is closed."""
        lock = (self.path / f"{name}.lock").open("a")
        fcntl.flock(lock, fcntl.LOCK_SH)
        return lock

    def writing(self, seconds: float) -> AbstractContextManager[None]:
        """Be the only writer; raise Unavailable when somebody else writes for longer than *seconds*."""
        return alone(self.path / "writer.lock", seconds)


def _sync_directory(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)

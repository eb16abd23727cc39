"""Reads files in a confined process that stays warm, is watched, and is killed when it misbehaves."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from archive.domain.content import Content
from archive.domain.document import Limits
from archive.domain.errors import NotFound, Unavailable, Unreadable
from indexer.toolkit import frames
from indexer.toolkit.plausible import plausible

READINGS = "indexer.parsers"
_START_SECONDS = 60.0
_WATCH = 0.05
_PART_ROOM = 16 << 20
_PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")
_FULL = {
    -signal.SIGKILL: 0.0,
    -signal.SIGABRT: 0.3,
    -signal.SIGTRAP: 0.3,
    -signal.SIGILL: 0.3,
    -signal.SIGSEGV: 0.8,
}
"""How much of its memory a child must have used for this end to mean that there was no more."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")


class _Process:
    """One child: its process, its channel, its walls and what it has done so far."""

    def __init__(self, readings: str) -> None:
        mine, theirs = socket.socketpair()
        environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LANG": "C.UTF-8"}
        environment |= dict.fromkeys(_THREADS, "1") | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
        command = [sys.executable, "-m", "indexer.toolkit.confined", str(theirs.fileno()), readings]
        try:
            self._child = subprocess.Popen(  # our own interpreter and module
                command,
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,  # a Ctrl-C for the parent is not a crash of the file
            )
        except OSError as exc:
            mine.close()
            raise Unavailable("reader") from exc
        finally:
            theirs.close()
        self.channel = mine
        self.files = 0
        self.rss = self.base = self.peak = 0
        self.walls = self._greeting()

    def _greeting(self) -> dict[str, bool]:
        try:
            answer = frames.receive(self.channel, time.monotonic() + _START_SECONDS)
        except (frames.Silence, frames.Broken) as exc:
            self.kill()
            raise Unavailable("reader") from exc
        if not isinstance(answer, frames.Ready):
            self.kill()
            raise Unavailable("reader")
        return answer.walls

    def begin(self) -> None:
        """One more file; from here on its memory counts."""
        self.files += 1
        self.base = self.peak = self._size()

    def watch(self) -> None:
        """Look how large it is, so that its end can be explained."""
        self.peak = max(self.peak, self._size())

    def _size(self) -> int:
        """Its address space in bytes, 0 when unknown."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            return int(Path(f"/proc/{self._child.pid}/statm").read_text().split()[0]) * _PAGE_SIZE
        return 0

    def kill(self) -> int:
        """End it now; the return code says how it ended when it went by itself, 0 when we had to end it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._child.wait(0.05)
            self.channel.close()
            return code
        self._child.kill()
        self._child.wait()
        self.channel.close()
        return 0

    def close(self) -> None:
        self.channel.close()  # the child ends by itself when nobody is there any more
        try:
            self._child.wait(5)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


class ConfinedReader:
    """Implements `archive.ports.Reader`; one file at a time, the child is replaced when it has grown or aged."""

    def __init__(self, readings: str = READINGS, *, files: int = 500, rss: int = 900 << 20) -> None:
        self._readings = readings
        self._files = files
        self._rss = rss
        self._process: _Process | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def read(self, path: Path, name: str, limits: Limits, password: str | None = None) -> Content:
        """Raise Unreadable; see `archive.ports.Reader`."""
        answer = self._ask(path, frames.Ask(name, limits, password))
        if not isinstance(answer, frames.Parsed) or not plausible(answer.content, limits):
            self._drop()
            raise Unreadable(code="crashed")
        return answer.content

    def image(
        self,
        path: Path,
        name: str,
        page: int,
        width: int,
        limits: Limits,
        password: str | None = None,
        rotation: int | None = None,
    ) -> bytes:
        """The upright page; *rotation* is what `Page.rotation` said, None lets the reader find out again."""
        if page < 1:
            raise NotFound(f"page {page}")
        answer = self._ask(path, frames.Ask(name, limits, password, page, width, rotation))
        if not isinstance(answer, frames.Picture) or not answer.data.startswith((b"\x89PNG", b"\xff\xd8")):
            self._drop()
            raise Unreadable(code="crashed")
        return answer.data

    def parts(self, path: Path, name: str, limits: Limits, keep: Callable[[str, bytes | None], None]) -> None:
        """Hand what is inside to *keep*, one after the other; raise Unreadable, perhaps after some of them."""
        room = 2 * path.stat().st_size + _PART_ROOM  # what is inside is never larger than what it came in
        deadline = time.monotonic() + limits.seconds
        with self._lock, path.open("rb") as original:
            process = self._warm()
            process.begin()
            try:
                frames.send(process.channel, frames.Ask(name, limits, parts=True), original.fileno())
                while isinstance(answer := self._next(process, deadline, room), frames.Part):
                    room -= len(answer.data or b"")
                    keep(answer.name, answer.data)
            except frames.Silence:
                self._end(process)
                raise Unreadable(code="timeout") from None
            except (frames.Broken, OSError):
                raise Unreadable(code=self._cause(process, limits)) from None
            except (
                BaseException
            ):  # whoever keeps has failed: the rest of this file must not reach the next one
                self._end(process)
                raise
            self._retire(process, answer)
        if isinstance(answer, frames.Failed):
            raise Unreadable(code=answer.code, **answer.args)
        if not isinstance(answer, frames.Taken):
            self._drop()
            raise Unreadable(code="crashed")

    @staticmethod
    def _next(process: _Process, deadline: float, room: int) -> frames.Answer:
        while not frames.waiting(process.channel, _WATCH) and time.monotonic() < deadline:
            process.watch()
        return frames.receive(process.channel, deadline, min(room, frames.MAX_FRAME))

    def walls(self) -> dict[str, bool]:
        """Which walls stand around the child on this machine."""
        with self._lock:
            return dict(self._warm().walls)

    def close(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.close()
                self._process = None

    def _ask(self, path: Path, ask: frames.Ask) -> frames.Answer:
        with self._lock, path.open("rb") as original:
            answer = self._exchange(original.fileno(), ask)
        if isinstance(answer, frames.Failed):
            if answer.kind == "not_found":
                raise NotFound(f"page {ask.page}")
            raise Unreadable(code=answer.code, **answer.args)
        return answer

    def _exchange(self, descriptor: int, ask: frames.Ask) -> frames.Answer:
        process = self._warm()
        process.begin()
        try:
            frames.send(process.channel, ask, descriptor)
            answer = self._wait(process, ask.limits)
        except frames.Silence:
            self._end(process)
            raise Unreadable(code="timeout") from None
        except (frames.Broken, OSError):
            raise Unreadable(code=self._cause(process, ask.limits)) from None
        self._retire(process, answer)
        return answer

    def _retire(self, process: _Process, answer: frames.Answer) -> None:
        """A child that has grown or aged is replaced."""
        process.rss = getattr(answer, "rss", 0)
        if process.rss > self._rss or process.files >= self._files:
            self._process = None
            process.close()

    def _wait(self, process: _Process, limits: Limits) -> frames.Answer:
        """Every page announced and every page recognised buys time, none more than the limits grant."""
        start = time.monotonic()
        deadline = start + limits.seconds
        while True:
            while not frames.waiting(process.channel, _WATCH) and time.monotonic() < deadline:
                process.watch()
            answer = frames.receive(process.channel, deadline)
            if not isinstance(answer, frames.Effort):
                return answer
            pages = min(answer.pages, limits.pages)
            recognised = min(answer.recognised, limits.pages)
            deadline = start + limits.seconds + pages * limits.seconds_per_page
            deadline += recognised * limits.ocr_seconds_per_page

    def _cause(self, process: _Process, limits: Limits) -> str:
        """Why the child went: at the edge of its memory, at the end of its time, or for reasons of its own."""
        grown = process.peak - process.base
        code = self._end(process)
        if code == -signal.SIGXCPU:
            return "timeout"
        share = _FULL.get(code)  # libraries that get no memory give up, each in its own way
        return "out_of_memory" if share is not None and grown >= share * limits.memory_bytes else "crashed"

    def _warm(self) -> _Process:
        if self._process is None:
            self._process = _Process(self._readings)
        return self._process

    def _end(self, process: _Process) -> int:
        self._process = None
        return process.kill()

    def _drop(self) -> None:
        with self._lock:
            if self._process is not None:
                self._end(self._process)


def walls() -> dict[str, bool]:
    """Which walls this machine can raise around a parser, for `qijuan doctor`."""
    with ConfinedReader() as reader:
        return reader.walls()

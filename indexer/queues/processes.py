"""The embedded queue: worker processes of this machine that look into the job table themselves."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self


class ProcessPool:
    """A number of worker processes that end with us; a worker that dies is replaced."""

    def __init__(self, count: int, home: Path, *, until_empty: bool = False) -> None:
        self._count = count
        self._home = home
        self._command = [sys.executable, "-m", "indexer.worker", *(["--until-empty"] if until_empty else [])]
        self._until_empty = until_empty
        self._running: list[subprocess.Popen[bytes]] = []
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._running = [self._start() for _ in range(self._count)]
        if not self._until_empty:
            self._thread = threading.Thread(target=self._replace_dead, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()
        for process in self._running:
            process.terminate()
        for process in self._running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def alive(self) -> bool:
        return any(process.poll() is None for process in self._running)

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "QIJUAN_HOME": str(self._home.absolute())}
        return subprocess.Popen(
            self._command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )

    def _replace_dead(self) -> None:
        while not self._stop.wait(1.0):
            for place, process in enumerate(self._running):
                if process.poll() is not None:
                    time.sleep(0.5)  # a worker that cannot start must not spin
                    self._running[place] = self._start()

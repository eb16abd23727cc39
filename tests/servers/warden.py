"""Runs one server and ends it with everything it started, as soon as whoever asked for it is gone.

Called as a program: warden.py FOLDER UID GID COMMAND... Its standard input is a pipe whose other end the
test run holds; the end of the pipe is the order to stop, also when the run was killed. A line `kill` on it
kills the server at once and a line `start` starts it again. A server that ends by itself leaves a file
`ended` beside its log. FOLDER is removed at the end.
"""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil

_CHILD_SUBREAPER = 36
_GRACE_SECONDS = 1.5


class Warden:
    """One server, its log and its descendants."""

    def __init__(self, folder: Path, uid: int, gid: int, command: list[str]) -> None:
        self.folder, self.uid, self.gid, self.command = folder, uid, gid, command
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        other = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.uid != os.geteuid() else {}
        (self.folder / "ended").unlink(missing_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(  # type: ignore[call-overload]
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                **other,
            )

    def stop(self, seconds: float) -> None:
        """Ask the server, then kill whatever is left; with 0 seconds at once."""
        ours = psutil.Process()
        asked = ours.children(recursive=True) if seconds else []
        _send(asked, signal.SIGTERM)
        psutil.wait_procs(asked, timeout=seconds)
        while left := ours.children(recursive=True):
            _send(left, signal.SIGKILL)
            psutil.wait_procs(left, timeout=2)
        if self.process is not None:
            self.process.wait()
            self.process = None

    def obey(self) -> None:
        """Until the pipe ends."""
        while True:
            ready, _, _ = select.select([0], [], [], 0.5)
            if ready:
                word = os.read(0, 64).strip()
                if not word:
                    return
                self.stop(0)
                if word == b"start":
                    self.start()
                os.write(1, b"done\n")
            elif self.process is not None and self.process.poll() is not None:
                (self.folder / "ended").touch()


def _send(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            continue


def main(folder: str, uid: str, gid: str, *command: str) -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # the pipe is what ends us
    ctypes.CDLL(None).prctl(_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans of the server come to us
    warden = Warden(Path(folder), int(uid), int(gid), list(command))
    try:
        warden.start()
        warden.obey()
    finally:
        warden.stop(_GRACE_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

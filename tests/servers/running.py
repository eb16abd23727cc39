"""A server under a warden: a free port, a temporary folder, a wait until it answers."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.servers.absent import Absent

_STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a server is started: what it is told, and when it is there."""

    command: Sequence[str]
    url: str
    answers: Callable[[], bool]
    user: str = ""
    """Who runs it when we are root; empty = we ourselves."""
    environment: Mapping[str, str] | None = None
    seconds: float = 240.0


class Server:
    """A server that runs for us; the faults of the real world are its methods."""

    def __init__(self, recipe: Recipe, folder: Path, warden: subprocess.Popen[bytes]) -> None:
        self.url = recipe.url
        self._recipe = recipe
        self._folder = folder
        self._warden = warden

    def kill(self) -> None:
        """kill -9 of the server and all its processes; its data stay."""
        self._tell(b"kill\n")

    def start(self) -> None:
        """Start it again, with the same data on the same port, and wait for it."""
        self._tell(b"start\n")
        self.wait()

    def freeze(self) -> None:
        """Keep its connections open and answer nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def wait(self) -> None:
        """Until it answers; raise Absent with the end of its log when it never does."""
        deadline = time.monotonic() + self._recipe.seconds
        while not self._recipe.answers():
            if (self._folder / "ended").exists() or time.monotonic() > deadline:
                raise Absent(f"the server did not start: {self.log()[-1500:]}")
            time.sleep(0.1)

    def log(self) -> str:
        try:
            return (self._folder / "server.log").read_text("utf-8", "replace")
        except FileNotFoundError:
            return ""

    def cpu_seconds(self) -> float:
        """Processor time of the server and everything it started."""
        processes = psutil.Process(self._warden.pid).children(recursive=True)
        return sum(sum(process.cpu_times()[:2]) for process in processes)

    def close(self) -> None:
        assert self._warden.stdin is not None
        assert self._warden.stdout is not None
        self._signal(signal.SIGCONT)
        self._warden.stdin.close()
        self._warden.wait(_STOP_SECONDS)
        self._warden.stdout.close()

    def _tell(self, word: bytes) -> None:
        assert self._warden.stdin is not None
        assert self._warden.stdout is not None
        self._warden.stdin.write(word)
        self._warden.stdin.flush()
        self._warden.stdout.readline()

    def _signal(self, number: int) -> None:
        if psutil.pid_exists(self._warden.pid):
            for process in psutil.Process(self._warden.pid).children(recursive=True):
                try:
                    process.send_signal(number)
                except psutil.NoSuchProcess:
                    continue


Planner = Callable[[Path], Recipe]
"""Prepares a data folder and says how to start there."""


@contextmanager
def running(plan: Planner) -> Iterator[Server]:
    """The server, until the end of the block or of this process, whichever comes first; raise Absent."""
    folder = Path(tempfile.mkdtemp(prefix="qijuan-server-"))
    folder.chmod(0o755)  # the server may run as another user
    try:
        recipe = plan(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    uid, gid = account(recipe.user)
    hand_over(folder, uid, gid)
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(folder)}
    warden = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("warden.py")), str(folder), str(uid), str(gid), *recipe.command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**environment, **(recipe.environment or {})},
        start_new_session=True,
    )  # fmt: skip
    server = Server(recipe, folder, warden)
    try:
        server.wait()
        yield server
    finally:
        server.close()


def account(user: str) -> tuple[int, int]:
    """Who runs the server."""
    if os.geteuid() != 0 or not user:
        return os.geteuid(), os.getegid()
    try:
        found = pwd.getpwnam(user)
    except KeyError as error:
        raise Absent(f"there is no user {user} on this machine") from error
    return found.pw_uid, found.pw_gid


def hand_over(folder: Path, uid: int, gid: int) -> None:
    """Give *folder* to who runs the server."""
    if uid != os.geteuid():
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() or path.lstat().st_nlink == 1:  # a hard link belongs to the cache
                os.chown(path, uid, gid, follow_symlinks=False)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as found:
        found.settimeout(1)
        return found.connect_ex(("127.0.0.1", port)) == 0

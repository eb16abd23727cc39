"""A real `serve` under 500 simulated users, then ten times as many: errors, pace, refusals and memory.

Run with `python -m tests.benchmarks.bench_load [users] [seconds] [think]`. Of the requests 70 % read, 20 % search and
10 % upload; every user thinks `think` seconds on average between two of them. On exit 1 somebody saw an error.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

import psutil

from archive.domain.actor import LOCAL
from archive.settings import Settings
from tests.conftest import ENTITIES, NOTICE
from tests.faults.test_server_kills import free_port, serve
from webui.context import Office
from webui.homes import create_home

WORDS = ("节能", "领导小组", "青政发〔2008〕12号", "成员单位", "没有这个词")
READS = (
    "/api/v1/documents?limit=20",
    "/api/v1/documents/D-000001",
    "/api/v1/documents/D-000001/pages/1",
    "/api/v1/me",
)
BOUNDARY = "----qijuan-load"
TIMEOUT = 120.0
FIRST = 50
"""Papers that are there before anybody comes."""


@dataclass
class Tally:
    """What the users saw; seconds by kind and outcome."""

    seconds: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    broken: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, status: int, seconds: float) -> None:
        outcome = "done" if status < 400 else "refused" if status in {429, 503} else f"failed {status}"
        self.seconds.setdefault((kind, outcome), []).append(seconds)

    def count(self, outcome: str) -> int:
        return sum(len(found) for (_, what), found in self.seconds.items() if what.startswith(outcome))


class User:
    """One person with one connection, who goes on where the server or the line let him down."""

    def __init__(self, number: int, port: int, token: str, tally: Tally, think: float) -> None:
        self._number, self._port, self._token, self._tally, self._think = number, port, token, tally, think
        self._chance = random.Random(number)
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._papers = itertools.count()

    async def work(self, until: float) -> None:
        await asyncio.sleep(self._chance.random() * self._think)
        while time.monotonic() < until:
            kind, request = self._next()
            started = time.monotonic()
            try:
                status = await asyncio.wait_for(self._ask(request), TIMEOUT)
            except (OSError, EOFError, ValueError, TimeoutError) as error:
                self._tally.broken[type(error).__name__] += 1
                self._hang_up()
            else:
                self._tally.add(kind, status, time.monotonic() - started)
            await asyncio.sleep(self._chance.expovariate(1 / self._think))
        self._hang_up()

    def _next(self) -> tuple[str, bytes]:
        dice = self._chance.random()
        if dice < 0.7:
            return "read", self._get(self._chance.choice(READS))
        if dice < 0.9:
            return "search", self._get(f"/api/v1/search?q={quote(self._chance.choice(WORDS))}")
        number = f"{self._number * 1000 + next(self._papers)}号"
        text = NOTICE.replace("12号", number).encode()
        parts = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{number}.txt"\r\n\r\n'
        )
        fields = "".join(
            f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'
            for name, value in (("entity", "990101"), ("year", "2008"))
        )
        body = parts.encode() + text + f"{fields}\r\n--{BOUNDARY}--\r\n".encode()
        head = f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n"
        return "upload", self._head("POST", "/api/v1/uploads", head) + body

    def _get(self, path: str) -> bytes:
        return self._head("GET", path)

    def _head(self, method: str, path: str, more: str = "") -> bytes:
        return f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self._token}\r\n{more}\r\n".encode()

    async def _ask(self, request: bytes) -> int:
        if self._line is None:
            self._line = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._line
        writer.write(request)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        await reader.readexactly(int(fields["content-length"]))
        if fields.get("connection") == "close":
            self._hang_up()
        return int(head.split()[1])

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line[1].close()
            self._line = None


@contextmanager
def site(folder: Path) -> Iterator[tuple[int, str, subprocess.Popen[bytes]]]:
    """(port, token, server) of a home with some papers."""
    settings = Settings(home=folder / "home")
    create_home(settings)
    office = Office.open(settings)
    office.registry.load(LOCAL, ENTITIES)
    office.accounts.add(LOCAL, "office1", "office", None, "password-1")
    token = office.accounts.token(LOCAL, "office1")
    office.close()
    box = folder / "box"
    box.mkdir()
    for n in range(FIRST):
        (box / f"{n}.txt").write_text(NOTICE.replace("12号", f"{n}号"), "utf-8")
    command = [sys.executable, "-m", "webui.cli", "ingest", str(box), "--entity", "990101", "--year", "2008"]
    subprocess.run(
        command, env={**os.environ, "QIJUAN_HOME": str(settings.home)}, check=True, capture_output=True
    )
    port = free_port()
    server = serve(settings.home, port)
    try:
        yield port, token, server
    finally:
        server.terminate()
        server.wait(30)


async def _crowd(port: int, token: str, users: int, seconds: float, think: float) -> Tally:
    tally = Tally()
    until = time.monotonic() + seconds
    await asyncio.gather(*(User(n, port, token, tally, think).work(until) for n in range(users)))
    return tally


def phase(name: str, port: int, token: str, users: int, seconds: float, think: float) -> Tally:
    tally = asyncio.run(_crowd(port, token, users, seconds, think))
    done = tally.count("done")
    print(f"{name}: {users} users, {done} answered ({done / seconds:.1f}/s), {tally.count('refused')} refused, "
          f"{tally.count('failed')} failed, {sum(tally.broken.values())} broken lines {dict(tally.broken)}")  # fmt: skip
    for (kind, outcome), found in sorted(tally.seconds.items()):
        cuts = quantiles([*found, found[-1]], n=100)
        print(f"  {kind:7}{outcome:11}{len(found):7}  median {cuts[49]:7.3f} s  p95 {cuts[94]:7.3f} s")
    return tally


def main() -> int:
    users = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 120.0
    think = float(sys.argv[3]) if len(sys.argv) > 3 else 20.0
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as (port, token, server):
        process = psutil.Process(server.pid)
        before = process.memory_info().rss
        usual = phase("usual", port, token, users, seconds, think)
        middle, spent = process.memory_info().rss, sum(process.cpu_times()[:2])
        many = phase("ten times", port, token, users * 10, seconds, think)
        after = process.memory_info().rss
        print(
            f"server: {before >> 20} -> {middle >> 20} -> {after >> 20} MiB, {spent:.0f} s of CPU in the usual phase"
        )
    wrong = usual.count("refused") + usual.count("failed") + usual.broken.total() + many.count("failed")
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())

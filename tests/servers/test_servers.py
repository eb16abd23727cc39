"""Real servers are started when needed and never outlive who asked for them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.servers import cache
from tests.servers.absent import Absent
from tests.servers.fixtures import own
from tests.servers.running import Recipe, free_port, listens, running

_KILLED = """
import sys, time
from tests.servers.fixtures import own
with own("redis") as server:
    print(server.url, flush=True)
    time.sleep(600)
"""


def test_elasticsearch_answers(elasticsearch_url: str) -> None:
    """The search server answers on its address."""
    with urllib.request.urlopen(elasticsearch_url) as answer:
        assert b"lucene_version" in answer.read()


def test_killing_the_run_ends_its_servers() -> None:
    """kill -9 of whoever started a server ends the server and removes its data."""
    with own("redis"):  # says why when there is none
        pass
    run = subprocess.Popen([sys.executable, "-c", _KILLED], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    port = int(run.stdout.readline().rpartition(":")[2].partition("/")[0])
    (warden,) = psutil.Process(run.pid).children()
    folder = Path(warden.cmdline()[2])
    assert listens(port)
    assert folder.is_dir()

    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    warden.wait(timeout=30)

    assert not listens(port)
    assert not folder.exists()


def test_a_killed_server_starts_again() -> None:
    """kill -9 of a server is noticed by its clients; started again it answers at the same place."""
    with own("redis") as server:
        port = int(server.url.rpartition(":")[2].partition("/")[0])
        server.kill()
        assert not listens(port)
        server.start()
        assert listens(port)


def test_a_server_that_does_not_start_says_why() -> None:
    """The reason holds what the server printed."""
    port = free_port()
    recipe = Recipe(["/bin/sh", "-c", "echo no licence; exit 3"], "", lambda: listens(port))

    with pytest.raises(Absent, match="no licence"), running(lambda _: recipe):
        pass


def test_half_a_download_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was cut off while it was obtained is obtained again."""
    monkeypatch.setenv("QIJUAN_TEST_CACHE", str(tmp_path))

    def cut_off(place: Path) -> None:
        place.write_text("half")
        raise Absent("line cut")

    with pytest.raises(Absent):
        cache.kept("thing", cut_off)

    assert cache.kept("thing", Path.mkdir).is_dir()


def test_a_run_with_a_named_server_starts_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address in the environment is used as it is."""
    from tests.servers.fixtures import _shared

    monkeypatch.setenv("QIJUAN_TEST_TIKA_URL", "http://tika.example/")
    before = psutil.Process(os.getpid()).children()

    with _shared("tika") as url:
        assert url == "http://tika.example"

    assert psutil.Process(os.getpid()).children() == before

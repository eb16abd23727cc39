"""Too few files may be open: it is said in one sentence, nothing acknowledged is lost, and later all is well."""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from archive.settings import Settings
from tests.faults.test_server_kills import free_port
from tests.faults.test_trouble import environment, qijuan
from webui.homes import create_home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    settings = Settings(home=tmp_path / "home", workers=1)
    create_home(settings)
    (tmp_path / "a.txt").write_text("节能工作会议纪要", "utf-8")
    return settings.home


def at_most(count: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


@pytest.mark.parametrize(
    "count", [14, *(pytest.param(n, marks=pytest.mark.campaign) for n in (6, 8, 10, 12, 16, 20, 24, 32))]
)
def test_an_upload_with_too_few_descriptors(home: Path, count: int) -> None:
    """Done, refused or said; what was acknowledged is there, and a second try succeeds."""
    run = qijuan(home, "ingest", "a.txt", "--json", preexec_fn=at_most(count))

    assert "Traceback" not in run.stdout + run.stderr
    if run.returncode in {0, 3} and run.stdout:
        named = [f["document"] for f in json.loads(run.stdout)["files"] if f["document"]]
        known = json.loads(qijuan(home, "documents", "--json").stdout)["documents"]
        assert {*named} <= {d["document"] for d in known}
    else:
        assert run.returncode in {1, 4}
    assert qijuan(home, "ingest", "a.txt", "--json").returncode == 0
    assert qijuan(home, "worker", "--until-empty").returncode == 0
    assert qijuan(home, "fsck", "--repair").returncode == 0
    assert json.loads(qijuan(home, "documents", "--json").stdout)["documents"][0]["state"] == "ready"


def test_a_server_that_many_lines_are_held_to(home: Path) -> None:
    """It takes as many as it can afford, goes on answering, and takes the others when lines are free."""
    port = free_port()
    serve = [sys.executable, "-m", "webui.cli", "serve", "--port", str(port), "--workers", "0"]
    command = ["/bin/sh", "-c", 'ulimit -n 96; exec "$@"', "sh", *serve]
    server = subprocess.Popen(
        command,
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        first = _connected(port)
        held = [first, *(socket.create_connection(("127.0.0.1", port), 10) for _ in range(150))]
        first.sendall(b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200 OK" in first.recv(200)
        for line in held:
            line.close()
        assert requests.get(f"http://127.0.0.1:{port}/api/v1/health", timeout=60).status_code == 200
    finally:
        os.killpg(server.pid, 15)
        _, said = server.communicate(timeout=60)
    assert b"Traceback" not in said


def _connected(port: int) -> socket.socket:
    for _ in range(300):
        try:
            line = socket.create_connection(("127.0.0.1", port), 60)
        except OSError:
            time.sleep(0.2)
        else:
            return line
    raise AssertionError("the server does not start")

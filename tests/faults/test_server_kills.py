"""The server is killed at random moments under load; every acknowledged upload is there afterwards."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from archive.domain.actor import LOCAL
from archive.settings import Settings
from tests.conftest import ENTITIES, NOTICE
from webui.context import Office
from webui.homes import create_home

CLIENTS = 4


@pytest.fixture
def home(tmp_path: Path) -> Path:
    settings = Settings(home=tmp_path / "home")
    create_home(settings)
    office = Office.open(settings)
    office.registry.load(LOCAL, ENTITIES)
    office.accounts.add(LOCAL, "office1", "office", None, "password-1")
    (tmp_path / "token").write_text(office.accounts.token(LOCAL, "office1"), "ascii")
    office.close()
    return settings.home


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def serve(home: Path, port: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "QIJUAN_HOME": str(home)}
    command = [sys.executable, "-m", "webui.cli", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(300):
        try:
            requests.get(f"http://127.0.0.1:{port}/api/v1/health", timeout=1)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return server
    raise AssertionError("the server does not start")


def upload_until_dead(
    port: int, token: str, client: int, acknowledged: list[str], stop: threading.Event
) -> None:
    n = 0
    while not stop.is_set():
        n += 1
        text = NOTICE.replace("12号", f"{client * 10_000 + n}号")
        try:
            answer = requests.post(
                f"http://127.0.0.1:{port}/api/v1/uploads",
                files=[("files", (f"{client}-{n}.txt", text.encode()))],
                data={"entity": "990101", "year": "2008"},
                headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"{client}-{n}"},
                timeout=20,
            )
        except requests.RequestException:
            return
        if answer.status_code == 201:
            acknowledged.append(answer.json()["files"][0]["document"])


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.campaign) for n in range(2, 12))])
def test_what_was_acknowledged_is_there_in_the_morning(home: Path, seed: int) -> None:
    """Killed with all its workers; started again, every acknowledged paper is read, whole and found once."""
    token = (home.parent / "token").read_text("ascii")
    port = free_port()
    server = serve(home, port)
    acknowledged: list[str] = []
    stop = threading.Event()
    clients = [
        threading.Thread(target=upload_until_dead, args=(port, token, n, acknowledged, stop))
        for n in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for _ in range(300):  # a busy machine takes a while to begin
        if acknowledged:
            break
        time.sleep(0.1)
    time.sleep(1.0 + random.Random(seed).random() * 3)
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    stop.set()
    for client in clients:
        client.join()

    environment = {**os.environ, "QIJUAN_HOME": str(home)}
    worker = [sys.executable, "-m", "webui.cli", "worker", "--until-empty"]
    assert (
        subprocess.run(worker, env=environment, capture_output=True, check=False, timeout=300).returncode == 0
    )

    office = Office.open(Settings(home=home))
    try:
        _, heads = office.papers.find(LOCAL, {})
        assert acknowledged
        assert len(set(acknowledged)) == len(acknowledged)
        assert set(acknowledged) <= {head.id for head in heads}
        assert {head.state for head in heads} == {"ready"}
        assert office.parts.index.count() == len(heads)
        assert office.upkeep.verify().damage == ()
        assert [d for d in office.upkeep.fsck()[0] if d.grave] == []
    finally:
        office.close()

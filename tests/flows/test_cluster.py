"""The whole way on real servers: rows in PostgreSQL, originals in an object store, the commands as people type them."""

from __future__ import annotations

import io
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import pytest

from tests.conftest import NOTICE
from tests.contracts.databases import fresh_postgres
from tests.servers.fixtures import own
from webui.cli import run

PEOPLE = """code,name,kind,parent
990100,临川市,city,
990101,青川区,county,990100
990102,柏溪县,county,990100
"""


@dataclass
class Seat:
    """A command line with a home and the addresses of its servers."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def variables(self) -> dict[str, str]:
        return {"QIJUAN_HOME": str(self.home), "QIJUAN_WORKERS": "1", **self.environment}

    def run(self, *words: str, code: int = 0) -> Any:
        """What the command printed as JSON; it has to end with *code*."""
        said = io.StringIO()
        with mock.patch.dict(os.environ, self.variables), redirect_stdout(said):
            ended = run([*words, "--json"])
        assert ended == code, (words, ended, said.getvalue()[-1500:])
        return json.loads(said.getvalue())

    def killed(self, point: str, *words: str) -> None:
        """Run it in a process of its own, which dies at *point*."""
        environment = {**os.environ, **self.variables, "QIJUAN_FAIL_POINTS": f"{point}=kill"}
        command = [sys.executable, "-m", "webui.cli", *words, "--json"]
        done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=240)
        assert done.returncode == -9


def keys(server: str) -> dict[str, str]:
    found = urlsplit(server)
    endpoint = f"http://{found.hostname}:{found.port}"
    return {
        "QIJUAN_BLOBS": f"s3://qijuan-{secrets.token_hex(6)}/o?endpoint={endpoint}",
        "AWS_ACCESS_KEY_ID": found.username or "",
        "AWS_SECRET_ACCESS_KEY": found.password or "",
    }


@pytest.fixture
def cluster(postgres_url: str, s3_url: str, tmp_path: Path) -> Iterator[Seat]:
    with fresh_postgres(postgres_url, empty=True) as url:
        yield Seat(tmp_path / "home", {"QIJUAN_DATABASE": url, **keys(s3_url)})


def inbox(folder: Path, count: int = 3) -> Path:
    folder.mkdir()
    for n in range(count):
        (folder / f"通知{n}.txt").write_text(NOTICE.replace("12号", f"{n + 1}号"), "utf-8")
    (folder / "people.csv").write_text(PEOPLE, "utf-8")
    return folder


def open_for_work(seat: Seat, folder: Path) -> None:
    seat.run("init")
    people = folder / "people.csv"
    seat.run("entities", "import", str(people))
    people.unlink()


def is_whole(seat: Seat, originals: int) -> None:
    assert seat.run("verify")["originals"] == originals
    assert seat.run("fsck")["ok"]


def test_from_upload_to_report_backup_and_back(cluster: Seat, postgres_url: str, tmp_path: Path) -> None:
    """Filed, read, found, judged, printed, proven; then backed up and restored into other, empty servers."""
    papers = inbox(tmp_path / "inbox")
    open_for_work(cluster, papers)
    stranger = Seat(tmp_path / "stranger", cluster.environment)
    assert stranger.run("init", code=2)["error"]["code"] == "database_taken"
    receipt = cluster.run("ingest", str(papers), "--entity", "990101", "--year", "2008")
    assert (receipt["received"], receipt["new"]) == (3, 3)
    assert {row["state"] for row in receipt["files"]} == {"ready"}
    assert cluster.run("search", "节能减排工作领导小组")["total"] == 3
    run = cluster.run("audit", "--year", "2008")
    assert {entity["entity"] for entity in run["entities"]} == {"990101", "990102"}
    cluster.run("report", "gap", "--year", "2008", "--entity", "990101", "--out", str(tmp_path / "gap.xlsx"))
    is_whole(cluster, 3)
    assert not list((cluster.home / "originals").glob("??")), "originals are in the object store alone"
    assert not (cluster.home / "qijuan.db").exists()
    checks = {check["name"]: check for check in cluster.run("doctor")["checks"]}
    assert checks["postgresql"]["ok"]
    assert checks["s3"]["ok"]

    assert cluster.run("backup", str(tmp_path / "backup.tar"))["originals"] == 3
    small = Seat(tmp_path / "small")
    small.run("restore", str(tmp_path / "backup.tar"))
    is_whole(small, 3)
    with fresh_postgres(postgres_url, empty=True) as url:
        other = Seat(tmp_path / "other", {**cluster.environment, "QIJUAN_DATABASE": url})
        other.environment["QIJUAN_BLOBS"] = cluster.environment["QIJUAN_BLOBS"].replace("/o?", "/other?")
        other.run("restore", str(tmp_path / "backup.tar"))
        is_whole(other, 3)
        again = other.run("audit", "--year", "2008")
        assert again["entities"] == run["entities"]
        other.run("withdraw", "D-000001", "--reason", "误传")
        changed = other.run("restore", str(tmp_path / "backup.tar"), code=2)
        assert changed["error"]["code"] == "target_not_empty"


def test_moving_to_a_cluster_and_back(cluster: Seat, tmp_path: Path) -> None:
    """One machine, a cluster, another machine: nothing is lost, and every place proves itself."""
    small = Seat(tmp_path / "home", {k: v for k, v in cluster.environment.items() if k.startswith("AWS")})
    papers = inbox(tmp_path / "inbox")
    open_for_work(small, papers)
    small.run("ingest", str(papers), "--entity", "990101", "--year", "2008")
    before = small.run("documents")["documents"]
    there = (
        "--to",
        cluster.environment["QIJUAN_DATABASE"],
        "--to-blobs",
        cluster.environment["QIJUAN_BLOBS"],
    )

    for point in ("move.original", "move.before_commit", "move.rows"):
        small.killed(point, "migrate-store", *there)
    moved = small.run("migrate-store", *there)
    assert (moved["originals"], moved["already_there"]) == (3, True)
    assert moved["custody"]["entries"] > 4

    assert cluster.run("documents")["documents"] == before
    assert cluster.run("reindex")["pages"] == 3  # the index is made anew where the archive goes
    is_whole(cluster, 3)
    (papers / "通知9.txt").write_text(NOTICE.replace("12号", "99号"), "utf-8")
    later = cluster.run("ingest", str(papers), "--entity", "990101", "--year", "2008")
    assert (later["new"], later["duplicate"]) == (1, 3)
    assert small.run("migrate-store", *there, code=2)["error"]["code"] == "target_not_empty"

    back = Seat(tmp_path / "back")
    cluster.killed("move.before_commit", "migrate-store", "--to", str(back.home))
    assert back.run("documents", code=4)["error"]["code"] == "not_initialised"
    cluster.run("migrate-store", "--to", str(back.home))
    assert len(back.run("documents")["documents"]) == 4
    back.run("reindex")
    is_whole(back, 4)


def test_servers_that_go_down_cost_time_and_no_paper(tmp_path: Path) -> None:
    """Killed in the middle of an ingest: what was acknowledged is read later; meanwhile every command says why not."""
    with own("postgres") as rows, own("s3") as bytes_, fresh_postgres(rows.url, empty=True) as url:
        seat = Seat(tmp_path / "home", {"QIJUAN_DATABASE": url, **keys(bytes_.url)})
        papers = inbox(tmp_path / "inbox", 16)
        open_for_work(seat, papers)
        first = seat.run("ingest", str(papers), "--entity", "990101", "--year", "2008", "--no-wait")
        assert first["new"] == 16

        bytes_.kill()
        (tmp_path / "late.txt").write_text("late", "utf-8")
        down = seat.run("ingest", str(tmp_path / "late.txt"), code=4)
        assert down["error"]["code"] == "storage_unavailable"
        rows.kill()
        assert seat.run("documents", code=4)["error"]["code"] == "database_unavailable"
        seen = {check["name"]: check["ok"] for check in seat.run("doctor", code=4)["checks"]}
        assert (seen["postgresql"], seen["s3"]) == (False, False)
        rows.start()
        bytes_.start()

        work = [sys.executable, "-m", "webui.cli", "worker", "--until-empty"]
        worker = subprocess.Popen(work, env={**os.environ, **seat.variables}, stderr=subprocess.DEVNULL)
        while not any(d["state"] == "ready" for d in seat.run("documents")["documents"]):
            assert worker.poll() is None
        rows.kill()
        bytes_.kill()
        bytes_.start()
        rows.start()
        assert worker.wait(timeout=240) == 0
        documents = seat.run("documents")["documents"]
        assert {document["state"] for document in documents} == {"ready"}
        assert len(documents) == 16
        is_whole(seat, 16)

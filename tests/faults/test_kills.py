"""Killed at every named point, started again, and nothing that was acknowledged is lost or doubled."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive.domain.actor import LOCAL
from archive.settings import Settings
from tests.conftest import ENTITIES, NOTICE
from webui.context import Office
from webui.homes import create_home

ROOT = Path(__file__).resolve().parents[2]
FILES = 3


def points(*folders: str) -> set[str]:
    """Every fail point that the code names."""
    return {
        name
        for folder in folders
        for file in (ROOT / folder).rglob("*.py")
        for name in re.findall(r'fail_point\("([^"]+)"\)', file.read_text("utf-8"))
    }


INGEST = (
    "blob.before_fsync",
    "blob.after_fsync",
    "blob.before_rename",
    "blob.after_rename",
    "blob.after_folder_fsync",
    "tx.before_commit:2",
    "tx.after_commit:2",
    "tx.before_commit:4",
    "tx.before_commit:6",
    "intake.before_acknowledge",
    "job.claimed",
    "pages.written",
    "record.committed",
    "index.before_commit",
    "index.after_commit",
)
OTHERS = {"index.generation_switched", "backup.snapshot", "backup.before_rename", "restore.moved_away"}


def test_no_fail_point_is_forgotten() -> None:
    """A new point must be added to a campaign."""
    assert points("archive", "indexer", "webui") == {p.split(":")[0] for p in INGEST} | OTHERS


@pytest.fixture
def home(tmp_path: Path) -> Path:
    settings = Settings(home=tmp_path / "home", workers=1)
    create_home(settings)
    office = Office.open(settings)
    office.registry.load(LOCAL, ENTITIES)
    office.close()
    box = tmp_path / "box"
    box.mkdir()
    for n in range(FILES):
        (box / f"{n}.txt").write_text(NOTICE.replace("12号", f"{n + 1}号"), "utf-8")
    return settings.home


def qijuan(home: Path, *words: str, plan: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QIJUAN_HOME": str(home), "QIJUAN_WORKERS": "1", "QIJUAN_FAIL_POINTS": plan}
    return subprocess.run(
        [sys.executable, "-m", "webui.cli", *words],
        env=environment,
        cwd=home.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


SHORT = {
    "blob.after_rename",
    "tx.after_commit:2",
    "intake.before_acknowledge",
    "record.committed",
    "index.before_commit",
}


@pytest.mark.parametrize(
    "point", [p if p in SHORT else pytest.param(p, marks=pytest.mark.campaign) for p in INGEST]
)
def test_a_kill_while_handing_in_costs_time_never_data(home: Path, point: str) -> None:
    """The same upload started again ends with every file ready, once, found, and a home without damage."""
    name, _, nth = point.partition(":")
    handing_in = ("ingest", "box", "--entity", "990101", "--year", "2008", "--key", "k", "--json")

    killed = qijuan(home, *handing_in, plan=f"{name}=kill:{nth or 1}")
    assert killed.returncode == -signal.SIGKILL
    again = qijuan(home, *handing_in)

    assert again.returncode == 0, again.stderr
    receipt = json.loads(again.stdout)
    assert receipt["received"] == FILES == receipt["new"] + receipt["duplicate"]
    office = Office.open(Settings(home=home))
    try:
        total, heads = office.papers.find(LOCAL, {})
        assert (total, {h.state for h in heads}) == (FILES, {"ready"})
        assert office.parts.index.count() == FILES
        assert office.upkeep.verify().damage == ()
        assert [d for d in office.upkeep.fsck()[0] if d.grave] == []
    finally:
        office.close()


@pytest.mark.campaign
@pytest.mark.parametrize("verb", ["error", "full"])
def test_a_disk_that_fails_is_said_and_nothing_half_done_stays(home: Path, verb: str) -> None:
    """A failed fsync or a full disk: the file is refused or the command ends 4; a second try succeeds."""
    handing_in = ("ingest", "box", "--entity", "990101", "--year", "2008", "--json")
    failed = qijuan(home, *handing_in, plan=f"blob.before_fsync={verb}")

    answer = json.loads(failed.stdout)
    assert failed.returncode in {3, 4}
    assert "Traceback" not in failed.stderr
    if failed.returncode == 3:
        assert [f["reason"] for f in answer["files"] if f["state"] == "rejected"] == ["disk_full"]
    assert qijuan(home, *handing_in).returncode == 0


def test_a_killed_reindex_leaves_the_old_index_or_the_new(home: Path) -> None:
    """Search answers all along."""
    qijuan(home, "ingest", "box", "--entity", "990101", "--year", "2008")
    assert qijuan(home, "reindex", plan="index.generation_switched=kill").returncode == -signal.SIGKILL

    found = json.loads(qijuan(home, "search", "领导小组", "--json").stdout)
    assert found["total"] == FILES
    assert qijuan(home, "fsck", "--repair", "--json").returncode == 0


@pytest.mark.campaign
@pytest.mark.parametrize("point", ["backup.snapshot", "backup.before_rename"])
def test_a_killed_backup_is_no_backup(home: Path, point: str) -> None:
    """Half a file never carries the name of a whole one."""
    qijuan(home, "ingest", "box", "--entity", "990101", "--year", "2008")
    assert qijuan(home, "backup", "b.tar", plan=f"{point}=kill").returncode == -signal.SIGKILL

    assert not (home.parent / "b.tar").exists()
    assert qijuan(home, "backup", "b.tar").returncode == 0


@pytest.mark.campaign
def test_a_killed_restore_loses_neither_home(home: Path) -> None:
    """Cut between moving away and moving in: the former home is there under its dated name."""
    qijuan(home, "ingest", "box", "--entity", "990101", "--year", "2008")
    qijuan(home, "backup", "b.tar")
    assert qijuan(home, "restore", "b.tar", plan="restore.moved_away=kill").returncode == -signal.SIGKILL

    assert [p for p in home.parent.iterdir() if p.name.startswith("home.before-")]
    assert qijuan(home, "restore", "b.tar").returncode == 0
    assert json.loads(qijuan(home, "documents", "--json").stdout)["total"] == FILES

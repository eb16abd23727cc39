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
    "intake.opened",
    "blob.begun",
    "blob.before_fsync",
    "blob.after_fsync",
    "blob.folder_made",
    "blob.before_rename",
    "blob.after_rename",
    "blob.after_folder_fsync",
    "intake.kept",
    "tx.before_commit:2",
    "tx.after_commit:2",
    "tx.before_commit:4",
    "tx.before_commit:6",
    "intake.before_close",
    "intake.before_acknowledge",
    "job.claimed",
    "read.parsed",
    "read.understood",
    "pages.written",
    "record.committed",
    "index.before_commit",
    "index.after_commit",
    "index.noted",
    "checkpoint.before_rename",
    "checkpoint.after_rename",
)
REINDEX = ("index.before_switch", "index.pointer_renamed", "index.generation_switched")
BACKUP = ("backup.snapshot", "backup.before_fsync", "backup.before_rename")
RESTORE = ("restore.unpacked", "restore.moved_away", "restore.moved_in")
ALONE = {"audit.judged", "home.before_secret", "backup.after_rename"}
"""Each has a test of its own below."""
IN_A_BUCKET = {"blob.parts_sent", "blob.stored"}
"""Passed only where originals live in a bucket; no campaign kills there yet."""


def passed_here() -> set[str]:
    return {point.split(":")[0] for point in (*INGEST, *REINDEX, *BACKUP, *RESTORE)} | ALONE


def test_no_fail_point_is_forgotten() -> None:
    """A new point is added to a campaign here or in another test, and to the list in docs/reliability.md."""
    named = points("archive", "indexer", "webui")
    others = "".join(f.read_text("utf-8") for f in (ROOT / "tests").rglob("test_*.py") if f != Path(__file__))
    listed = set(re.findall(r"`([a-z]+\.[a-z_]+)`", (ROOT / "docs/reliability.md").read_text("utf-8")))

    assert len(named) >= 25
    assert passed_here() <= named
    assert [point for point in sorted(named - passed_here() - IN_A_BUCKET) if point not in others] == []
    assert named <= listed


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
SHORT_ERRORS = {("blob.before_fsync", "error"), ("tx.before_commit:4", "full"), ("pages.written", "error")}


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
    sound(home).close()


def sound(home: Path) -> Office:
    """The home opened, with every file there once, read, found and undamaged; the caller closes it."""
    office = Office.open(Settings(home=home))
    total, heads = office.papers.find(LOCAL, {})
    assert (total, {h.state for h in heads}) == (FILES, {"ready"})
    assert office.parts.index.count() == FILES
    assert office.upkeep.verify().damage == ()
    assert [d for d in office.upkeep.fsck()[0] if d.grave] == []
    return office


@pytest.mark.parametrize(
    ("point", "verb"),
    [
        pytest.param(
            point,
            verb,
            marks=() if (point, verb) in SHORT_ERRORS else pytest.mark.campaign,
            id=f"{point}-{verb}",
        )
        for point in INGEST
        for verb in ("error", "full", "delay")
    ],
)
def test_an_error_or_a_delay_never_acknowledges_what_is_not_kept(home: Path, point: str, verb: str) -> None:
    """What the disturbed command names is there; it says what went wrong in one sentence; a second try completes it."""
    name, _, nth = point.partition(":")
    handing_in = ("ingest", "box", "--entity", "990101", "--year", "2008", "--key", "k", "--json")

    disturbed = qijuan(home, *handing_in, plan=f"{name}={verb}:{nth or 1}")

    assert "Traceback" not in disturbed.stdout + disturbed.stderr
    answer = json.loads(disturbed.stdout)
    assert disturbed.returncode in ({0} if verb == "delay" else {0, 3, 4})
    named = [f["document"] for f in answer.get("files", ()) if f["document"]]
    office = Office.open(Settings(home=home))
    try:
        assert {*named} <= {h.id for h in office.papers.find(LOCAL, {})[1]}
    finally:
        office.close()
    again = (
        handing_in if disturbed.returncode != 3 else (*handing_in[:-3], "--json")
    )  # a refusal closed its receipt
    assert qijuan(home, *again).returncode == 0
    sound(home).close()


@pytest.mark.parametrize(
    "point",
    [p if p == "index.before_switch" else pytest.param(p, marks=pytest.mark.campaign) for p in REINDEX],
)
def test_a_killed_reindex_leaves_the_old_index_or_the_new(home: Path, point: str) -> None:
    """Search answers all along."""
    qijuan(home, "ingest", "box", "--entity", "990101", "--year", "2008")
    assert qijuan(home, "reindex", plan=f"{point}=kill").returncode == -signal.SIGKILL

    found = json.loads(qijuan(home, "search", "领导小组", "--json").stdout)
    assert found["total"] == FILES
    assert qijuan(home, "fsck", "--repair", "--json").returncode == 0


@pytest.mark.campaign
@pytest.mark.parametrize("point", BACKUP)
def test_a_killed_backup_is_no_backup(home: Path, point: str) -> None:
    """Half a file never carries the name of a whole one."""
    qijuan(home, "ingest", "box", "--entity", "990101", "--year", "2008")
    assert qijuan(home, "backup", "b.tar", plan=f"{point}=kill").returncode == -signal.SIGKILL

    assert not (home.parent / "b.tar").exists()
    assert qijuan(home, "backup", "b.tar").returncode == 0


@pytest.mark.campaign
def test_a_backup_killed_at_its_end_is_one(home: Path) -> None:
    """Once it has its name it is whole."""
    qijuan(home, "ingest", "box", "--entity", "990101", "--year", "2008")
    assert qijuan(home, "backup", "b.tar", plan="backup.after_rename=kill").returncode == -signal.SIGKILL

    assert qijuan(home, "restore", "b.tar").returncode == 0
    sound(home).close()


@pytest.mark.campaign
@pytest.mark.parametrize("point", RESTORE)
def test_a_killed_restore_loses_neither_home(home: Path, point: str) -> None:
    """Whenever it is cut the former home is there, under its own or its dated name; a second try succeeds."""
    qijuan(home, "ingest", "box", "--entity", "990101", "--year", "2008")
    qijuan(home, "backup", "b.tar")
    assert qijuan(home, "restore", "b.tar", plan=f"{point}=kill").returncode == -signal.SIGKILL

    kept = [p for p in home.parent.iterdir() if p.name.startswith("home.before-")]
    assert bool(kept) == (point != "restore.unpacked")
    assert qijuan(home, "restore", "b.tar").returncode == 0
    sound(home).close()


@pytest.mark.campaign
def test_a_killed_audit_is_none(home: Path) -> None:
    """No run without its results; the next one has the number."""
    qijuan(home, "ingest", "box", "--entity", "990101", "--year", "2008")
    killed = qijuan(home, "audit", "--year", "2008", "--json", plan="audit.judged=kill")
    assert killed.returncode == -signal.SIGKILL

    assert json.loads(qijuan(home, "runs", "--json").stdout)["runs"] == []
    assert json.loads(qijuan(home, "audit", "--year", "2008", "--json").stdout)["run"] == "A-000001"
    sound(home).close()


@pytest.mark.campaign
def test_a_home_killed_while_it_is_made_is_none(tmp_path: Path) -> None:
    """Without its secret it is not used; `init` again makes it."""
    home = tmp_path / "new"
    assert qijuan(home, "init", plan="home.before_secret=kill").returncode == -signal.SIGKILL

    assert qijuan(home, "documents", "--json").returncode == 4
    made = qijuan(home, "init", "--json")
    assert made.returncode == 0
    assert json.loads(made.stdout)["password"]

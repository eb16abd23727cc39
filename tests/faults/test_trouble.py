"""What goes wrong around the program is said in one sentence, ends with its code, and loses nothing."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.settings import Settings
from webui.homes import create_home

ROOT = Path(__file__).resolve().parents[2]
REPORTS = (("documents", "--json"), ("fsck", "--json"), ("verify", "--json"), ("ingest", "a.txt", "--json"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    settings = Settings(home=tmp_path / "home", workers=1)
    create_home(settings)
    (tmp_path / "a.txt").write_text("节能工作会议纪要", "utf-8")
    return settings.home


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("QIJUAN_")}
    path = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": path, "QIJUAN_HOME": str(home), "QIJUAN_WORKERS": "1"}


def qijuan(home: Path, *words: str, **options: object) -> subprocess.CompletedProcess[str]:
    run: subprocess.CompletedProcess[str] = subprocess.run(  # type: ignore[call-overload]
        [sys.executable, "-m", "webui.cli", *words],
        env=environment(home),
        cwd=home.parent if home.parent.is_dir() else "/",
        text=True,
        check=False,
        timeout=120,
        **({"capture_output": True} | options),
    )
    return run


def code(run: subprocess.CompletedProcess[str]) -> str:
    """The error code in the one JSON document on stdout; nobody is shown a stack trace."""
    assert "Traceback" not in run.stdout + run.stderr
    found: str = json.loads(run.stdout)["error"]["code"]
    return found


# -- the database ---------------------------------------------------------------------------------
def garbage(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.write(bytes(range(256)) * 16)


def holes(file: Path) -> None:
    """Every page but the first loses its head."""
    with file.open("r+b") as stream:
        for place in range(4096, file.stat().st_size, 4096):
            stream.seek(place)
            stream.write(b"\xff" * 200)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def removed(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize(
    "damage",
    [garbage, removed, *(pytest.param(rare, marks=pytest.mark.campaign) for rare in (holes, emptied))],
    ids=lambda damage: damage.__name__,
)
def test_a_damaged_database_refuses_to_start_and_names_the_way_out(home: Path, damage: object) -> None:
    """Every command, `serve` and `worker` end 4 with the restore command; no new database is made in its place."""
    file = home / "qijuan.db"
    damage(file)  # type: ignore[operator]

    for words in (REPORTS[0], REPORTS[3]):
        run = qijuan(home, *words)
        assert (run.returncode, code(run)) == (4, "database_damaged")
    for words in (("serve", "--port", "0"), ("worker", "--until-empty")):
        run = qijuan(home, *words)
        assert run.returncode == 4
        assert "qijuan restore" in run.stderr
        assert "Traceback" not in run.stderr
    assert not file.exists() or file.stat().st_size == 0 or damage in {garbage, holes}


@pytest.mark.campaign
def test_a_damaged_home_is_restored_from_its_backup(home: Path) -> None:
    """The way out that is named works."""
    assert qijuan(home, "ingest", "a.txt").returncode == 0
    assert qijuan(home, "backup", "b.tar").returncode == 0
    garbage(home / "qijuan.db")

    assert qijuan(home, "restore", "b.tar").returncode == 0
    assert json.loads(qijuan(home, "documents", "--json").stdout)["total"] == 1
    assert qijuan(home, "fsck").returncode == 0


def locked_for(home: Path, seconds: float) -> threading.Thread:
    held = threading.Event()

    def hold() -> None:
        connection = sqlite3.connect(home / "qijuan.db", isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        held.set()
        time.sleep(seconds)
        connection.rollback()
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    return thread


@pytest.mark.campaign
def test_a_busy_database_is_waited_for(home: Path) -> None:
    """A lock of a few seconds costs a few seconds."""
    thread = locked_for(home, 3)
    run = qijuan(home, "ingest", "a.txt", "--json")
    thread.join()

    assert (run.returncode, json.loads(run.stdout)["new"]) == (0, 1)


@pytest.mark.campaign
def test_a_database_locked_for_longer_is_said(home: Path) -> None:
    """After half a minute the command ends 4; later it succeeds, once."""
    thread = locked_for(home, 40)
    run = qijuan(home, "ingest", "a.txt", "--json")
    thread.join()

    assert (run.returncode, code(run)) == (4, "database_locked")
    assert json.loads(qijuan(home, "ingest", "a.txt", "--json").stdout)["new"] == 1


# -- the disk -------------------------------------------------------------------------------------
@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes; only those who may mount have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if (
        mount is None
        or subprocess.run(
            [mount, "-t", "tmpfs", "-o", "size=3m", "none", place], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("mounting a small disk needs a right that this user has not")
    yield place
    subprocess.run(["umount", place], check=True)


def moved(home: Path, disk: Path) -> Path:
    target = disk / "home"
    shutil.copytree(home, target)
    return target


def fill(disk: Path) -> Path:
    file = disk / "fill"
    with file.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(bytes(4096))
        except OSError:
            return file


def test_a_file_that_does_not_fit_is_refused(home: Path, small_disk: Path) -> None:
    """Rejected as disk_full, exit 3; its neighbour is kept, and nothing half written stays."""
    placed = moved(home, small_disk)
    (small_disk.parent / "big.bin").write_bytes(os.urandom(4_000_000))
    big, small = (str(small_disk.parent / name) for name in ("big.bin", "a.txt"))
    run = qijuan(placed, "ingest", big, small, "--json")

    files = json.loads(run.stdout)["files"]
    assert run.returncode == 3
    assert [(f["state"], f["reason"]) for f in files] == [("rejected", "disk_full"), ("ready", None)]
    assert list((placed / "originals" / "incoming").iterdir()) == []
    assert qijuan(placed, "fsck").returncode == 0


def test_a_full_disk_is_no_damage(home: Path, small_disk: Path) -> None:
    """Commands end 4 with disk_full, never with the advice to restore; with room again all is well."""
    placed = moved(home, small_disk)
    filler = fill(small_disk)
    paper = str(small_disk.parent / "a.txt")

    run = qijuan(placed, "ingest", paper, "--json")
    assert run.returncode in {3, 4}
    if run.returncode == 4:
        assert code(run) == "disk_full"
    filler.unlink()
    assert qijuan(placed, "ingest", paper).returncode == 0
    assert qijuan(placed, "fsck").returncode == 0


def test_an_archive_without_room_to_unfold_is_refused_whole(home: Path, small_disk: Path) -> None:
    """The disk for temporary files is full: the archive is one refused row that can be handed in again."""
    import zipfile

    box = home.parent / "box.zip"
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "first")
        archive.writestr("b.bin", bytes(6_000_000))
    env = environment(home) | {"TMPDIR": str(small_disk)}
    command = [sys.executable, "-m", "webui.cli", "ingest", str(box), "--json"]
    run = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)

    rows = [(f["path"], f["state"], f["reason"]) for f in json.loads(run.stdout)["files"]]
    assert (run.returncode, rows) == (3, [(str(box), "rejected", "disk_full")])
    assert list(small_disk.iterdir()) == []
    again = json.loads(qijuan(home, "ingest", str(box), "--json").stdout)
    assert (again["new"], again["rejected"]) == (2, 0)


@pytest.mark.campaign
def test_a_home_that_may_only_be_read_is_said(home: Path, small_disk: Path) -> None:
    """Exit 4 and read_only, in one JSON document."""
    placed = moved(home, small_disk)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)

    for words in REPORTS[:3]:
        run = qijuan(placed, *words)
        assert (run.returncode, code(run)) == (4, "read_only")
    run = qijuan(placed, "serve", "--port", "0")
    assert run.returncode == 4
    assert "Traceback" not in run.stderr


# -- those beside us ------------------------------------------------------------------------------
def test_a_second_server_is_refused(home: Path) -> None:
    """One web server a home; the second ends 4 and says why."""
    with (home / "serve.lock").open("a+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        run = qijuan(home, "serve", "--port", "0")

    assert run.returncode == 4
    assert "home_busy" in run.stderr


@pytest.mark.campaign
def test_a_restore_beside_a_worker_is_refused(home: Path) -> None:
    """While anybody works in the home nothing replaces it."""
    assert qijuan(home, "backup", "b.tar").returncode == 0
    with (home / "in-use.lock").open("a+") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        run = qijuan(home, "restore", "b.tar", "--json")

    assert (run.returncode, code(run)) == (4, "home_busy")


def test_nobody_listens(home: Path) -> None:
    """A closed stdout, a reader that went away, a full log disk: the work is done, and no trace is shown."""
    closed = qijuan(
        home,
        "ingest",
        "a.txt",
        "--json",
        stdout=None,
        stderr=subprocess.PIPE,
        capture_output=False,
        preexec_fn=lambda: os.close(1),
    )
    assert (closed.returncode, closed.stderr) == (0, "")

    reading, writing = os.pipe()
    os.close(reading)
    gone = qijuan(home, "documents", "--json", stdout=writing, stderr=subprocess.PIPE, capture_output=False)
    os.close(writing)
    assert gone.returncode != 0
    assert "Traceback" not in gone.stderr
    assert "Exception" not in gone.stderr

    if Path("/dev/full").exists():
        with Path("/dev/full").open("w") as full:
            lost = qijuan(
                home, "documents", "--json", stdout=full, stderr=subprocess.PIPE, capture_output=False
            )
        assert lost.returncode != 0
        assert "Traceback" not in lost.stderr
    assert json.loads(qijuan(home, "documents", "--json").stdout)["total"] == 1


@pytest.mark.campaign
def test_an_interrupt_ends_quietly(home: Path) -> None:
    """Ctrl-C while handing in: no trace, and the home is sound."""
    thread = locked_for(home, 2)
    process = subprocess.Popen(
        [sys.executable, "-m", "webui.cli", "ingest", "a.txt", "--json"],
        env=environment(home),
        cwd=home.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    thread.join()

    assert process.returncode != 0
    assert "Traceback" not in err
    assert out == "" or json.loads(out)
    assert qijuan(home, "fsck").returncode == 0

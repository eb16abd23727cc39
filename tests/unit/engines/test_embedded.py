"""The folder of the embedded index survives what happens to folders."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.domain.errors import Unavailable
from archive.domain.search import IndexPage, Query, Scope
from indexer.engines.embedded import EmbeddedIndex

ALL = Scope(everything=True)
ENDLESS = """
import sys
from archive.domain.search import IndexPage
from indexer.engines.embedded import EmbeddedIndex
index = EmbeddedIndex(sys.argv[1])
for n in range(10_000):
    index.replace(f"D-{n:06d}", [IndexPage(f"D-{n:06d}", p, "节能降耗" * 50) for p in range(1, 4)])
    index.commit()
    print(n, flush=True)
"""


def page(number: int, text: str = "节能") -> IndexPage:
    return IndexPage(f"D-{number:06d}", 1, text)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    index = EmbeddedIndex(tmp_path / "index")
    index.replace("D-000001", [page(1)])
    index.commit()
    index.close()
    return tmp_path / "index"


def test_a_killed_writer_loses_nothing_committed(tmp_path: Path) -> None:
    """After kill -9 in the middle of commits every acknowledged one is readable, and writing goes on."""
    for _ in range(2):
        command = [sys.executable, "-c", ENDLESS, str(tmp_path / "index")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            last = 0
            for line in writer.stdout:
                last = int(line)
                if last >= 5:
                    break
            time.sleep(0.03)
            os.kill(writer.pid, signal.SIGKILL)
        index = EmbeddedIndex(tmp_path / "index")
        assert index.search(Query("节能"), ALL).total >= (last + 1) * 3
        index.replace("D-999999", [page(999_999, "之后")])
        index.commit()
        assert index.search(Query("之后"), ALL).total == 1
        index.close()


def test_one_writer_at_a_time(filled: Path) -> None:
    """A second writer waits for a while and then says that the index is busy; readers do not wait."""
    index = EmbeddedIndex(filled, lock_seconds=0.2)
    index.replace("D-000002", [page(2)])
    with index.generations.writing(1), pytest.raises(Unavailable) as caught:
        index.commit()
    assert caught.value.code == "index_busy"
    assert index.count() == 1

    index.commit()  # what was buffered is still there

    assert index.count() == 2
    index.close()


@pytest.mark.parametrize("damage", ["meta", "segment", "pointer", "nonsense", "gone"])
def test_damage_is_recognised_and_rebuilt(filled: Path, damage: str) -> None:
    """A damaged index says so instead of answering, and a rebuild heals it."""
    folder = filled / (filled / "CURRENT").read_text()
    if damage == "meta":
        (folder / "meta.json").write_text("{")
    elif damage == "segment":
        for part in folder.glob("*.idx"):
            part.unlink()
    elif damage == "pointer":
        (filled / "CURRENT").unlink()
    elif damage == "nonsense":
        (filled / "CURRENT").write_text("g999999")
    else:
        (folder / "meta.json").unlink()
    index = EmbeddedIndex(filled)

    with pytest.raises(Unavailable) as caught:
        index.search(Query("节能"), ALL)
    assert caught.value.code == "index_damaged"

    assert index.rebuild([page(1), page(2)]) == 2
    assert index.search(Query("节能"), ALL).total == 2
    index.close()


def test_retired_generations_are_removed(filled: Path) -> None:
    """Old generations disappear once nobody reads them."""
    index = EmbeddedIndex(filled)
    assert index.count() == 1
    for _ in range(3):
        index.rebuild([page(1)])
        assert index.count() == 1
    index.rebuild([page(1)])

    assert len([p for p in filled.glob("g*") if p.is_dir()]) <= 2
    index.close()


def test_a_failed_rebuild_changes_nothing(filled: Path) -> None:
    """When the source of pages fails, the old generation goes on answering and no rest stays."""
    index = EmbeddedIndex(filled)

    def broken():  # type: ignore[no-untyped-def]
        yield page(5)
        raise RuntimeError("database went away")

    with pytest.raises(RuntimeError):
        index.rebuild(broken())

    assert index.count() == 1
    assert index.rebuild([page(1), page(2)]) == 2
    index.close()

"""Backups and the custody log; planted damage is in tests/faults/test_damage.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.domain.actor import LOCAL
from archive.storage.backup import backup, unpack
from tests.conftest import NOTICE, HandIn
from webui.context import Office


@pytest.fixture
def filled(office: Office, hand_in: HandIn, read_all: Callable[[], None]) -> Office:
    hand_in({"通知.txt": NOTICE.encode(), "b.txt": b"second", "c.bin": b"\x00\x01\x02\x03"}, "990101", 2008)
    read_all()
    office.upkeep.checkpoint()
    return office


def test_a_backup_made_while_in_use_unfolds_to_the_same_home(filled: Office, tmp_path: Path) -> None:
    """Every file of it is proven against its manifest."""
    target = tmp_path / "b.tar"
    assert backup(filled.settings.home, filled.parts.store, filled.parts.blobs, target) == 3

    unpack(target, tmp_path / "scratch")

    copies = sorted(p.name for p in (tmp_path / "scratch" / "originals").rglob("*") if p.is_file())
    assert copies == sorted(filled.parts.blobs.digests())


def test_a_damaged_backup_is_refused(filled: Office, tmp_path: Path) -> None:
    """A cut or changed backup never replaces anything."""
    from archive.domain.errors import Unavailable

    target = tmp_path / "b.tar"
    backup(filled.settings.home, filled.parts.store, filled.parts.blobs, target)
    whole = target.read_bytes()
    for number, data in enumerate((whole[: len(whole) // 2], whole.replace(b"second", b"secone"))):
        target.write_bytes(data)
        with pytest.raises(Unavailable) as refused:
            unpack(target, tmp_path / f"scratch{number}")
        assert refused.value.code == "backup_damaged"


def test_custody_names_who_did_what(filled: Office) -> None:
    """Receiving and reading stand in the history of the document."""
    verbs = [entry.verb for entry in filled.papers.show(LOCAL, "D-000001").history]

    assert verbs == ["received", "read"]

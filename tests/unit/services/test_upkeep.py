"""Damage shows, a clean home shows none, and what can be rebuilt is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from archive.domain.actor import LOCAL
from archive.storage import tables
from archive.storage.backup import backup, unpack
from tests.conftest import NOTICE, HandIn
from webui.context import Office


@pytest.fixture
def filled(office: Office, hand_in: HandIn, read_all: Callable[[], None]) -> Office:
    hand_in({"通知.txt": NOTICE.encode(), "b.txt": b"second", "c.bin": b"\x00\x01\x02\x03"}, "990101", 2008)
    read_all()
    office.upkeep.checkpoint()
    return office


def codes(office: Office) -> set[str]:
    return {d.code for d in (*office.upkeep.verify().damage, *office.upkeep.fsck()[0])}


def one_blob(office: Office) -> Path:
    return office.parts.blobs.path(next(office.parts.blobs.digests()))


def test_a_clean_home_has_no_damage(filled: Office) -> None:
    """No false alarm."""
    assert codes(filled) == set()


def flip_bit(office: Office) -> None:
    blob = one_blob(office)
    blob.chmod(0o600)
    data = bytearray(blob.read_bytes())
    data[0] ^= 1
    blob.write_bytes(data)


def cut_blob(office: Office) -> None:
    blob = one_blob(office)
    blob.chmod(0o600)
    blob.write_bytes(blob.read_bytes()[:-1])


def sql(statement: object) -> Callable[[Office], None]:
    def damage(office: Office) -> None:
        with office.parts.store.write() as tx:
            tx.connection.execute(statement)  # type: ignore[attr-defined]

    return damage


DAMAGE: dict[str, tuple[Callable[[Office], None], str]] = {
    "a flipped bit": (flip_bit, "original_changed"),
    "a shortened original": (cut_blob, "original_changed"),
    "a lost original": (lambda office: one_blob(office).unlink(), "original_lost"),
    "an original nobody recorded": (
        lambda office: _orphan(office),
        "original_unrecorded",
    ),
    "a lost page row": (sql(delete(tables.pages).where(tables.pages.c.document == 1)), "pages_missing"),
    "a lost job": (
        sql(update(tables.documents).where(tables.documents.c.id == 1).values(state="received")),
        "job_missing",
    ),
    "a state without reason": (
        sql(update(tables.documents).where(tables.documents.c.id == 3).values(reason=None)),
        "reason_missing",
    ),
    "an edited custody entry": (
        sql(update(tables.custody).where(tables.custody.c.seq == 2).values(verb="x")),
        "custody_edited",
    ),
    "a deleted custody entry": (sql(delete(tables.custody).where(tables.custody.c.seq == 2)), "custody_gap"),
    "a custody log cut at its end": (
        sql(delete(tables.custody).where(tables.custody.c.seq > 3)),
        "custody_cut",
    ),
    "a document missing from the index": (lambda office: _unindex(office, "D-000001"), "index_behind"),
    "a foreign page in the index": (lambda office: _foreign(office), "index_foreign"),
}


def _orphan(office: Office) -> None:
    place = office.settings.home / "originals" / "ff" / "ff" / ("f" * 64)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"x")


def _unindex(office: Office, document: str) -> None:
    office.parts.index.replace(document, [])
    office.parts.index.commit()


def _foreign(office: Office) -> None:
    from archive.domain.search import IndexPage

    office.parts.index.replace("D-000099", [IndexPage("D-000099", 1, "不存在")])
    office.parts.index.commit()


@pytest.mark.parametrize("kind", DAMAGE)
def test_planted_damage_is_named(filled: Office, kind: str) -> None:
    """verify or fsck finds each kind under its own code."""
    plant, code = DAMAGE[kind]
    plant(filled)

    assert code in codes(filled)


@pytest.mark.parametrize(
    "kind",
    ["a document missing from the index", "a foreign page in the index", "an original nobody recorded"],
)
def test_what_can_be_rebuilt_is_repaired(filled: Office, kind: str) -> None:
    """After the repair nothing is wrong any more."""
    DAMAGE[kind][0](filled)

    _, left = filled.upkeep.fsck(repair=True)

    assert left == []
    assert codes(filled) == set()


def test_a_backup_made_while_in_use_unfolds_to_the_same_home(filled: Office, tmp_path: Path) -> None:
    """Every file of it is proven against its manifest."""
    target = tmp_path / "b.tar"
    assert backup(filled.settings.home, filled.parts.store, target) == 3

    unpack(target, tmp_path / "scratch")

    copies = sorted(p.name for p in (tmp_path / "scratch" / "originals").rglob("*") if p.is_file())
    assert copies == sorted(filled.parts.blobs.digests())


def test_a_damaged_backup_is_refused(filled: Office, tmp_path: Path) -> None:
    """A cut or changed backup never replaces anything."""
    from archive.domain.errors import Unavailable

    target = tmp_path / "b.tar"
    backup(filled.settings.home, filled.parts.store, target)
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

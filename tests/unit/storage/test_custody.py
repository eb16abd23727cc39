"""The custody chain shows every kind of tampering."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, text, update

from archive.storage import SqlStore
from archive.storage.tables import custody


@pytest.fixture
def chained(store: SqlStore) -> SqlStore:
    with store.write() as tx:
        for number in range(6):
            tx.custody.add("clerk", "received", f"D-{number:06d}", {"path": f"{number}.pdf"})
    return store


def damage(store: SqlStore) -> list[tuple[int, str]]:
    with store.read() as tx:
        return list(tx.custody.damage())


def test_an_untouched_chain_is_whole(chained: SqlStore) -> None:
    """No false alarm."""
    assert damage(chained) == []


def test_an_edited_entry_shows(chained: SqlStore) -> None:
    """Changing who did it breaks that entry's hash."""
    with chained.write() as tx:
        tx.connection.execute(update(custody).where(custody.c.seq == 3).values(actor="somebody"))

    assert (3, "custody_edited") in damage(chained)


def test_a_deleted_entry_shows(chained: SqlStore) -> None:
    """A gap in the numbers and a broken link."""
    with chained.write() as tx:
        tx.connection.execute(delete(custody).where(custody.c.seq == 3))

    assert {code for _, code in damage(chained)} >= {"custody_gap", "custody_broken"}


def test_exchanged_entries_show(chained: SqlStore) -> None:
    """Reordering breaks hashes, which cover the number."""
    with chained.write() as tx:
        for statement in (
            "UPDATE custody SET seq = 99 WHERE seq = 2",
            "UPDATE custody SET seq = 2 WHERE seq = 4",
            "UPDATE custody SET seq = 4 WHERE seq = 99",
        ):
            tx.connection.execute(text(statement))

    assert damage(chained) != []

"""Questions about very many codes are answered like questions about a few."""

from __future__ import annotations

from datetime import datetime

import pytest

from archive.domain.entity import Entity, Kind
from archive.storage import SqlStore
from archive.storage.among import FEW

MANY = [f"E{n:06d}" for n in range(70_000)]
"""More than SQLite or PostgreSQL bind one by one."""


def _file(store: SqlStore, moment: datetime, entity: str, number: int) -> str:
    with store.write() as tx:
        tx.entities.put(Entity(entity, "县", Kind.COUNTY))
        tx.documents.keep_original(f"{number:064x}", 1, moment)
        receipt = tx.receipts.open("x", moment, entity=None, year=None, key=None)
        return tx.documents.add(
            f"{number:064x}", "a.txt", entity=entity, year=2008, doctype=None, receipt=receipt.id, at=moment
        )


@pytest.mark.parametrize("more", [0, FEW, len(MANY)])
def test_any_number_of_codes(store: SqlStore, moment: datetime, more: int) -> None:
    """Whatever else was asked for, exactly the papers, decisions and revisions of the named ones come back."""
    codes = [*MANY[:more], "X1", "X2"]
    inside = [_file(store, moment, code, n) for n, code in enumerate(("X1", "X2"))]
    _file(store, moment, "Y", 9)
    with store.write() as tx:
        for code in ("X1", "Y"):
            tx.decisions.set(code, 2008, "CTY-01-01", "2008", state="waived", actor="a", at=moment)

    with store.read() as tx:
        total, heads = tx.documents.find({"entities": codes})
        unassigned, _ = tx.documents.find({"entities": codes, "unassigned": True})
        numbers = [f"D-{n:06d}" for n in range(100, 100 + more)]

        assert total == unassigned == 2
        assert [head.id for head in heads] == inside
        assert tx.documents.many([*inside, *numbers]).keys() == set(inside)
        assert tx.decisions.of(codes, 2008).keys() == {"X1"}
        assert tx.decisions.matches_of(codes, 2008) == {}
        assert tx.runs.revisions(codes).keys() == {"X1", "X2"}
        assert tx.runs.standings(2008, dict.fromkeys(codes, "basis")) == {}
        assert {c for c, folder in tx.papers.of(codes, {}).items() if folder} == {"X1", "X2"}

"""What is kept between audits saves work and changes nothing."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete

from archive import rulebook
from archive.domain.actor import LOCAL, Actor
from archive.domain.entity import Entity, Kind
from archive.domain.search import Scope
from archive.services.auditing import Auditing
from archive.services.dossiers import Shelf
from archive.storage import SqlStore, tables
from tests.benchmarks.bench_audit_store import YEAR, fill

BOOK = rulebook.load()
DOCUMENTS = 450
SOME = [f"E{n:03d}" for n in (0, 1, 2, 3)]
TITLES = [r.title["zh"] for r in BOOK.checklists["county"].requirements]


@pytest.fixture
def filled(tmp_path: Path) -> SqlStore:
    store = SqlStore(f"sqlite:///{tmp_path / 'many.db'}")
    store.migrate()
    fill(store, DOCUMENTS)
    with store.write() as tx:  # a city of ten, where a department stands beside every county
        tx.connection.execute(delete(tables.entities).where(tables.entities.c.code >= "E010"))
        tx.entities.put(Entity("E003", "统计局", Kind.DEPARTMENT, "C", attributes={"department": "统计"}))
    return store


def _change(store: SqlStore, dice: random.Random) -> None:
    """One of the things that happen to a filed paper."""
    number = dice.choice((0, 1, 2, 3)) + 150 * dice.randrange(DOCUMENTS // 150)
    values: dict[str, object] = dice.choice(
        [
            {"title": dice.choice(TITLES)},
            {"date": date(dice.choice((2007, 2008, 2009)), 5, 1)},
            {"state": dice.choice(("ready", "unreadable", "processing"))},
            {"year": dice.choice((2007, 2008))},
            {"entity": dice.choice(SOME)},
            {"withdrawn": dice.choice((None, "错传"))},
            {"doctype": dice.choice(("policy_doc", "plan", None))},
        ]
    )
    with store.write() as tx:
        tx.documents.change(f"D-{number + 1:06d}", **values)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_audit_after_changes_is_the_audit_of_somebody_who_never_looked_before(
    filled: SqlStore, seed: int
) -> None:
    """Papers on the shelf, kept verdicts and the tree of bodies never show through."""
    dice = random.Random(seed)
    patient = Auditing(filled, lambda: BOOK)
    for _ in range(8):
        for _ in range(dice.randint(1, 3)):
            _change(filled, dice)

        expected = Auditing(filled, lambda: BOOK).judge(LOCAL, YEAR, SOME)

        assert patient.judge(LOCAL, YEAR, SOME) == expected
        patient.standings(LOCAL, YEAR, SOME[: dice.randint(1, 4)])
        assert patient.judge(LOCAL, YEAR, SOME) == expected
    filled.close()


def test_a_run_keeps_what_it_said(filled: SqlStore) -> None:
    """Results taken over from the kept verdicts and results written anew read alike, also after later changes."""
    auditing = Auditing(filled, lambda: BOOK)
    dice = random.Random(7)
    said = []
    for _ in range(3):
        _change(filled, dice)
        auditing.standings(LOCAL, YEAR, SOME[:2])
        said.append(auditing.run(LOCAL, YEAR))
    other_day = auditing.run(LOCAL, YEAR, as_of=date(2009, 3, 1))

    for run in (*said, other_day):
        kept = auditing.get(LOCAL, run.head.id)
        assert kept.results == run.results
        assert len(kept.results) == 10
    assert auditing.compare(LOCAL, said[0].head.id, said[0].head.id) == []
    filled.close()


def test_a_run_of_less_than_everything_keeps_its_own_words(filled: SqlStore) -> None:
    """A verdict made within a scope is kept as it was made, not as the one over all papers that stands beside it."""
    auditing = Auditing(filled, lambda: BOOK)
    whole = auditing.standing(LOCAL, "E001", YEAR)
    inspector = Actor("县核查", "inspector", "E001", Scope(frozenset({"E001"})))

    run = auditing.run(inspector, YEAR)

    assert run.results != (whole,)
    with filled.read() as tx:
        assert tuple(tx.runs.results(run.head.id)) == run.results
    filled.close()


def test_a_body_that_joins_later_is_audited(filled: SqlStore) -> None:
    """The tree of bodies is read again when one more is there."""
    auditing = Auditing(filled, lambda: BOOK)
    auditing.judge(LOCAL, YEAR, SOME)
    with filled.write() as tx:
        tx.entities.put(Entity("N", "新区", Kind.COUNTY, "C"))

    assert auditing.standing(LOCAL, "N", YEAR).entity == "N"
    filled.close()


def test_a_full_shelf_still_gives_every_paper(filled: SqlStore) -> None:
    """What is put away for lack of room is read again, in the same order."""
    narrow, wide = Shelf(room=1), Shelf()
    for codes in (SOME, SOME[:1], SOME[::-1], SOME):
        with filled.read() as tx:
            stamp = tx.runs.revisions(codes)
            few, all_ = narrow.take(tx, codes, stamp), wide.take(tx, codes, stamp)
        assert few == all_
        assert all(len(papers) == DOCUMENTS // 150 for papers in all_.values())
        assert all(list(p) == sorted(p, key=lambda x: x.document) for p in all_.values())
    filled.close()

"""What the job table promises."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from archive.storage import SqlStore

LEASE = timedelta(seconds=60)


@pytest.fixture
def document(store: SqlStore, moment: datetime) -> str:
    with store.write() as tx:
        tx.documents.keep_original("a" * 64, 3, moment)
        receipt = tx.receipts.open("clerk", moment, entity=None, year=None, key=None)
        id = tx.documents.add(
            "a" * 64, "a.pdf", entity=None, year=None, doctype=None, receipt=receipt.id, at=moment
        )
        tx.jobs.add("process", id, moment)
    return id


def test_a_claimed_job_is_nobody_elses(store: SqlStore, document: str, moment: datetime) -> None:
    """Two workers never hold one job."""
    with store.write() as tx:
        first = tx.jobs.claim("one", moment, LEASE)
        second = tx.jobs.claim("two", moment, LEASE)

    assert first is not None
    assert first.document == document
    assert second is None


def test_an_expired_lease_is_taken_again_under_a_new_token(
    store: SqlStore, document: str, moment: datetime
) -> None:
    """A killed worker's job goes on elsewhere, and the dead worker's token is worth nothing."""
    with store.write() as tx:
        first = tx.jobs.claim("one", moment, LEASE)
        later = tx.jobs.claim("two", moment + LEASE * 2, LEASE)
        assert first is not None
        assert later is not None

        assert later.attempts == 2
        assert not tx.jobs.holds(first)
        assert tx.jobs.holds(later)
        assert not tx.jobs.renew(first, moment + LEASE * 5)


def test_jobs_of_dead_owners_return_at_once(store: SqlStore, document: str, moment: datetime) -> None:
    """Nobody waits for the lease of a process that is known to be gone."""
    with store.write() as tx:
        tx.jobs.claim("dead", moment, LEASE)
        assert tx.jobs.release_dead(lambda owner: owner != "dead") == 1
        again = tx.jobs.claim("alive", moment, LEASE)

    assert again is not None


def test_asking_twice_while_it_waits_is_one_job(store: SqlStore, document: str, moment: datetime) -> None:
    """A second request for the same waiting work adds nothing."""
    with store.write() as tx:
        tx.jobs.add("process", document, moment)
        assert tx.jobs.counts() == {"queued": 1}

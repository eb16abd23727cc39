"""Sweeping, leases, lanes and duties, without any broker."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from archive.domain.document import DocumentState
from archive.domain.errors import Unavailable
from archive.domain.facts import Certificate, Facts
from archive.domain.records import Head, Job
from archive.services.reminding import Reminding
from archive.services.reviving import MOST_FAILURES, Reviving
from archive.storage.codec import unpack_facts
from indexer.queues import chores, duties, sweeping
from indexer.queues.duties import Lease, is_due
from indexer.queues.lanes import OCR, QUICK, lane_of
from indexer.queues.sweeping import Sweeper, Wake


@dataclass
class FakeBroker:
    """Keeps what was sent; `waiting` is what it says of every lane."""

    sent: list[Wake] = field(default_factory=list)
    waiting: int = 0
    down: bool = False

    def send(self, wake: Wake) -> None:
        if self.down:
            raise Unavailable("queue", code="queue_unavailable")
        self.sent.append(wake)

    def depth(self, lane: str) -> int:
        return self.waiting


@pytest.fixture
def clock(monkeypatch):
    """Seconds that pass only when told to, for leases and repetitions alike."""

    class Clock:
        seconds = 1000.0

        def now(self) -> datetime:
            return datetime(2009, 1, 12, tzinfo=UTC).replace(tzinfo=None) + timedelta(seconds=self.seconds)

    made = Clock()
    monkeypatch.setattr(sweeping.time, "monotonic", lambda: made.seconds)
    for module in (sweeping, duties, chores):
        monkeypatch.setattr(module, "now", made.now)
    return made


def sweeper(office, broker, owner="me"):
    return Sweeper(office.parts.store, broker, owner, lambda _: True)


def test_each_waiting_row_is_sent_once(office, hand_in):
    """Three papers, three wakes; another sweep sends none again."""
    hand_in({f"{n}.txt": b"%d" % n for n in range(3)})
    broker = FakeBroker()
    one = sweeper(office, broker)

    assert (one.sweep(), one.sweep()) == (3, 0)
    assert [(wake.token, wake.lane) for wake in broker.sent] == [("", QUICK)] * 3


def test_what_the_broker_forgot_is_sent_again(office, hand_in, clock):
    """A row that waits beside an empty lane is sent again; while messages wait there, it is not."""
    hand_in({"a.txt": b"a"})
    broker = FakeBroker(waiting=1)
    one = sweeper(office, broker)
    one.sweep()
    clock.seconds += sweeping.AGAIN_SECONDS

    assert one.sweep() == 0
    broker.waiting = 0
    assert one.sweep() == 1


def test_a_broker_that_is_down_loses_nothing(office, hand_in):
    """What could not be sent is sent by the next sweep."""
    hand_in({"a.txt": b"a"})
    broker = FakeBroker(down=True)
    one = sweeper(office, broker)
    with pytest.raises(Unavailable):
        one.sweep()
    broker.down = False

    assert one.sweep() == 1


def test_one_sweeps_and_the_next_succeeds_when_it_falls_silent(office, hand_in, clock):
    """Two sweepers: only the first sends; when it is gone the second begins."""
    hand_in({"a.txt": b"a"})
    first, second = FakeBroker(), FakeBroker()
    assert sweeper(office, first, "first").sweep() == 1
    other = sweeper(office, second, "second")

    assert other.sweep() == 0
    clock.seconds += sweeping.LEASE_SECONDS + 1
    assert other.sweep() == 1


def test_rows_of_dead_workers_wait_again(office, hand_in):
    """A row whose owner is known to be gone is sent under its new token, and the old message wakes nobody."""
    hand_in({"a.txt": b"a"})
    processing = office.parts.tools.processing
    work = processing.claim("gone")
    broker = FakeBroker()
    Sweeper(office.parts.store, broker, "me", lambda owner: owner != "gone").sweep()
    (wake,) = broker.sent

    assert wake.token == work.job.token
    assert processing.claim("me", only=(wake.job, "")) is None
    assert processing.claim("me", only=(wake.job, wake.token)) is not None
    assert processing.claim("me", only=(wake.job, wake.token)) is None


def test_lanes():
    """Pictures, large files and second attempts are slow; everything else is quick."""

    def lane(path: str, size: int = 1000, attempts: int = 0) -> str:
        job = Job(1, "process", "D-000001", "queued", attempts, "")
        return lane_of(job, Head("D-000001", "", path, "received", size=size))

    assert [lane("a.pdf"), lane("a.TIF"), lane("a.pdf", 1 << 24), lane("a.txt", attempts=1)] == [
        QUICK,
        OCR,
        OCR,
        OCR,
    ]


def test_a_lease_has_one_owner(store, clock):
    """It is kept by who has it and free when its time is over."""
    one, two = Lease(store, "x", "one", 10), Lease(store, "x", "two", 10)

    assert (one.hold(), two.hold()) == (True, False)
    clock.seconds += 6
    assert (one.hold(), two.hold()) == (True, False)
    clock.seconds += 11
    assert (two.hold(), one.hold()) == (True, False)


def test_a_duty_is_done_once_a_period(store, clock):
    """However many ask."""
    day = timedelta(days=1)

    assert [is_due(store, "x", day), is_due(store, "x", day), is_due(store, "y", day)] == [True, False, True]
    clock.seconds += day.total_seconds()
    assert is_due(store, "x", day)


def test_standing_still_is_noticed(office, hand_in, clock):
    """Work that waits while none gets done is reported, until it goes on."""
    hand_in({"a.txt": b"a"})
    with office.parts.store.read() as tx:
        oldest = tx.jobs.oldest_waiting()
    clock.now = lambda: oldest + timedelta(minutes=9)
    assert chores.watch(office.parts) is None
    clock.now = lambda: oldest + timedelta(minutes=11)
    for module in (sweeping, duties, chores):
        module.now = clock.now
    assert chores.watch(office.parts) is not None


def test_files_that_waited_for_tika_are_asked_for_again(office, hand_in):
    """Those with that reason only, and not one at which the server failed again and again."""
    hand_in({"a.rtf": b"{\\rtf1 a}", "b.bin": bytes(range(256)) * 9})
    reviving = Reviving(office.parts.store)
    documents = []
    for attempt in range(MOST_FAILURES + 1):
        while work := office.parts.tools.processing.claim("me"):
            reason = "tika_unavailable" if work.head.path == "a.rtf" else "unknown_format"
            office.parts.tools.processing.fail(work, reason, Facts())
        assert reviving.waiting() == 1
        documents += reviving.revive()
        assert len(documents) == min(attempt + 1, MOST_FAILURES - 1)
    with office.parts.store.read() as tx:
        assert tx.documents.get(documents[0]).state == DocumentState.UNREADABLE


def test_certificates_that_run_out_soon(office, hand_in):
    """Within the days asked for, the first first; those that have run out are the audit's business."""
    hand_in({f"{n}.txt": b"%d" % n for n in range(4)}, "99E001", 2008)
    untils = [date(2009, 1, 1), date(2009, 2, 1), date(2009, 1, 20), date(2010, 1, 1)]
    with office.parts.store.write() as tx:
        for number, until in enumerate(untils, 1):
            facts = Facts(certificates=(Certificate("检定证书", number=str(number), valid_until=until),))
            tx.documents.change(f"D-{number:06d}", doctype="certificate", facts=facts)

    found = Reminding(office.parts.store, unpack_facts).expiring(date(2009, 1, 12))

    assert [(one.number, one.entity) for one in found] == [("3", "99E001"), ("2", "99E001")]

"""Workers woken over a real Redis: whatever happens to the broker or to them, each paper is read once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from archive.domain.errors import Unavailable
from indexer.queues.broker import READ, CeleryBroker, make_app
from indexer.queues.lanes import LANES
from indexer.queues.sweeping import Sweeper, Wake, sweep_until
from indexer.worker import is_alive, owner_name, waiting
from tests.conftest import NOTICE
from tests.servers.fixtures import own
from tests.servers.running import free_port
from tests.servers_flows.crew import end, until, workers
from webui.context import Office


@contextmanager
def sweeping(office: Office, url: str) -> Iterator[None]:
    sweeper = Sweeper(office.parts.store, CeleryBroker(make_app(url)), owner_name(), is_alive)
    stop = threading.Event()
    thread = threading.Thread(target=sweep_until, args=(sweeper, stop.wait, 0.3))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def hand_in_many(hand_in, count: int) -> None:
    hand_in({f"{n}.txt": f"{NOTICE}第{n}份\n".encode() for n in range(count)}, "990101", 2008)


def readings(office: Office) -> Counter[str]:
    """How often each document was recorded as read."""
    with office.parts.store.read() as tx:
        return Counter(entry.subject for entry in tx.custody.latest(100_000) if entry.verb == "read")


def left(office: Office) -> int:
    return waiting(office.parts)


RABBIT = pytest.param("rabbitmq", marks=pytest.mark.campaign)


def forget_all(url: str) -> None:
    """Every message that waits is gone."""
    if url.startswith("redis"):
        redis.Redis.from_url(url).flushall()
        return
    with make_app(url).connection_for_write() as link, link.channel() as channel:
        for lane in LANES:
            channel.queue_purge(lane)


@pytest.mark.parametrize("broker", ["redis", RABBIT])
@pytest.mark.parametrize("papers", [60, pytest.param(400, marks=pytest.mark.campaign)])
def test_nothing_is_lost_or_doubled_when_broker_and_workers_are_killed(office, hand_in, papers, broker):
    """kill -9 of the broker and of a worker in the middle, then a broker that forgot all: each paper is read once."""
    hand_in_many(hand_in, papers)
    with (
        own(broker) as server,
        sweeping(office, server.url),
        workers(office.settings.home, server.url) as running,
    ):
        until(lambda: left(office) < papers * 0.8, "workers begin")
        server.kill()
        end(running[0])
        time.sleep(1)
        server.start()
        until(lambda: left(office) < papers * 0.5, "they go on after the broker is back")
        forget_all(server.url)
        until(lambda: left(office) == 0, "they finish after the broker forgot everything")

    counted = readings(office)
    assert len(counted) == papers
    assert set(counted.values()) == {1}
    with office.parts.store.read() as tx:
        assert tx.documents.counts("state", {}) == {"ready": papers}


@pytest.mark.parametrize("fixture", ["redis_url", pytest.param("rabbitmq_url", marks=pytest.mark.campaign)])
def test_repeated_reordered_and_foreign_messages_change_nothing(office, hand_in, request, fixture):
    """Messages twice, backwards, stale, for rows that do not exist, or without sense: each paper is read once."""
    url = request.getfixturevalue(fixture)
    app = make_app(url)
    broker = CeleryBroker(app)
    hand_in_many(hand_in, 6)
    with office.parts.store.read() as tx:
        rows = [(job.id, job.token) for job in tx.jobs.queued(100)]
    for job, token in [*reversed(rows), *rows, *((job, "stale") for job, _ in rows), (10**9, "")]:
        broker.send(Wake(job, token, "quick"))
    for odd in ([], ["1", 2], [{"a": 1}, None], [2**80, ""]):
        app.send_task(READ, odd, queue="quick")

    with workers(office.settings.home, url, 1):
        until(lambda: left(office) == 0 and broker.depth("quick") == 0, "all are read")

    assert readings(office) == dict.fromkeys([f"D-{n:06d}" for n in range(1, 7)], 1)


def test_a_hung_up_broker_keeps_the_rows(office, hand_in):
    """Nobody listens at the broker's address: handing in goes on, sweeping says so, the rows wait."""
    hand_in_many(hand_in, 2)
    sweeper = Sweeper(
        office.parts.store, CeleryBroker(make_app(f"redis://127.0.0.1:{free_port()}/0")), "me", is_alive
    )

    with pytest.raises(Unavailable) as caught:
        sweeper.sweep()

    assert caught.value.code == "queue_unavailable"
    assert left(office) == 2


@contextmanager
def program(home: Path, url: str, *command: str) -> Iterator[None]:
    environment = {**os.environ, "QIJUAN_HOME": str(home), "QIJUAN_QUEUE": url}
    with (home.parent / "program.log").open("ab") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", *command], env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield
        finally:
            end(running)


@pytest.mark.campaign
@pytest.mark.parametrize("broker", ["redis", "rabbitmq"])
def test_beat_alone_gets_papers_read(office, hand_in, broker):
    """Without a web server, two beats and a worker read what waits, bring it into the index and note custody."""
    beat = ("celery", "--app", "indexer.celeryapp", "beat", "--pidfile", "", "--loglevel", "WARNING")
    home = office.settings.home
    hand_in_many(hand_in, 3)
    with own(broker) as server:
        url = server.url
        with program(home, url, *beat), program(home, url, *beat), workers(home, url, 1):
            until(lambda: left(office) == 0, "all are read")
            until(lambda: office.parts.index.count() == 3, "all can be found")
            until(lambda: done(office, "checkpoint"), "the custody checkpoint is written")

    assert readings(office) == dict.fromkeys([f"D-{n:06d}" for n in range(1, 4)], 1)
    assert (home / "custody.checkpoint").is_file()


def done(office: Office, duty: str) -> bool:
    with office.parts.store.read() as tx:
        return tx.meta.get(f"duty.{duty}") is not None

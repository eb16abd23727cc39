"""Tells a broker which jobs wait. Jobs stay rows: what the broker loses, repeats or reorders is sent or refused again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from archive.domain.clock import now
from archive.domain.errors import Unavailable
from archive.ports import Store
from indexer.queues.duties import Lease
from indexer.queues.lanes import lane_of

WINDOW = 2000
"""So many waiting rows are looked at; workers that drain them make room for the next."""
AGAIN_SECONDS = 10.0
"""A row that still waits after this while its lane is empty was forgotten by the broker."""
RELEASE_SECONDS = 10.0
LEASE_SECONDS = 15.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wake:
    """`token` is the row's token of this moment: a message from before an earlier attempt wakes nobody."""

    job: int
    token: str
    lane: str


class Broker(Protocol):
    def send(self, wake: Wake) -> None:
        """Raise Unavailable(`queue_unavailable`)."""
        ...

    def depth(self, lane: str) -> int:
        """Messages that nobody has taken yet; raise Unavailable."""
        ...


class Sweeper:
    """Sends what waits; one at a time among all that could."""

    def __init__(self, store: Store, broker: Broker, owner: str, alive: Callable[[str], bool]) -> None:
        self._store = store
        self._broker = broker
        self._alive = alive
        self._lease = Lease(store, "sweeper", owner, LEASE_SECONDS)
        self._sent: dict[tuple[int, str], float] = {}
        self._released = 0.0

    def sweep(self) -> int:
        """How many wakes were sent; raise Unavailable."""
        if not self._lease.hold():
            self._sent.clear()
            return 0
        self._release()
        waiting = self._waiting()
        self._sent = {key: at for key, at in self._sent.items() if key in waiting}
        depths: dict[str, int] = {}
        moment = time.monotonic()
        count = 0
        for (job, token), lane in waiting.items():
            sent = self._sent.get((job, token))
            if sent is not None and (moment - sent < AGAIN_SECONDS or self._depth(lane, depths)):
                continue
            self._broker.send(Wake(job, token, lane))
            self._sent[job, token] = moment
            count += 1
        return count

    def _waiting(self) -> dict[tuple[int, str], str]:
        with self._store.read() as tx:
            jobs = tx.jobs.queued(WINDOW)
            heads = tx.documents.many({job.document for job in jobs})
        return {(job.id, job.token): lane_of(job, heads.get(job.document)) for job in jobs}

    def _depth(self, lane: str, depths: dict[str, int]) -> int:
        if lane not in depths:
            depths[lane] = self._broker.depth(lane)
        return depths[lane]

    def _release(self) -> None:
        """Rows of workers that are gone, or that no longer renew their lease, wait again."""
        if time.monotonic() - self._released < RELEASE_SECONDS:
            return
        self._released = time.monotonic()
        with self._store.write() as tx:
            tx.jobs.release_dead(self._alive)
            tx.jobs.release_stale(now())


def sweep_until(sweeper: Sweeper, stop: Callable[[float], bool], seconds: float = 1.0) -> None:
    """Sweep again and again; *stop* waits so many seconds and says whether to end."""
    while True:
        try:
            sweeper.sweep()
        except Unavailable as error:
            log.warning("cannot wake workers: %s", error)
        if stop(seconds):
            return

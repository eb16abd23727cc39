"""How the work stands: queue, rate, failures, index, disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from archive.domain.actor import Actor
from archive.domain.clock import now
from archive.domain.errors import Unavailable
from archive.domain.records import Job
from archive.ports import SearchIndex, Store

WINDOW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Progress:
    """`rate` is documents a minute over the last two minutes, `left` seconds to go at that rate."""

    waiting: int
    running: int
    failed: int
    done: int
    rate: float
    left: float | None
    oldest: datetime | None
    by_state: dict[str, int]
    by_reason: dict[str, int]


@dataclass(frozen=True, slots=True)
class Health:
    progress: Progress
    indexed_pages: int | None
    """None when the index does not answer."""
    kept_pages: int
    behind: int
    disk_free: int
    disk_total: int
    verified_at: str | None


class Watch:
    def __init__(self, store: Store, index: Callable[[], SearchIndex], home: Path) -> None:
        self._store = store
        self._index = index
        self._home = home

    def progress(self, actor: Actor) -> Progress:
        """Counts, rate and time left are those of the papers in the actor's scope."""
        where: dict[str, object] = {} if actor.scope.everything else {"entities": actor.scope.entities}
        with self._store.read() as tx:
            by_state = tx.documents.counts("state", where)
            by_reason = tx.documents.counts("reason", where)
            waiting = by_state.get("received", 0)
            running = by_state.get("processing", 0)
            recent = tx.jobs.finished_since(now() - WINDOW, _entities(actor))
            oldest = tx.jobs.oldest_waiting() if actor.scope.everything else None
        by_reason.pop("", None)
        rate = recent / (WINDOW.total_seconds() / 60)
        left = (waiting + running) / rate * 60 if rate else None
        failed = by_state.get("unreadable", 0)
        done = sum(by_state.values()) - waiting - running
        return Progress(waiting, running, failed, done, rate, left, oldest, by_state, by_reason)

    def health(self, actor: Actor) -> Health:
        progress = self.progress(actor)
        with self._store.read() as tx:
            kept = len(tx.documents.page_keys())
            behind = len(tx.documents.behind_index(100_000))
            verified = tx.meta.get("verified_at")
        try:
            indexed: int | None = self._index().count()
        except Unavailable:
            indexed = None
        disk = shutil.disk_usage(self._home)
        return Health(progress, indexed, kept, behind, disk.free, disk.total, verified)

    def jobs(self, actor: Actor, state: str | None = None, limit: int | None = None) -> list[Job]:
        with self._store.read() as tx:
            return tx.jobs.latest(state, limit, _entities(actor))

    def ready(self) -> bool:
        """For load balancers: the database answers."""
        try:
            with self._store.read() as tx:
                tx.meta.get("created_at")
        except Unavailable:
            return False
        return True


def _entities(actor: Actor) -> frozenset[str] | None:
    return None if actor.scope.everything else actor.scope.entities

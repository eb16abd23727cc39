"""What has to be done once, however many machines could do it: the database says whose turn it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from archive.domain.clock import now
from archive.ports import Store


class Lease:
    """One owner at a time; an owner that falls silent is succeeded after *seconds*."""

    def __init__(self, store: Store, name: str, owner: str, seconds: float) -> None:
        self._store = store
        self._key = f"lease.{name}"
        self._owner = owner
        self._span = timedelta(seconds=seconds)
        self._mine_until: datetime | None = None

    def hold(self) -> bool:
        """Take it, or keep it; False while it is somebody else's."""
        moment = now()
        if self._mine_until is not None and moment < self._mine_until - self._span / 2:
            return True
        with self._store.write() as tx:
            until, _, owner = (tx.meta.get(self._key) or "").partition(" ")
            if owner not in ("", self._owner) and moment < datetime.fromisoformat(until):
                self._mine_until = None
                return False
            self._mine_until = moment + self._span
            tx.meta.set(self._key, f"{self._mine_until.isoformat()} {self._owner}")
        return True


def is_due(store: Store, name: str, every: timedelta) -> bool:
    """True for one caller in each period; a second scheduler changes nothing."""
    key, moment = f"duty.{name}", now()
    with store.write() as tx:
        last = tx.meta.get(key)
        if last is not None and moment < datetime.fromisoformat(last) + every:
            return False
        tx.meta.set(key, moment.isoformat())
    return True

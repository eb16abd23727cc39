"""Reading again what could not be read only because a server was missing."""

from __future__ import annotations

from archive.domain.actor import SYSTEM
from archive.domain.clock import now
from archive.domain.document import DocumentState
from archive.ports import Store

WAITED_FOR = frozenset({"tika_unavailable", "needs_tika"})
MOST_FAILURES = 10
"""A file at which the server failed so often is left to a person: it may be what brings it down."""


class Reviving:
    def __init__(self, store: Store) -> None:
        self._store = store

    def waiting(self) -> int:
        """How many files wait for a Tika server."""
        with self._store.read() as tx:
            by_reason = tx.documents.counts("reason", {"state": DocumentState.UNREADABLE.value})
        return sum(by_reason.get(reason, 0) for reason in WAITED_FOR)

    def revive(self) -> list[str]:
        """Ask for another reading; to be called while the server answers."""
        if not self.waiting():
            return []
        done = []
        with self._store.write() as tx:
            _, unread = tx.documents.find({"state": DocumentState.UNREADABLE.value})
            for head in unread:
                if head.reason not in WAITED_FOR:
                    continue
                failed = [job for job in tx.jobs.of_document(head.id) if job.reason == "tika_unavailable"]
                if len(failed) < MOST_FAILURES:
                    tx.documents.change(head.id, state=DocumentState.RECEIVED.value, reason=None)
                    tx.jobs.add("process", head.id, now())
                    tx.custody.add(SYSTEM.name, "retried", head.id)
                    done.append(head.id)
        return done

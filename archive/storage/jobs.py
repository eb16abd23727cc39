"""Jobs as rows with a lease; a queue only wakes workers, it never owns work."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, or_, select, update

from archive.domain.records import Job
from archive.storage.among import among
from archive.storage.documents import document_id, document_number
from archive.storage.tables import documents, jobs

_ADD = insert(jobs)
_WAITS = select(jobs.c.id).where(
    jobs.c.document == bindparam("of"), jobs.c.kind == bindparam("what"), jobs.c.state == "queued"
)


class Jobs:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, kind: str, document: str, at: datetime) -> None:
        """Ask for work; asking twice while it waits is one job."""
        number = document_number(document)
        if self._connection.execute(_WAITS, {"of": number, "what": kind}).first() is None:
            row = {"kind": kind, "document": number, "state": "queued", "created_at": at}
            self._connection.execute(_ADD, row)

    def add_first(self, kind: str, documents: Collection[str], at: datetime) -> None:
        """The first work on documents that are new in this transaction: nothing of theirs can be waiting."""
        rows = [
            {"kind": kind, "document": document_number(document), "state": "queued", "created_at": at}
            for document in documents
        ]
        if rows:
            self._connection.execute(_ADD, rows)

    def claim(
        self, owner: str, now: datetime, lease: timedelta, only: tuple[int, str] | None = None
    ) -> Job | None:
        """The oldest job that waits or whose lease ran out, leased to *owner* under a fresh token."""
        free = or_(jobs.c.state == "queued", (jobs.c.state == "running") & (jobs.c.lease_until < now))
        if only is not None:
            free = (jobs.c.id == only[0]) & (jobs.c.token == only[1]) & (jobs.c.state == "queued")
        oldest = select(jobs).where(free).order_by(jobs.c.id).limit(1)
        row = self._connection.execute(oldest.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        token = secrets.token_hex(8)
        self._connection.execute(
            update(jobs)
            .where(jobs.c.id == row.id)
            .values(
                state="running",
                attempts=row.attempts + 1,
                token=token,
                owner=owner,
                lease_until=now + lease,
                started_at=now,
            )
        )
        return _job(row, state="running", attempts=row.attempts + 1, token=token, started_at=now)

    def renew(self, job: Job, until: datetime) -> bool:
        """False when somebody else has the job now."""
        done = self._connection.execute(
            update(jobs)
            .where(jobs.c.id == job.id, jobs.c.token == job.token, jobs.c.state == "running")
            .values(lease_until=until)
        )
        return done.rowcount == 1

    def holds(self, job: Job) -> bool:
        row = self._connection.execute(
            select(jobs.c.id).where(jobs.c.id == job.id, jobs.c.token == job.token, jobs.c.state == "running")
        ).first()
        return row is not None

    def finish(self, job: Job, at: datetime, *, failed: str | None = None) -> None:
        self._connection.execute(
            update(jobs)
            .where(jobs.c.id == job.id)
            .values(
                state="failed" if failed else "done",
                reason=failed,
                finished_at=at,
                lease_until=None,
                owner=None,
            )
        )

    def give_back(self, job: Job, reason: str | None = None, *, counted: bool = True) -> None:
        self._connection.execute(
            update(jobs)
            .where(jobs.c.id == job.id, jobs.c.token == job.token)
            .values(
                state="queued",
                lease_until=None,
                owner=None,
                reason=reason,
                attempts=jobs.c.attempts - (0 if counted else 1),
            )
        )

    def release_dead(self, alive: Callable[[str], bool]) -> int:
        """Take jobs back from owners that are known to be gone, without waiting for their lease."""
        rows = self._connection.execute(select(jobs.c.id, jobs.c.owner).where(jobs.c.state == "running"))
        dead = [row.id for row in rows if row.owner is not None and not alive(row.owner)]
        if dead:
            self._connection.execute(
                update(jobs).where(jobs.c.id.in_(dead)).values(state="queued", owner=None, lease_until=None)
            )
        return len(dead)

    def waiting(self) -> int:
        return self._connection.execute(
            select(func.count()).select_from(jobs).where(jobs.c.state.in_(("queued", "running")))
        ).scalar_one()

    def documents_waiting(self) -> set[str]:
        """Documents that some queued or running job will read."""
        rows = self._connection.execute(
            select(jobs.c.document).where(jobs.c.state.in_(("queued", "running")))
        )
        return {document_id(row.document) for row in rows}

    def release_stale(self, now: datetime) -> None:
        self._connection.execute(
            update(jobs)
            .where(jobs.c.state == "running", jobs.c.lease_until < now)
            .values(state="queued", owner=None, lease_until=None)
        )

    def counts(self) -> dict[str, int]:
        rows = self._connection.execute(select(jobs.c.state, func.count()).group_by(jobs.c.state))
        return {row[0]: row[1] for row in rows}

    def finished_since(self, moment: datetime, entities: Collection[str] | None = None) -> int:
        query = select(func.count()).select_from(jobs).where(jobs.c.finished_at >= moment)
        count: int = self._connection.execute(self._about(query, entities)).scalar_one()
        return count

    def _about(self, query: Select[Any], entities: Collection[str] | None) -> Select[Any]:
        """Only jobs about papers of *entities*."""
        if entities is None:
            return query
        theirs = select(documents.c.id).where(among(self._connection, documents.c.entity, entities))
        return query.where(jobs.c.document.in_(theirs))

    def oldest_waiting(self) -> datetime | None:
        return self._connection.execute(
            select(func.min(jobs.c.created_at)).where(jobs.c.state == "queued")
        ).scalar()

    def latest(
        self, state: str | None = None, limit: int | None = None, entities: Collection[str] | None = None
    ) -> list[Job]:
        query = self._about(select(jobs).order_by(jobs.c.id.desc()), entities)
        if state:
            query = query.where(jobs.c.state == state)
        return [_job(row) for row in self._connection.execute(query.limit(limit) if limit else query)]

    def of_document(self, document: str) -> list[Job]:
        rows = self._connection.execute(
            select(jobs).where(jobs.c.document == document_number(document)).order_by(jobs.c.id)
        )
        return [_job(row) for row in rows]

    def queued(self, limit: int) -> list[Job]:
        """The oldest that wait, and the newest: a long backlog hides no fresh paper."""
        oldest = select(jobs).where(jobs.c.state == "queued").order_by(jobs.c.id).limit(limit)
        found = {row.id: _job(row) for row in self._connection.execute(oldest)}
        if len(found) == limit:
            found |= {job.id: job for job in reversed(self.latest("queued", limit // 4))}
        return list(found.values())

    def stale(self, now: datetime) -> list[Job]:
        """Running jobs whose lease ran out and that nobody took again."""
        rows = self._connection.execute(
            select(jobs).where(jobs.c.state == "running", jobs.c.lease_until < now)
        )
        return [_job(row) for row in rows]


def _job(row: Any, **changed: Any) -> Job:
    values = {
        "id": row.id,
        "kind": row.kind,
        "document": document_id(row.document),
        "state": row.state,
        "attempts": row.attempts,
        "token": row.token,
        "reason": row.reason,
        "created_at": row.created_at,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
    }
    return Job(**{**values, **changed})

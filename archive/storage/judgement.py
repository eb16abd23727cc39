"""What people decided, what the auditor said, and what can be undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from archive.domain.audit import Decision, EntityAudit, MatchDecision, SlotState
from archive.domain.records import Change, RunHead
from archive.storage import codec
from archive.storage.among import among
from archive.storage.documents import document_id, document_number
from archive.storage.tables import (
    changes,
    decisions,
    documents,
    dossiers,
    matches,
    run_results,
    runs,
    standings,
)


class Decisions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, entity: str, year: int, requirement: str, period: str) -> Mapping[str, Any] | None:
        row = self._connection.execute(
            select(decisions).where(*_slot(entity, year, requirement, period))
        ).first()
        return dict(row._asdict()) if row else None

    def set(
        self,
        entity: str,
        year: int,
        requirement: str,
        period: str,
        *,
        state: str | None,
        reason: str = "",
        actor: str = "",
        at: datetime | None = None,
    ) -> None:
        """Replace what was decided for a slot; state None takes the decision away."""
        self._connection.execute(delete(decisions).where(*_slot(entity, year, requirement, period)))
        if state is not None:
            self._connection.execute(
                insert(decisions).values(
                    entity=entity,
                    year=year,
                    requirement=requirement,
                    period=period,
                    state=state,
                    reason=reason,
                    actor=actor,
                    at=at,
                )
            )

    def of(self, entities: Iterable[str] | None, year: int) -> dict[str, tuple[Decision, ...]]:
        query = select(decisions).where(decisions.c.year == year).order_by(decisions.c.id)
        if entities is not None:
            query = query.where(among(self._connection, decisions.c.entity, entities))
        found: dict[str, list[Decision]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.entity, []).append(
                Decision(
                    row.requirement,
                    row.period,
                    SlotState(row.state),
                    row.reason,
                    row.actor,
                    row.at.isoformat(timespec="seconds"),
                )
            )
        return {entity: tuple(rows) for entity, rows in found.items()}

    # -- matches ----------------------------------------------------------------------------------
    def match(self, document: str, requirement: str) -> Mapping[str, Any] | None:
        row = self._connection.execute(
            select(matches).where(
                matches.c.document == document_number(document), matches.c.requirement == requirement
            )
        ).first()
        return dict(row._asdict()) if row else None

    def set_match(
        self, document: str, requirement: str, *, accepted: bool | None, actor: str, at: datetime
    ) -> None:
        number = document_number(document)
        self._connection.execute(
            delete(matches).where(matches.c.document == number, matches.c.requirement == requirement)
        )
        if accepted is not None:
            self._connection.execute(
                insert(matches).values(
                    document=number, requirement=requirement, accepted=accepted, actor=actor, at=at
                )
            )

    def matches_of(self, entities: Iterable[str] | None, year: int) -> dict[str, tuple[MatchDecision, ...]]:
        """By entity of the matched document."""
        query = (
            select(matches, documents.c.entity)
            .join(documents, documents.c.id == matches.c.document)
            .where(documents.c.year == year, documents.c.withdrawn.is_(None))
            .order_by(matches.c.document, matches.c.requirement)
        )
        if entities is not None:
            query = query.where(among(self._connection, documents.c.entity, entities))
        found: dict[str, list[MatchDecision]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.entity, []).append(
                MatchDecision(
                    document_id(row.document),
                    row.requirement,
                    row.accepted,
                    row.actor,
                    row.at.isoformat(timespec="seconds"),
                )
            )
        return {entity: tuple(rows) for entity, rows in found.items()}


def _slot(entity: str, year: int, requirement: str, period: str) -> tuple[Any, ...]:
    return (
        decisions.c.entity == entity,
        decisions.c.year == year,
        decisions.c.requirement == requirement,
        decisions.c.period == period,
    )


class Changes:
    """The undo list."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        actor: str,
        at: datetime,
        verb: str,
        subject: str,
        *,
        before: Mapping[str, object],
        after: Mapping[str, object],
        reason: str | None = None,
    ) -> int:
        key = self._connection.execute(
            insert(changes).values(
                actor=actor,
                at=at,
                verb=verb,
                subject=subject,
                before=codec.pack_json(before),
                after=codec.pack_json(after),
                reason=reason,
            )
        ).inserted_primary_key
        assert key is not None
        return int(key[0])

    def get(self, id: int) -> Change | None:
        if not 0 < id < 1 << 63:  # more than a database integer holds, so nobody's
            return None
        row = self._connection.execute(select(changes).where(changes.c.id == id)).first()
        return _change(row) if row else None

    def mark_undone(self, id: int, at: datetime) -> None:
        self._connection.execute(update(changes).where(changes.c.id == id).values(undone_at=at))

    def of(self, subject: str) -> list[Change]:
        rows = self._connection.execute(
            select(changes).where(changes.c.subject == subject).order_by(changes.c.id.desc())
        )
        return [_change(row) for row in rows]

    def latest(self, actor: str | None, limit: int) -> list[Change]:
        query = select(changes).order_by(changes.c.id.desc()).limit(limit)
        if actor is not None:
            query = query.where(changes.c.actor == actor)
        return [_change(row) for row in self._connection.execute(query)]


def _change(row: Any) -> Change:
    return Change(
        row.id,
        row.actor,
        row.at,
        row.verb,
        row.subject,
        codec.unpack_json(row.before),
        codec.unpack_json(row.after),
        row.reason,
        row.undone_at is not None,
    )


class Runs:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        head: RunHead,
        results: Sequence[EntityAudit],
        unassigned: Sequence[Mapping[str, str]],
        bases: Mapping[str, str],
    ) -> str:
        key = self._connection.execute(
            insert(runs).values(
                year=head.year,
                at=head.at,
                actor=head.actor,
                as_of=head.as_of,
                entity=head.entity,
                checklists=codec.pack_json(head.checklists),
                rulebook=head.rulebook,
                summary=codec.pack_json(head.summary),
                unassigned=codec.pack_json({"documents": list(unassigned)}),
            )
        ).inserted_primary_key
        assert key is not None
        run = int(key[0])
        kept = self._from_standings(run, head.year, bases)
        rows = [
            {"run": run, "entity": r.entity, "result": codec.pack_audit(r)}
            for r in results
            if r.entity not in kept
        ]
        if rows:
            self._connection.execute(insert(run_results), rows)
        return run_id(run)

    def _from_standings(self, run: int, year: int, bases: Mapping[str, str]) -> frozenset[str]:
        """Copy within the database what stands there on the same basis; most of a run is what it was before."""
        here = (standings.c.year == year, among(self._connection, standings.c.entity, bases))
        known = self._connection.execute(select(standings.c.entity, standings.c.basis).where(*here))
        same = [row.entity for row in known if bases[row.entity] == row.basis]
        copied = select(literal(run), standings.c.entity, standings.c.result).where(
            standings.c.year == year, among(self._connection, standings.c.entity, same)
        )
        self._connection.execute(insert(run_results).from_select(["run", "entity", "result"], copied))
        return frozenset(same)

    def get(self, id: str) -> tuple[RunHead, list[Mapping[str, str]]] | None:
        row = self._connection.execute(select(runs).where(runs.c.id == run_number(id))).first()
        if row is None:
            return None
        listed: Any = codec.unpack_json(row.unassigned)
        return _run(row), listed["documents"]

    def results(self, id: str, entities: Iterable[str] | None = None) -> list[EntityAudit]:
        query = select(run_results.c.result).where(run_results.c.run == run_number(id))
        if entities is not None:
            query = query.where(among(self._connection, run_results.c.entity, entities))
        return [
            codec.unpack_audit(row.result)
            for row in self._connection.execute(query.order_by(run_results.c.entity))
        ]

    def latest(self, year: int | None = None, limit: int | None = None) -> list[RunHead]:
        query = select(runs).order_by(runs.c.id.desc())
        if year is not None:
            query = query.where(runs.c.year == year)
        return [_run(row) for row in self._connection.execute(query.limit(limit) if limit else query)]

    # -- the standing of an entity: the newest audit, kept until something it rests on changes -------
    def revisions(self, entities: Collection[str]) -> dict[str, int]:
        rows = self._connection.execute(
            select(dossiers.c.entity, func.sum(dossiers.c.rev))
            .where(among(self._connection, dossiers.c.entity, entities))
            .group_by(dossiers.c.entity)
        )
        return {row[0]: int(row[1]) for row in rows}

    def standings(self, year: int, bases: Mapping[str, str]) -> dict[str, EntityAudit]:
        rows = self._connection.execute(
            select(standings.c.entity, standings.c.basis, standings.c.result).where(
                standings.c.year == year, among(self._connection, standings.c.entity, bases)
            )
        )
        return {row[0]: codec.unpack_audit(row[2]) for row in rows if bases.get(row[0]) == row[1]}

    def keep_standing(self, entity: str, year: int, basis: str, result: EntityAudit) -> None:
        self._connection.execute(
            delete(standings).where(standings.c.entity == entity, standings.c.year == year)
        )
        self._connection.execute(
            insert(standings).values(entity=entity, year=year, basis=basis, result=codec.pack_audit(result))
        )

    def years(self) -> list[int]:
        rows = self._connection.execute(
            select(documents.c.year, func.count())
            .where(documents.c.year.is_not(None), documents.c.withdrawn.is_(None))
            .group_by(documents.c.year)
        )
        return sorted(row[0] for row in rows)


def run_id(number: int) -> str:
    return f"A-{number:06d}"


def run_number(id: str) -> int:
    digits = id.removeprefix("A-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else -1


def _run(row: Any) -> RunHead:
    as_of: date = row.as_of
    return RunHead(
        run_id(row.id),
        row.year,
        row.at,
        row.actor,
        as_of,
        row.entity,
        {k: str(v) for k, v in codec.unpack_json(row.checklists).items()},
        row.rulebook,
        codec.unpack_json(row.summary),
    )

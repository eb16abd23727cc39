"""What people said about contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from archive.domain.audit import Verdict
from archive.storage.tables import verdicts


class Verdicts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, year: int) -> tuple[Verdict, ...]:
        """Of every entity: a contradiction told on two sides is settled on both."""
        rows = self._connection.execute(
            select(verdicts).where(verdicts.c.year == year).order_by(verdicts.c.at, verdicts.c.contradiction)
        )
        return tuple(
            Verdict(row.contradiction, row.verdict, row.note, row.actor, row.at.isoformat(timespec="seconds"))
            for row in rows
        )

    def get(self, entity: str, year: int, contradiction: str) -> Mapping[str, Any] | None:
        row = self._connection.execute(select(verdicts).where(*_place(entity, year, contradiction))).first()
        return dict(row._asdict()) if row else None

    def set(
        self,
        entity: str,
        year: int,
        contradiction: str,
        *,
        rule: str,
        verdict: str | None,
        note: str,
        actor: str,
        at: datetime,
    ) -> None:
        """Replace what was said; verdict None takes it away."""
        self._connection.execute(delete(verdicts).where(*_place(entity, year, contradiction)))
        if verdict is not None:
            self._connection.execute(
                insert(verdicts).values(
                    entity=entity,
                    year=year,
                    contradiction=contradiction,
                    rule=rule,
                    verdict=verdict,
                    note=note,
                    actor=actor,
                    at=at,
                )
            )


def _place(entity: str, year: int, contradiction: str) -> tuple[Any, ...]:
    return (
        verdicts.c.entity == entity,
        verdicts.c.year == year,
        verdicts.c.contradiction == contradiction,
    )

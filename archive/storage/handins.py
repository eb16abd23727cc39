"""Which dossiers their entities have handed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from archive.domain.records import HandIn
from archive.storage.tables import hand_ins


class HandIns:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, entity: str, year: int) -> HandIn | None:
        row = self._connection.execute(
            select(hand_ins).where(hand_ins.c.entity == entity, hand_ins.c.year == year)
        ).first()
        return HandIn(row.entity, row.year, row.actor, row.at) if row else None

    def set(self, entity: str, year: int, *, actor: str | None, at: datetime) -> None:
        """Who handed the dossier in; nobody (None) opens it again."""
        self._connection.execute(delete(hand_ins).where(hand_ins.c.entity == entity, hand_ins.c.year == year))
        if actor is not None:
            self._connection.execute(insert(hand_ins).values(entity=entity, year=year, actor=actor, at=at))

    def all(self, year: int | None = None) -> list[HandIn]:
        query = select(hand_ins).order_by(hand_ins.c.entity, hand_ins.c.year)
        if year is not None:
            query = query.where(hand_ins.c.year == year)
        return [HandIn(row.entity, row.year, row.actor, row.at) for row in self._connection.execute(query)]

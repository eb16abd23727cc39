"""Names of quantities that people mapped to indicators."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from archive.storage.tables import synonyms


class Synonyms:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> dict[str, str | None]:
        """Label -> indicator; None says that it names none of them."""
        rows = self._connection.execute(select(synonyms.c.label, synonyms.c.indicator))
        return {row.label: row.indicator for row in rows}

    def set(self, label: str, indicator: str | None, *, actor: str, at: datetime) -> None:
        self.forget(label)
        self._connection.execute(
            insert(synonyms).values(label=label, indicator=indicator, actor=actor, at=at)
        )

    def forget(self, label: str) -> None:
        """Nobody has said anything about it."""
        self._connection.execute(delete(synonyms).where(synonyms.c.label == label))

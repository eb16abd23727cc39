"""Receipts and their rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from archive.domain.document import ReceiptFile
from archive.domain.records import ReceiptHead
from archive.storage.among import among
from archive.storage.documents import document_id, document_number
from archive.storage.tables import receipt_files, receipts

_INSERT = insert(receipt_files)


class Receipts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(
        self, actor: str, at: datetime, *, entity: str | None, year: int | None, key: str | None
    ) -> ReceiptHead:
        """A new receipt, or the one that the same actor opened before under the same idempotency key."""
        if key is not None:
            known = self._connection.execute(
                select(receipts.c.id).where(receipts.c.actor == actor, receipts.c.idempotency_key == key)
            ).scalar()
            if known is not None:
                head = self.get(known)
                assert head is not None
                return head
        start = f"R-{at.year}-"
        last = self._connection.execute(
            select(receipts.c.id)
            .where(receipts.c.id.like(f"{start}%"))
            .order_by(
                func.length(receipts.c.id).desc(), receipts.c.id.desc()
            )  # a seventh digit comes one day
            .limit(1)
        ).scalar()
        id = f"{start}{int(last.removeprefix(start)) + 1 if last else 1:06d}"
        self._connection.execute(
            insert(receipts).values(
                id=id, actor=actor, at=at, closed=False, entity=entity, year=year, idempotency_key=key
            )
        )
        return ReceiptHead(id, actor, at, closed=False, entity=entity, year=year)

    def close(self, id: str) -> None:
        self._connection.execute(update(receipts).where(receipts.c.id == id).values(closed=True))

    def add(self, id: str, after: int, files: Sequence[ReceiptFile]) -> None:
        rows = [
            {
                "receipt": id,
                "n": n,
                "path": file.path,
                "sha256": file.sha256,
                "document": document_number(file.document) if file.document else None,
                "outcome": file.outcome,
                "reason": file.reason,
                "reused": document_number(file.reused) if file.reused else None,
                "size": file.size,
            }
            for n, file in enumerate(files, after + 1)
        ]
        if rows:
            self._connection.execute(_INSERT, rows)

    def get(self, id: str) -> ReceiptHead | None:
        row = self._connection.execute(select(receipts).where(receipts.c.id == id)).first()
        return self._heads([row])[0] if row else None

    def latest(self, where: dict[str, Any], limit: int | None = None) -> list[ReceiptHead]:
        """Newest first; *where* may name actor and closed."""
        query = select(receipts).order_by(receipts.c.at.desc(), receipts.c.id.desc())
        for column, value in where.items():
            query = query.where(receipts.c[column] == value)
        return self._heads(self._connection.execute(query.limit(limit) if limit else query).all())

    def files(self, id: str) -> list[ReceiptFile]:
        rows = self._connection.execute(
            select(receipt_files).where(receipt_files.c.receipt == id).order_by(receipt_files.c.n)
        )
        return [
            ReceiptFile(
                row.path,
                row.sha256,
                document_id(row.document) if row.document is not None else None,
                row.outcome,
                row.reason,
                document_id(row.reused) if row.reused is not None else None,
                row.size,
            )
            for row in rows
        ]

    def _heads(self, rows: Sequence[Any]) -> list[ReceiptHead]:
        counts: dict[str, dict[str, int]] = {}
        found = self._connection.execute(
            select(receipt_files.c.receipt, receipt_files.c.outcome, func.count())
            .where(among(self._connection, receipt_files.c.receipt, [row.id for row in rows]))
            .group_by(receipt_files.c.receipt, receipt_files.c.outcome)
        )
        for id, outcome, count in found:
            counts.setdefault(id, {})[outcome] = count
        return [_receipt(row, counts.get(row.id, {})) for row in rows]


def _receipt(row: Any, counts: dict[str, int]) -> ReceiptHead:
    return ReceiptHead(
        row.id,
        row.actor,
        row.at,
        row.closed,
        row.entity,
        row.year,
        received=sum(counts.values()),
        new=counts.get("new", 0),
        duplicate=counts.get("duplicate", 0),
        rejected=counts.get("rejected", 0),
    )

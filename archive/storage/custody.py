"""The custody chain: each entry carries the hash of the one before it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from archive.domain.records import Entry
from archive.storage.codec import pack_json, unpack_json
from archive.storage.tables import custody

GENESIS = "0" * 64
_INSERT = insert(custody)
_NEWEST = select(custody).order_by(custody.c.seq.desc()).limit(1)
_WALK = select(custody).order_by(custody.c.seq).execution_options(yield_per=1000)
"""Link by link, never all of them at once."""


def link_hash(seq: int, at: str, actor: str, verb: str, subject: str, details: str, prev: str) -> str:
    """SHA-256 over the fields of an entry, unit separators between them."""
    return hashlib.sha256(
        "\x1f".join((str(seq), at, actor, verb, subject, details, prev)).encode()
    ).hexdigest()


class CustodyLog:
    """Append-only; there is no method to change or remove."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: Entry | None = None
        """What this transaction wrote last: it holds the write lock, so nobody else came after."""

    def add(self, actor: str, verb: str, subject: str, details: Mapping[str, object] | None = None) -> Entry:
        return self.add_all(actor, [(verb, subject, details or {})])[0]

    def add_all(self, actor: str, told: Sequence[tuple[str, str, Mapping[str, object]]]) -> list[Entry]:
        """A link for each (verb, subject, details), in their order."""
        last = self._last or self.head()
        seq, prev = (last.seq, last.hash) if last else (0, GENESIS)
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        rows: list[dict[str, object]] = []
        entries: list[Entry] = []
        for verb, subject, details in told:
            seq += 1
            packed = pack_json(dict(details))
            digest = link_hash(seq, at, actor, verb, subject, packed, prev)
            row = {"actor": actor, "verb": verb, "subject": subject, "details": packed}
            rows.append({"seq": seq, "at": at, **row, "prev": prev, "hash": digest})
            entries.append(Entry(seq, at, actor, verb, subject, details, prev, digest))
            prev = digest
        if rows:
            self._connection.execute(_INSERT, rows)
            self._last = entries[-1]
        return entries

    def head(self) -> Entry | None:
        row = self._connection.execute(_NEWEST).first()
        return _entry(row._asdict()) if row else None

    def of(self, subject: str) -> list[Entry]:
        rows = self._connection.execute(
            select(custody).where(custody.c.subject == subject).order_by(custody.c.seq)
        )
        return [_entry(row._asdict()) for row in rows]

    def latest(self, limit: int, before: int | None = None) -> list[Entry]:
        query = select(custody).order_by(custody.c.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(custody.c.seq < before)
        return [_entry(row._asdict()) for row in self._connection.execute(query)]

    def told(self, verbs: Collection[str]) -> Iterator[Entry]:
        """Every entry of those verbs, oldest first."""
        rows = self._connection.execute(
            select(custody).where(custody.c.verb.in_(verbs)).order_by(custody.c.seq)
        )
        for row in rows:
            yield _entry(row._asdict())

    def hash_at(self, seq: int) -> str | None:
        return self._connection.execute(select(custody.c.hash).where(custody.c.seq == seq)).scalar()

    def damage(self) -> Iterator[tuple[int, str]]:
        """(sequence number, what is wrong) of every broken link."""
        prev, expected = GENESIS, 1
        for row in self._connection.execute(_WALK):
            if row.seq != expected:
                yield expected, "custody_gap"
            digest = link_hash(row.seq, row.at, row.actor, row.verb, row.subject, row.details, row.prev)
            if digest != row.hash:
                yield row.seq, "custody_edited"
            elif row.prev != prev:
                yield row.seq, "custody_broken"
            prev, expected = row.hash, row.seq + 1


def _entry(row: Mapping[str, object]) -> Entry:
    return Entry(
        int(str(row["seq"])),
        str(row["at"]),
        str(row["actor"]),
        str(row["verb"]),
        str(row["subject"]),
        unpack_json(str(row["details"])),
        str(row["prev"]),
        str(row["hash"]),
    )

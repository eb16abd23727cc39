"""Moving an archive between one machine and a cluster, either way: bytes first, then all rows at once, then proof.

Bytes are content-addressed: a move that was killed goes on where it was. Rows arrive in one transaction: a killed
move has brought all of them or none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from archive.domain.errors import Conflict, NotFound, Unavailable
from archive.failpoints import fail_point
from archive.storage import copying
from archive.storage.opening import Blobs
from archive.storage.store import SqlStore, Transaction

CHUNK = 1 << 20
Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an archive is kept."""

    store: SqlStore
    blobs: Blobs


@dataclass(frozen=True, slots=True)
class Moved:
    """What was brought over and proven to be the same."""

    originals: int
    rows: int
    entries: int
    head: str | None
    again: bool
    """True when all rows were there already, from a move that was cut off before its proof."""


def move(
    source: Place,
    target: Place,
    tell: Told = lambda *_: None,
    *,
    with_bytes: bool = True,
    with_rows: bool = True,
    same_index: bool = False,
) -> Moved:
    """Raise Conflict(`target_not_empty`), Unavailable(`source_damaged`) or Unavailable(`copy_differs`).

    Nobody writes into the source while its rows are read. Bytes or rows that stay where they are are not touched.
    With *same_index* the search index goes along with the rows; otherwise it is made anew from them.
    """
    with source.store.read() as tx:
        _whole_chain(tx, "source_damaged")
        recorded = list(tx.documents.originals())
    if with_bytes:
        target.blobs.prepare()
        _copy_bytes(recorded, source.blobs, target.blobs, tell)
    again = False
    if with_rows:
        target.store.migrate()
        with source.store.write() as held:
            again = _is_same(held, target.store)
            if with_bytes:  # what came in the meantime
                _copy_bytes(list(held.documents.originals()), source.blobs, target.blobs, tell)
            if not again:
                _copy_rows(held, target.store, tell, same_index=same_index)
            prints = copying.fingerprints(held.connection)
        _prove_rows(prints, target.store)
    if with_bytes:
        _prove_bytes(target, tell)
    return _summary(target.store, again=again)


def _is_same(source: Transaction, target: SqlStore) -> bool:
    """Whether the target holds the very same rows; False for an empty one, Conflict for any other."""
    with target.read() as tx:
        there = copying.counts(tx.connection)
        if not any(there.values()):
            return False
        if there != copying.counts(source.connection) or copying.fingerprints(
            tx.connection
        ) != copying.fingerprints(source.connection):
            raise Conflict("rows", code="target_not_empty")
    return True


def _copy_bytes(recorded: list[tuple[str, int]], source: Blobs, target: Blobs, tell: Told) -> None:
    wanted = dict(recorded)
    there = dict(target.sizes())
    if there.keys() - wanted.keys():
        raise Conflict("originals", code="target_not_empty")
    for number, (digest, size) in enumerate(wanted.items(), 1):
        if there.get(digest) != size:
            _copy_one(digest, source, target)
            fail_point("move.original")
        tell("originals", number, len(wanted))


def _copy_one(digest: str, source: Blobs, target: Blobs) -> None:
    try:
        with source.open(digest) as stream:
            seen, _ = target.put(stream)
    except NotFound as error:
        raise Unavailable(digest, code="source_damaged", original=digest) from error
    if seen != digest:
        target.remove_unreferenced(seen)
        raise Unavailable(digest, code="source_damaged", original=digest)


def _copy_rows(source: Transaction, target: SqlStore, tell: Told, *, same_index: bool) -> None:
    with target.write() as tx:
        copying.copy_rows(source.connection, tx.connection, tell)
        if not same_index:
            tx.documents.forget_index()
        fail_point("move.before_commit")
    fail_point("move.rows")


def _prove_bytes(target: Place, tell: Told) -> None:
    with target.store.read() as tx:
        recorded = list(tx.documents.originals())
    for number, (digest, _) in enumerate(recorded, 1):
        seen = hashlib.sha256()
        try:
            with target.blobs.open(digest) as stream:
                while chunk := stream.read(CHUNK):
                    seen.update(chunk)
        except NotFound as error:
            raise Unavailable(digest, code="copy_differs", original=digest) from error
        if seen.hexdigest() != digest:
            raise Unavailable(digest, code="copy_differs", original=digest)
        tell("proof", number, len(recorded))


def _prove_rows(prints: dict[str, str], target: SqlStore) -> None:
    with target.read() as tx:
        found = copying.fingerprints(tx.connection)
        for table, digest in prints.items():
            if found[table] != digest:
                raise Unavailable(table, code="copy_differs", table=table)
        _whole_chain(tx, "copy_differs")


def _summary(target: SqlStore, *, again: bool) -> Moved:
    with target.read() as tx:
        head = tx.custody.head()
        rows = sum(copying.counts(tx.connection).values())
        originals = sum(1 for _ in tx.documents.originals())
    return Moved(originals, rows, head.seq if head else 0, head.hash if head else None, again)


def _whole_chain(tx: Transaction, code: str) -> None:
    for seq, what in tx.custody.damage():
        raise Unavailable(f"{what} {seq}", code=code, custody=seq)

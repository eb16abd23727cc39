"""Receives uploads: what was acknowledged is durable, and the receipt balances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import IO

from archive.domain.actor import Actor
from archive.domain.clock import now
from archive.domain.document import Filing, Limits, ReceiptFile
from archive.domain.errors import Invalid, NotFound, Rejected, Unavailable, Unreadable
from archive.domain.records import ReceiptHead
from archive.failpoints import fail_point
from archive.ports import BlobBatch, BlobStore, Member, Store, Transaction, Unpacker
from archive.services.gate import require, require_entity, still_open

BATCH = 64
TOGETHER = 64
"""Members that become durable in one go; each holds a descriptor until then."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file on its way in. `problem` is set when it cannot even be opened (a link, a pipe)."""

    path: str
    open: Callable[[], IO[bytes]]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """Bytes that are durable but not yet recorded, or a refusal."""

    path: str
    sha256: str | None = None
    size: int = 0
    problem: str | None = None


class Intake:
    def __init__(self, blobs: BlobStore, store: Store, unpacker: Unpacker, limits: Limits) -> None:
        self._blobs = blobs
        self._store = store
        self._unpacker = unpacker
        self._limits = limits

    def receive(
        self,
        actor: Actor,
        filing: Filing,
        files: Iterable[Incoming],
        *,
        key: str | None = None,
        progress: Callable[[ReceiptFile], None] | None = None,
    ) -> ReceiptHead:
        """Keep every original, record it, ask for it to be read, and close the receipt.

        The same *key* by the same actor is the same upload: what it already received is not received again.
        """
        require(actor, "file")
        filing = self._settle(actor, filing)
        with self._store.write() as tx:
            receipt = tx.receipts.open(actor.name, now(), entity=filing.entity, year=filing.year, key=key)
            done = tx.receipts.files(receipt.id)
            if not receipt.closed and not done:  # an upload begun before the hand-in may still be ended
                still_open(actor, tx, filing.entity, filing.year)
        fail_point("intake.opened")
        if receipt.closed:
            return receipt
        report = progress or (lambda _: None)
        recorder = _Recorder(self._store, self._blobs, actor, filing, receipt.id, done)
        for batch in _batches(self._keep_all(files)):
            fail_point("intake.kept")
            for row in recorder.record(batch):
                report(row)
        fail_point("intake.before_close")
        with self._store.write() as tx:
            tx.receipts.close(receipt.id)
            closed = tx.receipts.get(receipt.id)
            assert closed is not None
            tx.custody.add(actor.name, "receipt_closed", receipt.id, _balance(closed))
        fail_point("intake.before_acknowledge")
        return closed

    def _settle(self, actor: Actor, filing: Filing) -> Filing:
        """An account bound to one entity always files for it; a named entity has to exist and be visible."""
        if actor.entity is not None and not actor.scope.everything and filing.entity is None:
            filing = replace(filing, entity=actor.entity)
        if filing.year is not None and not 1949 <= filing.year <= 2200:
            raise Invalid(str(filing.year), code="year_invalid", year=filing.year)
        if filing.entity is not None:
            require_entity(actor, filing.entity)
            with self._store.read() as tx:
                if tx.entities.get(filing.entity) is None:
                    raise NotFound(filing.entity, code="entity_unknown", entity=filing.entity)
        return filing

    # -- keeping bytes ----------------------------------------------------------------------------
    def _keep_all(self, files: Iterable[Incoming]) -> Iterator[list[_Kept]]:
        """A list per file handed in: itself, or the members of the container that it is."""
        for incoming in files:
            yield self._keep(incoming)

    def _keep(self, incoming: Incoming) -> list[_Kept]:
        if incoming.problem is not None:
            return [_Kept(incoming.path, problem=incoming.problem)]
        try:
            with incoming.open() as stream:
                digest, size = self._blobs.put(stream, self._limits.file_bytes)
        except Rejected as error:
            return [_Kept(incoming.path, problem=error.code)]
        except OSError:
            return [_Kept(incoming.path, problem="not_readable")]
        kept = _Kept(incoming.path, digest, size)
        place = self._blobs.path(digest)
        if not self._unpacker.is_container(place, incoming.path):
            return [kept]
        return self._unpack(kept)

    def _unpack(self, container: _Kept) -> list[_Kept]:
        assert container.sha256 is not None
        place = self._blobs.path(container.sha256)
        itself = [container] if self._unpacker.keeps_container(place, container.path) else []
        members: list[_Kept] = []
        try:
            with self._blobs.batch() as batch:
                for member in self._unpacker.members(place, container.path, self._limits):
                    members.append(self._keep_member(batch, member))
                    if len(members) % TOGETHER == 0:
                        batch.settle()
        except Rejected as error:
            self._drop_unrecorded([container, *members])
            return [_Kept(container.path, problem=error.code)]
        except Unreadable:
            return [container]  # kept as it came; reading will name what is wrong with it
        if not members and not itself:
            self._drop_unrecorded([container])
            return [_Kept(container.path, problem="empty_file")]
        if not itself:
            self._drop_unrecorded([container])
        return [*itself, *members]

    def _keep_member(self, batch: BlobBatch, member: Member) -> _Kept:
        if member.problem is not None:
            return _Kept(member.path, problem=member.problem)
        try:
            with member.open() as stream:
                digest, size = batch.put(stream, self._limits.file_bytes)
        except Rejected as error:
            if error.code == "archive_bomb":
                raise
            return _Kept(member.path, problem=error.code)
        except Unreadable as error:
            return _Kept(member.path, problem=error.code)
        return _Kept(member.path, digest, size)

    def _drop_unrecorded(self, kept: list[_Kept]) -> None:
        """Bytes of a refused archive, and of the wrapping of an opened one, unless some document has them."""
        digests = {item.sha256 for item in kept if item.sha256}
        if not digests:
            return
        with self._store.write() as tx:  # the write lock keeps a concurrent upload from recording one now
            for digest in digests:
                if not tx.documents.knows_original(digest):
                    self._blobs.remove_unreferenced(digest)


class _Recorder:
    """Writes rows, jobs and custody for kept bytes, a batch in one transaction."""

    def __init__(
        self,
        store: Store,
        blobs: BlobStore,
        actor: Actor,
        filing: Filing,
        receipt: str,
        done: list[ReceiptFile],
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._actor = actor
        self._filing = filing
        self._receipt = receipt
        self._count = len(done)
        self._done = {(row.path, row.sha256): row for row in done}

    def record(self, batch: list[_Kept]) -> list[ReceiptFile]:
        """The rows of the batch; what an earlier try of this upload recorded is not recorded again."""
        fresh = [kept for kept in batch if (kept.path, kept.sha256) not in self._done]
        with self._store.write() as tx:
            added = self._file(tx, fresh)
            tx.receipts.add(self._receipt, self._count, added)
            tx.custody.add_all(self._actor.name, [self._told(row) for row in added])
        self._count += len(added)
        rows = iter(added)
        return [self._done.get((kept.path, kept.sha256)) or next(rows) for kept in batch]

    def _file(self, tx: Transaction, fresh: list[_Kept]) -> list[ReceiptFile]:
        """The same bytes are filed once, by the first that brings them."""
        first: dict[str, _Kept] = {}
        for kept in fresh:
            if kept.sha256 is not None:
                first.setdefault(kept.sha256, kept)
        filed = tx.documents.same_filings(first, self._filing.entity, self._filing.year)
        new = {digest: kept for digest, kept in first.items() if digest not in filed}
        reused = self._add(tx, new, filed)
        rows = []
        for kept in fresh:
            digest = kept.sha256
            if digest is None:
                row = ReceiptFile(kept.path, None, None, "rejected", kept.problem, None, kept.size)
            elif new.get(digest) is kept:
                row = ReceiptFile(
                    kept.path, digest, filed[digest], "new", None, reused.get(digest), kept.size
                )
            else:
                row = ReceiptFile(kept.path, digest, filed[digest], "duplicate", None, None, kept.size)
            rows.append(row)
        return rows

    def _add(self, tx: Transaction, new: dict[str, _Kept], filed: dict[str, str]) -> dict[str, str]:
        """Enter documents and jobs for *new* into *filed*; the answer names filings of the same bytes elsewhere."""
        for digest in new:
            if not self._blobs.exists(digest):  # dropped with a refused archive in this very moment
                raise Unavailable(digest, code="storage_unavailable")
        at = now()
        known = tx.documents.keep_originals({digest: kept.size for digest, kept in new.items()}, at)
        reused = {}
        for digest in known:
            seen = (d.id for d in tx.documents.same_bytes(digest) if self._actor.sees(d.entity))
            if (other := next(seen, None)) is not None:
                reused[digest] = other
        added = tx.documents.add_all(
            [(digest, kept.path) for digest, kept in new.items()],
            entity=self._filing.entity,
            year=self._filing.year,
            doctype=self._filing.doctype,
            receipt=self._receipt,
            at=at,
        )
        tx.jobs.add_first("process", added, at)
        filed.update(zip(new, added, strict=True))
        return reused

    def _told(self, row: ReceiptFile) -> tuple[str, str, dict[str, object]]:
        return (
            row.outcome if row.outcome != "new" else "received",
            row.document or self._receipt,
            {"receipt": self._receipt, "path": row.path, "sha256": row.sha256, "reason": row.reason},
        )


def _batches(groups: Iterable[list[_Kept]]) -> Iterator[list[_Kept]]:
    """Groups are never split; small ones travel together."""
    batch: list[_Kept] = []
    for group in groups:
        batch.extend(group)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _balance(receipt: ReceiptHead) -> dict[str, object]:
    return {
        "received": receipt.received,
        "new": receipt.new,
        "duplicate": receipt.duplicate,
        "rejected": receipt.rejected,
    }

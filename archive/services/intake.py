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
from archive.ports import BlobStore, Store, Transaction, Unpacker
from archive.services.gate import require, require_entity, still_open

BATCH = 64


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
            members.extend(
                self._keep_member(member.path, member.problem, member.open)
                for member in self._unpacker.members(place, container.path, self._limits)
            )
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

    def _keep_member(self, path: str, problem: str | None, open_: Callable[[], IO[bytes]]) -> _Kept:
        if problem is not None:
            return _Kept(path, problem=problem)
        try:
            with open_() as stream:
                digest, size = self._blobs.put(stream, self._limits.file_bytes)
        except Rejected as error:
            if error.code == "archive_bomb":
                raise
            return _Kept(path, problem=error.code)
        except Unreadable as error:
            return _Kept(path, problem=error.code)
        return _Kept(path, digest, size)

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
        rows = []
        with self._store.write() as tx:
            for kept in batch:
                known = self._done.get((kept.path, kept.sha256))
                rows.append(known or self._record(tx, kept))
        return rows

    def _record(self, tx: Transaction, kept: _Kept) -> ReceiptFile:
        row = self._refused(kept) if kept.sha256 is None else self._filed(tx, kept, kept.sha256)
        self._count += 1
        tx.receipts.add(self._receipt, self._count, row)
        tx.custody.add(
            self._actor.name,
            row.outcome if row.outcome != "new" else "received",
            row.document or self._receipt,
            {"receipt": self._receipt, "path": row.path, "sha256": row.sha256, "reason": row.reason},
        )
        return row

    @staticmethod
    def _refused(kept: _Kept) -> ReceiptFile:
        return ReceiptFile(kept.path, None, None, "rejected", kept.problem, None, kept.size)

    def _filed(self, tx: Transaction, kept: _Kept, sha256: str) -> ReceiptFile:
        entity, year = self._filing.entity, self._filing.year
        earlier = tx.documents.same_filing(sha256, entity, year)
        if earlier is not None:
            return ReceiptFile(kept.path, sha256, earlier, "duplicate", None, None, kept.size)
        if not self._blobs.exists(sha256):  # dropped with a refused archive in this very moment
            raise Unavailable(sha256, code="storage_unavailable")
        reused = next((d.id for d in tx.documents.same_bytes(sha256) if self._actor.sees(d.entity)), None)
        at = now()
        tx.documents.keep_original(sha256, kept.size, at)
        document = tx.documents.add(
            sha256,
            kept.path,
            entity=entity,
            year=year,
            doctype=self._filing.doctype,
            receipt=self._receipt,
            at=at,
        )
        tx.jobs.add("process", document, at)
        return ReceiptFile(kept.path, sha256, document, "new", None, reused, kept.size)


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

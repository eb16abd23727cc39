"""Proving that nothing is lost: custody, agreement of what is kept in several places, backup and restore."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive.domain.actor import Actor
from archive.domain.clock import now
from archive.domain.document import DocumentState
from archive.domain.errors import NotFound, Unavailable
from archive.domain.records import Entry
from archive.ports import BlobStore, SearchIndex, Store, Transaction
from archive.services.agreement import REBUILT, Damage, disagreements
from archive.services.gate import require

CHUNK = 1 << 20
_WATCHED = "custody_watched"
"""Set once a checkpoint was written outside: from then on a missing one tells something."""
READ_ANEW = frozenset({"job_missing", "pages_missing", "pages_misnumbered", "pages_changed"})


@dataclass(frozen=True, slots=True)
class Verification:
    originals: int
    entries: int
    head: str | None
    damage: tuple[Damage, ...]


class Checkpoints:
    """The newest custody link, written outside the database so that cutting the tail shows."""

    def __init__(self, read: Callable[[], tuple[int, str] | None], write: Callable[[int, str], None]) -> None:
        self.read = read
        self.write = write


class Upkeep:
    def __init__(
        self,
        store: Store,
        blobs: BlobStore,
        index: Callable[[], SearchIndex],
        checkpoints: Checkpoints,
        rebuild: Callable[[], int],
    ) -> None:
        self.rebuild_index = rebuild
        self._store = store
        self._blobs = blobs
        self._index = index
        self._checkpoints = checkpoints

    # -- custody ----------------------------------------------------------------------------------
    def checkpoint(self, *, anew: bool = False) -> None:
        """Remember the newest link outside the database; never over what shows that the log is not what it was."""
        with self._store.read() as tx:
            head = tx.custody.head()
            known = tx.meta.get(_WATCHED)
            cut = any(self._tail_damage(tx))
        if head is None or (cut and not anew):
            return
        self._checkpoints.write(head.seq, head.hash)
        if known is None and self._checkpoints.read() is not None:
            with self._store.write() as tx:
                tx.meta.set(_WATCHED, "1")

    def log(self, actor: Actor, limit: int = 200, before: int | None = None) -> list[Entry]:
        require(actor, "custody")
        with self._store.read() as tx:
            return tx.custody.latest(limit, before)

    def verify(self, progress: Callable[[int, int], None] | None = None) -> Verification:
        """Hash every original again and walk the chain."""
        with self._store.read() as tx:
            recorded = list(tx.documents.originals())
            head = tx.custody.head()
            damage = [
                *(Damage(code, str(seq)) for seq, code in tx.custody.damage()),
                *self._tail_damage(tx),
            ]
        for number, (digest, size) in enumerate(recorded, 1):
            damage.extend(self._original_damage(digest, size))
            if progress:
                progress(number, len(recorded))
        if not damage:
            self.checkpoint()
            with self._store.write() as tx:
                tx.meta.set("verified_at", now().isoformat(timespec="seconds"))
        return Verification(
            len(recorded), head.seq if head else 0, head.hash if head else None, tuple(damage)
        )

    def _tail_damage(self, tx: Transaction) -> Iterator[Damage]:
        remembered = self._checkpoints.read()
        if remembered is None:
            if tx.meta.get(_WATCHED) is not None:
                yield Damage("checkpoint_missing", "custody.checkpoint", repairable=True)
            return
        seq, expected = remembered
        found = tx.custody.hash_at(seq)
        if found is None:
            yield Damage("custody_cut", str(seq))
        elif found != expected:
            yield Damage("custody_replaced", str(seq))

    def _original_damage(self, digest: str, size: int) -> Iterator[Damage]:
        try:
            with self._blobs.open(digest) as stream:
                seen, length = hashlib.sha256(), 0
                while chunk := stream.read(CHUNK):
                    seen.update(chunk)
                    length += len(chunk)
        except NotFound:
            yield Damage("original_lost", digest)
            return
        except (Unavailable, OSError):
            yield Damage("original_unreadable", digest)
            return
        if seen.hexdigest() != digest:
            yield Damage("original_changed", digest, args={"size": str(length), "recorded": str(size)})

    # -- agreement --------------------------------------------------------------------------------
    def fsck(self, *, repair: bool = False) -> tuple[list[Damage], list[Damage]]:
        """(what was found, what is still wrong afterwards); repairs only what can be rebuilt."""
        found = self._disagreements()
        if not repair or not any(d.repairable for d in found):
            return found, found
        self._repair(found)
        return found, self._disagreements()

    def _disagreements(self) -> list[Damage]:
        with self._store.read() as tx:
            damage = [*disagreements(tx), *self._tail_damage(tx), *self._blob_damage(tx)]
            expected = tx.documents.page_keys()
            behind = {id for id, _ in tx.documents.behind_index(1_000_000)}
        return [*damage, *self._index_damage(expected, behind)]

    def _blob_damage(self, tx: Transaction) -> Iterator[Damage]:
        recorded = dict(tx.documents.originals())
        kept = dict(self._blobs.sizes())
        for digest in sorted(recorded.keys() - kept.keys()):
            yield Damage("original_lost", digest)
        for digest in sorted(kept.keys() - recorded.keys()):
            if not tx.agreement.names(digest):  # named without a row: told as original_row_lost
                yield self._unrecorded(digest)
        for digest in sorted(kept.keys() & recorded.keys()):
            if kept[digest] != recorded[digest]:
                yield Damage("original_changed", digest, args={"size": str(kept[digest])})

    def _unrecorded(self, digest: str) -> Damage:
        """Bytes without a row are an unacknowledged upload's when they are what their name says."""
        foreign = any(self._original_damage(digest, 0))
        return Damage("original_unrecorded", digest, repairable=True, grave=foreign)

    def _index_damage(self, expected: set[tuple[str, int]], behind: set[str]) -> Iterator[Damage]:
        try:
            held = set(self._index().pages())
        except Unavailable as error:
            yield Damage(error.code, "index", repairable=True)
            return
        for document in sorted({d for d, _ in expected - held} | behind):
            yield Damage("index_behind", document, repairable=True)
        for document in sorted({d for d, _ in held - expected} - behind):
            yield Damage("index_foreign", document, repairable=True)

    def _repair(self, found: list[Damage]) -> None:
        codes = {d.code for d in found}
        with self._store.write() as tx:
            recorded = dict(tx.documents.originals())
            for damage in found:
                if damage.code == "original_unrecorded":
                    if damage.subject not in recorded and not tx.agreement.names(damage.subject):
                        self._blobs.remove_unreferenced(damage.subject)
                elif damage.code == "original_row_lost":
                    self._record_again(tx, damage.subject)
                elif damage.code in READ_ANEW:
                    tx.documents.change(damage.subject, state=DocumentState.RECEIVED.value, reason=None)
                    tx.jobs.add("process", damage.subject, now())
                elif damage.code == "job_stale":
                    tx.jobs.release_stale(now())
                elif damage.code in REBUILT:
                    tx.agreement.put_right(damage.code, damage.subject)
        if "checkpoint_missing" in codes and not any(code.startswith("custody") for code in codes):
            self.checkpoint(anew=True)
        if codes & {"index_behind", "index_foreign", "index_damaged"}:
            self.rebuild_index()

    def _record_again(self, tx: Transaction, digest: str) -> None:
        """Only bytes that are what their name says."""
        if self._blobs.exists(digest) and not any(self._original_damage(digest, 0)):
            with self._blobs.open(digest) as stream:
                size = sum(len(chunk) for chunk in iter(lambda: stream.read(CHUNK), b""))
            tx.documents.keep_original(digest, size, now())

"""Looking at papers: lists, one whole document, its page images and its original."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO

from archive.domain.actor import Actor
from archive.domain.audit import Matched
from archive.domain.content import Page
from archive.domain.document import Limits, ReceiptFile
from archive.domain.errors import NotFound, Refused
from archive.domain.facts import Facts, Figure
from archive.domain.records import Change, Entry, Head, Job, ReceiptHead
from archive.ports import BlobStore, Reader, Store, Transaction
from archive.services.auditing import Auditing
from archive.services.gate import require, require_entity, visible


@dataclass(frozen=True, slots=True)
class Whole:
    """One document with everything known about it."""

    head: Head
    facts: Facts
    pages: tuple[Page, ...]
    matches: tuple[Matched, ...]
    history: tuple[Entry, ...]
    changes: tuple[Change, ...]
    jobs: tuple[Job, ...]
    reused_in: tuple[str, ...]
    """Other filings of the same bytes that the actor may see."""


class Papers:
    def __init__(
        self,
        store: Store,
        blobs: BlobStore,
        auditing: Auditing,
        reader: Callable[[], Reader],
        limits: Limits,
        unseal: Callable[[bytes], str],
        unpack: Callable[[bytes | None], Facts],
    ) -> None:
        self._unpack = unpack
        self._store = store
        self._blobs = blobs
        self._auditing = auditing
        self._reader = reader
        self._limits = limits
        self._unseal = unseal

    def find(
        self,
        actor: Actor,
        where: Mapping[str, object],
        *,
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[int, list[Head]]:
        """Total and rows the actor may see; *where* as in the documents port."""
        require(actor, "read")
        with self._store.read(actor.scope) as tx:
            return tx.documents.find(self._within(actor, where), limit=limit, offset=offset)

    def counts(self, actor: Actor, column: str, where: Mapping[str, object]) -> dict[str, int]:
        require(actor, "read")
        with self._store.read(actor.scope) as tx:
            return tx.documents.counts(column, self._within(actor, where))

    @staticmethod
    def _within(actor: Actor, where: Mapping[str, object]) -> Mapping[str, object]:
        if actor.scope.everything:
            return where
        asked = where.get("entities")
        allowed = actor.scope.entities
        if isinstance(asked, (list, tuple, set, frozenset)):
            allowed = allowed & frozenset(str(code) for code in asked)
        return {**where, "entities": allowed, "unassigned": False}

    def head(self, actor: Actor, document: str) -> Head:
        require(actor, "read")
        with self._store.read(actor.scope) as tx:
            return visible(actor, tx, document)

    def show(self, actor: Actor, document: str) -> Whole:
        require(actor, "read")
        with self._store.read(actor.scope) as tx:
            head = visible(actor, tx, document)
            return self._whole(tx, actor, head)

    def _whole(self, tx: Transaction, actor: Actor, head: Head) -> Whole:
        twins = [
            d.id for d in tx.documents.same_bytes(head.sha256) if d.id != head.id and actor.sees(d.entity)
        ]
        return Whole(
            head,
            tx.documents.facts(head.id),
            () if sealed_off(head) else tuple(tx.documents.pages(head.id)),
            self._matches(actor, head),
            tuple(tx.custody.of(head.id)),
            tuple(tx.changes.of(head.id)),
            tuple(tx.jobs.of_document(head.id)),
            tuple(twins),
        )

    def _matches(self, actor: Actor, head: Head) -> tuple[Matched, ...]:
        if head.entity is None or head.year is None or head.withdrawn is not None:
            return ()
        try:
            result = self._auditing.standing(actor, head.entity, head.year)
        except NotFound:  # the city, or an entity that is not registered: nothing is asked of it
            return ()
        return tuple(match for match in result.matches if match.document == head.id)

    def page(self, actor: Actor, document: str, number: int) -> tuple[Head, Page]:
        require(actor, "read")
        with self._store.read(actor.scope) as tx:
            head = visible(actor, tx, document)
            self._open_to_view(head)
            page = tx.documents.page(document, number)
        if page is None:
            raise NotFound(document, code="page_unknown", document=document, page=number)
        return head, page

    def image(self, actor: Actor, document: str, number: int, width: int = 1240) -> bytes:
        """The page as a picture; raise NotFound for papers without page images."""
        require(actor, "read")
        with self._store.read(actor.scope) as tx:
            head = visible(actor, tx, document)
            self._open_to_view(head)
            sealed = tx.documents.unlock_secret(document)
            page = tx.documents.page(document, number)
        if page is None:
            raise NotFound(document, code="page_unknown", document=document, page=number)
        password = self._unseal(sealed) if sealed else None
        place = self._blobs.path(head.sha256)
        return self._reader().image(place, head.path, number, width, self._limits, password, page.rotation)

    def original(self, actor: Actor, document: str) -> tuple[Head, IO[bytes]]:
        require(actor, "read")
        with self._store.read(actor.scope) as tx:
            head = visible(actor, tx, document)
            self._open_to_view(head)
        return head, self._blobs.open(head.sha256)

    @staticmethod
    def _open_to_view(head: Head) -> None:
        """An ordinary system must not show a paper that bears a secrecy mark."""
        if sealed_off(head):
            raise Refused(head.id, code="classified_mark", document=head.id)

    def figures(
        self,
        actor: Actor,
        *,
        entity: str | None = None,
        under: frozenset[str] | None = None,
        year: int | None = None,
        indicator: str | None = None,
    ) -> list[Figure]:
        """Figures about *entity* in any paper of *year* that the actor may see, in order of document and place.

        A figure that names nobody is about whoever filed its paper.
        """
        require(actor, "read")
        if entity is not None:
            require_entity(actor, entity)
        wanted = under if entity is None else frozenset({entity})
        where: dict[str, object] = {} if year is None else {"year": year}
        with self._store.read(actor.scope) as tx:
            rows = tx.documents.with_facts(self._within(actor, where))
        found = [
            figure if figure.entity is not None else replace(figure, entity=head.entity)
            for head, packed in rows
            if not sealed_off(head)
            for figure in self._unpack(packed).figures
            if indicator in (None, figure.indicator)
        ]
        return [figure for figure in found if wanted is None or figure.entity in wanted]

    # -- receipts ---------------------------------------------------------------------------------
    def receipt(self, actor: Actor, id: str) -> tuple[ReceiptHead, list[ReceiptFile], dict[str, Head]]:
        """The receipt, its rows, and the documents named there that the actor may see."""
        require(actor, "read")
        with self._store.read() as tx:
            head = tx.receipts.get(id)
            if head is None or not (
                head.actor == actor.name or actor.scope.everything or actor.sees(head.entity)
            ):
                raise NotFound(id, code="receipt_unknown", receipt=id)
            files = tx.receipts.files(id)
            heads = tx.documents.many(d for f in files for d in (f.document, f.reused) if d)
        own = head.actor == actor.name
        shown = {f.document for f in files}
        return (
            head,
            [_without_foreign_twin(actor, f, heads) for f in files],
            {id: h for id, h in heads.items() if id in shown and (actor.sees(h.entity) or own)},
        )

    def receipts(self, actor: Actor, limit: int = 50) -> Sequence[ReceiptHead]:
        require(actor, "read")
        with self._store.read() as tx:
            everything = actor.scope.everything
            return tx.receipts.latest({} if everything else {"actor": actor.name}, limit)


def _without_foreign_twin(actor: Actor, file: ReceiptFile, heads: Mapping[str, Head]) -> ReceiptFile:
    """Whoever handed it in may have seen more than he who looks at the receipt."""
    twin = heads.get(file.reused or "")
    return file if twin is not None and actor.sees(twin.entity) else replace(file, reused=None)


def sealed_off(head: Head) -> bool:
    return any(note.code == "classified_mark" for note in head.notes)

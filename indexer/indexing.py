"""Keeping the search index as new as the database; whoever holds the writer lock does it for everybody."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from archive.domain.content import Page
from archive.domain.errors import Unavailable
from archive.domain.records import Head
from archive.domain.search import IndexPage
from archive.failpoints import fail_point
from archive.ports import SearchIndex, Store

BATCH = 200
log = logging.getLogger(__name__)


def index_pages(head: Head, pages: list[Page]) -> list[IndexPage]:
    """What the index may hold of a document: nothing when it is withdrawn or bears a secrecy mark."""
    if head.withdrawn is not None or is_sealed_off(head):
        return []
    return [
        IndexPage(
            document=head.id,
            page=page.number,
            text=page.text,
            title=head.title or "",
            path=head.path,
            number=head.number or "",
            issuer=head.issuer or "",
            entity=head.entity,
            year=head.year,
            doctype=head.doctype,
            state=head.state,
            quality=page.state.value,
            date=head.date.isoformat() if head.date else None,
            revision=head.rev,
        )
        for page in pages
    ]


def is_sealed_off(head: Head) -> bool:
    return any(note.code == "classified_mark" for note in head.notes)


def catch_up(store: Store, index: SearchIndex) -> int:
    """Index every document that changed; returns how many. Done twice, nothing changes.

    The revision is read before the pages are: a change in between leaves the document behind, to be done again.
    """
    total = 0
    while True:
        with store.read() as tx:
            behind = tx.documents.behind_index(BATCH)
            if not behind:
                return total
            heads = tx.documents.many(id for id, _ in behind)
            batch = [(heads[id], tx.documents.texts(id)) for id, _ in behind]
        for head, pages in batch:
            index.replace(head.id, index_pages(head, pages), head.rev)
        fail_point("index.before_commit")
        index.commit()
        fail_point("index.after_commit")
        with store.write() as tx:
            tx.documents.indexed([(head.id, head.rev) for head, _ in batch])
        fail_point("index.noted")
        total += len(batch)


def try_catch_up(store: Store, index: SearchIndex) -> int:
    """Like `catch_up`, but somebody else writing is no failure, and a damaged index is made anew."""
    try:
        return catch_up(store, index)
    except Unavailable as error:
        if error.code != "index_busy":
            log.warning("papers are kept but cannot be found yet: %s", error)
        if error.code != "index_damaged":
            return 0
    try:
        return rebuild(store, index)
    except Unavailable:
        return 0


def all_pages(store: Store) -> Iterator[IndexPage]:
    """Everything the index ought to hold, document by document."""
    with store.read() as tx:
        _, heads = tx.documents.find({})
    for head in heads:
        with store.read() as tx:
            yield from index_pages(head, tx.documents.texts(head.id))


def rebuild(store: Store, index: SearchIndex) -> int:
    """A new generation from the database; what changes meanwhile is caught up afterwards."""
    with store.write() as tx:
        _, before = tx.documents.find({"with_withdrawn": True})
        seen = [(head.id, head.rev) for head in before]
        tx.documents.forget_index()
    count = index.rebuild(all_pages(store))
    fail_point("index.generation_switched")
    with store.write() as tx:
        tx.documents.indexed_if_unchanged(seen)
    catch_up(store, index)
    return count

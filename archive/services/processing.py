"""The archive's side of reading a document: claiming the job, recording what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from archive.domain.actor import SYSTEM
from archive.domain.clock import now
from archive.domain.content import Content, Note, PageState
from archive.domain.document import DocumentState
from archive.domain.facts import Claim, Facts
from archive.domain.records import Head, Job
from archive.failpoints import fail_point
from archive.ports import Store, Transaction
from archive.services.agreement import text_hash

LEASE = timedelta(seconds=60)
ATTEMPTS = 3
SURE = 0.6
"""Claims below this confidence wait in 待复核 instead of becoming the document's value."""
PLAIN = 0.9
OWN_WORDS = frozenset({"layout", "issuer", "title"})
NAMES_ONLY = frozenset({"folder_name", "file_name"})
CONFLICT = 0.8
"""Content contradicts what the clerk said only when it is this sure."""


@dataclass(frozen=True, slots=True)
class Work:
    """A claimed job with the document it is about."""

    job: Job
    head: Head
    unlock: bytes | None


class Processing:
    def __init__(self, store: Store) -> None:
        self._store = store

    def claim(
        self,
        owner: str,
        alive: Callable[[str], bool] | None = None,
        only: tuple[int, str] | None = None,
    ) -> Work | None:
        """The next job, leased; jobs of owners that are known dead are taken back first.

        *only* (job, token): that job alone, if nobody has had it since the token was read.
        """
        with self._store.write() as tx:
            if alive is not None:
                tx.jobs.release_dead(alive)
            while job := tx.jobs.claim(owner, now(), LEASE, only):
                head = tx.documents.get(job.document)
                if head is None or head.withdrawn is not None:
                    tx.jobs.finish(job, now())
                    continue
                if job.attempts > ATTEMPTS:
                    self._give_up(tx, job, job.reason or "crashed")
                    continue
                tx.documents.change(head.id, state=DocumentState.PROCESSING.value)
                unlock = tx.documents.unlock_secret(head.id)
                fail_point("job.claimed")
                return Work(job, head, unlock)
        return None

    def renew(self, job: Job) -> bool:
        with self._store.write() as tx:
            return tx.jobs.renew(job, now() + LEASE)

    def record(self, work: Work, content: Content, facts: Facts) -> bool:
        """Write pages, facts and state in one transaction; False when the job meanwhile belongs to another."""
        with self._store.write() as tx:
            if not tx.jobs.holds(work.job):
                return False
            head = tx.documents.get(work.head.id)
            assert head is not None
            tx.documents.replace_pages(head.id, content.pages)
            fail_point("pages.written")
            values = describe_head(tx, head, content, facts)
            tx.documents.change(head.id, facts=facts, **values)
            tx.jobs.finish(work.job, now())
            tx.custody.add(
                SYSTEM.name,
                "read",
                head.id,
                {
                    "state": values["state"],
                    "reason": values["reason"],
                    "certificate": certificate(content),
                    "text": text_hash((p.number, p.state.value, p.text) for p in content.pages),
                },
            )
        fail_point("record.committed")
        return True

    def fail(self, work: Work, reason: str, facts: Facts, *, retry: bool = False) -> None:
        """The file cannot be read: keep what its name tells, name the reason; or put it back for another try."""
        with self._store.write() as tx:
            if not tx.jobs.holds(work.job):
                return
            if retry and work.job.attempts < ATTEMPTS:
                tx.jobs.give_back(work.job, reason)
                return
            head = tx.documents.get(work.head.id)
            assert head is not None
            values = describe_head(tx, head, Content("", ()), facts)
            values |= {"state": DocumentState.UNREADABLE.value, "reason": reason}
            tx.documents.replace_pages(head.id, ())
            tx.documents.change(head.id, facts=facts, **values)
            tx.jobs.finish(work.job, now(), failed=reason)
            tx.custody.add(SYSTEM.name, "unreadable", head.id, {"reason": reason})

    def put_back(self, work: Work) -> None:
        """A backend failed, not the paper: it is tried again, and this attempt does not count."""
        with self._store.write() as tx:
            tx.jobs.give_back(work.job, counted=False)

    @staticmethod
    def _give_up(tx: Transaction, job: Job, reason: str) -> None:
        tx.documents.change(job.document, state=DocumentState.UNREADABLE.value, reason=reason)
        tx.jobs.finish(job, now(), failed=reason)
        tx.custody.add(
            SYSTEM.name, "unreadable", job.document, {"reason": reason, "attempts": job.attempts - 1}
        )


def certificate(content: Content) -> dict[str, int]:
    """The processing certificate: received = read + blank + doubtful + unreadable."""
    counts = {state.value: 0 for state in PageState}
    for page in content.pages:
        counts[page.state.value] += 1
    return {"received": len(content.pages), **counts}


def describe_head(tx: Transaction, head: Head, content: Content, facts: Facts) -> dict[str, Any]:
    """Columns of a read document: a person's word first, then the clerk's at hand-in, then the content's."""
    state, reason = reading_state(content)
    values: dict[str, Any] = {
        "state": state.value,
        "reason": reason,
        "media_type": content.media_type or head.media_type,
        "pages": len(content.pages),
        "blank_pages": _count(content, PageState.BLANK),
        "doubtful_pages": _count(content, PageState.DOUBTFUL),
        "unreadable_pages": _count(content, PageState.UNREADABLE),
        "language": facts.language,
        **settle(head, facts),
    }
    values["notes"] = _notes(tx, head, content, facts, values)
    if _came_after_hand_in(tx, head, values):
        values["notes"] = (*values["notes"], Note("handed_in", {"year": str(values["year"])}))
        values["year"] = None
    return values


def _came_after_hand_in(tx: Transaction, head: Head, values: dict[str, Any]) -> bool:
    """A paper that only its content puts into a dossier already handed in waits for a person."""
    if head.declared_year or "year" in head.corrections or not values["entity"] or not values["year"]:
        return False
    known = tx.hand_ins.get(values["entity"], values["year"])
    return known is not None and head.received_at is not None and head.received_at > known.at


def settle(head: Head, facts: Facts) -> dict[str, Any]:
    """Head fields from corrections, declaration and claims."""
    fixed = head.corrections
    doctype = fixed.get("doctype", head.declared_doctype or _sure(facts.doctype))
    confidence = facts.doctype.confidence if facts.doctype else 0.0
    return {
        "entity": fixed.get("entity", head.declared_entity or _sure(facts.entity)),
        "year": _year(fixed.get("year", head.declared_year or _sure(facts.year))),
        "doctype": doctype,
        "doctype_confidence": 1.0 if "doctype" in fixed or head.declared_doctype else confidence,
        "number": fixed.get("number", _sure(facts.number)),
        "date": _date(fixed.get("date", _sure(facts.date))),
        "issuer": fixed.get("issuer", _sure(facts.issuer)),
        "title": fixed.get("title", _sure(facts.title)),
        "period": fixed.get("period", _sure(facts.period)),
    }


def reading_state(content: Content) -> tuple[DocumentState, str | None]:
    """`partial` when some pages are unread, `unreadable` when all that should hold text are."""
    unread = [page for page in content.pages if page.state is PageState.UNREADABLE]
    readable = [page for page in content.pages if page.state in {PageState.READ, PageState.DOUBTFUL}]
    if not content.pages or (unread and not readable):
        first = unread[0].reason if unread else None
        return DocumentState.UNREADABLE, content.reason or first or "damaged"
    if content.reason or unread:
        return DocumentState.PARTIAL, content.reason or "pages_unread"
    return DocumentState.READY, None


def _count(content: Content, state: PageState) -> int:
    return sum(page.state is state for page in content.pages)


def _notes(
    tx: Transaction, head: Head, content: Content, facts: Facts, values: dict[str, Any]
) -> tuple[Note, ...]:
    notes = list(content.notes)
    notes += [note for note in facts.notes if note not in notes]
    notes += conflicts(tx, head, facts)
    if facts.classified is not None:
        notes.append(Note("classified_mark", {"mark": facts.classified.value}))
    twin = next(
        (
            other.id
            for other in tx.documents.same_bytes(head.sha256)
            if other.id != head.id and (other.entity, other.year) == (values["entity"], values["year"])
        ),
        None,
    )
    if twin is not None and values["entity"] is not None:
        notes.append(Note("same_as", {"document": twin}))
    return tuple(notes)


def conflicts(tx: Transaction, head: Head, facts: Facts) -> list[Note]:
    """Where the content surely says something else than the clerk, and no person has settled it."""
    found = []
    if (
        head.declared_year
        and "year" not in head.corrections
        and _contradicts(facts.year, str(head.declared_year))
    ):
        found.append(Note("year_conflict", {"declared": str(head.declared_year), "read": _value(facts.year)}))
    if (
        head.declared_entity
        and "entity" not in head.corrections
        and _is_foreign(tx, head.declared_entity, facts)
    ):
        found.append(
            Note("entity_conflict", {"declared": head.declared_entity, "read": _value(facts.entity)})
        )
    return found


def _is_foreign(tx: Transaction, declared: str, facts: Facts) -> bool:
    """The paper is plainly somebody else's: its own layout, issuer or title says so and never names who filed it.

    An enterprise's paper that its county files is no conflict.
    """
    claim = facts.entity
    if claim is None or claim.value == declared or claim.confidence < PLAIN or claim.basis not in OWN_WORDS:
        return False
    if any(c.value == declared and c.basis not in NAMES_ONLY for c in facts.entities):
        return False
    parents = {entity.code: entity.parent for entity in tx.entities.all()}
    above, seen = parents.get(claim.value), {claim.value}
    while above is not None and above not in seen:
        if above == declared:
            return False
        seen.add(above)
        above = parents.get(above)
    return True


def _contradicts(claim: Claim | None, declared: str) -> bool:
    return claim is not None and claim.confidence >= CONFLICT and claim.value != declared


def _value(claim: Claim | None) -> str:
    return claim.value if claim else ""


def _sure(claim: Claim | None) -> str | None:
    return claim.value if claim is not None and claim.confidence >= SURE else None


def _year(value: object) -> int | None:
    text = str(value) if value is not None else ""
    return int(text) if text.isdigit() else None


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None

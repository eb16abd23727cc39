"""Whether the rows of the archive agree with each other and with what the custody log says was done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from archive.domain.clock import now
from archive.domain.document import FINAL, WAITING
from archive.domain.records import Entry
from archive.ports import Transaction

_STATES = FINAL | WAITING
_MADE = frozenset({"received", "bound"})
"""Verbs after which a document exists for ever."""
REBUILT = frozenset(
    {
        "checkpoint_missing",
        "dossier_uncounted",
        "filing_key_wrong",
        "job_without_paper",
        "original_row_lost",
        "page_without_paper",
        "pages_misnumbered",
        "verdict_of_nobody",
    }
)
"""What can be worked out again from the rest."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong: a code, what it is about, and whether it can be repaired from what is left."""

    code: str
    subject: str
    repairable: bool = False
    grave: bool = True
    """False for leftovers of an upload that was cut off before it was acknowledged: untidy, not lost."""
    args: dict[str, str] = field(default_factory=dict)


def disagreements(tx: Transaction) -> Iterator[Damage]:
    """Everything that rows alone can tell."""
    for seq, code in tx.custody.damage():
        yield Damage(code, str(seq))
    for code, subject in tx.agreement.strays():
        yield Damage(code, subject, repairable=code in REBUILT)
    yield from _of_documents(tx)
    yield from _of_receipts(tx)
    yield from _of_jobs(tx)
    yield from _of_custody(tx)
    yield from _changed_texts(tx)


def _of_documents(tx: Transaction) -> Iterator[Damage]:
    _, heads = tx.documents.find({"with_withdrawn": True})
    counts = tx.documents.page_counts()
    waiting = tx.jobs.documents_waiting()
    for head in heads:
        if head.state in WAITING:
            if head.id not in waiting and head.withdrawn is None:
                yield Damage("job_missing", head.id, repairable=True)
        elif counts.get(head.id, 0) != head.pages:
            args = {"pages": str(counts.get(head.id, 0)), "recorded": str(head.pages)}
            yield Damage("pages_missing", head.id, repairable=True, args=args)
        if head.state not in _STATES:
            yield Damage("state_unknown", head.id, args={"state": head.state})
        elif head.state != "ready" and head.state not in WAITING and head.reason is None:
            yield Damage("reason_missing", head.id)


def _of_receipts(tx: Transaction) -> Iterator[Damage]:
    for receipt in tx.receipts.latest({}):
        files = tx.receipts.files(receipt.id)
        asked = {d for f in files for d in (f.document, f.reused) if d}
        for document in sorted(asked - tx.documents.many(asked).keys()):
            yield Damage("document_lost", document, args={"receipt": receipt.id})


def _of_jobs(tx: Transaction) -> Iterator[Damage]:
    for job in tx.jobs.stale(now()):
        yield Damage("job_stale", job.document, repairable=True)


def _of_custody(tx: Transaction) -> Iterator[Damage]:
    """What the log says was received, acknowledged and audited is still there, and says the same."""
    yield from _received(tx, tx.custody.told(_MADE))
    for entry in tx.custody.told({"receipt_closed"}):
        receipt = tx.receipts.get(entry.subject)
        if receipt is None:
            yield Damage("receipt_lost", entry.subject)
            continue
        for name, said in entry.details.items():
            if getattr(receipt, name, said) != said:
                yield Damage("receipt_changed", entry.subject, args={"what": name, "recorded": str(said)})
    kept = tx.agreement.runs()
    for entry in tx.custody.told({"audited"}):
        if kept.get(entry.subject) != entry.details.get("entities"):
            yield Damage("run_changed", entry.subject, args={"results": str(kept.get(entry.subject))})


def _received(tx: Transaction, entries: Iterable[Entry]) -> Iterator[Damage]:
    _, heads = tx.documents.find({"with_withdrawn": True})
    known = {head.id: head.sha256 for head in heads}
    for entry in entries:
        if entry.subject not in known:
            yield Damage("document_lost", entry.subject)
        elif entry.details.get("sha256") not in (None, known[entry.subject]):
            yield Damage("document_changed", entry.subject, args={"sha256": known[entry.subject]})


def text_hash(pages: Iterable[tuple[int, str, str]]) -> str:
    """A digest of (number, state, text) of the pages that were read, kept in custody."""
    digest = hashlib.sha256()
    for number, state, text in pages:
        data = text.replace("\0", "\ufffd").encode("utf-8", "replace")  # as a server database keeps it
        digest.update(f"{number}\x1f{state}\x1f{len(data)}\x1f".encode() + data)
    return digest.hexdigest()


def _changed_texts(tx: Transaction) -> Iterator[Damage]:
    """Papers whose pages are not what the newest reading recorded; those that wait are read anew anyway."""
    said = {entry.subject: entry.details.get("text") for entry in tx.custody.told({"read", "unreadable"})}
    waiting = tx.jobs.documents_waiting()
    for document, rows in groupby(tx.agreement.texts(), key=itemgetter(0)):
        digest = text_hash((number, state, text) for _, number, state, text in rows)
        if said.get(document) not in (None, digest) and document not in waiting:
            yield Damage("pages_changed", document, repairable=True)

"""JSON shapes of receipts, papers, their pages and figures, and search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from archive.domain.content import Page
from archive.domain.document import ReceiptFile
from archive.domain.records import Head, ReceiptHead
from archive.i18n import advice
from archive.services.binding import Series
from archive.services.papers import Whole
from archive.services.searching import Result
from webui.present.audits import matched
from webui.present.figures import figure
from webui.present.office import change, entry
from webui.present.values import Json, box_of, plain, where


def receipt(
    head: ReceiptHead,
    files: Sequence[ReceiptFile],
    documents: Mapping[str, Head],
    series: Sequence[Series] = (),
) -> Json:
    shown = _receipt(head, files, documents)
    if series:
        shown["series"] = [{"name": s.name, "documents": list(s.documents)} for s in series]
    return shown


def _receipt(head: ReceiptHead, files: Sequence[ReceiptFile], documents: Mapping[str, Head]) -> Json:
    return {
        "receipt": head.id,
        "received": head.received,
        "new": head.new,
        "duplicate": head.duplicate,
        "rejected": head.rejected,
        "files": [receipt_file(file, documents.get(file.document or "")) for file in files],
    }


def receipt_file(file: ReceiptFile, document: Head | None) -> Json:
    """One row; a duplicate names the earlier document, a refused file none."""
    state = {"duplicate": "duplicate", "rejected": "rejected"}.get(file.outcome) or (
        document.state if document else "received"
    )
    reason = file.reason or (document.reason if document and file.outcome == "new" else None)
    if file.outcome == "duplicate":
        reason = "duplicate"
    row: Json = {
        "path": file.path,
        "sha256": file.sha256,
        "document": file.document,
        "state": state,
        "reason": reason,
        "advice": advice(reason),
        "pages": document.pages if document else 0,
        "entity": document.entity if document else None,
        "year": document.year if document else None,
        "doctype": document.doctype if document else None,
        "size": file.size,
        "notes": _notes(document) if document else [],
    }
    if file.reused:
        row["reused"] = file.reused
    return row


def head(document: Head) -> Json:
    """A document without its pages."""
    return {
        "document": document.id,
        "path": document.path,
        "sha256": document.sha256,
        "size": document.size,
        "media_type": document.media_type,
        "state": document.state,
        "reason": document.reason,
        "advice": advice(document.reason),
        "entity": document.entity,
        "year": document.year,
        "doctype": document.doctype,
        "doctype_confidence": round(document.doctype_confidence, 3),
        "number": document.number,
        "date": plain(document.date),
        "issuer": document.issuer,
        "title": document.title,
        "period": document.period,
        "language": document.language,
        "page_count": document.pages,
        "notes": _notes(document),
        "corrected": sorted(document.corrections),
        "withdrawn": document.withdrawn,
        "receipt": document.receipt,
        "received_at": plain(document.received_at),
    }


def documents(total: int, heads: Iterable[Head]) -> Json:
    return {"total": total, "documents": [head(document) for document in heads]}


def whole(shown: Whole) -> Json:
    facts = shown.facts
    return {
        **head(shown.head),
        "certificate": _certificate(shown.pages),
        "pages": [page(p) for p in shown.pages],
        "figures": [figure(f) for f in facts.figures],
        "matches": [matched(m) for m in shown.matches],
        "suggestions": [
            {
                "doctype": c.value,
                "confidence": round(c.confidence, 3),
                "basis": c.basis,
                "evidence": where(c.locator),
            }
            for c in facts.doctypes[:5]
        ],
        "history": [entry(e) for e in shown.history],
        "changes": [change(c) for c in shown.changes],
        "reused_in": list(shown.reused_in),
    }


def _certificate(pages: Sequence[Page]) -> Json:
    counts = {"received": len(pages), "read": 0, "blank": 0, "doubtful": 0, "unreadable": 0}
    for p in pages:
        counts[p.state.value] += 1
    return counts


def page(p: Page) -> Json:
    return {
        "page": p.number,
        "state": p.state.value,
        "confidence": round(p.confidence, 3),
        "reason": p.reason,
        "text": p.text,
        "source": p.source,
        "name": p.name,
        "width": p.width,
        "height": p.height,
        "words": [
            {"text": w.text, "start": w.start, "box": box_of(w.box), "confidence": round(w.confidence, 3)}
            for w in p.words
        ],
        "tables": [
            {
                "cells": [
                    {
                        "row": c.row,
                        "col": c.col,
                        "rowspan": c.rowspan,
                        "colspan": c.colspan,
                        "text": c.text,
                        "box": box_of(c.box),
                        "name": c.name,
                        "hidden": c.hidden,
                    }
                    for c in t.cells
                ],
                "box": box_of(t.box),
                "caption": t.caption,
            }
            for t in p.tables
        ],
        "seals": [{"box": box_of(s.box), "text": s.text} for s in p.seals],
        "notes": [{"code": n.code, **n.args} for n in p.notes],
    }


def search(result: Result) -> Json:
    shown: Json = {
        "query": result.query,
        "total": result.total,
        "took_ms": result.took_ms,
        "hits": [
            {
                "document": hit.head.id,
                "page": hit.page,
                "pages": hit.head.pages,
                "title": hit.head.title or hit.head.path,
                "entity": hit.head.entity,
                "year": hit.head.year,
                "doctype": hit.head.doctype,
                "score": round(hit.score, 4),
                "snippet": hit.snippet,
                "boxes": [box_of(b) for b in hit.boxes],
            }
            for hit in result.hits
        ],
    }
    if result.facets:
        shown["facets"] = {name: dict(counts) for name, counts in result.facets.items()}
    return shown


def _notes(document: Head) -> list[Json]:
    return [{"code": note.code, **note.args} for note in document.notes]

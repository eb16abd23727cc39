"""JSON shapes of the contract (design.md section 5), one function each, for the command line and the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from archive.audit.contradictions import contradiction
from archive.audit.diff import Difference
from archive.domain.audit import EntityAudit, Finding, Matched, Reason, Score, Slot, Verdict
from archive.domain.content import Box, Page
from archive.domain.document import ReceiptFile
from archive.domain.entity import Entity
from archive.domain.facts import Caliber, Figure, Locator
from archive.domain.records import Account, Change, Entry, HandIn, Head, Job, ReceiptHead, RunHead
from archive.i18n import advice
from archive.services.agreement import Damage
from archive.services.auditing import Run
from archive.services.binding import Series
from archive.services.naming import UnknownName
from archive.services.papers import Whole
from archive.services.registry import Imported
from archive.services.searching import Result
from archive.services.upkeep import Verification

Json = dict[str, Any]


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
        "date": _plain(document.date),
        "issuer": document.issuer,
        "title": document.title,
        "period": document.period,
        "language": document.language,
        "page_count": document.pages,
        "notes": _notes(document),
        "corrected": sorted(document.corrections),
        "withdrawn": document.withdrawn,
        "receipt": document.receipt,
        "received_at": _plain(document.received_at),
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
                "evidence": _where(c.locator),
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
            {"text": w.text, "start": w.start, "box": _box(w.box), "confidence": round(w.confidence, 3)}
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
                        "box": _box(c.box),
                        "name": c.name,
                        "hidden": c.hidden,
                    }
                    for c in t.cells
                ],
                "box": _box(t.box),
                "caption": t.caption,
            }
            for t in p.tables
        ],
        "seals": [{"box": _box(s.box), "text": s.text} for s in p.seals],
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
                "boxes": [_box(b) for b in hit.boxes],
            }
            for hit in result.hits
        ],
    }
    if result.facets:
        shown["facets"] = {name: dict(counts) for name, counts in result.facets.items()}
    return shown


def figure(f: Figure) -> Json:
    return {
        "indicator": f.indicator,
        "entity": f.entity,
        "period": f.period,
        "caliber": caliber(f.caliber),
        "vintage": f.vintage,
        "value": str(f.value),
        "low": str(f.low),
        "high": str(f.high),
        "unit": f.unit,
        "canonical": {"value": str(f.canonical_value), "unit": f.canonical_unit},
        "item": f.item,
        "label": f.label,
        "wording": f.wording,
        "document": f.locator.document,
        "page": f.locator.page,
        "box": _box(f.locator.box),
        "cell": f.locator.cell,
        "quote": f.locator.quote,
        "confidence": round(f.confidence, 3),
    }


def caliber(c: Caliber) -> Json:
    return {
        "electricity_value": c.electricity_value,
        "gdp_price": c.gdp_price,
        "period": c.period,
        "scope": c.scope,
    }


def audit(run: Run) -> Json:
    return {
        "run": run.head.id,
        "year": run.head.year,
        "as_of": run.head.as_of.isoformat(),
        "at": _plain(run.head.at),
        "checklists": dict(run.head.checklists),
        "rulebook": run.head.rulebook,
        "entities": [entity_audit(result) for result in run.results],
        "unassigned": [dict(row) for row in run.unassigned],
    }


def entity_audit(result: EntityAudit) -> Json:
    return {
        "entity": result.entity,
        "kind": result.kind,
        "slots": [slot(s) for s in result.slots],
        "findings": [finding(f, result.entity) for f in result.findings],
        "score": score(result.score),
        "beside": [{"document": b.document, "reason": b.reason} for b in result.beside],
    }


def slot(s: Slot) -> Json:
    shown: Json = {
        "requirement": s.requirement,
        "period": s.period,
        "state": s.state.value,
        "level": s.level,
        "points": _plain(s.points),
        "veto": s.veto,
        "gate": s.gate,
        "due": _plain(s.due),
        "evidence": [_where(locator) for locator in s.evidence],
        "reasons": [reason(r) for r in s.reasons],
    }
    if s.decision is not None:
        shown["decision"] = {
            "state": s.decision.state.value,
            "reason": s.decision.reason,
            "actor": s.decision.actor,
            "at": s.decision.at,
            "computed": s.computed.value if s.computed else None,
        }
    return shown


def finding(f: Finding, entity: str) -> Json:
    return {
        "id": contradiction(f, entity),
        "rule": f.rule,
        "severity": f.severity.value,
        "requirement": f.requirement,
        "cause": f.cause,
        "args": _plain(dict(f.args)),
        "evidence": [_where(locator) for locator in f.evidence],
        "verdict": verdict(f.verdict),
    }


def verdict(v: Verdict | None) -> Json | None:
    return {"as": v.verdict, "note": v.note, "by": v.actor, "at": v.at} if v else None


def score(s: Score | None) -> Json | None:
    if s is None:
        return None
    return {
        "total": _plain(s.total),
        "claimed": _plain(s.claimed),
        "supported": _plain(s.supported),
        "at_risk": _plain(s.at_risk),
        "bonus": _plain(s.bonus),
        "vetoed": s.vetoed,
        "grade": s.grade,
        "scheme": s.scheme,
        "not_applicable": list(s.not_applicable),
    }


def reason(r: Reason) -> Json:
    return {"code": r.code, "args": _plain(dict(r.args))}


def matched(m: Matched) -> Json:
    return {
        "requirement": m.requirement,
        "period": m.period,
        "state": m.state.value,
        "reasons": [reason(r) for r in m.reasons],
    }


def runs(heads: Iterable[RunHead]) -> Json:
    return {"runs": [run_head(h) for h in heads]}


def run_head(h: RunHead) -> Json:
    return {
        "run": h.id,
        "year": h.year,
        "at": _plain(h.at),
        "actor": h.actor,
        "as_of": h.as_of.isoformat(),
        "entity": h.entity,
        "rulebook": h.rulebook,
        "summary": dict(h.summary),
    }


def differences(before: str, after: str, found: Iterable[Difference]) -> Json:
    return {"before": before, "after": after, "changes": [_plain(d) for d in found]}


def entities(found: Iterable[Entity]) -> Json:
    return {
        "entities": [
            {
                "code": e.code,
                "name": e.name,
                "kind": e.kind.value,
                "parent": e.parent,
                "aliases": [{"name": a.name, "since": a.since, "until": a.until} for a in e.aliases],
                "attributes": e.attributes,
            }
            for e in found
        ]
    }


def imported(result: Imported) -> Json:
    return {
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "problems": [_plain(p) for p in result.problems],
        "warnings": [_plain(p) for p in result.warnings],
    }


def account(a: Account) -> Json:
    return {"name": a.name, "role": a.role, "entity": a.entity, "disabled": a.disabled}


def job(j: Job) -> Json:
    return {
        "job": j.id,
        "kind": j.kind,
        "document": j.document,
        "state": j.state,
        "attempts": j.attempts,
        "reason": j.reason,
        "advice": advice(j.reason),
        "created_at": _plain(j.created_at),
        "started_at": _plain(j.started_at),
        "finished_at": _plain(j.finished_at),
    }


def entry(e: Entry) -> Json:
    return {
        "seq": e.seq,
        "at": e.at,
        "actor": e.actor,
        "verb": e.verb,
        "subject": e.subject,
        "details": dict(e.details),
        "hash": e.hash,
    }


def labels(names: Iterable[UnknownName]) -> Json:
    return {
        "labels": [
            {
                "label": name.text,
                "numbers": name.cells,
                "documents": name.documents,
                "evidence": _where(name.locator),
                "suggestions": name.suggestions,
            }
            for name in names
        ]
    }


def hand_in(entity: str, year: int, made: HandIn | None) -> Json:
    return {
        "entity": entity,
        "year": year,
        "handed_in": made is not None,
        "by": made.actor if made else None,
        "at": _plain(made.at) if made else None,
    }


def change(c: Change) -> Json:
    return {
        "change": c.id,
        "at": _plain(c.at),
        "actor": c.actor,
        "verb": c.verb,
        "subject": c.subject,
        "reason": c.reason,
        "undone": c.undone,
    }


def damage(found: Iterable[Damage]) -> list[Json]:
    return [
        {
            "code": d.code,
            "subject": d.subject,
            "repairable": d.repairable,
            "grave": d.grave,
            **({"args": d.args} if d.args else {}),
        }
        for d in found
    ]


def verification(v: Verification) -> Json:
    return {
        "ok": not v.damage,
        "originals": v.originals,
        "entries": v.entries,
        "head": v.head,
        "damage": damage(v.damage),
    }


def _notes(document: Head) -> list[Json]:
    return [{"code": note.code, **note.args} for note in document.notes]


def _where(locator: Locator | None) -> Json | None:
    if locator is None:
        return None
    shown: Json = {
        "document": locator.document,
        "page": locator.page,
        "box": _box(locator.box),
        "quote": locator.quote,
    }
    if locator.cell:
        shown["cell"] = locator.cell
    return shown


def _box(box: Box | None) -> list[float] | None:
    return [round(edge, 4) for edge in box] if box else None


def _plain(value: Any) -> Any:
    """Numbers as JSON numbers, dates as ISO, nested values alike."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, float):
        return value
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(v) for v in value]
    names = getattr(type(value), "__dataclass_fields__", None)
    if names is not None:
        return {name: _plain(getattr(value, name)) for name in names}
    return str(value)

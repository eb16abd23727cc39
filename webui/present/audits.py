"""JSON shapes of audits: slots, findings, verdicts, scores, runs and what changed between them."""

from __future__ import annotations

from collections.abc import Iterable

from archive.audit.contradictions import contradiction
from archive.audit.diff import Difference
from archive.domain.audit import EntityAudit, Finding, Matched, Reason, Score, Slot, Verdict
from archive.domain.records import RunHead
from archive.services.auditing import Run
from webui.present.values import Json, plain, where


def audit(run: Run) -> Json:
    return {
        "run": run.head.id,
        "year": run.head.year,
        "as_of": run.head.as_of.isoformat(),
        "at": plain(run.head.at),
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
        "points": plain(s.points),
        "veto": s.veto,
        "gate": s.gate,
        "due": plain(s.due),
        "evidence": [where(locator) for locator in s.evidence],
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
        "args": plain(dict(f.args)),
        "evidence": [where(locator) for locator in f.evidence],
        "verdict": verdict(f.verdict),
    }


def verdict(v: Verdict | None) -> Json | None:
    return {"as": v.verdict, "note": v.note, "by": v.actor, "at": v.at} if v else None


def score(s: Score | None) -> Json | None:
    if s is None:
        return None
    return {
        "total": plain(s.total),
        "claimed": plain(s.claimed),
        "supported": plain(s.supported),
        "at_risk": plain(s.at_risk),
        "bonus": plain(s.bonus),
        "vetoed": s.vetoed,
        "grade": s.grade,
        "scheme": s.scheme,
        "not_applicable": list(s.not_applicable),
    }


def reason(r: Reason) -> Json:
    return {"code": r.code, "args": plain(dict(r.args))}


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
        "at": plain(h.at),
        "actor": h.actor,
        "as_of": h.as_of.isoformat(),
        "entity": h.entity,
        "rulebook": h.rulebook,
        "summary": dict(h.summary),
    }


def differences(before: str, after: str, found: Iterable[Difference]) -> Json:
    return {"before": before, "after": after, "changes": [plain(d) for d in found]}

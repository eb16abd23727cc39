"""The auditor: one dossier and one rulebook in, every slot, finding and point out. Pure."""

from __future__ import annotations

from archive.audit import completeness, corroboration, order, scoring
from archive.audit.bench import lay_out
from archive.audit.conditions import requirements_of, scheme_of
from archive.audit.contradictions import pronounced
from archive.audit.rules import run
from archive.domain.audit import Dossier, EntityAudit, Slot
from archive.domain.entity import Entity, Kind
from archive.domain.rulebook import Rulebook

__all__ = ["audit"]


def audit(dossier: Dossier, rulebook: Rulebook) -> EntityAudit:
    """Judge everything one entity filed for one year; the order of its papers does not matter."""
    entity = dossier.entity
    checklist = rulebook.checklists.get(entity.kind.value)
    if checklist is None:
        return EntityAudit(entity.code, entity.kind.value, dossier.year)
    scheme = scheme_of(entity, _city(dossier), dossier.year, rulebook)
    requirements = requirements_of(entity, rulebook)
    bench = lay_out(dossier, rulebook, scheme, requirements)
    slots = tuple(corroboration.told(bench, completeness.slots(bench)))
    by_requirement: dict[str, Slot] = {}
    for slot in slots:
        by_requirement.setdefault(slot.requirement, slot)
    found = pronounced(run(bench, slots), entity.code, dossier.verdicts)
    findings = order.findings(found, by_requirement)
    score = scoring.score(slots, bench, checklist)
    return EntityAudit(
        entity=entity.code,
        kind=entity.kind.value,
        year=dossier.year,
        slots=slots,
        findings=tuple(findings),
        score=score,
        beside=completeness.beside(bench),
        matches=tuple(bench.matches),
    )


def _city(dossier: Dossier) -> Entity | None:
    cities = [e for e in dossier.relatives.values() if e.kind is Kind.CITY]
    return cities[0] if cities else None

"""Papers of other bodies that must tell the same story: a missing partner is told, never held against anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from archive.audit.bench import Bench
from archive.audit.conditions import requirements_of
from archive.domain.audit import Reason, Slot, SlotState
from archive.domain.document import WAITING
from archive.domain.rulebook import Requirement


def told(bench: Bench, slots: Iterable[Slot]) -> list[Slot]:
    """The slots, with `partner_missing` where nobody handed in the paper that should agree."""
    lacking = _lacking(bench)
    return [_with(slot, lacking.get(slot.requirement, ())) for slot in slots]


def _with(slot: Slot, partners: tuple[str, ...]) -> Slot:
    if not partners or slot.state in {SlotState.NOT_APPLICABLE, SlotState.WAIVED}:
        return slot
    told_ = tuple(Reason("partner_missing", {"requirement": p}) for p in partners)
    return replace(slot, reasons=(*slot.reasons, *told_))


def _lacking(bench: Bench) -> dict[str, tuple[str, ...]]:
    if not bench.dossier.partners:
        return {}
    book = bench.rulebook.requirements
    links: dict[str, set[str]] = {}
    for requirement in book.values():
        for partner in requirement.corroborated_by:
            links.setdefault(requirement.id, set()).add(partner)
            links.setdefault(partner, set()).add(requirement.id)
    owners = _owners(bench)
    filed = {code: _filed(bench, code) for code in owners}
    found: dict[str, tuple[str, ...]] = {}
    for requirement in bench.requirements:
        partners = (book[p] for p in sorted(links.get(requirement.id, ())) if p in book)
        silent = tuple(p.id for p in partners if _silent(p, owners, filed))
        if silent:
            found[requirement.id] = silent
    return found


def _owners(bench: Bench) -> dict[str, frozenset[str]]:
    """Partner -> ids of the requirements that it owes."""
    known = {
        code: bench.dossier.relatives[code]
        for code in bench.dossier.partners
        if code in bench.dossier.relatives
    }
    return {
        code: frozenset(r.id for r in requirements_of(entity, bench.rulebook))
        for code, entity in known.items()
    }


def _filed(bench: Bench, code: str) -> frozenset[str | None]:
    papers = bench.dossier.partners[code]
    if any(p.state in WAITING for p in papers):
        return frozenset({"*"})
    return frozenset(p.doctype for p in papers)


def _silent(
    partner: Requirement, owners: dict[str, frozenset[str]], filed: dict[str, frozenset[str | None]]
) -> bool:
    """Somebody owes it, and nobody has filed a paper of its kind."""
    owing = [code for code, owed in owners.items() if partner.id in owed]
    kinds = {kind for need in partner.needs for kind in need.any_of} | {"*"}
    return bool(owing) and not any(kinds & filed[code] for code in owing)

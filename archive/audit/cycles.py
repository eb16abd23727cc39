"""The slot of the certificates: every listed instrument with two consecutive cycles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from archive.audit.certificates import SYSTEM, Held, Standing, groups, rejected, standing, verdict_of
from archive.domain.audit import Matched, Reason, Slot, SlotState
from archive.domain.facts import Locator
from archive.domain.rulebook import Requirement

if TYPE_CHECKING:
    from archive.audit.bench import Bench
    from archive.audit.views import View

_SHOWN = 40


def slot(bench: Bench, requirement: Requirement, blank: Slot, unread: Sequence[View]) -> Slot:
    """Complete only when every instrument is; one that is leaves the rest partial."""
    accepted = frozenset(bench.accepted.get(requirement.id, ()))
    unread = [v for v in unread if v.document not in accepted]
    refused = rejected(bench.dossier.matches, requirement.id)
    found, strangers = groups(bench.views, bench.others, refused)
    gap = int(str(requirement.validity.get("max_gap_days", 1)))
    found_standings = [_confirmed(standing(g, bench.clock.as_of, gap), accepted) for g in found]
    bench.standings[requirement.id] = found_standings
    _record(bench, requirement, blank.period, found_standings, strangers)
    state, reasons = _state(bench, requirement, found_standings, strangers, unread, refused)
    if accepted and not found:
        state, reasons = SlotState.COMPLETE, ()
    evidence: dict[str, Locator] = {v.document: v.locator() for v in bench.views if v.document in accepted}
    for each in found_standings:
        for held in (each.current, each.former, *each.group.held):
            if held is not None and held.here:
                evidence.setdefault(held.view.document, held.certificate.locator or held.view.locator())
    for view in unread:
        evidence.setdefault(view.document, view.locator())
    return replace(blank, state=state, reasons=reasons[:_SHOWN], evidence=tuple(evidence.values())[:_SHOWN])


def _confirmed(each: Standing, accepted: frozenset[str]) -> Standing:
    """A person who accepted a certificate vouches for its instrument."""
    if any(h.view.document in accepted for h in each.group.held):
        return replace(each, state=SlotState.COMPLETE, reasons=())
    return each


def _state(
    bench: Bench,
    requirement: Requirement,
    standings: Sequence[Standing],
    strangers: Sequence[Held],
    unread: Sequence[View],
    refused: frozenset[str],
) -> tuple[SlotState, tuple[Reason, ...]]:
    states = {s.state for s in standings}
    if standings and states == {SlotState.COMPLETE}:
        return SlotState.COMPLETE, ()
    reasons = tuple(r for s in standings if s.state is not SlotState.COMPLETE for r in s.reasons)
    asks = tuple(Reason("unreadable", {"document": v.document, "why": v.paper.reason}) for v in unread)
    if asks or SlotState.REVIEW in states:
        return SlotState.REVIEW, (
            *asks,
            *(r for s in standings if s.state is SlotState.REVIEW for r in s.reasons),
        )
    # Nothing is absent when every instrument has its papers: what ran out is then the whole truth.
    if SlotState.EXPIRED in states and states <= {SlotState.COMPLETE, SlotState.EXPIRED}:
        return SlotState.EXPIRED, reasons
    if any(s.proven for s in standings):
        return SlotState.PARTIAL, reasons
    for state in (SlotState.EXPIRED, SlotState.MISMATCHED):
        if state in states:
            return state, tuple(r for s in standings if s.state is state for r in s.reasons)
    if any(h.here for h in strangers):
        return SlotState.MISMATCHED, (Reason("not_listed", {"serial": strangers[0].certificate.serial}),)
    return _none_usable(bench, requirement, refused)


def _none_usable(
    bench: Bench, requirement: Requirement, refused: frozenset[str]
) -> tuple[SlotState, tuple[Reason, ...]]:
    papers = bench.by_kind.get("certificate", [])
    if refused:
        return SlotState.MISMATCHED, (Reason("rejected_by_person", {"document": min(refused)}),)
    if wrong := [v for v in papers if "entity_conflict" in v.paper.notes]:
        return SlotState.MISMATCHED, (Reason("wrong_entity", {"document": wrong[0].document}),)
    if blank := [v for v in papers if not v.facts.certificates]:
        return SlotState.REVIEW, (Reason("certificate_unclear", {"document": blank[0].document}),)
    if papers:  # certificates of management systems only
        return SlotState.MISMATCHED, (Reason("other_topic", {"document": papers[0].document}),)
    if bench.waiting:
        return SlotState.REVIEW, (Reason("waiting", {"count": bench.waiting}),)
    kinds = list(dict.fromkeys(k for n in requirement.needs for k in n.any_of))
    return SlotState.MISSING, (Reason("nothing_offered", {"doctypes": kinds}),)


def _record(
    bench: Bench,
    requirement: Requirement,
    period: str,
    standings: Sequence[Standing],
    strangers: Sequence[Held],
) -> None:
    seen: set[str] = set()
    listed = ((held, each) for each in standings for held in each.group.held)
    for held, each in (*listed, *((held, None) for held in strangers)):
        document = held.view.document
        if not held.here or document in seen or held.certificate.kind == SYSTEM:
            continue
        seen.add(document)
        state, reasons = verdict_of(held, each, bench.clock.as_of)
        bench.used[document] = True
        bench.matches.append(Matched(document, requirement.id, period, state, reasons))


def standings(bench: Bench) -> Iterator[tuple[str, Standing]]:
    """What the certificates prove, instrument by instrument, for the requirement that asks for cycles."""
    for requirement in bench.requirements:
        if requirement.id in bench.standings:
            yield from ((requirement.id, each) for each in bench.standings[requirement.id])

"""Every slot of an entity: what is there, what is missing, and why a paper was not accepted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import islice
from operator import attrgetter

from archive.audit import cycles, pointing
from archive.audit.bench import Bench
from archive.audit.conditions import applies
from archive.audit.periods import slots_of
from archive.audit.timing import due_of
from archive.audit.topics import says, words_of
from archive.audit.verdicts import Offers, Verdict
from archive.audit.views import View
from archive.domain.audit import Beside, Decision, Matched, Reason, Slot, SlotState
from archive.domain.facts import Locator
from archive.domain.rulebook import Need, Requirement

ORDER = (SlotState.REVIEW, SlotState.CALIBER, SlotState.PARTIAL, SlotState.EXPIRED, SlotState.MISMATCHED)
"""Which paper is the best one offered when none satisfies."""
_ANY_YEAR = frozenset({"current_version", "within_years"})
"""Validity that the paper's own day decides, whatever year it was filed for."""
SHOWN = 20
"""Papers named as evidence of one slot."""
_FAR = 5
"""Papers on other topics that are named when nothing else is offered."""
_RANK = {SlotState.COMPLETE: 0, **{state: at for at, state in enumerate(ORDER, 1)}}
_DOCUMENT = attrgetter("document")


def slots(bench: Bench) -> tuple[Slot, ...]:
    """All slots in the order of the checklist."""
    made: list[Slot] = []
    decisions = {(d.requirement, d.period): d for d in bench.dossier.decisions}
    for requirement in bench.requirements:
        for slot in _requirement(bench, requirement):
            decision = decisions.get((requirement.id, slot.period))
            decision = decision or decisions.get((requirement.id, str(bench.dossier.year)))
            made.append(_decided(slot, decision) if decision else slot)
    return tuple(made)


def _decided(slot: Slot, decision: Decision) -> Slot:
    said = Reason("decided", {"actor": decision.actor, "at": decision.at, "reason": decision.reason})
    return replace(
        slot, state=decision.state, computed=slot.state, decision=decision, reasons=(said, *slot.reasons)
    )


def _requirement(bench: Bench, requirement: Requirement) -> Iterable[Slot]:
    periods = slots_of(requirement.frequency, bench.dossier.year)
    points = (
        bench.scheme.points.get(requirement.id, requirement.points) if bench.scheme else requirement.points
    )
    share = points / len(periods) if points is not None else None
    line = _Line(requirement, share, due_of(requirement, bench.dossier.year))
    holds = applies(requirement, bench.dossier.entity, bench.dossier.year, bench.scheme)
    if holds is False:
        reason = Reason("condition_false", {"condition": dict(requirement.applies_when or {})})
        for period in periods:
            yield line.slot(period, SlotState.NOT_APPLICABLE, (reason,))
        return
    if any(need.per == "instrument" for need in requirement.needs):
        unread = [v for v in bench.loose if pointing.points_to(v, requirement, requirement.needs[0], bench)]
        for view in unread:
            bench.used[view.document] = True
        made = cycles.slot(bench, requirement, line.slot(periods[0], SlotState.MISSING), unread)
        missing = made.state is SlotState.MISSING
        yield (_undated(bench, line, made.period) or made) if missing else made
        return
    claims = _claims_no_task(bench, requirement) if requirement.applies_when else ()
    verdicts = _verdicts(bench, requirement, periods)
    for period in periods:
        yield _slot(bench, line, period, verdicts[period], claims, known=holds is not None)


Found = tuple[tuple[Need, Offers], ...]
"""Verdicts on the papers offered for each need."""


def _verdicts(bench: Bench, requirement: Requirement, periods: tuple[str, ...]) -> dict[str, Found]:
    """By period, because a paper for another month is not offered for this one."""
    found = [(need, _for_need(bench, requirement, need, periods)) for need in requirement.needs]
    by_period = [(need, _by_period(need, verdicts, periods)) for need, verdicts in found]
    return {period: tuple((need, cells[period]) for need, cells in by_period) for period in periods}


def _for_need(bench: Bench, requirement: Requirement, need: Need, periods: tuple[str, ...]) -> Offers:
    of_kind = bench.judge.offers(bench.by_kind, requirement, need, periods)
    for document in of_kind.astray:
        bench.used.setdefault(document, False)
    more: list[View] = []
    if need.per == "previous_year":
        former = (v for v in bench.others if v.paper.year == bench.dossier.year - 1 and v.kind in need.any_of)
        more.extend(v for v in former if v.readable)
    more.extend(v for v in bench.loose if pointing.points_to(v, requirement, need, bench))
    more.extend(pointing.named(requirement, need, bench))
    accepted = bench.accepted.get(requirement.id, ())
    known = {v.view.document for v in of_kind.verdicts} | {v.document for v in more} if accepted else set()
    for document in accepted:
        if document not in known:
            more.extend(v for v in bench.views if v.document == document and _fits_need(v, requirement, need))
    others = bench.judge.verdicts(more, requirement, need, periods) if more else []
    others += _without_year(bench, requirement, need, periods)
    return Offers(of_kind.near + others, lambda: of_kind.verdicts + others) if others else of_kind


def _without_year(
    bench: Bench, requirement: Requirement, need: Need, periods: tuple[str, ...]
) -> list[Verdict]:
    """Papers whose assessment year nobody knows prove what asks for none, and what their day proves; they never accuse."""
    views = [view for kind in need.any_of for view in bench.undated.get(kind, ())]
    if not (need.per == "current" or requirement.validity["rule"] in _ANY_YEAR):
        if requirement.validity["rule"] != "dated_in_period" or need.per != "year":
            return []
        views = [view for view in views if view.date and view.date.year == bench.dossier.year]
    found = bench.judge.verdicts(views, requirement, need, periods) if views else []
    return [verdict for verdict in found if verdict.state is SlotState.COMPLETE]


def _fits_need(view: View, requirement: Requirement, need: Need) -> bool:
    """A paper that a person matched counts for the need of its kind, else for the first one."""
    fitting = [n for n in requirement.needs if view.kind in n.any_of]
    return need is (fitting[0] if fitting else requirement.needs[0])


def _claims_no_task(bench: Bench, requirement: Requirement) -> tuple[View, ...]:
    """Letters that say there is no task; whether that is true only a person can know."""
    kinds = {k for n in requirement.needs for k in n.any_of}
    asked = words_of(requirement.topic or requirement.title_keywords)
    return tuple(
        v
        for v in bench.without_task
        if requirement.id in v.named_ids
        or says(v.title, asked)
        or says(v.path, asked)
        or (v.kind in kinds and any(all(w in v.body_words for w in group) for group in asked))
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """What all slots of a requirement have in common."""

    requirement: Requirement
    points: Decimal | None
    due: date | None

    def slot(
        self,
        period: str,
        state: SlotState,
        reasons: tuple[Reason, ...] = (),
        evidence: tuple[Locator, ...] = (),
    ) -> Slot:
        asks = self.requirement
        veto, gate, level = asks.veto, asks.gate, asks.level
        return Slot(asks.id, period, state, self.points, veto, gate, evidence, reasons, level, due=self.due)


def _slot(
    bench: Bench, line: _Line, period: str, here: Found, claims: Sequence[View], *, known: bool
) -> Slot:
    near = [v for _, found in here for v in found.near]
    unmet = tuple((need, found) for need, found in here if not _met(need, found))
    _record(bench, line.requirement, period, here)
    if not unmet:
        return line.slot(period, SlotState.COMPLETE, evidence=_proof(near))
    if claims:
        reasons = tuple(Reason("claims_no_task", {"document": v.document}) for v in claims)
        return line.slot(period, SlotState.REVIEW, reasons, tuple(v.locator() for v in claims))
    astray = not any(v.by_name or not v.other_topic for v in near)
    if astray and not known:
        return line.slot(period, SlotState.REVIEW, (_unknown(line.requirement),))
    if astray and (asked := _undated(bench, line, period)):
        return asked
    offered = [v for _, found in here for v in found.verdicts]
    if not offered:
        return _nothing(bench, line, period)
    state, reasons = _best(here, unmet)
    return line.slot(period, state, reasons, _evidence(offered))


def _undated(bench: Bench, line: _Line, period: str) -> Slot | None:
    """A paper that would do, if only its year were known, is asked about; it never accuses."""
    fitting: list[View] = []
    requirement = line.requirement
    for need in requirement.needs:
        views = [view for kind in need.any_of for view in bench.undated.get(kind, ())]
        for verdict in bench.judge.verdicts(views, requirement, need, (period,)) if views else ():
            served = verdict.served is None or bool(verdict.served.sure or verdict.served.unsure)
            if verdict.state in {SlotState.COMPLETE, SlotState.REVIEW} and served and not verdict.other_topic:
                fitting.append(verdict.view)
    if not fitting:
        return None
    asks = tuple(Reason("no_year", {"document": view.document}) for view in fitting[:SHOWN])
    return line.slot(period, SlotState.REVIEW, asks, tuple(view.locator() for view in fitting[:SHOWN]))


def _unknown(requirement: Requirement) -> Reason:
    return Reason("condition_unknown", {"condition": dict(requirement.applies_when or {})})


def _nothing(bench: Bench, line: _Line, period: str) -> Slot:
    if bench.waiting:
        return line.slot(period, SlotState.REVIEW, (Reason("waiting", {"count": bench.waiting}),))
    requirement = line.requirement
    kinds = list(dict.fromkeys(k for n in requirement.needs for k in n.any_of))
    other = tuple(
        Reason("wrong_kind", {"document": v.document, "found": v.kind})
        for v in bench.named.get(requirement.id, ())
        if v.readable and v.kind is not None
    )
    return line.slot(period, SlotState.MISSING, (Reason("nothing_offered", {"doctypes": kinds}), *other))


def _by_period(need: Need, found: Offers, periods: tuple[str, ...]) -> dict[str, Offers]:
    """The verdicts as they stand for each slot."""
    if need.per != "slot":
        return dict.fromkeys(periods, found)
    near = _cells(found.near, periods)
    everything = cache(lambda: _cells(found.verdicts, periods))

    def cell(period: str) -> Offers:
        return Offers(near[period], lambda: everything()[period])

    return {period: cell(period) for period in periods}


def _cells(found: Iterable[Verdict], periods: tuple[str, ...]) -> dict[str, list[Verdict]]:
    cells: dict[str, list[Verdict]] = {period: [] for period in periods}
    for verdict in found:
        served = verdict.served
        if served is None:
            continue
        for period in served.sure:
            cells[period].append(verdict)
        for period in served.unsure - served.sure:
            cells[period].append(_unsure(verdict))
        for period in served.other_year - served.sure - served.unsure:
            cells[period].append(_other_year(verdict, period))
    return cells


def _unsure(verdict: Verdict) -> Verdict:
    if verdict.state in {SlotState.COMPLETE, SlotState.REVIEW} and not verdict.by_person:
        asks = Reason("period_unknown", {"document": verdict.view.document})
        return replace(verdict, state=SlotState.REVIEW, reasons=(*verdict.reasons, asks))
    return verdict


def _other_year(verdict: Verdict, period: str) -> Verdict:
    if verdict.other_topic or verdict.by_person:
        return verdict
    args = {
        "document": verdict.view.document,
        "needed": period,
        "found": max(verdict.view.years, default=None),
    }
    return replace(verdict, state=SlotState.MISMATCHED, reasons=(Reason("wrong_year", args),))


def _weight(found: Iterable[Verdict]) -> int:
    """How many different papers satisfy; a book of minutes counts its meetings."""
    good: dict[str, int] = {}
    for verdict in found:
        if verdict.state is SlotState.COMPLETE:
            view = verdict.view
            meetings = view.facts.meetings if view.kind == "meeting_minutes" else 1
            good[view.identity] = max(good.get(view.identity, 0), meetings, 1)
    return sum(good.values())


def _met(need: Need, found: Offers) -> bool:
    if need.count == 1:  # one paper weighs at least one
        return any(v.state is SlotState.COMPLETE for v in found.near)
    return _weight(found.near) >= need.count


def _best(here: Found, unmet: Found) -> tuple[SlotState, tuple[Reason, ...]]:
    """The best offered paper decides; what is proven makes the rest partial."""
    open_ = _closest(here, unmet)
    proven = len(unmet) < len(here) or any(_weight(found.near) for _, found in unmet)
    states = {v.state for v in open_} | ({SlotState.PARTIAL} if proven else set())
    if proven:
        states.discard(SlotState.EXPIRED)
    state = next((s for s in ORDER if s in states), SlotState.MISMATCHED)
    reasons = [r for v in open_ if v.state is state for r in v.reasons]
    if state is SlotState.PARTIAL:
        lacks = [_lack(need, found.near) for need, found in unmet]
        failing = [
            r for v in open_ if v.state is not SlotState.PARTIAL and not v.other_topic for r in v.reasons
        ]
        reasons = [*lacks, *reasons, *failing]
    if state is SlotState.MISMATCHED:
        close = [r for r in reasons if r.code != "other_topic"]
        reasons = close or reasons
    return state, _distinct(reasons)


def _closest(here: Found, unmet: Found) -> list[Verdict]:
    """Each open paper once, where it fits best: last year's figures are not blamed in this year's place."""
    used = {v.view.document for _, found in here for v in found.near if v.state is SlotState.COMPLETE}
    best: dict[str, Verdict] = {}
    for verdict in (v for _, found in unmet for v in found.verdicts):
        document = verdict.view.document
        if document not in used and (
            document not in best or len(verdict.reasons) < len(best[document].reasons)
        ):
            best[document] = verdict
    return list(best.values())


def _lack(need: Need, found: Iterable[Verdict]) -> Reason:
    count = _weight(found)
    if need.any_of == ("meeting_minutes",) and need.count > 1:
        code = "only_one_meeting" if count == 1 else "no_meetings"
        return Reason(code, {"found": count, "needed": need.count})
    codes = {"previous_year": "no_previous_year", "first_half": "no_first_half"}
    if need.per in codes:
        return Reason(codes[need.per], {"doctypes": list(need.any_of)})
    if need.count > 1:
        return Reason(
            "not_enough_papers", {"found": count, "needed": need.count, "doctypes": list(need.any_of)}
        )
    return Reason("part_missing", {"doctypes": list(need.any_of)})


def _distinct(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    kept: dict[tuple[str, str], Reason] = {}
    for reason in reasons:
        kept.setdefault((reason.code, str(sorted(reason.args.items(), key=str))), reason)
        if len(kept) == SHOWN:
            break
    return tuple(kept.values())


def _proof(near: Iterable[Verdict]) -> tuple[Locator, ...]:
    """Where the papers that satisfy say so."""
    views = [v.view for v in near if v.state is SlotState.COMPLETE]
    return tuple(view.locator() for view in islice(dict.fromkeys(sorted(views, key=_DOCUMENT)), SHOWN))


def _evidence(offered: Sequence[Verdict]) -> tuple[Locator, ...]:
    close = [v for v in offered if not v.other_topic] or offered[:_FAR]
    ordered = sorted(close, key=lambda v: (_RANK.get(v.state, 9), v.view.document))
    return tuple(view.locator() for view in islice(dict.fromkeys(v.view for v in ordered), SHOWN))


def _record(bench: Bench, requirement: Requirement, period: str, here: Found) -> None:
    """Each paper once, with the best that was said of it; those that were passed over are told already."""
    best: dict[str, Verdict] = {}
    kinds = [kind for need, _ in here for kind in set(need.any_of)]
    alone = len(kinds) == len(set(kinds))  # or another need knows more about a paper that one passed over
    for _, found in here:
        for verdict in found.near if alone else found.verdicts:
            known = best.setdefault(verdict.view.document, verdict)
            if known is not verdict and verdict.state is SlotState.COMPLETE is not known.state:
                best[verdict.view.document] = verdict
    used, matches, id = bench.used, bench.matches, requirement.id
    for document, verdict in best.items():
        if verdict.other_topic and not verdict.by_name:
            used.setdefault(document, False)
        else:
            used[document] = True
            matches.append(Matched(document, id, period, verdict.state, verdict.reasons))


def beside(bench: Bench) -> tuple[Beside, ...]:
    """Papers that no slot used, and why."""
    found: list[Beside] = []
    for view in bench.views:
        if bench.used.get(view.document):
            continue
        found.append(Beside(view.document, _why_beside(view, bench)))
    return tuple(found)


def _why_beside(view: View, bench: Bench) -> str:
    if view.waiting:
        return "waiting"
    if not view.readable:
        return "unreadable"
    if view.kind is None:
        return "kind_unknown"
    return "other_topic" if view.document in bench.used else "not_asked"

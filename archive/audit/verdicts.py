"""What one paper proves for one need, and what speaks against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.audit import timing
from archive.audit.coverage import Coverage, coverage
from archive.audit.timing import Clock, Doubt
from archive.audit.topics import Asked, Topic, Topics
from archive.audit.views import View, folded
from archive.domain.audit import MatchDecision, Reason, SlotState
from archive.domain.entity import Entity
from archive.domain.rulebook import Need, Requirement, Rulebook

_OFFICE = re.compile(r"(?:人民政府|政府|管理委员会|管委会|办公室|有限责任公司|股份有限公司|有限公司|公司)$")
_BODY = re.compile(r"(?:政府|公司)$")
SURE_KIND = 0.5
"""Below this a doctype is a suggestion, not an answer."""
_LETTER = 2
"""Pages of a letter; longer papers mention tasks that do not exist in passing."""
_NO_HABITS: frozenset[str] = frozenset()
_TIMED_ELSEWHERE = frozenset({"slot", "instrument"})
"""Needs whose time is not a matter of the single paper."""
_WEIGHT = (
    SlotState.MISMATCHED,
    SlotState.EXPIRED,
    SlotState.REVIEW,
    SlotState.CALIBER,
    SlotState.PARTIAL,
)
"""What is certainly wrong with a paper outweighs what is merely unsure about it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    view: View
    state: SlotState
    reasons: tuple[Reason, ...] = ()
    served: Coverage | None = None
    """Only for needs asked per slot."""
    by_name: bool = False
    """Offered by its name or by a person, not merely by its kind."""
    other_topic: bool = False
    by_person: bool = False
    """A person accepted or rejected the paper here."""


@dataclass(frozen=True, slots=True)
class Question:
    """One need of a requirement, prepared once for all papers that are offered for it."""

    requirement: Requirement
    need: Need
    slots: tuple[str, ...]
    asked: Asked
    time: timing.Test


class Judge:
    """Judges papers of one dossier."""

    def __init__(
        self,
        entity: Entity,
        clock: Clock,
        rulebook: Rulebook,
        topics: Topics,
        matches: dict[tuple[str, str], MatchDecision],
    ) -> None:
        self._names = tuple(_core(n) for n in (entity.name, *(a.name for a in entity.aliases)) if _core(n))
        self._code = entity.code
        self._clock = clock
        self._habits = {d.id: d.habits for d in rulebook.doctypes.values()}
        self._topics = topics
        self._matches = matches
        self._decided = frozenset(document for document, _ in matches)
        self._off_topic: dict[View, Verdict] = {}
        self._known: dict[View, tuple[frozenset[str], Verdict] | None] = {}

    def verdicts(
        self, views: Iterable[View], requirement: Requirement, need: Need, slots: tuple[str, ...]
    ) -> list[Verdict]:
        """Every doubt about each paper, weighed."""
        question = Question(
            requirement,
            need,
            slots,
            self._topics.asked(requirement, need),
            timing.test(requirement, need, self._clock),
        )
        skip = need.per != "slot" and question.asked.pattern is not None
        found = []
        for view in views:
            settled = self._settled(view) if skip and view.kind in question.asked.kinds else None
            if settled is not None and requirement.id not in settled[0]:
                found.append(settled[1])
            else:
                found.append(self._verdict(view, question))
        return found

    def _settled(self, view: View) -> tuple[frozenset[str], Verdict] | None:
        """Requirements that the title names and what all others hear; None when there is more to look at."""
        if view not in self._known:
            self._known[view] = None
            plain = view.readable and not (view.foreign or view.collection or view.named_ids)
            if plain and view.document not in self._decided and (ids := self._topics.named(view)):
                self._known[view] = ids, self._elsewhere(view)
        return self._known[view]

    def _verdict(self, view: View, question: Question) -> Verdict:
        requirement, asked = question.requirement, question.asked
        habits = self._habits.get(view.kind or "", _NO_HABITS)
        per_slot = question.need.per == "slot"
        served = coverage(view, question.slots, habits, self._clock.year) if per_slot else None
        decided = self._matches.get((view.document, requirement.id)) if self._matches else None
        if decided is not None:
            return _by_person(view, decided, served)
        if not view.readable:
            reason = Reason("unreadable", {"document": view.document, "why": view.paper.reason})
            return Verdict(view, SlotState.REVIEW, (reason,), served, by_name=True)
        named = requirement.id in view.named_ids
        topic = self._topics.compare(view, asked) if view.kind in asked.kinds else Topic.RIGHT
        if topic is Topic.OTHER:
            reasons = self._elsewhere(view).reasons
            return Verdict(view, SlotState.MISMATCHED, reasons, served, named, other_topic=True)
        doubts = self._doubts(view, question, habits)
        if topic is Topic.UNSURE:
            doubts.insert(0, _asks(view, "topic_unsure"))
        if not doubts and not view.blurred:
            return Verdict(view, SlotState.COMPLETE, (), served, named)
        state, reasons = _weighed(view, doubts)
        return Verdict(view, state, reasons, served, named)

    def _elsewhere(self, view: View) -> Verdict:
        """One verdict for all the needs that a paper is not about: there are many, and they say the same."""
        known = self._off_topic.get(view)
        if known is None:
            reason = Reason("other_topic", {"document": view.document, "title": view.paper.title})
            known = Verdict(view, SlotState.MISMATCHED, (reason,), other_topic=True)
            self._off_topic[view] = known
        return known

    def _doubts(self, view: View, question: Question, habits: frozenset[str]) -> list[Doubt]:
        """What speaks against a paper on the right topic, its dates and signs included."""
        requirement, need = question.requirement, question.need
        paper, facts = view.paper, view.facts
        doubts: list[Doubt] = []
        if "entity_conflict" in paper.notes:
            found = facts.entity.value if facts.entity else None
            doubts.append(_against(view, "wrong_entity", found=found))
        if view.kind not in need.any_of:
            doubts.append(_asks(view, "kind_unknown"))
        elif paper.doctype_confidence < SURE_KIND and "doctype" not in paper.by_person:
            doubts.append(_asks(view, "kind_unsure", doctype=view.kind))
        if facts.no_task is not None and requirement.applies_when and paper.pages <= _LETTER:
            doubts.append(_asks(view, "claims_no_task"))
        if facts.draft is not None:
            doubts.append(_against(view, "draft", quote=facts.draft.value))
        if need.per not in _TIMED_ELSEWHERE:
            when = question.time(view, habits)
            if when is not None:
                doubts.append((when[0], Reason(when[1].code, {"document": view.document, **when[1].args})))
        if facts.seal is not None and requirement.seal_required and facts.seal.value == "absent":
            doubts.append(_against(view, "no_seal"))
        if facts.seal is not None and requirement.seal_required and facts.seal.value == "unseen":
            doubts.append(_asks(view, "seal_unseen"))
        if facts.parties and view.kind == "resp_letter":
            doubts.extend(self._signs(view, need))
        if requirement.needs_caliber:
            doubts.extend(self._caliber(view, requirement))
        return doubts

    def _signs(self, view: View, need: Need) -> Iterator[Doubt]:
        about = {"document": view.document}
        parties = view.facts.parties
        signed = [p for p in parties if p.signed or p.sealed]
        unclear = [p for p in parties if p not in signed and not p.clear]
        hand = view.facts.signature is not None and view.facts.signature.value == "present"
        if len(parties) >= 2 and unclear:
            if not signed and not hand:
                yield SlotState.REVIEW, Reason("signature_unclear", about)
        elif len(parties) >= 2 and len(signed) == 1:
            yield SlotState.MISMATCHED, Reason("one_party_signed", {**about, "signed": signed[0].role})
        elif len(parties) >= 2 and not signed:
            yield SlotState.MISMATCHED, Reason("not_signed", about)
        if need.side is not None and (state := self._other_side(view, need.side)) is not None:
            yield state, Reason("other_parties", {**about, "side": need.side})

    def _caliber(self, view: View, requirement: Requirement) -> Iterator[Doubt]:
        """Only a caliber that is named, and never the needed one, is another caliber."""
        mine = {None, self._code}
        figures = [
            f
            for f in view.facts.figures
            if f.indicator in requirement.caliber_indicators
            and f.entity in mine
            and (f.period is None or f.period.startswith(str(self._clock.year)))
        ]
        whole = any(f.period in {None, str(self._clock.year)} for f in figures)
        if requirement.veto and not whole:
            yield _asks(view, "no_figure")  # a veto is decided by no title, and by no half of a year
        for facet, needed in requirement.needs_caliber.items():
            named = {word for f in figures if (word := getattr(f.caliber, facet)) is not None}
            if named and needed not in named:
                args = {"document": view.document, "facet": facet, "needed": needed, "found": sorted(named)}
                yield SlotState.CALIBER, Reason("other_caliber", args)

    def leads(self, view: View) -> bool:
        """Whether the paper sets targets for those below: its first party is the entity itself."""
        parties = view.facts.parties
        return bool(parties and parties[0].name and self._is_me(_core(parties[0].name)))

    def _other_side(self, view: View, side: str) -> SlotState | None:
        """What speaks against the entity standing on that side; a name that nobody knows is only asked about."""
        parties = view.facts.parties
        mine = [i for i, p in enumerate(parties) if p.name and self._is_me(_core(p.name))]
        if mine:
            stands = (0 in mine) if side == "first" else any(i > 0 for i in mine)
            return None if stands else SlotState.MISMATCHED
        there = parties[:1] if side == "first" else parties[1:]
        claim = view.facts.entity
        if side == "second" and claim is not None and claim.value == self._code:
            return None  # the paper names it elsewhere: the party's name was misread
        strangers = any(p.name and _BODY.search(folded(p.name)) for p in there)
        return SlotState.REVIEW if strangers else None

    def _is_me(self, name: str) -> bool:
        return len(name) >= 2 and any(name.endswith(own) or own.endswith(name) for own in self._names)


def _core(name: str) -> str:
    """A name without the words that every body of its kind carries."""
    return _OFFICE.sub("", folded(name))


def _against(view: View, code: str, **args: object) -> Doubt:
    return SlotState.MISMATCHED, Reason(code, {"document": view.document, **args})


def _asks(view: View, code: str, **args: object) -> Doubt:
    return SlotState.REVIEW, Reason(code, {"document": view.document, **args})


def _by_person(view: View, decision: MatchDecision, served: Coverage | None) -> Verdict:
    """What a person said about a paper for a requirement stands."""
    code = "accepted_by_person" if decision.accepted else "rejected_by_person"
    state = SlotState.COMPLETE if decision.accepted else SlotState.MISMATCHED
    args = {"document": view.document, "actor": decision.actor, "at": decision.at}
    return Verdict(view, state, (Reason(code, args),), served, by_name=True, by_person=True)


def _weighed(view: View, doubts: list[Doubt]) -> tuple[SlotState, tuple[Reason, ...]]:
    if view.blurred:
        reason = Reason("doubtful_page", {"document": view.document})
        return SlotState.REVIEW, (reason, *(r for s, r in doubts if s is SlotState.REVIEW))
    for state in _WEIGHT:
        reasons = tuple(r for s, r in doubts if s is state)
        if reasons:
            return state, reasons
    return SlotState.COMPLETE, ()

"""What one paper proves for one need, and what speaks against it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.audit import timing
from archive.audit.coverage import Coverage, coverage
from archive.audit.timing import Clock, Doubt
from archive.audit.topics import Asked, Topic, Topics
from archive.audit.views import View, folded, lazy
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
_NO_IDS: frozenset[str] = frozenset()
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


class Offers:
    """Verdicts on the papers offered for one need."""

    def __init__(
        self, near: list[Verdict], everything: Callable[[], list[Verdict]], astray: Sequence[str] = ()
    ) -> None:
        self.near = near
        """Without the papers that only their kind offers and whose title is about something else."""
        self.astray = astray
        """Documents of which that is so, as far as no other need has told them."""
        self._everything = everything

    @lazy
    def verdicts(self) -> list[Verdict]:
        """On all papers, in their order; worked out when somebody asks, for a requirement that is met asks nobody."""
        return self._everything()


@dataclass(frozen=True, slots=True)
class Question:
    """One need of a requirement, prepared once for all papers that are offered for it."""

    requirement: Requirement
    need: Need
    slots: tuple[str, ...]
    asked: Asked
    time: timing.Test
    covered: dict[View, Coverage] | None
    """Which of the slots a paper serves; None when the need is not asked per slot."""


class _Shelf:
    """The readable papers of one kind, sorted once by the requirements that their titles name."""

    def __init__(self, views: Sequence[View], named: Iterable[frozenset[str]]) -> None:
        self.views = views
        self._open: list[int] = []
        self._named: dict[str, list[int]] = {}
        self._untold: list[tuple[View, frozenset[str]]] = []
        for at, (view, ids) in enumerate(zip(views, named, strict=True)):
            if not ids:
                self._open.append(at)
                continue
            self._untold.append((view, ids))
            for id in ids:
                self._named.setdefault(id, []).append(at)

    def near(self, requirement: str) -> Sequence[int]:
        """Places of the papers to look at: those that the title does not send elsewhere."""
        named = self._named.get(requirement)
        return sorted((*self._open, *named)) if named else self._open

    def astray(self, requirement: str, serves: Callable[[View], bool]) -> list[str]:
        """Papers that are passed over for this requirement and were for no other one before."""
        told = [v for v, ids in self._untold if requirement not in ids and serves(v)]
        if told:
            gone = frozenset(told)
            self._untold = [(v, ids) for v, ids in self._untold if v not in gone]
        return [v.document for v in told]


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
        self._shelves: dict[str, _Shelf] = {}
        self._covered: dict[tuple[str, ...], dict[View, Coverage]] = {}

    def verdicts(
        self, views: Iterable[View], requirement: Requirement, need: Need, slots: tuple[str, ...]
    ) -> list[Verdict]:
        """Every doubt about each paper, weighed."""
        question = self._question(requirement, need, slots)
        return [self._verdict(view, question) for view in views]

    def offers(
        self,
        by_kind: Mapping[str, Sequence[View]],
        requirement: Requirement,
        need: Need,
        slots: tuple[str, ...],
    ) -> Offers:
        """Verdicts on all papers of the kinds of a need; papers whose title names another requirement are passed over."""
        question = self._question(requirement, need, slots)
        looked: list[tuple[Sequence[View], dict[int, Verdict]]] = []
        astray: list[str] = []
        for kind in dict.fromkeys(need.any_of):
            views = by_kind.get(kind, ())
            places: Sequence[int] = range(len(views))
            if views and question.asked.pattern is not None and self._topics.topical(kind):
                shelf = self._shelves.get(kind) or self._shelves.setdefault(kind, self._sorted(views))
                places = shelf.near(requirement.id)
                if len(places) < len(views):
                    astray += shelf.astray(requirement.id, lambda view: self._serves(view, question))
            looked.append((views, {at: self._verdict(views[at], question) for at in places}))
        near = [verdict for _, found in looked for verdict in found.values()]
        return Offers(near, lambda: list(self._everything(looked, question)), astray)

    def _everything(
        self, looked: Iterable[tuple[Sequence[View], dict[int, Verdict]]], question: Question
    ) -> Iterator[Verdict]:
        for views, found in looked:
            for at, view in enumerate(views):
                yield found.get(at) or self._off(view, question, named=False)

    def _serves(self, view: View, question: Question) -> bool:
        served = self._served(view, question)
        return served is None or bool(served.sure or served.unsure or served.other_year)

    def _question(self, requirement: Requirement, need: Need, slots: tuple[str, ...]) -> Question:
        asked = self._topics.asked(requirement, need)
        time = timing.test(requirement, need, self._clock)
        covered = self._covered.setdefault(slots, {}) if need.per == "slot" else None
        return Question(requirement, need, slots, asked, time, covered)

    def _sorted(self, views: Sequence[View]) -> _Shelf:
        """Papers of one kind by the requirements that their titles name; none where there is more to look at."""
        return _Shelf(views, map(self._told, views))

    def _told(self, view: View) -> frozenset[str]:
        if view.foreign or view.named_ids or view.document in self._decided:
            return _NO_IDS
        ids = self._topics.named(view)
        return _NO_IDS if ids and view.collection else ids

    def _served(self, view: View, question: Question) -> Coverage | None:
        covered = question.covered
        if covered is None:
            return None
        served = covered.get(view)
        if served is None:
            habits = self._habits.get(view.kind or "", _NO_HABITS)
            served = covered[view] = coverage(view, question.slots, habits, self._clock.year)
        return served

    def _verdict(self, view: View, question: Question) -> Verdict:
        requirement, asked = question.requirement, question.asked
        served = None if question.covered is None else self._served(view, question)
        decided = self._matches.get((view.document, requirement.id)) if self._matches else None
        if decided is not None:
            return _by_person(view, decided, served)
        if not view.readable:
            reason = Reason("unreadable", {"document": view.document, "why": view.paper.reason})
            return Verdict(view, SlotState.REVIEW, (reason,), served, by_name=True)
        named = requirement.id in view.named_ids
        any_topic = asked.pattern is None and not view.foreign
        topic = (
            Topic.RIGHT if any_topic or view.kind not in asked.kinds else self._topics.compare(view, asked)
        )
        if topic is Topic.OTHER:
            return self._off(view, question, named=named)
        doubts = self._doubts(view, question)
        if topic is Topic.UNSURE:
            doubts.insert(0, _asks(view, "topic_unsure"))
        if not doubts and not view.blurred:
            return Verdict(view, SlotState.COMPLETE, (), served, named)
        state, reasons = _weighed(view, doubts)
        return Verdict(view, state, reasons, served, named)

    def _off(self, view: View, question: Question, *, named: bool) -> Verdict:
        """One verdict for all the needs that a paper is not about: there are many, and they say the same."""
        known = self._off_topic.get(view)
        if known is None:
            reason = Reason("other_topic", {"document": view.document, "title": view.paper.title})
            known = Verdict(view, SlotState.MISMATCHED, (reason,), other_topic=True)
            self._off_topic[view] = known
        if question.covered is None and not named:
            return known
        served = self._served(view, question)
        return Verdict(view, SlotState.MISMATCHED, known.reasons, served, named, other_topic=True)

    def _doubts(self, view: View, question: Question) -> list[Doubt]:
        """What speaks against a paper on the right topic, its dates and signs included."""
        requirement, need = question.requirement, question.need
        paper, facts = view.paper, view.facts
        doubts: list[Doubt] = []
        if "entity_conflict" in paper.notes:
            found = facts.entity.value if facts.entity else None
            doubts.append(_against(view, "wrong_entity", found=found))
        if view.kind not in question.asked.kinds:
            doubts.append(_asks(view, "kind_unknown"))
        elif paper.doctype_confidence < SURE_KIND and "doctype" not in paper.by_person:
            doubts.append(_asks(view, "kind_unsure", doctype=view.kind))
        if facts.no_task is not None and requirement.applies_when and paper.pages <= _LETTER:
            doubts.append(_asks(view, "claims_no_task"))
        if facts.draft is not None:
            doubts.append(_against(view, "draft", quote=facts.draft.value))
        if need.per not in _TIMED_ELSEWHERE:
            when = question.time(view, self._habits.get(view.kind or "", _NO_HABITS))
            if when is not None:
                doubts.append((when[0], Reason(when[1].code, {"document": view.document, **when[1].args})))
        if requirement.seal_required and facts.seal is not None:
            if facts.seal.value == "absent":
                doubts.append(_against(view, "no_seal"))
            elif facts.seal.value == "unseen":
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

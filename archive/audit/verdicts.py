"""What one paper proves for one need, and what speaks against it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.audit import timing
from archive.audit.coverage import Coverage, coverage
from archive.audit.timing import Clock, Doubt
from archive.audit.topics import Topic, Topics
from archive.audit.views import View, folded
from archive.domain.audit import MatchDecision, Reason, SlotState
from archive.domain.entity import Entity
from archive.domain.facts import Party
from archive.domain.rulebook import Need, Requirement, Rulebook

_OFFICE = re.compile(r"(?:人民政府|政府|管理委员会|管委会|办公室|有限责任公司|股份有限公司|有限公司|公司)$")
SURE_KIND = 0.5
"""Below this a doctype is a suggestion, not an answer."""
_LETTER = 2
"""Pages of a letter; longer papers mention tasks that do not exist in passing."""
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

    @property
    def other_topic(self) -> bool:
        return any(r.code == "other_topic" for r in self.reasons)


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

    def verdict(self, view: View, requirement: Requirement, need: Need, slots: tuple[str, ...]) -> Verdict:
        """Every doubt about the paper, weighed."""
        habits = self._habits.get(view.kind or "", frozenset())
        served = coverage(view, slots, habits, self._clock.year) if need.per == "slot" else None
        named = requirement.id in view.named_ids
        decided = self._matches.get((view.document, requirement.id))
        if decided is not None:
            code = "accepted_by_person" if decided.accepted else "rejected_by_person"
            state = SlotState.COMPLETE if decided.accepted else SlotState.MISMATCHED
            args = {"document": view.document, "actor": decided.actor, "at": decided.at}
            return Verdict(view, state, (Reason(code, args),), served, by_name=True)
        if not view.readable:
            reason = Reason("unreadable", {"document": view.document, "why": view.paper.reason})
            return Verdict(view, SlotState.REVIEW, (reason,), served, by_name=True)
        doubts = list(self._doubts(view, requirement, need, habits))
        state, reasons = _weighed(view, doubts)
        return Verdict(view, state, reasons, served, by_name=named)

    def _doubts(
        self, view: View, requirement: Requirement, need: Need, habits: frozenset[str]
    ) -> Iterator[Doubt]:
        about = {"document": view.document}
        topic = self._topics.test(view, requirement, need) if view.kind in need.any_of else Topic.RIGHT
        if topic is Topic.OTHER:
            yield SlotState.MISMATCHED, Reason("other_topic", {**about, "title": view.paper.title})
            return
        if topic is Topic.UNSURE:
            yield SlotState.REVIEW, Reason("topic_unsure", about)
        if "entity_conflict" in view.paper.notes:
            found = view.facts.entity.value if view.facts.entity else None
            yield SlotState.MISMATCHED, Reason("wrong_entity", {**about, "found": found})
        if view.kind not in need.any_of:
            yield SlotState.REVIEW, Reason("kind_unknown", about)
        elif view.paper.doctype_confidence < SURE_KIND and "doctype" not in view.paper.by_person:
            yield SlotState.REVIEW, Reason("kind_unsure", {**about, "doctype": view.kind})
        if requirement.applies_when and view.facts.no_task is not None and view.paper.pages <= _LETTER:
            yield SlotState.REVIEW, Reason("claims_no_task", about)
        if view.facts.draft is not None:
            yield SlotState.MISMATCHED, Reason("draft", {**about, "quote": view.facts.draft.value})
        if need.per not in {"slot", "instrument"}:
            when = timing.doubt(view, requirement, need, habits, self._clock)
            if when is not None:
                yield when[0], Reason(when[1].code, {**about, **when[1].args})
        yield from self._signs(view, requirement, need)
        yield from self._caliber(view, requirement)

    def _signs(self, view: View, requirement: Requirement, need: Need) -> Iterator[Doubt]:
        about = {"document": view.document}
        seal = view.facts.seal
        if requirement.seal_required and seal is not None and seal.value == "absent":
            yield SlotState.MISMATCHED, Reason("no_seal", about)
        parties = view.facts.parties
        if view.kind != "resp_letter" or not parties:
            return
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
        if need.side is not None and not self._on_side(parties, need.side):
            yield SlotState.MISMATCHED, Reason("other_parties", {**about, "side": need.side})

    def _caliber(self, view: View, requirement: Requirement) -> Iterator[Doubt]:
        """Only a caliber that is named, and never the needed one, is another caliber."""
        if not requirement.needs_caliber or not view.facts.figures:
            return
        mine = {None, self._code}
        figures = [
            f
            for f in view.facts.figures
            if f.indicator in requirement.caliber_indicators
            and f.entity in mine
            and (f.period is None or f.period.startswith(str(self._clock.year)))
        ]
        for facet, needed in requirement.needs_caliber.items():
            named = {word for f in figures if (word := getattr(f.caliber, facet)) is not None}
            if named and needed not in named:
                args = {"document": view.document, "facet": facet, "needed": needed, "found": sorted(named)}
                yield SlotState.CALIBER, Reason("other_caliber", args)

    def leads(self, view: View) -> bool:
        """Whether the paper sets targets for those below: its first party is the entity itself."""
        parties = view.facts.parties
        return bool(parties and parties[0].name and self._is_me(_core(parties[0].name)))

    def _on_side(self, parties: tuple[Party, ...], side: str) -> bool:
        """Whether the entity may stand on that side; unknown names prove nothing against it."""
        mine = [i for i, p in enumerate(parties) if p.name and self._is_me(_core(p.name))]
        if not mine:
            return True
        return (0 in mine) if side == "first" else any(i > 0 for i in mine)

    def _is_me(self, name: str) -> bool:
        return len(name) >= 2 and any(name.endswith(own) or own.endswith(name) for own in self._names)


def _core(name: str) -> str:
    """A name without the words that every body of its kind carries."""
    return _OFFICE.sub("", folded(name))


def _weighed(view: View, doubts: list[Doubt]) -> tuple[SlotState, tuple[Reason, ...]]:
    if not doubts and not view.blurred:
        return SlotState.COMPLETE, ()
    if view.blurred and not any(r.code == "other_topic" for _, r in doubts):
        reason = Reason("doubtful_page", {"document": view.document})
        return SlotState.REVIEW, (reason, *(r for s, r in doubts if s is SlotState.REVIEW))
    for state in _WEIGHT:
        reasons = tuple(r for s, r in doubts if s is state)
        if reasons:
            return state, reasons
    return SlotState.COMPLETE, ()

"""What people decide: corrections, slot states, matches, withdrawals; all undoable, all in custody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from archive.domain.actor import Actor
from archive.domain.audit import SlotState
from archive.domain.clock import now
from archive.domain.document import DocumentState
from archive.domain.errors import Conflict, Invalid, NotFound
from archive.domain.records import Change, Head
from archive.domain.rulebook import Rulebook
from archive.ports import Store, Transaction
from archive.services import naming, pronouncing
from archive.services.gate import editable, require, require_entity, still_open, visible
from archive.services.processing import conflicts, settle

FIELDS = ("entity", "year", "doctype", "number", "date", "issuer", "title", "period")
PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?(\.\.\d{4}(-(0[1-9]|1[0-2]))?)?")
_NOTES_OF_CONFLICT = frozenset({"year_conflict", "entity_conflict"})


class Deciding:
    def __init__(self, store: Store, rulebook: Callable[[], Rulebook], seal: Callable[[str], bytes]) -> None:
        self._store = store
        self._rulebook = rulebook
        self._seal = seal

    # -- metadata ---------------------------------------------------------------------------------
    def correct(self, actor: Actor, document: str, values: Mapping[str, str | None]) -> Head:
        """Set head fields by a person's word; an empty value says: it is known that there is none."""
        require(actor, "correct")
        self._check(actor, values)
        with self._store.write() as tx:
            head = editable(actor, tx, document)
            self._target_open(actor, tx, head, values)
            before = {name: head.corrections.get(name, "\x00") for name in values}
            self._apply(tx, head, {**head.corrections, **{k: v or None for k, v in values.items()}})
            _note(tx, actor, "corrected", document, before, dict(values))
            return visible_or_gone(tx, document, head)

    def refile(
        self, actor: Actor, documents: Sequence[str], *, entity: str | None = None, year: int | None = None
    ) -> int:
        """Move several papers to another entity or year in one step, undone in one step."""
        require(actor, "correct")
        values: dict[str, str | None] = {}
        if entity is not None:
            values["entity"] = entity
        if year is not None:
            values["year"] = str(year)
        self._check(actor, values)
        before: dict[str, object] = {}
        with self._store.write() as tx:
            for id in documents:
                head = editable(actor, tx, id)
                self._target_open(actor, tx, head, values)
                before[id] = {name: head.corrections.get(name, "\x00") for name in values}
                self._apply(tx, head, {**head.corrections, **values})
            if before:
                subject = documents[0] if len(documents) == 1 else f"{len(documents)} documents"
                _note(tx, actor, "refiled", subject, before, {"documents": list(documents), **values})
        return len(before)

    def _check(self, actor: Actor, values: Mapping[str, str | None]) -> None:
        problems = []
        for name, value in values.items():
            if name not in FIELDS:
                problems.append((name, "field_unknown", name))
            elif value and not self._makes_sense(name, value):
                problems.append((name, "value_invalid", value))
        if problems:
            raise Invalid(str(problems), code="correction_invalid", problems=problems)
        if values.get("entity"):
            require_entity(actor, values["entity"])
            with self._store.read() as tx:
                if tx.entities.get(str(values["entity"])) is None:
                    raise NotFound(code="entity_unknown", entity=values["entity"])

    @staticmethod
    def _target_open(actor: Actor, tx: Transaction, head: Head, values: Mapping[str, str | None]) -> None:
        """The dossier that the paper would move to may be handed in already."""
        year = values.get("year") or head.year
        still_open(actor, tx, values.get("entity") or head.entity, int(year) if year else None)

    def _makes_sense(self, name: str, value: str) -> bool:
        if name == "year":
            return value.isascii() and value.isdigit() and 1949 <= int(value) <= 2200
        if name == "date":
            try:
                date.fromisoformat(value)
            except ValueError:
                return False
        if name == "doctype":
            return value in self._rulebook().doctypes
        if name == "period":
            return PERIOD.fullmatch(value) is not None
        return True

    @staticmethod
    def _apply(tx: Transaction, head: Head, corrections: Mapping[str, str | None]) -> None:
        changed = replace(head, corrections=corrections)
        facts = tx.documents.facts(head.id)
        notes = [note for note in head.notes if note.code not in _NOTES_OF_CONFLICT]
        values: dict[str, Any] = settle(changed, facts)
        tx.documents.change(
            head.id, **values, corrections=dict(corrections), notes=(*notes, *conflicts(tx, changed, facts))
        )
        tx.documents.learn(head.id, values["title"] or "", head.path, corrections.get("doctype"))

    # -- slots and matches ------------------------------------------------------------------------
    def decide(
        self, actor: Actor, requirement: str, entity: str, period: str, state: str, reason: str
    ) -> None:
        """Set the state of a slot; the next audits keep it and show who said so and why."""
        wanted = self._slot_state(state)
        if not (actor.may("decide") or (wanted is SlotState.NOT_APPLICABLE and actor.may("approve"))):
            require(actor, "decide")
        self._known_slot(requirement, period)
        if not reason.strip():
            raise Invalid(code="reason_needed")
        require_entity(actor, entity)
        with self._store.write() as tx:
            if tx.entities.get(entity) is None:
                raise NotFound(entity, code="entity_unknown", entity=entity)
            still_open(actor, tx, entity, int(period[:4]))
            self._set_slot(tx, entity, requirement, period, wanted.value, reason.strip(), actor)

    def undecide(self, actor: Actor, requirement: str, entity: str, period: str) -> None:
        """Take a decision away; the auditor judges the slot again."""
        require(actor, "decide")
        require_entity(actor, entity)
        with self._store.write() as tx:
            self._set_slot(tx, entity, requirement, period, None, "", actor)

    def match(self, actor: Actor, document: str, requirement: str, *, accept: bool) -> None:
        """Say that a paper does, or does not, serve a requirement."""
        require(actor, "match")
        if self._rulebook().requirement(requirement) is None:
            raise NotFound(requirement, code="requirement_unknown", requirement=requirement)
        with self._store.write() as tx:
            head = visible(actor, tx, document)
            before = tx.decisions.match(document, requirement)
            tx.decisions.set_match(document, requirement, accepted=accept, actor=actor.name, at=now())
            tx.documents.touch(head.entity, head.year)
            _note(
                tx,
                actor,
                "matched",
                document,
                {"requirement": requirement, **_said(before, "accepted")},
                {"accepted": accept, "requirement": requirement},
            )

    @staticmethod
    def _slot_state(state: str) -> SlotState:
        try:
            return SlotState(state)
        except ValueError as error:
            raise Invalid(state, code="state_unknown", state=state) from error

    def _known_slot(self, requirement: str, period: str) -> None:
        if self._rulebook().requirement(requirement) is None:
            raise NotFound(requirement, code="requirement_unknown", requirement=requirement)
        if PERIOD.fullmatch(period) is None:
            raise Invalid(period, code="period_invalid", period=period)

    @staticmethod
    def _set_slot(
        tx: Transaction,
        entity: str,
        requirement: str,
        period: str,
        state: str | None,
        reason: str,
        actor: Actor,
    ) -> None:
        year = int(period[:4])
        known = tx.decisions.get(entity, year, requirement, period)
        tx.decisions.set(
            entity, year, requirement, period, state=state, reason=reason, actor=actor.name, at=now()
        )
        tx.documents.touch(entity, year)
        place = {"entity": entity, "requirement": requirement, "period": period}
        before = _said(known, "state", "reason")
        subject = f"{entity}/{requirement}/{period}"
        _note(tx, actor, "decided", subject, {**place, **before}, {**place, "state": state}, reason or None)

    # -- sight ------------------------------------------------------------------------------------
    def withdraw(self, actor: Actor, document: str, reason: str) -> None:
        """Take a wrong upload out of sight; it is hidden, never deleted."""
        require(actor, "withdraw")
        if not reason.strip():
            raise Invalid(code="reason_needed")
        with self._store.write() as tx:
            head = editable(actor, tx, document)
            if head.withdrawn is not None:
                return
            tx.documents.rekey(document, release=True)
            tx.documents.change(document, withdrawn=reason.strip())
            _note(tx, actor, "withdrawn", document, {"withdrawn": None}, {"withdrawn": reason}, reason)

    def unlock(self, actor: Actor, document: str, password: str) -> None:
        """Keep the password of a locked file, sealed, and read the file again."""
        require(actor, "unlock")
        with self._store.write() as tx:
            visible(actor, tx, document)
            tx.documents.change(
                document,
                unlock=self._seal(password),
                state=DocumentState.RECEIVED.value,
                reason=None,
            )
            tx.jobs.add("process", document, now())
            tx.custody.add(actor.name, "unlocked", document)

    def retry(self, actor: Actor, document: str | None = None, *, everything: bool = False) -> list[str]:
        """Read again: one document, every one that could not be read, or *everything* the actor sees, as after a
        release that reads better. What people corrected stays."""
        require(actor, "retry")
        with self._store.write() as tx:
            if document is not None:
                chosen: Iterable[Head] = [visible(actor, tx, document)]
            else:
                where = {} if everything else {"state": DocumentState.UNREADABLE.value}
                chosen = [head for head in tx.documents.find(where)[1] if actor.sees(head.entity)]
            done = []
            for head in chosen:
                if head.withdrawn is None:
                    tx.documents.change(head.id, state=DocumentState.RECEIVED.value, reason=None)
                    tx.jobs.add("process", head.id, now())
                    tx.custody.add(actor.name, "retried", head.id)
                    done.append(head.id)
            return done

    # -- undo -------------------------------------------------------------------------------------
    def changes(self, actor: Actor, limit: int = 50) -> list[Change]:
        """What the actor did lately, newest first."""
        with self._store.read() as tx:
            return tx.changes.latest(actor.name, limit)

    def undo(self, actor: Actor, change: int | None = None) -> Change:
        """Put back one change (by default the actor's newest); raise Conflict when it was undone already."""
        with self._store.write() as tx:
            found = self._to_undo(tx, actor, change)
            self._put_back(tx, actor, found)
            tx.changes.mark_undone(found.id, now())
            tx.custody.add(actor.name, "undone", found.subject, {"change": found.id, "verb": found.verb})
            return found

    @staticmethod
    def _to_undo(tx: Transaction, actor: Actor, change: int | None) -> Change:
        if change is not None:
            found = tx.changes.get(change)
        else:
            found = next((c for c in tx.changes.latest(actor.name, 200) if not c.undone), None)
        if found is None or (found.actor != actor.name and not actor.may("lock")):
            raise NotFound(code="change_unknown", change=change)
        if found.undone:
            raise Conflict(code="already_undone", change=found.id)
        return found

    def _put_back(self, tx: Transaction, actor: Actor, change: Change) -> None:
        before: Mapping[str, Any] = change.before
        if change.verb == "corrected":
            self._restore_fields(tx, actor, change.subject, before)
        elif change.verb == "refiled":
            for id, fields in before.items():
                self._restore_fields(tx, actor, id, fields)
        elif change.verb == "decided":
            place = (
                before["entity"],
                int(str(before["period"])[:4]),
                before["requirement"],
                before["period"],
            )
            still_open(actor, tx, place[0], place[1])
            tx.decisions.set(
                *place, state=before["state"], reason=before.get("reason") or "", **_signed(before, actor)
            )
            tx.documents.touch(place[0], place[1])
        elif change.verb == "pronounced":
            pronouncing.put(tx, actor, before)
        elif change.verb == "named":
            naming.put(tx, actor, before)
        elif change.verb == "matched":
            head = visible(actor, tx, change.subject)
            tx.decisions.set_match(
                head.id, before["requirement"], accepted=before["accepted"], **_signed(before, actor)
            )
            tx.documents.touch(head.entity, head.year)
        elif change.verb == "bound":
            whole = editable(actor, tx, change.subject)
            tx.documents.rekey(whole.id, release=True)
            tx.documents.change(whole.id, withdrawn="undone")
            for part in before["documents"]:
                self._bring_back(tx, editable(actor, tx, part))
        elif change.verb == "withdrawn":
            self._bring_back(tx, editable(actor, tx, change.subject))

    @staticmethod
    def _bring_back(tx: Transaction, head: Head) -> None:
        if not tx.documents.rekey(head.id, release=False):
            raise Conflict(head.id, code="filed_again", document=head.id)
        tx.documents.change(head.id, withdrawn=None)

    def _restore_fields(self, tx: Transaction, actor: Actor, id: str, before: Mapping[str, Any]) -> None:
        head = editable(actor, tx, id)
        corrections = dict(head.corrections)
        for name, value in before.items():
            if value == "\x00":  # there was no correction of this field before
                corrections.pop(name, None)
            else:
                corrections[name] = value
        self._apply(tx, head, corrections)


def _said(known: Mapping[str, Any] | None, *names: str) -> dict[str, object]:
    """What stood before a change, with who said it and when: undoing must not put words into another's mouth."""
    if known is None:
        return dict.fromkeys(names)
    return {**{name: known[name] for name in names}, "actor": known["actor"], "at": known["at"].isoformat()}


def _signed(before: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Who said what is put back, and when; changes of earlier releases did not keep it."""
    if before.get("actor") is None:
        return {"actor": actor.name, "at": now()}
    return {"actor": before["actor"], "at": datetime.fromisoformat(before["at"])}


def visible_or_gone(tx: Transaction, document: str, before: Head) -> Head:
    """After a change the paper may belong to an entity that the actor no longer sees."""
    return tx.documents.get(document) or before


def _note(
    tx: Transaction,
    actor: Actor,
    verb: str,
    subject: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str | None = None,
) -> None:
    change = tx.changes.add(actor.name, now(), verb, subject, before=before, after=after, reason=reason)
    tx.custody.add(actor.name, verb, subject, {"change": change, "after": dict(after), "reason": reason})

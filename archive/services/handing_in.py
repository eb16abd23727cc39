"""The hand-in: from then on the entity itself changes nothing in that year's dossier."""

from __future__ import annotations

from archive.domain.actor import Actor
from archive.domain.clock import now
from archive.domain.entity import Kind
from archive.domain.errors import Conflict, Invalid, NotFound
from archive.domain.records import HandIn
from archive.ports import Store, Transaction
from archive.services.gate import require, require_entity


class HandingIn:
    def __init__(self, store: Store) -> None:
        self._store = store

    def hand_in(self, actor: Actor, entity: str, year: int) -> HandIn:
        """Close the dossier to its clerks; raise Conflict while papers are being read or when it is closed."""
        require(actor, "hand_in")
        with self._store.write() as tx:
            self._assessed(tx, actor, entity, year)
            known = tx.hand_ins.get(entity, year)
            if known is not None:
                raise Conflict(entity, code="handed_in", entity=entity, year=year)
            waiting, _ = tx.documents.find({"entities": {entity}, "waiting": True}, limit=0)
            if waiting:
                raise Conflict(entity, code="still_reading", entity=entity, count=waiting)
            self._set(tx, actor, entity, year, "handed_in", None)
            made = tx.hand_ins.get(entity, year)
            assert made is not None
            return made

    def reopen(self, actor: Actor, entity: str, year: int, reason: str) -> None:
        """Give the dossier back to its clerks, with a reason; raise Conflict when it was not handed in."""
        require(actor, "lock")
        if not reason.strip():
            raise Invalid(code="reason_needed")
        with self._store.write() as tx:
            self._assessed(tx, actor, entity, year)
            if tx.hand_ins.get(entity, year) is None:
                raise Conflict(entity, code="not_handed_in", entity=entity, year=year)
            self._set(tx, actor, entity, year, "reopened", reason.strip())

    def get(self, actor: Actor, entity: str, year: int) -> HandIn | None:
        require_entity(actor, entity)
        with self._store.read() as tx:
            return tx.hand_ins.get(entity, year)

    def all(self, actor: Actor, year: int | None = None) -> list[HandIn]:
        """Of the entities that the actor sees."""
        require(actor, "read")
        with self._store.read() as tx:
            return [found for found in tx.hand_ins.all(year) if actor.sees(found.entity)]

    @staticmethod
    def _assessed(tx: Transaction, actor: Actor, entity: str, year: int) -> None:
        require_entity(actor, entity)
        found = tx.entities.get(entity)
        if found is None or found.kind is Kind.CITY:
            raise NotFound(entity, code="entity_unknown", entity=entity)
        if not 1949 <= year <= 2200:
            raise Invalid(str(year), code="year_invalid", year=year)

    @staticmethod
    def _set(tx: Transaction, actor: Actor, entity: str, year: int, verb: str, reason: str | None) -> None:
        tx.hand_ins.set(entity, year, actor=actor.name if verb == "handed_in" else None, at=now())
        place: dict[str, object] = {"entity": entity, "year": year}
        tx.custody.add(actor.name, verb, f"{entity}/{year}", {**place, "reason": reason})

"""A person's verdict on a contradiction: true, another caliber, or misread; kept, shown, undoable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from archive.audit.contradictions import VERDICTS, contradiction
from archive.domain.actor import Actor
from archive.domain.audit import Finding
from archive.domain.clock import now
from archive.domain.errors import Invalid, NotFound
from archive.ports import Store, Transaction
from archive.services.auditing import Auditing
from archive.services.gate import require, require_entity


class Pronouncing:
    def __init__(self, store: Store, auditing: Auditing) -> None:
        self._store = store
        self._auditing = auditing

    def pronounce(
        self, actor: Actor, entity: str, year: int, id: str, verdict: str | None, note: str
    ) -> Finding:
        """Say what a contradiction is, or (None) take it back; the next audits keep it on every side.

        Raise NotFound when the entity's present verdict has no such contradiction.
        """
        require(actor, "decide")
        require_entity(actor, entity)
        if verdict is not None and verdict not in VERDICTS:
            raise Invalid(verdict, code="verdict_unknown", verdict=verdict)
        if verdict is not None and not note.strip():
            raise Invalid(code="reason_needed")
        finding = self._find(actor, entity, year, id)
        with self._store.write() as tx:
            known = tx.verdicts.get(entity, year, id)
            about = sorted({locator.document for locator in finding.evidence})
            place = {"entity": entity, "year": year, "id": id, "rule": finding.rule, "documents": about}
            before = {**place, "verdict": None, "note": ""}
            if known is not None:
                before |= {"verdict": known["verdict"], "note": known["note"]}
                before |= {"actor": known["actor"], "at": known["at"].isoformat()}
            after = {**place, "verdict": verdict, "note": note.strip()}
            put(tx, actor, after)
            change = tx.changes.add(
                actor.name, now(), "pronounced", f"{entity}/{finding.rule}", before=before, after=after
            )
            tx.custody.add(
                actor.name, "pronounced", f"{entity}/{finding.rule}", {"change": change, "after": after}
            )
        return self._find(actor, entity, year, id)

    def _find(self, actor: Actor, entity: str, year: int, id: str) -> Finding:
        audit = self._auditing.standing(actor, entity, year)
        for finding in audit.findings:
            if contradiction(finding, entity) == id:
                return finding
        raise NotFound(id, code="contradiction_unknown", id=id)


def put(tx: Transaction, actor: Actor, said: Mapping[str, Any]) -> None:
    """Write a verdict, and let every entity whose papers it is about be judged again."""
    entity, year = said["entity"], said["year"]
    tx.verdicts.set(
        entity,
        year,
        said["id"],
        rule=said["rule"],
        verdict=said["verdict"],
        note=said["note"],
        actor=said.get("actor") or actor.name,
        at=datetime.fromisoformat(said["at"]) if said.get("at") else now(),
    )
    owners = {head.entity for head in tx.documents.many(said["documents"]).values()}
    for owner in sorted({entity, *(owner for owner in owners if owner)}):
        tx.documents.touch(owner, year)

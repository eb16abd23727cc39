"""Runs the auditor over dossiers, keeps what it said, and compares two runs."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from archive.audit import audit
from archive.audit.diff import Difference, diff
from archive.domain.actor import Actor
from archive.domain.audit import EntityAudit
from archive.domain.clock import now
from archive.domain.entity import Entity, Kind
from archive.domain.errors import Invalid, NotFound
from archive.domain.records import Head, RunHead
from archive.domain.rulebook import Rulebook
from archive.ports import Store, Transaction
from archive.services.dossiers import Neighbours, Shelf, Unpack, assemble, default_as_of
from archive.services.gate import require, require_entity

ASSESSED = frozenset({Kind.COUNTY, Kind.DEPARTMENT, Kind.ENTERPRISE})


Helpers = Callable[[Sequence[str], int, date], Mapping[str, EntityAudit]]
"""Judges entities of a year in other processes; may answer for none of them."""
WORTH_ENTITIES = 8
WORTH_PAPERS = 5_000


@dataclass(frozen=True, slots=True)
class _Verdict:
    """A result with the digest of what it rests on; `fresh` when it was already kept."""

    basis: str
    result: EntityAudit
    fresh: bool


@dataclass(frozen=True, slots=True)
class Run:
    head: RunHead
    results: tuple[EntityAudit, ...]
    unassigned: tuple[Mapping[str, str], ...]


class Auditing:
    def __init__(
        self,
        store: Store,
        rulebook: Callable[[], Rulebook],
        unpack: Unpack,
        helpers: Helpers | None = None,
        worth_papers: int = WORTH_PAPERS,
    ) -> None:
        self._helpers = helpers
        self._worth_papers = worth_papers
        self._store = store
        self._rulebook = rulebook
        self._shelf = Shelf(unpack)

    def run(
        self,
        actor: Actor,
        year: int,
        *,
        entity: str | None = None,
        under: str | None = None,
        as_of: date | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Run:
        """Audit one entity, a subtree or everything the actor sees, and store the run.

        Raise BrokenRulebook before anything is judged, NotFound for an entity that is foreign or absent.
        """
        require(actor, "audit")
        book = self._rulebook()
        day = as_of or default_as_of(year)
        with self._store.read() as tx:
            chosen = self._chosen(tx, actor, entity, under)
            verdicts = self._verdicts(tx, chosen, year, day, book, progress)
            unassigned = self._unassigned(tx, actor, year)
        results = [verdict.result for verdict in verdicts]
        head = RunHead(
            "",
            year,
            now(),
            actor.name,
            day,
            entity or under,
            {kind: checklist.version for kind, checklist in book.checklists.items()},
            f"{book.version}@sha256:{book.hash}",
            summarise(results),
        )
        with self._store.write() as tx:
            id = tx.runs.add(head, results, unassigned)
            tx.custody.add(actor.name, "audited", id, {"year": year, "entities": len(results)})
            _keep(tx, verdicts)
        return Run(replace(head, id=id), tuple(results), tuple(unassigned))

    def standing(self, actor: Actor, entity: str, year: int, as_of: date | None = None) -> EntityAudit:
        """The verdict of this moment on one entity, from the kept one when nothing has changed."""
        require(actor, "read")
        require_entity(actor, entity)
        return self.standings(actor, year, [entity], as_of)[0]

    def standings(
        self, actor: Actor, year: int, codes: Sequence[str] | None = None, as_of: date | None = None
    ) -> list[EntityAudit]:
        """Verdicts of this moment on several entities (None: everything the actor sees), kept for next time."""
        verdicts = self._of(actor, year, codes, as_of)
        if not all(verdict.fresh for verdict in verdicts):
            with self._store.write() as tx:
                _keep(tx, verdicts)
        return [verdict.result for verdict in verdicts]

    def judge(
        self, actor: Actor, year: int, codes: Sequence[str] | None = None, as_of: date | None = None
    ) -> list[EntityAudit]:
        """Like `standings`, and writes nothing."""
        return [verdict.result for verdict in self._of(actor, year, codes, as_of)]

    def _of(self, actor: Actor, year: int, codes: Sequence[str] | None, as_of: date | None) -> list[_Verdict]:
        require(actor, "read")
        book = self._rulebook()
        day = as_of or default_as_of(year)
        with self._store.read() as tx:
            entities = {e.code: e for e in tx.entities.all()}
            wanted = [
                e
                for e in entities.values()
                if e.kind in ASSESSED and actor.sees(e.code) and (codes is None or e.code in codes)
            ]
            if codes is not None and not wanted:
                raise NotFound(code="entity_unknown", entity=", ".join(codes))
            return self._verdicts(tx, wanted, year, day, book, None)

    def get(self, actor: Actor, id: str) -> Run:
        require(actor, "read")
        with self._store.read() as tx:
            found = tx.runs.get(id)
            if found is None:
                raise NotFound(id, code="run_unknown", run=id)
            head, unassigned = found
            allowed = None if actor.scope.everything else actor.scope.entities
            results = tx.runs.results(id, allowed)
        shown = tuple(unassigned) if actor.scope.everything else ()
        return Run(head, tuple(results), shown)

    def runs(self, actor: Actor, year: int | None = None) -> list[RunHead]:
        require(actor, "read")
        with self._store.read() as tx:
            return tx.runs.latest(year)

    def compare(self, actor: Actor, before: str, after: str) -> list[Difference]:
        return list(diff(self.get(actor, before).results, self.get(actor, after).results))

    def years(self, actor: Actor) -> list[int]:
        require(actor, "read")
        with self._store.read() as tx:
            return tx.runs.years()

    # -- inside -----------------------------------------------------------------------------------
    @staticmethod
    def _chosen(tx: Transaction, actor: Actor, entity: str | None, under: str | None) -> list[Entity]:
        from archive.services.gate import subtree

        everything = tx.entities.all()
        codes = {e.code for e in everything}
        for named in (entity, under):
            if named is not None:
                require_entity(actor, named)
                if named not in codes:
                    raise NotFound(named, code="entity_unknown", entity=named)
        allowed = subtree(under, everything) if under else codes
        chosen = [
            e
            for e in everything
            if e.kind in ASSESSED and actor.sees(e.code) and e.code in allowed and entity in (None, e.code)
        ]
        if entity is not None and not chosen:
            raise Invalid(entity, code="no_checklist", entity=entity)
        return chosen

    def _verdicts(
        self,
        tx: Transaction,
        chosen: Sequence[Entity],
        year: int,
        day: date,
        book: Rulebook,
        progress: Callable[[int, int], None] | None,
    ) -> list[_Verdict]:
        with _no_collections():
            return self._judge(tx, chosen, year, day, book, progress)

    def _judge(
        self,
        tx: Transaction,
        chosen: Sequence[Entity],
        year: int,
        day: date,
        book: Rulebook,
        progress: Callable[[int, int], None] | None,
    ) -> list[_Verdict]:
        neighbours = Neighbours({e.code: e for e in tx.entities.all()})
        about = f"{year}|{day}|{book.hash}|{tx.meta.get('entities_version')}|{now().date()}"
        revisions = tx.runs.revisions()
        kept = tx.runs.standing_bases([e.code for e in chosen], year)
        bases = {e.code: _basis(e, neighbours, revisions, about) for e in chosen}
        fresh = {code for code, basis in bases.items() if kept.get(code) == basis}
        stale = [e for e in chosen if e.code not in fresh]
        spread = self._spread(tx, stale, year, day)
        here = [e for e in stale if e.code not in spread]
        needed = {code for e in here for code in (e.code, *neighbours.partners(e))}
        self._shelf.load(tx, sorted(needed), dict(revisions))
        codes = [e.code for e in here]
        decided, matched = tx.decisions.of(codes, year), tx.decisions.matches_of(codes, year)
        verdicts = []
        for number, entity in enumerate(chosen, 1):
            found = tx.runs.standing(entity.code, year, bases[entity.code]) if entity.code in fresh else None
            result = (
                found
                or spread.get(entity.code)
                or audit(assemble(self._shelf, entity, year, day, neighbours, decided, matched), book)
            )
            verdicts.append(_Verdict(bases[entity.code], result, fresh=found is not None))
            if progress:
                progress(number, len(chosen))
        return verdicts

    def _spread(
        self, tx: Transaction, stale: Sequence[Entity], year: int, day: date
    ) -> Mapping[str, EntityAudit]:
        """Judged by several processes when there is enough to judge; empty when it is not worth it.

        They read the database for themselves: what changed since our snapshot makes their verdict newer than
        its basis says, and it is judged again next time.
        """
        if self._helpers is None or len(stale) < WORTH_ENTITIES:
            return {}
        papers, _ = tx.documents.find({"year": year}, limit=0)
        return self._helpers([e.code for e in stale], year, day) if papers >= self._worth_papers else {}

    @staticmethod
    def _unassigned(tx: Transaction, actor: Actor, year: int) -> list[Mapping[str, str]]:
        if not actor.scope.everything:
            return []
        _, nobody = tx.documents.find({"entity": None})
        _, undated = tx.documents.find({"year": None})
        listed = {head.id: head for head in (*nobody, *undated)}
        return [
            {"document": head.id, "reason": unassigned_reason(head)}
            for head in sorted(listed.values(), key=lambda h: h.id)
            if head.year in (None, year)
        ]


def _basis(entity: Entity, neighbours: Neighbours, revisions: Mapping[str, int], about: str) -> str:
    """A digest of everything a verdict rests on; equal basis, equal verdict."""
    rests_on = (entity.code, *neighbours.partners(entity))
    seen = ";".join(f"{code}={revisions.get(code, 0)}" for code in rests_on)
    return hashlib.sha256(f"{about}|{seen}".encode()).hexdigest()


@contextmanager
def _no_collections() -> Iterator[None]:
    """A hundred thousand papers live until the end: walking them again and again for garbage takes a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _keep(tx: Transaction, verdicts: Iterable[_Verdict]) -> None:
    for verdict in verdicts:
        if not verdict.fresh:
            tx.runs.keep_standing(verdict.result.entity, verdict.result.year, verdict.basis, verdict.result)


def unassigned_reason(head: Head) -> str:
    if head.state in ("received", "processing"):
        return "waiting"
    return "entity_unknown" if head.entity is None else "year_unknown"


def summarise(results: Iterable[EntityAudit]) -> dict[str, object]:
    counts: dict[str, int] = {}
    findings: dict[str, int] = {}
    at_risk = 0.0
    for result in results:
        for slot in result.slots:
            counts[slot.state.value] = counts.get(slot.state.value, 0) + 1
        for finding in result.findings:
            findings[finding.severity.value] = findings.get(finding.severity.value, 0) + 1
        if result.score is not None:
            at_risk += float(result.score.at_risk)
    return {"slots": counts, "findings": findings, "at_risk": round(at_risk, 2)}

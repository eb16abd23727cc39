"""Runs the auditor over dossiers, keeps what it said, and compares two runs."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from archive import audit as audit_room
from archive.audit import audit
from archive.audit.diff import Difference, diff
from archive.domain.actor import Actor
from archive.domain.audit import EntityAudit
from archive.domain.clock import now
from archive.domain.entity import Entity, Kind
from archive.domain.errors import Invalid, NotFound
from archive.domain.records import Head, RunHead
from archive.domain.rulebook import Rulebook
from archive.domain.search import Scope
from archive.failpoints import fail_point
from archive.ports import Store, Transaction
from archive.services.dossiers import Neighbours, Shelf, assemble, default_as_of
from archive.services.gate import require, require_entity
from archive.services.sight import REMEMBERED, Private, of_own_papers

ASSESSED = frozenset({Kind.COUNTY, Kind.DEPARTMENT, Kind.ENTERPRISE})


Helpers = Callable[[Sequence[str], int, date, Mapping[str, str]], Mapping[str, EntityAudit]]
"""(entities, year, day, their bases) -> verdicts of some or all of them, kept under these bases already."""
"""Judges entities of a year in other processes; may answer for none of them."""
WORTH_ENTITIES = 8
AT_ONCE = 16
"""Entities whose papers are in memory together."""
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
        helpers: Helpers | None = None,
        worth_papers: int = WORTH_PAPERS,
    ) -> None:
        self._helpers = helpers
        self._worth_papers = worth_papers
        self._store = store
        self._rulebook = rulebook
        self._shelf = Shelf()
        self._known_tree: tuple[object, Neighbours] = (None, Neighbours({}))
        self._private = Private()
        self._heads: dict[tuple[str, str, frozenset[str]], RunHead | None] = {}

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
            verdicts = self._verdicts(tx, chosen, year, day, book, progress, actor.scope)
            unassigned = self._unassigned(tx, actor, year)
        results = [verdict.result for verdict in verdicts]
        fail_point("audit.judged")
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
            _keep(tx, verdicts)
            id = tx.runs.add(head, results, unassigned, {v.result.entity: v.basis for v in verdicts})
            tx.custody.add(actor.name, "audited", id, {"year": year, "entities": len(results)})
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
        """Like `standings`, and keeps nothing of what is judged here; helpers keep theirs."""
        return [verdict.result for verdict in self._of(actor, year, codes, as_of)]

    def _of(self, actor: Actor, year: int, codes: Sequence[str] | None, as_of: date | None) -> list[_Verdict]:
        require(actor, "read")
        book = self._rulebook()
        day = as_of or default_as_of(year)
        with self._store.read() as tx:
            entities = self._tree(tx).entities
            asked = (
                entities.values()
                if codes is None
                else [e for c in sorted(set(codes)) if (e := entities.get(c))]
            )
            wanted = [e for e in asked if e.kind in ASSESSED and actor.sees(e.code)]
            if codes is not None and not wanted:
                raise NotFound(code="entity_unknown", entity=", ".join(codes))
            return self._verdicts(tx, wanted, year, day, book, None, actor.scope)

    def get(self, actor: Actor, id: str) -> Run:
        """A kept run as far as the actor may see it; one that holds nothing for him answers like an absent one."""
        require(actor, "read")
        with self._store.read() as tx:
            found = tx.runs.get(id)
            if found is None:
                raise NotFound(id, code="run_unknown", run=id)
            head, unassigned = found
            if actor.scope.everything:
                return Run(head, tuple(tx.runs.results(id)), tuple(unassigned))
            results = tx.runs.results(id, actor.scope.entities)
        if not results:
            raise NotFound(id, code="run_unknown", run=id)
        if head.actor != actor.name:  # his own was made from what he may see
            results = [of_own_papers(result) for result in results]
        asked = head.entity if actor.sees(head.entity) else None
        return Run(replace(head, entity=asked, summary=summarise(results)), tuple(results), ())

    def runs(self, actor: Actor, year: int | None = None) -> list[RunHead]:
        """Newest first, each counting only what the actor may see."""
        require(actor, "read")
        with self._store.read() as tx:
            heads = tx.runs.latest(year)
        if actor.scope.everything:
            return heads
        return [seen for head in heads if (seen := self._within(actor, head)) is not None]

    def _within(self, actor: Actor, head: RunHead) -> RunHead | None:
        """Runs never change: what was worked out once for a scope is remembered."""
        key = (head.id, actor.name, actor.scope.entities)
        if key not in self._heads:
            if len(self._heads) >= REMEMBERED:
                self._heads.clear()
            try:
                seen: RunHead | None = self.get(actor, head.id).head
            except NotFound:
                seen = None
            self._heads[key] = seen
            return seen
        return self._heads.get(key)

    def compare(self, actor: Actor, before: str, after: str) -> list[Difference]:
        return list(diff(self.get(actor, before).results, self.get(actor, after).results))

    def years(self, actor: Actor) -> list[int]:
        """Assessment years that some visible paper serves."""
        require(actor, "read")
        with self._store.read() as tx:
            if actor.scope.everything:
                return tx.runs.years()
            counts = tx.documents.counts("year", {"entities": actor.scope.entities, "unassigned": False})
        return sorted(int(year) for year in counts if year)

    # -- inside -----------------------------------------------------------------------------------
    def _tree(self, tx: Transaction) -> Neighbours:
        """All bodies and who stands beside whom; read again when they change."""
        version = (tx.meta.get("entities_version"), tx.entities.count())
        known, tree = self._known_tree
        if known != version:
            tree = Neighbours({e.code: e for e in tx.entities.all()})
            self._known_tree = (version, tree)
        return tree

    def _chosen(self, tx: Transaction, actor: Actor, entity: str | None, under: str | None) -> list[Entity]:
        from archive.services.gate import subtree

        codes = self._tree(tx).entities
        everything = codes.values()
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
        scope: Scope,
    ) -> list[_Verdict]:
        with _no_collections():
            return self._judge(tx, chosen, year, day, book, progress, scope)

    def _judge(
        self,
        tx: Transaction,
        chosen: Sequence[Entity],
        year: int,
        day: date,
        book: Rulebook,
        progress: Callable[[int, int], None] | None,
        scope: Scope,
    ) -> list[_Verdict]:
        tree = self._tree(tx)
        neighbours = tree if scope.everything else Neighbours(tree.entities, scope)
        about = f"{year}|{day}|{book.hash}|{auditor()}|{tx.meta.get('entities_version')}|{now().date()}"
        rests_on = {e.code: (e.code, *neighbours.partners(e)) for e in chosen}
        revisions = tx.runs.revisions(set().union(*rests_on.values()))
        bases = {code: _basis(codes, revisions, about) for code, codes in rests_on.items()}
        fresh = tx.runs.standings(year, bases)
        private = {} if scope.everything else self._private.known(bases, year)
        stale = [e for e in chosen if e.code not in fresh and e.code not in private]
        spread = self._spread(tx, stale, year, day, bases) if scope.everything else {}
        done: dict[str, EntityAudit] = {**fresh, **private, **spread}
        if progress and done:
            progress(len(done), len(chosen))
        here = [e for e in chosen if e.code not in done]
        codes = [e.code for e in here]
        decided, matched = tx.decisions.of(codes, year), tx.decisions.matches_of(codes, year)
        said = tx.verdicts.of(year) if codes else ()
        for start in range(0, len(here), AT_ONCE):
            batch = here[start : start + AT_ONCE]
            filed = self._shelf.take(tx, sorted(set().union(*(rests_on[e.code] for e in batch))), revisions)
            for entity in batch:
                dossier = assemble(filed, entity, year, day, neighbours, decided, matched, said)
                done[entity.code] = audit(dossier, book)
                if progress:
                    progress(len(done), len(chosen))
        kept = {*fresh, *spread}
        return [self._told(done[e.code], bases[e.code], e, neighbours, known=e.code in kept) for e in chosen]

    def _told(
        self, result: EntityAudit, basis: str, entity: Entity, neighbours: Neighbours, *, known: bool
    ) -> _Verdict:
        """Verdicts that rest on less than everybody sees are nobody else's: they stay in memory."""
        shared = neighbours.all_in_sight(entity)
        if not shared:
            self._private.keep(basis, result)
        return _Verdict(basis, result, fresh=known or not shared)

    def _spread(
        self, tx: Transaction, stale: Sequence[Entity], year: int, day: date, bases: Mapping[str, str]
    ) -> Mapping[str, EntityAudit]:
        """Judged by several processes or machines when there is enough to judge; empty when it is not worth it.

        They read the database for themselves: what changed since our snapshot makes their verdict newer than
        its basis says, and it is judged again next time.
        """
        if self._helpers is None or len(stale) < WORTH_ENTITIES:
            return {}
        papers, _ = tx.documents.find({"year": year}, limit=0)
        if papers < self._worth_papers:
            return {}
        return self._helpers([e.code for e in stale], year, day, bases)

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


@cache
def auditor() -> str:
    """Which auditor judges: after an upgrade no verdict of the former one is taken for its own."""
    digest = hashlib.sha256()
    for file in sorted(Path(audit_room.__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _basis(rests_on: Sequence[str], revisions: Mapping[str, int], about: str) -> str:
    """A digest of everything a verdict rests on; equal basis, equal verdict."""
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

"""Putting dossiers together from the database: what the auditor sees."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import date

from archive.domain.audit import Decision, Dossier, MatchDecision, Paper, Verdict
from archive.domain.clock import now
from archive.domain.document import WAITING
from archive.domain.entity import Entity, Kind
from archive.domain.errors import Invalid
from archive.domain.search import EVERYTHING, Scope
from archive.ports import Transaction
from archive.ports.filing import Folder

Filed = Mapping[str, tuple[Paper, ...]]
"""What entities filed in all years."""
ROOM = 20_000
"""Papers that stay in memory between audits: some hundred megabytes of facts at most."""


def default_as_of(year: int) -> date:
    """Validity is judged on the last day of the assessment year, never simply today; raise Invalid for no such year."""
    if not 1949 <= year <= 2200:
        raise Invalid(str(year), code="year_invalid", year=year)
    return date(year, 12, 31)


class Shelf:
    """Papers by entity, read once and kept while their dossier's revision stays the same.

    Those that nobody asked for longest leave first; a reader keeps what it took, whatever others load meanwhile.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[object, Folder]] = OrderedDict()

    def take(self, tx: Transaction, entities: Iterable[str], stamp: Mapping[str, object]) -> Filed:
        """Papers of these entities, in order of document; what changed since the last time is read anew."""
        known = {code: kept for code in entities if (kept := self._kept.get(code)) is not None}
        folders = {code: folder for code, (mark, folder) in known.items() if mark == stamp.get(code)}
        stale = [code for code in entities if code not in folders]
        if stale:
            folders.update(tx.papers.of(stale, {code: folder for code, (_, folder) in known.items()}))
        self._put_back(folders, stamp)
        return {code: tuple([folder[id][1] for id in sorted(folder)]) for code, folder in folders.items()}

    def _put_back(self, taken: Mapping[str, Folder], stamp: Mapping[str, object]) -> None:
        with self._lock:
            for code, folder in taken.items():
                self._kept[code] = (stamp.get(code), folder)
                self._kept.move_to_end(code)
            held = sum(len(folder) for _, folder in self._kept.values())
            while held > self._room and len(self._kept) > 1:
                held -= len(self._kept.popitem(last=False)[1][1])


def of_year(papers: Iterable[Paper], year: int) -> tuple[Paper, ...]:
    """Of that year, and waiting papers whose year nobody knows yet."""
    return tuple(p for p in papers if p.year == year or (p.year is None and p.state in WAITING))


def of_no_year(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Read, and waiting for somebody who knows the year."""
    return tuple(p for p in papers if p.year is None and p.state not in WAITING)


def of_other_years(papers: Iterable[Paper], year: int) -> tuple[Paper, ...]:
    return tuple(p for p in papers if p.year is not None and p.year != year)


class Neighbours:
    """Who stands beside whom in the tree, as far as *scope* may see them; built once for all entities, asked for each."""

    def __init__(self, entities: Mapping[str, Entity], scope: Scope = EVERYTHING) -> None:
        self.entities = entities
        self._scope = scope
        self._city: dict[str, str | None] = {}
        self._departments: dict[str | None, list[str]] = {}
        self._others: dict[str | None, list[str]] = {}
        self._below: dict[str, list[str]] = {}
        for entity in entities.values():
            city = self.city(entity.code)
            if entity.kind is Kind.DEPARTMENT:
                self._departments.setdefault(city, []).append(entity.code)
            elif entity.kind in {Kind.COUNTY, Kind.ENTERPRISE}:
                self._others.setdefault(city, []).append(entity.code)
            if entity.parent is not None:
                self._below.setdefault(entity.parent, []).append(entity.code)

    def city(self, code: str) -> str | None:
        """The city above, or the entity itself when it is one; a circle in the data has none."""
        if code not in self._city:
            self._city[code] = None  # met again on the way up: a circle
            entity = self.entities.get(code)
            if entity is not None and entity.kind is Kind.CITY:
                self._city[code] = code
            elif entity is not None and entity.parent is not None:
                self._city[code] = self.city(entity.parent)
        return self._city[code]

    def partners(self, entity: Entity) -> tuple[str, ...]:
        """Whose papers must tell the same story: the city's departments, those below, those above."""
        found = self._partners(entity)
        return found if self._scope.everything else tuple(c for c in found if c in self._scope.entities)

    def all_in_sight(self, entity: Entity) -> bool:
        """Whether a verdict within the scope is the verdict of everybody."""
        return self._scope.everything or self._scope.entities.issuperset(self._partners(entity))

    def _partners(self, entity: Entity) -> tuple[str, ...]:
        city = self.city(entity.code)
        if entity.kind is Kind.CITY:
            return ()
        found = {code for code in self._departments.get(city, ()) if code != entity.code}
        if entity.kind is Kind.COUNTY:
            found.update(self._below.get(entity.code, ()))
        elif entity.kind is Kind.ENTERPRISE:
            if entity.parent in self.entities and entity.parent != city:
                found.add(str(entity.parent))
        else:
            found.update(self._others.get(city, ()))
        return tuple(sorted(found))


def assemble(
    filed: Filed,
    entity: Entity,
    year: int,
    as_of: date,
    neighbours: Neighbours,
    decided: Mapping[str, tuple[Decision, ...]],
    matched: Mapping[str, tuple[MatchDecision, ...]],
    verdicts: tuple[Verdict, ...] = (),
) -> Dossier:
    """The dossier of one entity from the papers of it and its partners."""
    partners = neighbours.partners(entity)
    city = neighbours.city(entity.code)
    relatives = {code: neighbours.entities[code] for code in (*partners, *((city,) if city else ()))}
    return Dossier(
        entity=entity,
        year=year,
        as_of=as_of,
        papers=of_year(filed[entity.code], year),
        others=of_other_years(filed[entity.code], year),
        undated=of_no_year(filed[entity.code]),
        partners={code: of_year(filed[code], year) for code in partners},
        relatives=relatives,
        decisions=decided.get(entity.code, ()),
        matches=matched.get(entity.code, ()),
        verdicts=verdicts,
        today=now().date(),
    )

"""Putting dossiers together from the database: what the auditor sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from archive.domain.audit import Decision, Dossier, MatchDecision, Paper
from archive.domain.clock import now
from archive.domain.document import WAITING
from archive.domain.entity import Entity, Kind
from archive.domain.facts import Facts
from archive.domain.records import Head
from archive.ports import Transaction

Unpack = Callable[[bytes | None], Facts]


_NONE: frozenset[str] = frozenset()
_DECLARED = {
    given: frozenset(name for name, there in zip(("entity", "year", "doctype"), given, strict=True) if there)
    for given in product((False, True), repeat=3)
}
"""Which head fields the clerk named, by which of them are there: made once, asked a hundred thousand times."""


def paper(head: Head, facts: Facts) -> Paper:
    declared = _DECLARED[
        head.declared_entity is not None, head.declared_year is not None, head.declared_doctype is not None
    ]
    fixed = declared | frozenset(head.corrections) if head.corrections else declared
    return Paper(
        document=head.id,
        entity=head.entity,
        year=head.year,
        path=head.path,
        state=head.state,
        reason=head.reason,
        doctype=head.doctype,
        doctype_confidence=head.doctype_confidence,
        by_person=fixed,
        corrected=frozenset(head.corrections),
        title=head.title,
        number=head.number,
        issuer=head.issuer,
        date=head.date,
        period=head.period,
        received=head.received_at,
        pages=head.pages,
        doubtful_pages=head.doubtful_pages,
        unreadable_pages=head.unreadable_pages,
        sha256=head.sha256,
        facts=facts,
        notes=frozenset(note.code for note in head.notes) if head.notes else _NONE,
    )


def default_as_of(year: int) -> date:
    """Validity is judged on the last day of the assessment year, never simply today."""
    return date(year, 12, 31)


@dataclass(slots=True)
class Shelf:
    """Papers by entity, read once and kept while their dossier's revision stays the same."""

    unpack: Unpack
    papers: dict[str, tuple[object, tuple[Paper, ...]]] = field(default_factory=dict)

    def load(self, tx: Transaction, entities: Iterable[str], stamp: Mapping[str, object]) -> None:
        """Read what is not on the shelf, or is there in an older revision."""
        stale = [
            code for code in entities if code not in self.papers or self.papers[code][0] != stamp.get(code)
        ]
        if not stale:
            return
        found: dict[str, list[Paper]] = {code: [] for code in stale}
        for head, packed in tx.documents.with_facts({"entities": stale}):
            assert head.entity is not None
            found[head.entity].append(paper(head, self.unpack(packed)))
        for code, papers in found.items():
            self.papers[code] = (stamp.get(code), tuple(papers))

    def of(self, entity: str, year: int) -> tuple[Paper, ...]:
        """Of that year, and waiting papers whose year nobody knows yet."""
        return tuple(
            p
            for p in self.papers.get(entity, (None, ()))[1]
            if p.year == year or (p.year is None and p.state in WAITING)
        )

    def other_years(self, entity: str, year: int) -> tuple[Paper, ...]:
        return tuple(
            p for p in self.papers.get(entity, (None, ()))[1] if p.year is not None and p.year != year
        )


class Neighbours:
    """Who stands beside whom in the tree; built once for all entities, asked for each."""

    def __init__(self, entities: Mapping[str, Entity]) -> None:
        self.entities = entities
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
    shelf: Shelf,
    entity: Entity,
    year: int,
    as_of: date,
    neighbours: Neighbours,
    decided: Mapping[str, tuple[Decision, ...]],
    matched: Mapping[str, tuple[MatchDecision, ...]],
) -> Dossier:
    """The dossier of one entity; the shelf must have been loaded for it and its partners."""
    partners = neighbours.partners(entity)
    city = neighbours.city(entity.code)
    relatives = {code: neighbours.entities[code] for code in (*partners, *((city,) if city else ()))}
    return Dossier(
        entity=entity,
        year=year,
        as_of=as_of,
        papers=shelf.of(entity.code, year),
        others=shelf.other_years(entity.code, year),
        partners={code: shelf.of(code, year) for code in partners},
        relatives=relatives,
        decisions=decided.get(entity.code, ()),
        matches=matched.get(entity.code, ()),
        today=now().date(),
    )

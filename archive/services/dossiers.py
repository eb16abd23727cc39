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


def partners_of(entity: Entity, entities: Mapping[str, Entity]) -> tuple[str, ...]:
    """Whose papers must tell the same story: the city's departments, those below, those above."""
    city = _city(entity, entities)
    departments = [
        e.code
        for e in entities.values()
        if e.kind is Kind.DEPARTMENT and e.code != entity.code and _city(e, entities) == city
    ]
    if entity.kind is Kind.COUNTY:
        below = [e.code for e in entities.values() if e.parent == entity.code]
        return tuple(sorted({*departments, *below}))
    if entity.kind is Kind.ENTERPRISE:
        above = [entity.parent] if entity.parent in entities and entity.parent != city else []
        return tuple(sorted({*departments, *(code for code in above if code)}))
    if entity.kind is Kind.DEPARTMENT:
        others = [
            e.code
            for e in entities.values()
            if e.kind in {Kind.COUNTY, Kind.ENTERPRISE} and _city(e, entities) == city
        ]
        return tuple(sorted({*departments, *others}))
    return ()


def _city(entity: Entity, entities: Mapping[str, Entity]) -> str | None:
    seen: set[str] = set()
    current: Entity | None = entity
    while current is not None and current.code not in seen:
        if current.kind is Kind.CITY:
            return current.code
        seen.add(current.code)
        current = entities.get(current.parent) if current.parent else None
    return None


def assemble(
    shelf: Shelf,
    entity: Entity,
    year: int,
    as_of: date,
    entities: Mapping[str, Entity],
    decided: Mapping[str, tuple[Decision, ...]],
    matched: Mapping[str, tuple[MatchDecision, ...]],
) -> Dossier:
    """The dossier of one entity; the shelf must have been loaded for it and its partners."""
    partners = partners_of(entity, entities)
    city = _city(entity, entities)
    relatives = {code: entities[code] for code in (*partners, *((city,) if city else ()))}
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

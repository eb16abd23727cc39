"""Where the person is working: which entity and which assessment year; the address decides, then his last choice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import g, request, session

from archive.domain.actor import Actor
from archive.domain.entity import Entity, Kind
from archive.domain.errors import NotFound
from webui.current import actor, office


@dataclass
class Place:
    """Entities that the person may see, the chosen one, and the year."""

    actor: Actor

    @cached_property
    def entities(self) -> dict[str, Entity]:
        return {entity.code: entity for entity in office().registry.list(self.actor)}

    @cached_property
    def assessed(self) -> list[Entity]:
        return [entity for entity in self.entities.values() if entity.kind is not Kind.CITY]

    @cached_property
    def years(self) -> list[int]:
        """Years that some visible paper serves, newest first."""
        return sorted(self._filed, reverse=True)

    @cached_property
    def year(self) -> int:
        asked = (request.view_args or {}).get("year") or request.args.get("year", type=int)
        if isinstance(asked, int) and 1949 <= asked <= 2200:
            if session.get("year") != asked:
                session["year"] = asked
            return asked
        remembered = session.get("year")
        if isinstance(remembered, int) and (remembered in self.years or not self.years):
            return remembered
        return self._busiest

    @property
    def _busiest(self) -> int:
        return max(self._filed, key=lambda year: (self._filed[year], year), default=default_year())

    @cached_property
    def _filed(self) -> dict[int, int]:
        """Assessment year -> number of visible papers."""
        counts = office().papers.counts(self.actor, "year", {})
        return {int(year): count for year, count in counts.items() if year}

    @cached_property
    def entity(self) -> Entity | None:
        for code in (
            (request.view_args or {}).get("code"),
            request.args.get("entity"),
            session.get("entity"),
        ):
            if isinstance(code, str) and code in self.entities:
                if session.get("entity") != code:
                    session["entity"] = code
                return self.entities[code]
        own = self.entities.get(self.actor.entity or "")
        return own if own is not None and own.kind is not Kind.CITY else None

    def named(self, code: str, year: int) -> Entity:
        """The entity of an address, when the person sees it and the year can be; else the answer is "not found"."""
        found = self.entities.get(code)
        if found is None or not 1949 <= year <= 2200:
            raise NotFound(code, code="entity_unknown", entity=code)
        return found

    def name(self, code: str | None) -> str:
        """What the entity is called; its bare code when it is foreign or gone."""
        found = self.entities.get(code or "")
        return found.name if found else (code or "")


def default_year() -> int:
    """Nothing filed yet: the year whose assessment is now being prepared."""
    from archive.domain.clock import now

    return now().year - 1


def place() -> Place:
    if "place" not in g:
        g.place = Place(actor())
    found: Place = g.place
    return found

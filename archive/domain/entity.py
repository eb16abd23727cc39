"""The assessed bodies and their tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    CITY = "city"
    COUNTY = "county"
    DEPARTMENT = "department"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name, with the first and last year in which it was used (None = open)."""

    name: str
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    code: str
    name: str
    kind: Kind
    parent: str | None = None
    aliases: tuple[Alias, ...] = ()
    attributes: dict[str, object] = field(default_factory=dict)

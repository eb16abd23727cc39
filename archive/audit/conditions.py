"""Which requirements an entity has, and whether their conditions hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from archive.domain.entity import Entity, Kind
from archive.domain.rulebook import Requirement, Rulebook, Scheme

_YES = frozenset({"true", "yes", "y", "1", "是", "有", "on"})
_NO = frozenset({"false", "no", "n", "0", "否", "无", "没有", "off"})
_DEFAULT = {Kind.COUNTY: "NAT-GOV-2007", Kind.ENTERPRISE: "NAT-ENT-2007"}


def scheme_of(entity: Entity, city: Entity | None, year: int, rulebook: Rulebook) -> Scheme | None:
    """The city's attribute `schemes` names it by kind, or by kind and year; departments have none."""
    default = _DEFAULT.get(entity.kind)
    if default is None:
        return None
    named = (city.attributes if city else {}).get("schemes")
    chosen: object = None
    if isinstance(named, Mapping):
        by_year = named.get(str(year)) or named.get(year)
        source = by_year if isinstance(by_year, Mapping) else named
        chosen = source.get(entity.kind.value)
        if isinstance(chosen, Mapping):
            chosen = chosen.get(str(year)) or chosen.get(year)
    return rulebook.schemes.get(str(chosen or default)) or rulebook.schemes.get(default)


def requirements_of(entity: Entity, rulebook: Rulebook) -> tuple[Requirement, ...]:
    """The items that this entity sees."""
    checklist = rulebook.checklists.get(entity.kind.value)
    if checklist is None:
        return ()
    if entity.kind is not Kind.DEPARTMENT:
        return checklist.requirements
    words = _department_words(entity, rulebook)
    return tuple(r for r in checklist.requirements if r.department == "ALL" or r.department in words)


def _department_words(entity: Entity, rulebook: Rulebook) -> frozenset[str]:
    checklist = rulebook.checklists["department"]
    words = {r.department for r in checklist.requirements if r.department and r.department != "ALL"}
    value = entity.attributes.get("department")
    said = value if isinstance(value, list) else re.split(r"[;；,，、/]", str(value)) if value else []
    found = {w for text in said for w in words if _same_department(str(text).strip(), w, rulebook)}
    if not said:  # nothing declared: the office's own name says what it does
        names = (entity.name, *(a.name for a in entity.aliases))
        found = {
            w for w in words for a in rulebook.departments.get(w, ()) if any(n.endswith(a) for n in names)
        }
    return frozenset(found)


def _same_department(text: str, word: str, rulebook: Rulebook) -> bool:
    if text == word or (len(text) >= 2 and (text in word or word in text)):
        return True
    return len(text) >= 2 and any(alias.startswith(text) for alias in rulebook.departments.get(word, ()))


def applies(requirement: Requirement, entity: Entity, year: int, scheme: Scheme | None) -> bool | None:
    """Whether the condition holds; None when the entity's attributes do not say."""
    condition = requirement.applies_when
    if not condition:
        return True
    answers = [_holds(key, value, entity, year, scheme) for key, value in condition.items()]
    if False in answers:
        return False
    return None if None in answers else True


def _holds(key: str, value: object, entity: Entity, year: int, scheme: Scheme | None) -> bool | None:
    if key == "attribute":
        return truth(entity.attributes.get(str(value)))
    if key == "attribute_at_least" and isinstance(value, Mapping):
        return _at_least(value, entity)
    if key == "year_from":
        return year >= int(str(value))
    if key == "scheme_has":
        return scheme is not None and str(value) in scheme.has
    return None


def truth(value: object) -> bool | None:
    """What a table's cell says: 是, true, 1 ... or 否, false, 0 ...; None = not said."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, Decimal, float)):
        return value != 0
    if isinstance(value, (list, tuple)):
        return bool(value)
    text = str(value).strip().casefold() if value is not None else ""
    return True if text in _YES else False if text in _NO else None


def _at_least(limits: Mapping[str, object], entity: Entity) -> bool | None:
    answers: list[bool | None] = []
    for name, limit in limits.items():
        raw = entity.attributes.get(name)
        try:
            amount = Decimal(str(raw).replace(",", "").replace("，", "").strip()) if raw is not None else None
        except InvalidOperation:
            amount = None
        answers.append(None if amount is None else amount >= Decimal(str(limit)))
    if False in answers:
        return False
    return None if None in answers else True

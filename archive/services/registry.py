"""The assessed entities: their tree, names across the years, and codes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.domain.actor import Actor
from archive.domain.clock import now
from archive.domain.codes import credit_code_problem
from archive.domain.entity import Alias, Entity, Kind
from archive.domain.errors import Invalid, NotFound
from archive.ports import Store
from archive.services.gate import require, require_entity, subtree

COLUMNS = ("code", "name", "kind", "parent", "aliases", "attributes")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Where (row number as the user counts, from 1 with the head), the code, and the value at fault."""

    row: int
    column: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class Imported:
    added: int
    changed: int
    unchanged: int
    problems: tuple[RowProblem, ...] = ()
    """Rows that were not taken."""
    warnings: tuple[RowProblem, ...] = ()
    """Rows that were taken although something looks wrong (a check character)."""


class Registry:
    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self, actor: Actor) -> list[Entity]:
        with self._store.read() as tx:
            return [entity for entity in tx.entities.all() if actor.sees(entity.code)]

    def get(self, actor: Actor, code: str) -> Entity | None:
        with self._store.read() as tx:
            found = tx.entities.get(code)
        return found if found is not None and actor.sees(code) else None

    def below(self, actor: Actor, code: str) -> frozenset[str]:
        """*code* and everything below it that the actor may see; raise NotFound when absent or foreign."""
        require_entity(actor, code)
        with self._store.read() as tx:
            everything = tx.entities.all()
        if all(entity.code != code for entity in everything):
            raise NotFound(code, code="entity_unknown", entity=code)
        return frozenset(c for c in subtree(code, everything) if actor.sees(c))

    def load(self, actor: Actor, rows: Sequence[Mapping[str, object]], first_row: int = 2) -> Imported:
        """Add or change entities; good rows are taken, every bad one is named."""
        require(actor, "entities")
        problems: list[RowProblem] = []
        warnings = [w for number, row in enumerate(rows, first_row) for w in _wrong_codes(number, row)]
        read: dict[str, tuple[int, Entity]] = {}
        for number, row in enumerate(rows, first_row):
            entity = _entity(number, row, problems)
            if entity is None:
                continue
            if entity.code in read:
                problems.append(RowProblem(number, "code", "code_twice", entity.code))
                continue
            read[entity.code] = (number, entity)
        with self._store.write() as tx:
            known = {e.code: e for e in tx.entities.all()}
            everything = {**known, **{code: entity for code, (_, entity) in read.items()}}
            good = [e for n, e in read.values() if _stands(n, e, everything, problems)]
            added = sum(e.code not in known for e in good)
            changed = [e for e in good if e.code in known and known[e.code] != e]
            for entity in good:
                tx.entities.put(entity)
            if good:
                tx.meta.set("entities_version", now().isoformat())
                tx.custody.add(
                    actor.name, "entities_imported", "entities", {"rows": len(good), "added": added}
                )
        return Imported(
            added, len(changed), len(good) - added - len(changed), tuple(problems), tuple(warnings)
        )


def _entity(number: int, row: Mapping[str, object], problems: list[RowProblem]) -> Entity | None:
    before = len(problems)
    code, name, kind = (str(row.get(key) or "").strip() for key in ("code", "name", "kind"))
    if not code or not name:
        problems.append(RowProblem(number, "code" if not code else "name", "value_missing", ""))
    if kind not in set(Kind):
        problems.append(RowProblem(number, "kind", "kind_unknown", kind))
    aliases = _aliases(number, row.get("aliases"), problems)
    attributes = _attributes(number, row, problems)
    if len(problems) > before:
        return None
    parent = str(row.get("parent") or "").strip() or None
    return Entity(code, name, Kind(kind), parent, aliases, attributes)


def _wrong_codes(number: int, row: Mapping[str, object]) -> Iterable[RowProblem]:
    for column in ("code", "credit_code"):
        value = str(row.get(column) or "")
        problem = credit_code_problem(value)
        if problem is not None:
            yield RowProblem(number, column, problem, value)


def _stands(number: int, entity: Entity, known: Mapping[str, Entity], problems: list[RowProblem]) -> bool:
    """Whether the parent exists and the tree stays a tree."""
    seen = {entity.code}
    parent = entity.parent
    while parent is not None:
        if parent not in known:
            problems.append(RowProblem(number, "parent", "parent_unknown", parent))
            return False
        if parent in seen:
            problems.append(RowProblem(number, "parent", "parent_circle", parent))
            return False
        seen.add(parent)
        parent = known[parent].parent
    return True


def _aliases(number: int, value: object, problems: list[RowProblem]) -> tuple[Alias, ...]:
    """`name` or `name@2003-2009`, `name@2003-`, `name@-2009`; separated by semicolons, or a list."""
    parts: Iterable[object] = (
        value if isinstance(value, list) else str(value or "").replace("；", ";").split(";")
    )
    found = []
    for part in parts:
        if isinstance(part, dict):
            found.append(Alias(str(part.get("name")), part.get("since"), part.get("until")))
            continue
        name, _, years = str(part).strip().partition("@")
        since, dash, until = years.partition("-")
        if not name:
            continue
        if any(year and not (year.isdigit() and len(year) == 4) for year in (since, until)):
            problems.append(RowProblem(number, "aliases", "alias_years", str(part)))
            continue
        first = int(since) if since else None
        last = int(until) if until else (None if dash or not since else first)
        found.append(Alias(name.strip(), first, last))
    return tuple(found)


def _attributes(number: int, row: Mapping[str, object], problems: list[RowProblem]) -> dict[str, object]:
    attributes: dict[str, object] = {}
    given = row.get("attributes")
    if isinstance(given, dict):
        attributes.update(given)
    elif str(given or "").strip():
        try:
            parsed = json.loads(str(given))
        except ValueError:
            parsed = None
        if isinstance(parsed, dict):
            attributes.update(parsed)
        else:
            problems.append(RowProblem(number, "attributes", "attributes_not_json", str(given)[:60]))
    for column, value in row.items():
        if column and column not in COLUMNS and value not in (None, ""):
            attributes[column] = _plain(value)
    return attributes


def _plain(value: object) -> object:
    """Cells of further columns: numbers and truth values as such, everything else as text."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    try:
        return json.loads(text) if text[:1] in "[{-0123456789" else text
    except ValueError:
        return text


def checked(imported: Imported) -> Imported:
    """Raise Invalid when not a single row could be taken."""
    if imported.problems and not (imported.added or imported.changed or imported.unchanged):
        raise Invalid(
            code="entities_invalid",
            problems=[(f"{p.row}:{p.column}", p.code, p.value) for p in imported.problems],
        )
    return imported

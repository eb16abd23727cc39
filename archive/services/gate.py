"""The one gate: what an actor may see and do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archive.domain.actor import BOUND, LOCAL, Actor
from archive.domain.entity import Entity, Kind
from archive.domain.errors import Conflict, NotFound, Refused
from archive.domain.records import Account, Head
from archive.domain.search import Scope
from archive.ports import Store, Transaction


def subtree(root: str, entities: Iterable[Entity]) -> frozenset[str]:
    """*root* and everything below it; cycles in the data do no harm."""
    children: dict[str, list[str]] = {}
    for entity in entities:
        if entity.parent is not None:
            children.setdefault(entity.parent, []).append(entity.code)
    found: set[str] = set()
    waiting = [root]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting.extend(children.get(code, ()))
    return frozenset(found)


def actor_for(account: Account, entities: Mapping[str, Entity]) -> Actor:
    root = entities.get(account.entity) if account.entity else None
    if account.entity is None or (root is not None and root.kind is Kind.CITY):
        return Actor(account.name, account.role, account.entity, Scope(everything=True))
    return Actor(
        account.name, account.role, account.entity, Scope(subtree(account.entity, entities.values()))
    )


def require(actor: Actor, verb: str) -> None:
    """Raise Refused when the actor's role does not include *verb*."""
    if not actor.may(verb):
        raise Refused(verb, code="refused", verb=verb, role=actor.role)


def require_entity(actor: Actor, entity: str | None) -> None:
    """A foreign entity answers like an absent one."""
    if not actor.sees(entity):
        raise NotFound(entity or "", code="entity_unknown", entity=entity)


def visible(actor: Actor, tx: Transaction, document: str) -> Head:
    """The document, or NotFound when it does not exist or belongs to somebody else."""
    head = tx.documents.get(document)
    if head is None or not actor.sees(head.entity):
        raise NotFound(document, code="document_unknown", document=document)
    return head


def still_open(actor: Actor, tx: Transaction, entity: str | None, year: int | None) -> None:
    """Raise Conflict when an entity's own people would change a dossier that is handed in."""
    if actor.role in BOUND and entity and year and tx.hand_ins.get(entity, year) is not None:
        raise Conflict(entity, code="handed_in", entity=entity, year=year)


def editable(actor: Actor, tx: Transaction, document: str) -> Head:
    """The visible document of a dossier that the actor may still change."""
    head = visible(actor, tx, document)
    still_open(actor, tx, head.entity, head.year)
    return head


class Gate:
    """Turns accounts into actors."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def actor(self, name: str) -> Actor:
        """Raise NotFound for unknown or disabled accounts; `local` is the local administrator."""
        if name == LOCAL.name:
            return LOCAL
        with self._store.read() as tx:
            account = tx.accounts.get(name)
            if account is None or account.disabled:
                raise NotFound(name, code="user_unknown", user=name)
            return self.admit(tx, account)

    @staticmethod
    def admit(tx: Transaction, account: Account) -> Actor:
        return actor_for(account, {entity.code: entity for entity in tx.entities.all()})

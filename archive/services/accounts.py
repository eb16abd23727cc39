"""Accounts, passwords and tokens."""

from __future__ import annotations

import hashlib
import secrets
from typing import Protocol

from archive.domain.actor import BOUND, ROLES, Actor
from archive.domain.clock import now
from archive.domain.errors import Conflict, Invalid, NotFound
from archive.domain.records import Account
from archive.ports import Store
from archive.services.gate import require

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class Hasher(Protocol):
    def hash(self, password: str) -> str: ...

    def matches(self, hashed: str, password: str) -> bool: ...


class Accounts:
    def __init__(self, store: Store, hasher: Hasher) -> None:
        self._store = store
        self._hasher = hasher

    def add(
        self, actor: Actor, name: str, role: str, entity: str | None = None, password: str | None = None
    ) -> str:
        """A new account; returns its password, invented (one-time) unless given."""
        require(actor, "users")
        if role not in ROLES:
            raise Invalid(role, code="role_unknown", role=role)
        if (
            not name
            or len(name) > 64
            or any(c.isspace() or not c.isprintable() for c in name)
            or name in {"local", "qijuan"}
        ):
            raise Invalid(name, code="user_name_invalid", user=name)
        if entity is None and role in BOUND:
            raise Invalid(role, code="entity_needed", role=role)
        if password is not None and len(password) < 8:
            raise Invalid(code="password_too_short")
        chosen = password or invent_password()
        hashed = self._hasher.hash(chosen)
        with self._store.write() as tx:
            if tx.accounts.get(name) is not None:
                raise Conflict(name, code="user_exists", user=name)
            if entity is not None and tx.entities.get(entity) is None:
                raise NotFound(entity, code="entity_unknown", entity=entity)
            tx.accounts.add(Account(name, role, entity), hashed, one_time=password is None, at=now())
            tx.custody.add(actor.name, "user_added", name, {"role": role, "entity": entity})
        return chosen

    def list(self, actor: Actor) -> list[Account]:
        require(actor, "users")
        with self._store.read() as tx:
            return tx.accounts.all()

    def disable(self, actor: Actor, name: str) -> None:
        """Ends the account's sessions and tokens at once."""
        require(actor, "users")
        with self._store.write() as tx:
            if tx.accounts.get(name) is None:
                raise NotFound(name, code="user_unknown", user=name)
            tx.accounts.disable(name)
            tx.custody.add(actor.name, "user_disabled", name)

    def reset(self, actor: Actor, name: str) -> str:
        """A new one-time password; sessions of the old one end."""
        require(actor, "users")
        chosen = invent_password()
        hashed = self._hasher.hash(chosen)
        with self._store.write() as tx:
            if tx.accounts.get(name) is None:
                raise NotFound(name, code="user_unknown", user=name)
            tx.accounts.set_password(name, hashed, one_time=True)
            tx.custody.add(actor.name, "password_reset", name)
        return chosen

    def token(self, actor: Actor, name: str) -> str:
        """A new API token for *name*; only its digest is kept."""
        if actor.name != name:
            require(actor, "users")
        token = secrets.token_urlsafe(32)
        with self._store.write() as tx:
            account = tx.accounts.get(name)
            if account is None or account.disabled:
                raise NotFound(name, code="user_unknown", user=name)
            tx.accounts.add_token(digest(token), name, now())
            tx.custody.add(actor.name, "token_made", name)
        return token

    def sign_in(self, name: str, password: str) -> tuple[Account, bool, int] | None:
        """(account, whether the password must be changed, session epoch), None when name or password is wrong."""
        with self._store.read() as tx:
            secret = tx.accounts.secret(name)
            account = tx.accounts.get(name)
        if secret is None or account is None:
            self._hasher.matches(_NOBODY, password)  # as slow as a real one: names cannot be guessed by time
            return None
        hashed, one_time, epoch = secret
        if not self._hasher.matches(hashed, password):
            return None
        return account, one_time, epoch

    def change_password(self, name: str, old: str, new: str) -> None:
        if len(new) < 8:
            raise Invalid(code="password_too_short")
        if self.sign_in(name, old) is None:
            raise Invalid(code="password_wrong")
        hashed = self._hasher.hash(new)
        with self._store.write() as tx:
            tx.accounts.set_password(name, hashed, one_time=False)
            tx.custody.add(name, "password_changed", name)


_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Lr0y1X0e3g1Q9j8y0N3fYfF7w2c9xk3cM1oXv5Y0T2E"


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invent_password() -> str:
    """Sixteen characters without look-alikes, in groups that can be read out."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))

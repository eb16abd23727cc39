"""Entities, accounts and tokens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from archive.domain.entity import Alias, Entity, Kind
from archive.domain.records import Account
from archive.storage import codec
from archive.storage.tables import entities, meta, tokens, users

_aliases = msgspec.json.Decoder(tuple[Alias, ...])


class Entities:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, code: str) -> Entity | None:
        row = self._connection.execute(select(entities).where(entities.c.code == code)).first()
        return _entity(row) if row else None

    def all(self) -> list[Entity]:
        return [_entity(row) for row in self._connection.execute(select(entities).order_by(entities.c.code))]

    def count(self) -> int:
        return self._connection.execute(select(func.count()).select_from(entities)).scalar_one()

    def put(self, entity: Entity) -> None:
        values = {
            "code": entity.code,
            "name": entity.name,
            "kind": entity.kind.value,
            "parent": entity.parent,
            "aliases": msgspec.json.encode(entity.aliases).decode(),
            "attributes": codec.pack_json(entity.attributes),
        }
        done = self._connection.execute(
            update(entities).where(entities.c.code == entity.code).values(**values)
        )
        if done.rowcount == 0:
            self._connection.execute(insert(entities).values(**values))


def _entity(row: Any) -> Entity:
    return Entity(
        code=row.code,
        name=row.name,
        kind=Kind(row.kind),
        parent=row.parent,
        aliases=_aliases.decode(row.aliases),
        attributes=dict(codec.unpack_json(row.attributes)),
    )


class Accounts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> Account | None:
        row = self._connection.execute(select(users).where(users.c.name == name)).first()
        return _account(row) if row else None

    def all(self) -> list[Account]:
        return [_account(row) for row in self._connection.execute(select(users).order_by(users.c.name))]

    def add(self, account: Account, password: str, *, one_time: bool, at: datetime) -> None:
        self._connection.execute(
            insert(users).values(
                name=account.name,
                display=account.display,
                role=account.role,
                entity=account.entity,
                password=password,
                one_time=one_time,
                created_at=at,
            )
        )

    def secret(self, name: str) -> tuple[str, bool, int] | None:
        """(password hash, whether it must be changed, session epoch) of an account that may sign in."""
        row = self._connection.execute(
            select(users.c.password, users.c.one_time, users.c.session_epoch).where(
                users.c.name == name, users.c.disabled.is_(False)
            )
        ).first()
        return (row.password, row.one_time, row.session_epoch) if row else None

    def set_password(self, name: str, password: str, *, one_time: bool) -> None:
        self._connection.execute(
            update(users)
            .where(users.c.name == name)
            .values(password=password, one_time=one_time, session_epoch=users.c.session_epoch + 1)
        )

    def disable(self, name: str) -> None:
        self._connection.execute(
            update(users)
            .where(users.c.name == name)
            .values(disabled=True, session_epoch=users.c.session_epoch + 1)
        )
        self._connection.execute(delete(tokens).where(tokens.c.user == name))

    def add_token(self, digest: str, name: str, at: datetime) -> None:
        self._connection.execute(insert(tokens).values(digest=digest, user=name, created_at=at))

    def by_token(self, digest: str) -> Account | None:
        row = self._connection.execute(
            select(users)
            .join(tokens, tokens.c.user == users.c.name)
            .where(tokens.c.digest == digest, users.c.disabled.is_(False))
        ).first()
        return _account(row) if row else None


def _account(row: Any) -> Account:
    return Account(row.name, row.role, row.entity, row.disabled, row.display)


class Meta:
    """Small facts about the home: when it was made, which index generation, last fixity check."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> str | None:
        found = self._connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()
        return cast("str | None", found)

    def set(self, key: str, value: str) -> None:
        done = self._connection.execute(update(meta).where(meta.c.key == key).values(value=value))
        if done.rowcount == 0:
            self._connection.execute(insert(meta).values(key=key, value=value))

    def several(self, keys: Iterable[str]) -> dict[str, str]:
        rows = self._connection.execute(select(meta).where(meta.c.key.in_(list(keys))))
        return {row.key: row.value for row in rows}

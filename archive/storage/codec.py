"""How rich values are kept in columns: msgpack typed by msgspec, so that a damaged value is an error."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import msgspec

from archive.domain.audit import EntityAudit
from archive.domain.content import Note, Page, Seal, Table, Word
from archive.domain.facts import Facts


@dataclass(frozen=True, slots=True)
class Layout:
    """A page without the columns that stand beside it."""

    words: tuple[Word, ...] = ()
    tables: tuple[Table, ...] = ()
    seals: tuple[Seal, ...] = ()
    notes: tuple[Note, ...] = ()
    width: float = 0.0
    height: float = 0.0
    rotation: int = 0
    source: str = "text"
    name: str | None = None


_encode = msgspec.msgpack.Encoder().encode
_layout = msgspec.msgpack.Decoder(Layout)
_facts = msgspec.msgpack.Decoder(Facts)
_audit = msgspec.msgpack.Decoder(EntityAudit)
_notes = msgspec.json.Decoder(tuple[Note, ...])


def pack_layout(page: Page) -> bytes:
    layout = Layout(
        page.words,
        page.tables,
        page.seals,
        page.notes,
        page.width,
        page.height,
        page.rotation,
        page.source,
        page.name,
    )
    return zlib.compress(_encode(layout), 1)


def unpack_layout(data: bytes) -> Layout:
    return _layout.decode(zlib.decompress(data))


def pack_facts(facts: Facts) -> bytes:
    return _encode(facts)


def unpack_facts(data: bytes | None) -> Facts:
    return _facts.decode(data) if data else Facts()


def pack_audit(result: EntityAudit) -> bytes:
    return zlib.compress(_encode(result), 1)


def unpack_audit(data: bytes) -> EntityAudit:
    return _audit.decode(zlib.decompress(data))


def pack_notes(notes: tuple[Note, ...]) -> str:
    return msgspec.json.encode(notes).decode()


def unpack_notes(text: str) -> tuple[Note, ...]:
    return _notes.decode(text)


def pack_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def unpack_json(text: str) -> Mapping[str, object]:
    return cast("Mapping[str, object]", json.loads(text))

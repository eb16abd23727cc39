"""Documents, their pages and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, insert, select, update

from archive.domain.content import Page, PageState
from archive.domain.facts import Facts
from archive.domain.records import Head
from archive.storage import codec
from archive.storage.among import among
from archive.storage.choosing import conditions, ordering
from archive.storage.tables import documents, dossiers, lessons, originals, pages

PREFIX = "D-"


def document_id(number: int) -> str:
    return f"{PREFIX}{number:06d}"


def document_number(id: str) -> int:
    """-1 for anything that is no document id, which then is simply not found."""
    digits = id.removeprefix(PREFIX)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else -1


def filing_key(sha256: str, entity: str | None, year: int | None) -> str:
    """Two uploads with one key are the same filing; null equals null."""
    return f"{sha256}|{entity or ''}|{year or ''}"


class Documents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- handing in -------------------------------------------------------------------------------
    def keep_original(self, sha256: str, size: int, at: datetime) -> None:
        if not self.knows_original(sha256):
            self._connection.execute(_KEEP, {"sha256": sha256, "size": size, "stored_at": at})

    def keep_originals(self, sizes: Mapping[str, int], at: datetime) -> set[str]:
        """Record those that are new; the answer names the digests that were known."""
        found = self._connection.execute(
            select(originals.c.sha256).where(among(self._connection, originals.c.sha256, sizes))
        )
        known = set(found.scalars())
        rows = [{"sha256": d, "size": size, "stored_at": at} for d, size in sizes.items() if d not in known]
        if rows:
            self._connection.execute(_KEEP, rows)
        return known

    def knows_original(self, sha256: str) -> bool:
        return self._connection.execute(_KEPT, {"digest": sha256}).first() is not None

    def originals(self) -> Iterator[tuple[str, int]]:
        """(digest, size) of every recorded original."""
        query = select(originals.c.sha256, originals.c.size).order_by(originals.c.sha256)
        for row in self._connection.execute(query):
            yield row.sha256, row.size

    def same_filing(self, sha256: str, entity: str | None, year: int | None) -> str | None:
        key = filing_key(sha256, entity, year)
        found = self._connection.execute(_FILED, {"key": key}).scalar()
        return document_id(found) if found is not None else None

    def same_filings(self, digests: Iterable[str], entity: str | None, year: int | None) -> dict[str, str]:
        """Digest -> document of those that are filed for them already."""
        keys = [filing_key(digest, entity, year) for digest in digests]
        found = self._connection.execute(
            select(documents.c.sha256, documents.c.id).where(
                among(self._connection, documents.c.filing_key, keys)
            )
        )
        return {row.sha256: document_id(row.id) for row in found}

    def add(
        self,
        sha256: str,
        path: str,
        *,
        entity: str | None,
        year: int | None,
        doctype: str | None,
        receipt: str,
        at: datetime,
    ) -> str:
        [document] = self.add_all(
            [(sha256, path)], entity=entity, year=year, doctype=doctype, receipt=receipt, at=at
        )
        return document

    def add_all(
        self,
        files: Sequence[tuple[str, str]],
        *,
        entity: str | None,
        year: int | None,
        doctype: str | None,
        receipt: str,
        at: datetime,
    ) -> list[str]:
        """A document for each (digest, path), numbered in their order."""
        if not files:
            return []
        common = {
            "state": "received",
            "entity": entity,
            "year": year,
            "doctype": doctype,
            "declared_entity": entity,
            "declared_year": year,
            "declared_doctype": doctype,
            "doctype_confidence": 1.0 if doctype else 0.0,
            "receipt": receipt,
            "received_at": at,
        }
        rows = [
            {"sha256": sha256, "filing_key": filing_key(sha256, entity, year), "path": path, **common}
            for sha256, path in files
        ]
        numbers = self._connection.execute(_ADD, rows).scalars().all()
        self.touch(entity, year)
        return [document_id(number) for number in numbers]

    # -- reading rows -----------------------------------------------------------------------------
    def get(self, id: str) -> Head | None:
        row = self._connection.execute(_heads().where(documents.c.id == document_number(id))).first()
        return _head(row) if row else None

    def many(self, ids: Iterable[str]) -> dict[str, Head]:
        numbers = [document_number(i) for i in ids]
        rows = self._connection.execute(_heads().where(among(self._connection, documents.c.id, numbers)))
        return {head.id: head for head in (_head(row) for row in rows)}

    def find(
        self, where: Mapping[str, object], *, limit: int | None = None, offset: int = 0
    ) -> tuple[int, list[Head]]:
        """Total and rows; see `conditions` for what *where* may hold."""
        chosen = list(conditions(self._connection, where))
        total = self._connection.execute(
            select(func.count()).select_from(documents).where(*chosen)
        ).scalar_one()
        query = _heads().where(*chosen).order_by(ordering(where), documents.c.id)
        if limit is not None:
            query = query.limit(limit)
        rows = self._connection.execute(query.offset(offset))
        return total, [_head(row) for row in rows]

    def counts(self, column: str, where: Mapping[str, object]) -> dict[str, int]:
        field = documents.c[column]
        rows = self._connection.execute(
            select(field, func.count()).where(*conditions(self._connection, where)).group_by(field)
        )
        return {"" if value is None else str(value): count for value, count in rows}

    def facts(self, id: str) -> Facts:
        data = self._connection.execute(
            select(documents.c.facts).where(documents.c.id == document_number(id))
        ).scalar()
        return codec.unpack_facts(data)

    def with_facts(self, where: Mapping[str, object]) -> list[tuple[Head, bytes | None]]:
        """Heads and packed facts in one pass; unpack with `unpack_facts`."""
        query = _heads(documents.c.facts).where(*conditions(self._connection, where)).order_by(documents.c.id)
        return [(_head(row), row.facts) for row in self._connection.execute(query)]

    def same_bytes(self, sha256: str) -> list[Head]:
        return [_head(row) for row in self._connection.execute(_SAME_BYTES, {"digest": sha256})]

    # -- writing rows -----------------------------------------------------------------------------
    def change(self, id: str, **values: Any) -> None:
        """Change columns and count the change; both the old and the new dossier are touched."""
        before = self.get(id)
        if before is None:
            return
        packed = dict(values)
        if "notes" in packed:
            packed["notes"] = codec.pack_notes(tuple(packed["notes"]))
        if "corrections" in packed:
            packed["corrections"] = codec.pack_json(packed["corrections"])
        if "facts" in packed:
            packed["facts"] = codec.pack_facts(packed["facts"])
        self._connection.execute(
            update(documents)
            .where(documents.c.id == document_number(id))
            .values(**packed, rev=documents.c.rev + 1)
        )
        self.touch(before.entity, before.year)
        after = (values.get("entity", before.entity), values.get("year", before.year))
        if after != (before.entity, before.year):
            self.touch(*after)

    def rekey(self, id: str, *, release: bool) -> bool:
        """Give the filing key free (withdrawn) or take it back; False when another filing has it now."""
        head = self.get(id)
        if head is None:
            return False
        key = filing_key(head.sha256, head.declared_entity, head.declared_year)
        if not release and self.same_filing(head.sha256, head.declared_entity, head.declared_year) not in (
            None,
            id,
        ):
            return False
        self._connection.execute(
            update(documents)
            .where(documents.c.id == document_number(id))
            .values(filing_key=f"{key}#{id}" if release else key)
        )
        return True

    def touch(self, entity: str | None, year: int | None) -> None:
        """Count a change of a dossier, so that audits of it know they are stale; year unknown counts as 0."""
        if entity is None:
            return
        year = year or 0
        done = self._connection.execute(_TOUCH, {"whose": entity, "when": year})
        if done.rowcount == 0:
            self._connection.execute(_OPEN, {"entity": entity, "year": year, "rev": 1})

    # -- pages ------------------------------------------------------------------------------------
    def replace_pages(self, id: str, content: Sequence[Page]) -> None:
        number = document_number(id)
        self._connection.execute(delete(pages).where(pages.c.document == number))
        rows = [
            {
                "document": number,
                "page": page.number,
                "state": page.state.value,
                "confidence": page.confidence,
                "reason": page.reason,
                "text": page.text.encode("utf-8", "replace").decode(),
                "layout": codec.pack_layout(page),
            }
            for page in content
        ]
        if rows:
            self._connection.execute(insert(pages), rows)

    def pages(self, id: str, only: Sequence[int] | None = None) -> list[Page]:
        query = select(pages).where(pages.c.document == document_number(id)).order_by(pages.c.page)
        if only is not None:
            query = query.where(pages.c.page.in_(only))
        return [_page(row._asdict()) for row in self._connection.execute(query)]

    def texts(self, id: str) -> list[Page]:
        query = select(pages.c.page, pages.c.text, pages.c.state)
        rows = self._connection.execute(
            query.where(pages.c.document == document_number(id)).order_by(pages.c.page)
        )
        return [Page(row.page, row.text, state=PageState(row.state)) for row in rows]

    def page(self, id: str, number: int) -> Page | None:
        found = self.pages(id, [number])
        return found[0] if found else None

    def page_states(self, id: str) -> list[tuple[int, str, float, str | None]]:
        rows = self._connection.execute(
            select(pages.c.page, pages.c.state, pages.c.confidence, pages.c.reason)
            .where(pages.c.document == document_number(id))
            .order_by(pages.c.page)
        )
        return [(row.page, row.state, row.confidence, row.reason) for row in rows]

    def page_counts(self) -> dict[str, int]:
        rows = self._connection.execute(select(pages.c.document, func.count()).group_by(pages.c.document))
        return {document_id(row[0]): row[1] for row in rows}

    def page_keys(self) -> set[tuple[str, int]]:
        """Every page that the index ought to hold."""
        rows = self._connection.execute(
            select(pages.c.document, pages.c.page)
            .join(documents, documents.c.id == pages.c.document)
            .where(documents.c.withdrawn.is_(None), documents.c.notes.not_like('%"classified_mark"%'))
        )
        return {(document_id(row.document), row.page) for row in rows}

    # -- index ------------------------------------------------------------------------------------
    def behind_index(self, limit: int) -> list[tuple[str, int]]:
        rows = self._connection.execute(
            select(documents.c.id, documents.c.rev)
            .where(
                documents.c.indexed_rev != documents.c.rev,
                documents.c.state.not_in(("received", "processing")),
            )
            .order_by(documents.c.id)
            .limit(limit)
        )
        return [(document_id(row.id), row.rev) for row in rows]

    def indexed(self, seen: Iterable[tuple[str, int]]) -> None:
        for id, rev in seen:
            self._connection.execute(
                update(documents).where(documents.c.id == document_number(id)).values(indexed_rev=rev)
            )

    def indexed_if_unchanged(self, seen: Iterable[tuple[str, int]]) -> None:
        """After a rebuild: what changed since stays behind and is indexed again."""
        for id, rev in seen:
            self._connection.execute(
                update(documents)
                .where(documents.c.id == document_number(id), documents.c.rev == rev)
                .values(indexed_rev=rev)
            )

    def forget_index(self) -> None:
        """After the index was lost: everything has to be indexed again."""
        self._connection.execute(update(documents).values(indexed_rev=-1))

    # -- lessons ----------------------------------------------------------------------------------
    def learn(self, id: str, title: str, name: str, doctype: str | None) -> None:
        number = document_number(id)
        self._connection.execute(delete(lessons).where(lessons.c.document == number))
        if doctype:
            self._connection.execute(
                insert(lessons).values(document=number, title=title, name=name, doctype=doctype)
            )

    def lesson_count(self) -> int:
        return self._connection.execute(select(func.count()).select_from(lessons)).scalar_one()

    def lessons(self) -> list[tuple[str, str, str]]:
        rows = self._connection.execute(select(lessons).order_by(lessons.c.document))
        return [(row.title, row.name, row.doctype) for row in rows]

    # -- unlocking --------------------------------------------------------------------------------
    def unlock_secret(self, id: str) -> bytes | None:
        return self._connection.execute(
            select(documents.c.unlock).where(documents.c.id == document_number(id))
        ).scalar()


_HIDDEN = frozenset({"facts", "unlock", "filing_key", "indexed_rev"})
_COLUMNS = tuple(column for column in documents.c if column.name not in _HIDDEN)
_NAMES = (*(column.name for column in _COLUMNS), "size")


def _heads(*more: ColumnElement[Any]) -> Select[Any]:
    return select(*_COLUMNS, originals.c.size, *more).join(
        originals, originals.c.sha256 == documents.c.sha256
    )


# made once: putting statements together took longer than running them for archives of many thousand members
_KEEP = insert(originals)
_KEPT = select(originals.c.sha256).where(originals.c.sha256 == bindparam("digest"))
_FILED = select(documents.c.id).where(documents.c.filing_key == bindparam("key"))
_ADD = insert(documents).returning(documents.c.id, sort_by_parameter_order=True)
_OPEN = insert(dossiers)
_TOUCH = (
    update(dossiers)
    .where(dossiers.c.entity == bindparam("whose"), dossiers.c.year == bindparam("when"))
    .values(rev=dossiers.c.rev + 1)
)
_SAME_BYTES = (
    _heads()
    .where(documents.c.sha256 == bindparam("digest"), documents.c.withdrawn.is_(None))
    .order_by(documents.c.id)
)


def _head(row: Sequence[Any]) -> Head:
    values = dict(zip(_NAMES, row, strict=False))  # the row may go on with facts
    values["id"] = document_id(values["id"])
    values["notes"] = codec.unpack_notes(values["notes"]) if values["notes"] != "[]" else ()
    values["corrections"] = codec.unpack_json(values["corrections"]) if values["corrections"] != "{}" else {}
    return Head(**values)


def _page(row: Mapping[str, Any]) -> Page:
    layout = codec.unpack_layout(row["layout"])
    return Page(
        number=row["page"],
        text=row["text"],
        words=layout.words,
        tables=layout.tables,
        state=PageState(row["state"]),
        confidence=row["confidence"],
        reason=row["reason"],
        width=layout.width,
        height=layout.height,
        rotation=layout.rotation,
        source=layout.source,
        seals=layout.seals,
        notes=layout.notes,
        name=layout.name,
    )

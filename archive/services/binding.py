"""A series of numbered images is one paper: proposed by the program, bound by a person, undone in one step."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from archive.domain.actor import Actor
from archive.domain.clock import now
from archive.domain.document import Limits
from archive.domain.errors import Conflict, Invalid
from archive.domain.records import Head
from archive.ports import BlobStore, Reader, Store
from archive.services.gate import editable, require

LEAST = 3
"""Two numbered pictures may be anything; three in a row are a paper photographed page by page."""
WIDTH = 1654
"""Pixels of A4 at 200 dpi."""
_NUMBERED = re.compile(r"^(.*?)[\s_\-(（第]*(\d{1,4})[)）页]?$")


@dataclass(frozen=True, slots=True)
class Series:
    """Documents in the order of their numbers."""

    name: str
    documents: tuple[str, ...]


def find_series(heads: Iterable[Head]) -> list[Series]:
    """Runs of consecutive numbers among one-page images of the same folder and name.

    Entity and year end a run only where two pages name different ones: mostly page 1 alone names any.
    """
    groups: dict[tuple[object, ...], dict[int, Head]] = {}
    for head in heads:
        place = PurePosixPath(head.path)
        match = _NUMBERED.match(place.stem)
        if (
            match
            and (head.media_type or "").startswith("image/")
            and head.pages == 1
            and head.withdrawn is None
        ):
            key = (str(place.parent), match[1])
            groups.setdefault(key, {}).setdefault(int(match[2]), head)
    return [
        Series(f"{key[0]}/{key[1]}".removeprefix("./"), tuple(numbered[n].id for n in run))
        for key, numbered in groups.items()
        for run in _runs(numbered)
        if len(run) >= LEAST and not _papers_of_their_own([numbered[n] for n in run])
    ]


def _runs(numbered: Mapping[int, Head]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in sorted(numbered):
        follows = runs and number == runs[-1][-1] + 1
        if follows and _one_place((numbered[n].entity, numbered[n].year) for n in [*runs[-1], number]):
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _one_place(places: Iterable[tuple[object, object]]) -> bool:
    """Whether nobody names another entity or year than the others; naming none is no disagreement."""
    return all(len({value for value in column if value}) <= 1 for column in zip(*places, strict=True))


def _papers_of_their_own(heads: Sequence[Head]) -> bool:
    """When a later picture has a number or a sure kind of its own, the pictures are several papers."""
    return any(head.number is not None or head.doctype_confidence >= 0.9 for head in heads[1:])


class Binding:
    def __init__(
        self,
        store: Store,
        blobs: BlobStore,
        reader: Callable[[], Reader],
        bind: Callable[[Sequence[bytes]], bytes],
        limits: Limits,
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._reader = reader
        self._bind = bind
        self._limits = limits

    def proposals(self, actor: Actor, receipt: str) -> list[Series]:
        """Series among the files of one receipt."""
        require(actor, "read")
        with self._store.read() as tx:
            _, heads = tx.documents.find({"receipt": receipt})
        return find_series(head for head in heads if actor.sees(head.entity))

    def bind(self, actor: Actor, documents: Sequence[str]) -> str:
        """One paper from several pictures; the pictures stay kept, out of sight, and come back by undo."""
        require(actor, "file")
        require(actor, "withdraw")
        if len(documents) < 2 or len(set(documents)) != len(documents):
            raise Invalid(code="binding_needs_several")
        with self._store.read() as tx:
            heads = [editable(actor, tx, id) for id in documents]
        first = heads[0]
        if not _one_place((h.entity, h.year) for h in heads):
            raise Conflict(code="binding_mixed")
        data = self._bind([self._picture(head) for head in heads])
        digest, size = self._blobs.put(io.BytesIO(data), self._limits.file_bytes)
        name = str(PurePosixPath(first.path).with_suffix("")) + f"-{len(heads)}.pdf"
        return self._record(actor, heads, digest, size, name)

    def _picture(self, head: Head) -> bytes:
        return self._reader().image(self._blobs.path(head.sha256), head.path, 1, WIDTH, self._limits)

    def _record(self, actor: Actor, heads: Sequence[Head], digest: str, size: int, name: str) -> str:
        first, at = heads[0], now()
        entity = next((head.entity for head in heads if head.entity), None)
        year = next((head.year for head in heads if head.year), None)
        with self._store.write() as tx:
            if tx.documents.same_filing(digest, entity, year) is not None:
                raise Conflict(code="filed_again", document=first.id)
            tx.documents.keep_original(digest, size, at)
            bound = tx.documents.add(
                digest,
                name,
                entity=entity,
                year=year,
                doctype=first.declared_doctype,
                receipt=first.receipt or "",
                at=at,
            )
            tx.jobs.add("process", bound, at)
            for head in heads:
                tx.documents.rekey(head.id, release=True)
                tx.documents.change(head.id, withdrawn=f"已装订为 {bound}")
            parts = [head.id for head in heads]
            change = tx.changes.add(
                actor.name, at, "bound", bound, before={"documents": parts}, after={"document": bound}
            )
            tx.custody.add(actor.name, "bound", bound, {"change": change, "parts": parts, "sha256": digest})
        return bound

"""A million figures on two cores: made-up counties in a real database, audited as `qijuan audit` does it."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert

from archive.domain.actor import LOCAL
from archive.domain.audit import Dossier, Paper
from archive.domain.entity import Entity, Kind
from archive.domain.facts import Facts
from archive.domain.rulebook import Rulebook
from archive.services.auditing import Auditing
from archive.storage import SqlStore, tables
from archive.storage.codec import pack_facts
from indexer.spreading import ForkedAudits

_AT = datetime(2009, 1, 5)  # noqa: DTZ001
PROCESSES = 2


def spread(book: Rulebook, dossiers: Sequence[Dossier], wanted: int) -> str:
    """Wall and CPU seconds of the full audit of cities whose papers print *wanted* figures in all."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqlStore(f"sqlite:///{Path(folder) / 'bench.db'}")
        store.migrate()
        figures, bodies = _fill(store, dossiers, wanted)
        auditing = Auditing(store, lambda: book, ForkedAudits(store.url, book, PROCESSES), worth_papers=1)
        begin, worked = time.perf_counter(), sum(os.times()[:4])
        run = auditing.run(LOCAL, dossiers[0].year)
        wall, cpu = time.perf_counter() - begin, sum(os.times()[:4]) - worked
        store.close()
    assert len(run.results) == bodies
    return (
        f"{figures} figures of {bodies} bodies from the database, {PROCESSES} processes: {wall:.1f} s, {cpu:.1f} s of CPU; "
        f"1,000,000 in {wall / figures * 1e6:.0f} s ({cpu / figures * 1e6:.0f} s of CPU)"
    )


def _fill(store: SqlStore, dossiers: Sequence[Dossier], wanted: int) -> tuple[int, int]:
    """The same city again and again, each time under codes of its own."""
    entities, papers = _city(dossiers)
    each = sum(len(paper.facts.figures) for paper in papers)
    copies = -(-wanted // each)
    for copy in range(copies):
        codes = {code: f"{code}-{copy}" for code in entities}
        with store.write() as tx:
            receipt = tx.receipts.open("bench", _AT, entity=None, year=None, key=None)
            for entity in entities.values():
                parent = codes.get(entity.parent or "")
                tx.entities.put(replace(entity, code=codes[entity.code], parent=parent))
            rows = list(_rows(papers, codes, copy, receipt.id))
            tx.connection.execute(
                insert(tables.originals), [{"sha256": r["sha256"], "size": 1, "stored_at": _AT} for r in rows]
            )
            tx.connection.execute(insert(tables.documents), rows)
            for code in codes.values():
                tx.documents.touch(code, dossiers[0].year)
    assessed = sum(entity.kind is not Kind.CITY for entity in entities.values())
    return each * copies, assessed * copies


def _city(dossiers: Sequence[Dossier]) -> tuple[dict[str, Entity], list[Paper]]:
    """The bodies of the made-up cities and every paper that one of them filed."""
    entities: dict[str, Entity] = {}
    papers: dict[tuple[str | None, str], Paper] = {}
    for dossier in dossiers:
        for entity in (dossier.entity, *dossier.relatives.values()):
            entities.setdefault(entity.code, entity)
        for paper in (*dossier.papers, *(p for filed in dossier.partners.values() for p in filed)):
            papers.setdefault((paper.entity, paper.document), paper)
    return entities, [p for p in papers.values() if p.entity in entities]


def _rows(
    papers: Sequence[Paper], codes: Mapping[str, str], copy: int, receipt: str
) -> Iterator[dict[str, object]]:
    for number, paper in enumerate(papers):
        sha = f"{copy:032x}{number:032x}"
        code = codes[str(paper.entity)]
        yield {
            "sha256": sha, "filing_key": sha, "path": paper.path, "state": paper.state, "entity": code,
            "year": paper.year, "doctype": paper.doctype, "doctype_confidence": paper.doctype_confidence,
            "title": paper.title, "pages": paper.pages, "blank_pages": 0, "doubtful_pages": 0, "unreadable_pages": 0,
            "notes": "[]", "declared_entity": code, "declared_year": paper.year, "corrections": "{}",
            "receipt": receipt, "received_at": _AT, "facts": pack_facts(_renamed(paper.facts, codes)), "rev": 1,
            "indexed_rev": 1,
        }  # fmt: skip


def _renamed(facts: Facts, codes: Mapping[str, str]) -> Facts:
    """What the paper says of a body, said of its namesake in this city."""
    figures = tuple(
        replace(f, entity=codes.get(f.entity, f.entity)) if f.entity else f for f in facts.figures
    )
    entity = facts.entity
    if entity is not None:
        entity = replace(entity, value=codes.get(entity.value, entity.value))
    return replace(facts, figures=figures, entity=entity)

"""Audit of 150 entities x 40 requirements x 100,000 documents from the database: full and after one change."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import insert

from archive import rulebook
from archive.domain.actor import LOCAL
from archive.domain.entity import Entity, Kind
from archive.domain.facts import Claim, Facts, KeywordHit, Locator
from archive.services.auditing import Auditing
from archive.storage import SqlStore, tables
from archive.storage.codec import pack_facts
from indexer.spreading import ForkedAudits

ENTITIES = 150
DOCUMENTS = 100_000
YEAR = 2008


def fill(store: SqlStore, documents: int) -> None:
    book = rulebook.load()
    now = datetime(2009, 1, 5)  # noqa: DTZ001
    requirements = book.checklists["county"].requirements
    with store.write() as tx:
        tx.entities.put(Entity("C", "临川市", Kind.CITY))
        for n in range(ENTITIES):
            tx.entities.put(Entity(f"E{n:03d}", f"第{n}县", Kind.COUNTY, "C"))
        receipt = tx.receipts.open("bench", now, entity=None, year=None, key=None)
    rows, originals = [], []
    for n in range(documents):
        requirement = requirements[n // ENTITIES % len(requirements)]
        sha, entity = f"{n:064x}", f"E{n % ENTITIES:03d}"
        where = Locator(f"D-{n + 1:06d}", 1, None, requirement.title["zh"][:40])
        facts = Facts(
            doctype=Claim(requirement.documents[0], 0.95, "title", where),
            title=Claim(requirement.title["zh"], 0.9, "title", where),
            date=Claim("2008-06-01", 0.9, "body", where),
            periods=(Claim("2008", 0.9, "title", where),),
            keywords=tuple(KeywordHit(k, "title", where) for k in requirement.title_keywords),
            seal=Claim("present", 0.8, "body", where),
        )
        originals.append({"sha256": sha, "size": 1, "stored_at": now})
        rows.append(
            {
                "sha256": sha, "filing_key": sha, "path": f"{n}.docx", "state": "ready", "entity": entity, "year": YEAR,
                "doctype": requirement.documents[0], "doctype_confidence": 0.95, "date": date(2008, 6, 1),
                "title": requirement.title["zh"], "pages": 1, "blank_pages": 0, "doubtful_pages": 0, "unreadable_pages": 0,
                "notes": "[]", "declared_entity": entity, "declared_year": YEAR, "corrections": "{}", "receipt": receipt.id,
                "received_at": now, "facts": pack_facts(facts), "rev": 1, "indexed_rev": 1,
            }
        )  # fmt: skip
    with store.write() as tx:
        tx.connection.execute(insert(tables.originals), originals)
        tx.connection.execute(insert(tables.documents), rows)
        for n in range(ENTITIES):
            tx.documents.touch(f"E{n:03d}", YEAR)


def _worked() -> float:
    """Seconds of CPU, helpers included."""
    return sum(os.times()[:4])


def main() -> None:
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    with tempfile.TemporaryDirectory() as folder:
        store = SqlStore(f"sqlite:///{Path(folder) / 'bench.db'}")
        store.migrate()
        fill(store, documents)
        book = rulebook.load()
        helpers = ForkedAudits(store.url, book, os.cpu_count() or 1)
        auditing = Auditing(store, lambda: book, helpers)
        started, worked = time.perf_counter(), _worked()
        run = auditing.run(LOCAL, YEAR)
        full, cpu = time.perf_counter() - started, _worked() - worked
        cold: list[float] = []
        warm: list[float] = []
        runs: list[float] = []
        for n in range(15):
            code = f"E{n % 5 * 7:03d}"  # five bodies: never looked at before, known, and a stored run of one
            with store.write() as tx:
                tx.documents.change(f"D-{n % 5 * 7 + 1:06d}", title=f"改过的题名{n}")
            started = time.process_time()
            if n < 10:
                auditing.standing(LOCAL, code, YEAR)
            else:
                auditing.run(LOCAL, YEAR, entity=code)
            (cold if n < 5 else warm if n < 10 else runs).append(time.process_time() - started)
        started = time.process_time()
        auditing.run(LOCAL, YEAR)
        again = time.process_time() - started
        slots = sum(len(result.slots) for result in run.results)
        print(f"audit from the database: {ENTITIES} entities, {documents} documents, {slots} slots")
        first, known, stored = (sorted(times)[2] * 1000 for times in (cold, warm, runs))
        print(f"  full {full:.2f} s (goal 5), {cpu:.2f} s of CPU on {os.cpu_count()} cores")
        print(
            f"  CPU after one change {first:.0f} ms (goal 50), when the entity was audited before {known:.0f} ms"
        )
        print(
            f"  CPU of a stored run of one entity {stored:.0f} ms, of everything again {again * 1000:.0f} ms"
        )
        store.close()


if __name__ == "__main__":
    main()

"""What running audits promises, however the work is done."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from archive import rulebook
from archive.domain.actor import LOCAL
from archive.services import auditing as service
from archive.services.auditing import Auditing
from archive.storage import SqlStore
from archive.storage.codec import unpack_facts
from indexer.spreading import ForkedAudits
from tests.benchmarks.bench_audit_store import fill


def test_several_processes_say_what_one_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spread over processes or not: the same verdicts, in the same order."""
    store = SqlStore(f"sqlite:///{tmp_path / 'many.db'}")
    store.migrate()
    fill(store, 600)
    book = rulebook.load()
    monkeypatch.setattr(service, "WORTH_PAPERS", 100)
    alone = Auditing(store, lambda: book, unpack_facts).judge(LOCAL, 2008)
    asked: list[str] = []

    def helpers(codes: list[str], year: int, day: date) -> object:
        asked.extend(codes)
        return ForkedAudits(store.url, book, 2)(codes, year, day)

    together = Auditing(store, lambda: book, unpack_facts, helpers).judge(LOCAL, 2008)  # type: ignore[arg-type]

    assert len(asked) == 150
    assert together == alone
    store.close()

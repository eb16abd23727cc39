"""What running audits promises, however the work is done."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from archive import rulebook
from archive.domain.actor import LOCAL
from archive.domain.audit import EntityAudit
from archive.services.auditing import Auditing
from archive.storage import SqlStore
from indexer.spreading import ForkedAudits
from tests.benchmarks.bench_audit_store import ENTITIES, fill

ROOT = Path(__file__).resolve().parents[3]


def test_several_processes_say_what_one_says(tmp_path: Path) -> None:
    """Spread over processes or not: the same verdicts, in the same order; tried where nothing else has threads."""
    command = [sys.executable, "-m", "tests.unit.services.test_auditing", str(tmp_path / "many.db")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def compare(path: str) -> None:
    store = SqlStore(f"sqlite:///{path}")
    store.migrate()
    fill(store, 600)
    book = rulebook.load()
    answered: dict[str, EntityAudit] = {}

    def helpers(codes: Sequence[str], year: int, day: date) -> Mapping[str, EntityAudit]:
        answered.update(ForkedAudits(store.url, book, 2)(codes, year, day))
        return answered

    alone = Auditing(store, lambda: book).judge(LOCAL, 2008)
    together = Auditing(store, lambda: book, helpers, worth_papers=100).judge(LOCAL, 2008)
    store.close()
    assert len(answered) == ENTITIES
    assert together == alone


if __name__ == "__main__":
    compare(sys.argv[1])

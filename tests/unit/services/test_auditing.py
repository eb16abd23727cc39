"""What running audits promises, however the work is done."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from archive import rulebook
from archive.audit import audit
from archive.domain.actor import LOCAL
from archive.domain.audit import EntityAudit
from archive.domain.errors import Invalid
from archive.services import auditing
from archive.services.auditing import Auditing
from archive.storage import SqlStore
from indexer.spreading import ForkedAudits
from tests.benchmarks.bench_audit_store import ENTITIES, fill
from tests.conftest import HandIn
from webui.context import Office

ROOT = Path(__file__).resolve().parents[3]


def test_another_auditor_judges_anew(
    office: Office, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an upgrade of the program the kept verdict of the former auditor is not taken."""
    hand_in({"a.txt": b"waits"}, "990101", 2008)
    judged = []
    monkeypatch.setattr(auditing, "audit", lambda *given: judged.append(1) or audit(*given))
    office.auditing.standing(LOCAL, "990101", 2008)
    office.auditing.standing(LOCAL, "990101", 2008)
    assert len(judged) == 1
    monkeypatch.setattr(auditing, "auditor", lambda: "another")
    office.auditing.standing(LOCAL, "990101", 2008)
    assert len(judged) == 2


@pytest.mark.parametrize("year", [0, -1, 1948, 2201, 99999])
def test_a_year_that_cannot_be_is_refused(office: Office, year: int) -> None:
    """Whoever asks for the verdict of no year hears so; nothing breaks."""
    with pytest.raises(Invalid):
        office.auditing.standing(LOCAL, "990101", year)
    with pytest.raises(Invalid):
        office.auditing.run(LOCAL, year)


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

    def helpers(
        codes: Sequence[str], year: int, day: date, bases: Mapping[str, str]
    ) -> Mapping[str, EntityAudit]:
        answered.update(ForkedAudits(store.url, book, 2)(codes, year, day, bases))
        return answered

    alone = Auditing(store, lambda: book).judge(LOCAL, 2008)
    together = Auditing(store, lambda: book, helpers, worth_papers=100).judge(LOCAL, 2008)
    store.close()
    assert len(answered) == ENTITIES
    assert together == alone


if __name__ == "__main__":
    compare(sys.argv[1])

"""Born-digital PDF to searchable and audited, against pypdfium2 on one core asking for every character's box.

Run with `python -m tests.benchmarks.bench_pipeline [files] [pages]`.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from archive.domain.actor import LOCAL
from archive.domain.document import Filing
from archive.settings import Settings
from indexer.indexing import catch_up
from indexer.queues.processes import ProcessPool
from indexer.worker import Stop, waiting, work_until
from tests.benchmarks.bench_reading import every_box
from tests.conftest import ENTITIES
from tests.samples.reading import make
from webui.commands.filing import incoming
from webui.context import Office
from webui.homes import create_home


def pipeline(data: bytes, files: int, pages: int) -> float:
    """Pages a second from the start of handing in to an audit that knows them all, on two cores."""
    with tempfile.TemporaryDirectory() as folder:
        box = Path(folder) / "box"
        box.mkdir()
        for n in range(files):
            # the same pages under a comment of its own: a paper of its own for us, the same work for both
            (box / f"{n:03d}.pdf").write_bytes(data + f"\n%{n}\n".encode())
        settings = Settings(home=Path(folder) / "home", workers=min(2, os.cpu_count() or 1))
        create_home(settings)
        office = Office.open(settings)
        office.registry.load(LOCAL, ENTITIES)
        started = time.perf_counter()
        handed = [incoming(str(path)) for path in sorted(box.iterdir())]
        office.intake.receive(LOCAL, Filing("990101", 2008), handed)
        with ProcessPool(settings.worker_count, settings.home, until_empty=True) as pool:
            work_until(office.parts, Stop(), lambda: waiting(office.parts) == 0, others=pool.alive)
        catch_up(office.parts.store, office.parts.index)
        office.auditing.run(LOCAL, 2008)
        seconds = time.perf_counter() - started
        found = office.parts.index.count()
        office.close()
    assert found == files * pages
    return files * pages / seconds


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    pages = int(sys.argv[2]) if len(sys.argv) > 2 else 25
    for name, data, goal in (
        ("plain", make.prose_pdf(pages), 0.4),
        ("ruled", make.table_pdf(pages, 3), 0.15),
    ):
        base = every_box(data)
        ours = pipeline(data, files, pages)
        print(
            f"pipeline {name}: {ours:.1f} pages/s, pypdfium2 {base:.1f}, ratio {ours / base:.2f} (goal {goal})"
        )


if __name__ == "__main__":
    main()

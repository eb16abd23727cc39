"""Many files through a real `serve` with its workers: nothing lost, and memory that stays flat.

Run with `python -m tests.benchmarks.bench_many [files] [batch]`; 20,000 files unless told. On exit 1 something was lost,
or the memory of server and workers together grew by more than a tenth from the first half of the run to the second.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import psutil
import requests

from archive.domain.actor import LOCAL
from archive.settings import Settings
from tests.benchmarks.bench_load import site
from tests.conftest import NOTICE
from webui.context import Office

GROWTH = 1.1
PATIENCE = 4 * 3600.0


def hand_in(port: int, token: str, numbers: range) -> list[str]:
    """Ids that were acknowledged."""
    parts = [("files", (f"{n}.txt", NOTICE.replace("12号", f"{n}号乙").encode())) for n in numbers]
    answer = requests.post(
        f"http://127.0.0.1:{port}/api/v1/uploads",
        files=parts,
        data={"entity": "990101", "year": "2008"},
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"{numbers.start}"},
        timeout=600,
    )
    answer.raise_for_status()
    return [row["document"] for row in answer.json()["files"]]


def memory(server: psutil.Process) -> int:
    """Server and workers; readers come and go with their papers."""
    found = 0
    for process in (server, *server.children()):
        try:
            found += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return found


def waiting(port: int, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.get(f"http://127.0.0.1:{port}/api/v1/jobs?limit=1", headers=headers, timeout=120).json()
    return int(answer["waiting"]) + int(answer["running"])


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    batch = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    sizes: list[int] = []
    acknowledged: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        with site(Path(folder)) as (port, token, process):
            server = psutil.Process(process.pid)
            started = time.perf_counter()
            for start in range(0, count, batch):
                acknowledged += hand_in(port, token, range(start, min(start + batch, count)))
                sizes.append(memory(server))
            handed_in = time.perf_counter() - started
            while waiting(port, token) and time.perf_counter() - started < PATIENCE:
                sizes.append(memory(server))
                time.sleep(2)
            read = time.perf_counter() - started
        office = Office.open(Settings(home=Path(folder) / "home"))
        states = {head.id: head.state for head in office.papers.find(LOCAL, {})[1]}
        indexed, damage = office.parts.index.count(), office.upkeep.fsck()[0]
        office.close()
    lost = [id for id in acknowledged if states.get(id) != "ready"]
    quarter = max(1, len(sizes) // 4)
    early, late = median(sizes[quarter : 2 * quarter] or sizes), median(sizes[-quarter:])
    print(f"{count} files: {len(acknowledged)} acknowledged in {handed_in:.0f} s, read in {read:.0f} s, {len(lost)} lost, "
          f"{indexed} pages found of {len(states)}, {len(damage)} damaged; "
          f"memory {early / 2**20:.0f} -> {late / 2**20:.0f} MiB")  # fmt: skip
    whole = not lost and not damage and indexed == len(states)
    return int(not whole or late > early * GROWTH)


if __name__ == "__main__":
    raise SystemExit(main())

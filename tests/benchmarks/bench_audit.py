"""The pure audit: 150 entities, their checklists and 100,000 papers. Run as a program; prints one line."""

from __future__ import annotations

import time
from dataclasses import replace

from archive.audit import audit
from archive.domain.audit import Dossier, Paper
from archive.rulebook import load
from tests.unit.audit.planted import YEAR, dossier, ideal

ENTITIES = 150
PAPERS = 100_000


def papers(kind: str, wanted: int) -> list[Paper]:
    """The ideal papers of a checklist again and again, under new document ids."""
    made: list[Paper] = []
    for requirement in load().checklists[kind].requirements:
        made.extend(ideal(requirement, len(made) + 1))
    copies = []
    for number in range(wanted):
        source = made[number % len(made)]
        copies.append(replace(source, document=f"D-{number:06d}", title=f"{source.title}之{number}"))
    return copies


def dossiers() -> list[Dossier]:
    share = PAPERS // ENTITIES
    prepared = {kind: papers(kind, share) for kind in ("county", "enterprise", "department")}
    kinds = ["county"] * 14 + ["department"] * 13 + ["enterprise"] * (ENTITIES - 27)
    return [dossier(kind, prepared[kind], "统计" if kind == "department" else None) for kind in kinds]


def main() -> None:
    """Seconds for everything, on one core."""
    book = load()
    prepared = dossiers()
    assert prepared[0].year == YEAR
    begin, cpu = time.perf_counter(), time.process_time()
    results = [audit(each, book) for each in prepared]
    seconds, worked = time.perf_counter() - begin, time.process_time() - cpu
    slots = sum(len(r.slots) for r in results)
    print(
        f"audit: {len(results)} entities, {PAPERS} papers, {slots} slots in {seconds:.2f} s, {worked:.2f} s of CPU"
    )


if __name__ == "__main__":
    main()

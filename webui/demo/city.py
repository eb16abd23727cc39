"""Builds the demo city: entities, papers in folders, users, and the truth about every file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from webui.demo.places import entities_csv
from webui.demo.scribe import Expected, Scribe
from webui.demo.story import CHAPTERS, YEAR

Progress = Callable[[int, int], None]
"""Called with chapters written and chapters in all."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """One upload: a folder, what the person says about it, and who the person is."""

    folder: Path
    entity: str | None
    year: int | None
    who: str


@dataclass(frozen=True, slots=True)
class DemoUser:
    name: str
    role: str
    entity: str | None
    title: str


@dataclass(frozen=True, slots=True)
class DemoCity:
    folder: Path
    entities: Path
    hand_ins: tuple[HandIn, ...]
    users: tuple[DemoUser, ...]
    expected: tuple[Expected, ...]
    years: tuple[int, ...] = (YEAR, YEAR + 1)


USERS = (
    DemoUser("baixi", "clerk", "990102", "柏溪区经办人"),
    DemoUser("anjiao", "clerk", "99E002", "安禾焦化经办人"),
    DemoUser("hecha", "inspector", None, "核查人员"),
    DemoUser("jieneng", "office", None, "市节能办"),
)
WHO = {user.entity: user.name for user in USERS if user.entity}


def build(folder: Path, *, seed: int = 2008, progress: Progress | None = None) -> DemoCity:
    """Write the city's files below *folder*; the same seed writes the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    scribe = Scribe(folder, seed)
    for done, chapter in enumerate(CHAPTERS, 1):
        chapter(scribe)
        if progress:
            progress(done, len(CHAPTERS))
    entities = folder / "entities.csv"
    entities.write_bytes(entities_csv(scribe.truth(YEAR)))
    return DemoCity(folder, entities, _hand_ins(folder), USERS, tuple(scribe.expected))


def _hand_ins(folder: Path) -> tuple[HandIn, ...]:
    """Every folder once, in the order of the story; one of them by mistake a second time."""
    found = []
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        code = place.name.split(" ")[0]
        if place.name == "补交材料":
            found.append(HandIn(place, None, None, "jieneng"))
            continue
        found.extend(
            HandIn(year, code, int(year.name), WHO.get(code, "jieneng")) for year in sorted(place.iterdir())
        )
    twice = next(item for item in found if item.entity == "990122")
    return (*found, twice)

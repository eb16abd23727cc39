"""Where archives are kept, as people name them: the folder of a home, or addresses of a database and a store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from archive.domain.errors import Conflict, NotFound
from archive.settings import Settings
from archive.storage import SqlStore, open_blobs
from archive.storage.moving import Place

_ALONGSIDE = ("secret", "custody.checkpoint")


@contextmanager
def open_place(settings: Settings) -> Iterator[Place]:
    store = SqlStore(settings.database_url)
    try:
        yield Place(store, open_blobs(settings.blobs, settings.home, settings.cache_gb, settings.part_mb))
    finally:
        store.close()


def named(settings: Settings, where: str | None, blobs: str | None) -> Settings:
    """*where* is the folder of a home or the address of a database; without *blobs*, originals are in that folder,
    or stay where the settings say."""
    if where is None:
        found = settings
    elif "://" in where:
        found = replace(settings, database=where)
    else:
        found = replace(settings, home=Path(where).expanduser(), database="", blobs="")
    return found if blobs is None else replace(found, blobs=blobs)


def must_exist(settings: Settings) -> None:
    """An SQLite database that is not there would be made, empty, by asking it."""
    with open_place(settings) as place:
        if place.store.lost:
            raise NotFound(str(settings.home), code="path_unknown", path=str(settings.home))
        if place.store.revision()[0] is None:
            raise NotFound(str(settings.home), code="database_empty")


def beside(database: Path) -> list[Path]:
    """The file of an SQLite database and what SQLite keeps next to it."""
    return [file for file in (database, *database.parent.glob(f"{database.name}-*")) if file.is_file()]


def make_home(source: Path, target: Path) -> None:
    """Folder for a home to come; one that is a home of another archive already is left alone."""
    there = target / "secret"
    if there.exists() and there.read_bytes() != (source / "secret").read_bytes():
        raise Conflict(str(target), code="target_not_empty", home=str(target))
    target.mkdir(parents=True, exist_ok=True)
    target.chmod(0o750)


def finish_home(source: Path, target: Path) -> None:
    """The secret comes last: without it a half-made home is no home."""
    for name in reversed(_ALONGSIDE):
        if (source / name).is_file():
            temporary = target / f"{name}.new"
            shutil.copyfile(source / name, temporary)
            temporary.chmod(0o600)
            with temporary.open("rb") as written:
                os.fsync(written.fileno())
            temporary.replace(target / name)

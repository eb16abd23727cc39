"""Loads the rulebook once and refuses one with mistakes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from archive.domain.errors import BrokenRulebook
from archive.domain.rulebook import Rulebook
from archive.rulebook.building import build
from archive.rulebook.checking import mistakes
from archive.rulebook.reading import find, read, where

Problem = tuple[str, str, str]
"""Where (`file:line field`), code, text."""


def load(path: Path | None = None) -> Rulebook:
    """The packaged rulebook, or the one at *path* (missing files come from the packaged one).

    Raise BrokenRulebook with every mistake found.
    """
    if path is not None and not path.exists():
        problem = (str(path), "not_found", "there is no such file or folder")
        raise BrokenRulebook("rulebook not found", problems=[problem])
    files = find(path)
    stamp = tuple(
        (name, str(file), file.stat().st_mtime_ns, file.stat().st_size) for name, file in files.items()
    )
    return _load(path, stamp)


@lru_cache(maxsize=8)
def _load(path: Path | None, _stamp: tuple[tuple[str, str, int, int], ...]) -> Rulebook:
    source = read(path)
    found = mistakes(source)
    if found:
        problems = [(where(source, m), m.code, m.text) for m in found]
        raise BrokenRulebook(f"{len(problems)} mistakes in the rulebook", problems=problems)
    return build(source)


def check(path: Path | None = None) -> list[Problem]:
    """Every mistake of the rulebook at *path*, by file, line and field; nothing when all is well."""
    try:
        load(path)
    except BrokenRulebook as exc:
        return list(exc.problems)
    return []

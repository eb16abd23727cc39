"""The pinned distributions of this platform, with their hashes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock",)


@dataclass(frozen=True, slots=True)
class Pinned:
    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def installed(self) -> Distribution | None:
        try:
            return distribution(self.name)
        except PackageNotFoundError:
            return None


def pinned(file: Path = ROOT / LOCKS[0]) -> list[Pinned]:
    """What the lock asks for here; a line for another platform or Python is left out."""
    found = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", file.read_text("utf-8")):
        asked = Requirement(block.partition("\\\n")[0].partition("\n")[0].strip())
        if asked.marker is None or asked.marker.evaluate():
            version = next(iter(asked.specifier)).version
            found.append(
                Pinned(asked.name, version, tuple(re.findall(r"--hash=(sha256:[0-9a-f]{64})", block)))
            )
    return found


def mismatches(wanted: list[Pinned]) -> list[str]:
    """Where what is installed is not what was pinned."""
    return [
        f"{p.name}: pinned {p.version}, installed {p.installed.version if p.installed else 'not at all'}"
        for p in wanted
        if p.installed is None or p.installed.version != p.version
    ]

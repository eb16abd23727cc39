"""Finds a Java that is new enough."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.servers.absent import Absent


def home(least: int, module: str = "java.base") -> Path:
    """The newest Java of at least version *least* that has *module*; raise Absent."""
    found = [(version, place) for place in _places() if (version := _version(place, module)) >= least]
    if not found:
        raise Absent(f"no Java {least} or later with the module {module}")
    return max(found)[1]


def _places() -> Iterator[Path]:
    for name in ("ES_JAVA_HOME", "JAVA_HOME"):
        if os.environ.get(name):
            yield Path(os.environ[name])
    yield from Path("/usr/lib/jvm").glob("*")
    if java := shutil.which("java"):
        yield Path(java).resolve().parents[1]


def _version(place: Path, module: str) -> int:
    """0 when it is no Java, or one without the module."""
    try:
        text = (place / "release").read_text("utf-8")
    except OSError:
        return 0
    version = re.search(r'^JAVA_VERSION="(\d+)', text, re.MULTILINE)
    modules = re.search(r'^MODULES="(.*)"', text, re.MULTILINE)
    has_it = modules is not None and module in modules[1].split()
    return int(version[1]) if version and has_it and (place / "bin" / "java").exists() else 0

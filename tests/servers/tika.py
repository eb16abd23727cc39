"""The Tika server, one jar."""

from __future__ import annotations

import shutil
import urllib.request
from pathlib import Path

from tests.servers import cache, jdk
from tests.servers.running import Recipe, free_port

VERSION = "3.3.2"
_ARTIFACT = f"org.apache.tika:tika-server-standard:{VERSION}"
_SHA256 = "cdbe7fde72583dec8528f9c0ed962cacb7f6624f9900b1f733df638410f77540"


def plan(folder: Path) -> Recipe:
    java = jdk.home(17)
    jar = folder / "tika.jar"
    shutil.copyfile(_jar(), jar)  # no other user could enter the cache of root
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [f"{java}/bin/java", f"-Djava.io.tmpdir={folder}", "-jar", str(jar), "-h", "127.0.0.1"]
    return Recipe([*command, "-p", str(port)], url, lambda: _is_ready(url), user="nobody")


def _jar() -> Path:
    def fetch(place: Path) -> None:
        file, _ = cache.maven_file(_ARTIFACT, "jar", _SHA256)
        shutil.copyfile(file, place)

    return cache.kept(f"tika-server-standard-{VERSION}.jar", fetch)


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/version", timeout=2) as answer:
            return b"Tika" in answer.read()
    except OSError:
        return False

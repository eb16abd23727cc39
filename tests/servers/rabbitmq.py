"""RabbitMQ, from the Debian package, with a node name, data folder and port mapper of its own."""

from __future__ import annotations

import socket
from pathlib import Path

from tests.servers import cache
from tests.servers.running import Recipe, free_port

_PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""Not the one on the path, which insists on the user of the system's own server."""


def plan(folder: Path) -> Recipe:
    program = cache.debian("rabbitmq-server", lambda: _PROGRAM if _PROGRAM.exists() else None)
    port, between = free_port(), free_port()
    (folder / "rabbitmq.conf").write_text(
        f"listeners.tcp.1 = 127.0.0.1:{port}\ndisk_free_limit.absolute = 50MB\nloopback_users = none\n"
    )
    (folder / "plugins").write_text("[].\n")
    environment = {
        "RABBITMQ_NODENAME": f"qijuan{port}@localhost",
        "RABBITMQ_DIST_PORT": str(between),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_LOGS": "-",
        "ERL_EPMD_PORT": str(free_port()),
        "ERL_CRASH_DUMP": "/dev/null",
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }
    url = f"amqp://guest:guest@127.0.0.1:{port}//"
    return Recipe([str(program)], url, lambda: _is_ready(port), "nobody", environment)


def _is_ready(port: int) -> bool:
    """It greets whoever speaks its protocol."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as link:
            link.settimeout(2)
            link.sendall(b"AMQP\x00\x00\x09\x01")
            return link.recv(16)[:1] == b"\x01"
    except OSError:
        return False

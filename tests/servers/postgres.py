"""PostgreSQL, from the Debian package, with a database cluster of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from tests.servers import cache
from tests.servers.absent import Absent
from tests.servers.running import Recipe, account, free_port, hand_over


def plan(folder: Path) -> Recipe:
    """The superuser is `qijuan`; tests make databases of their own."""
    programs = cache.debian("postgresql", _found).parent
    password = secrets.token_hex(16)
    (folder / "password").write_text(password)
    uid, gid = account("postgres")
    hand_over(folder, uid, gid)
    told = ["--auth=scram-sha-256", "--username=qijuan", f"--pwfile={folder / 'password'}"]
    _as(
        uid,
        gid,
        [str(programs / "initdb"), "--encoding=UTF8", "--locale=C.UTF-8", *told, str(folder / "data")],
    )
    port = free_port()
    quick = ["-c", "max_connections=100", "-c", "shared_buffers=64MB"]
    return Recipe(
        [str(programs / "postgres"), "-D", str(folder / "data"), "-h", "127.0.0.1", "-p", str(port),
         "-k", str(folder), *quick],
        f"postgresql://qijuan:{password}@127.0.0.1:{port}/postgres",
        lambda: _is_ready(programs, port),
        user="postgres",
    )  # fmt: skip


def _found() -> Path | None:
    """Debian keeps it outside the path, in a folder by version."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: float(p.parts[4]))
    if installed:
        return installed[-1]
    found = shutil.which("postgres")
    return Path(found).resolve() if found else None


def _as(uid: int, gid: int, command: list[str]) -> None:
    other = {"user": uid, "group": gid, "extra_groups": []} if uid != os.geteuid() else {}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **other)  # type: ignore[call-overload]
    if done.returncode:
        raise Absent(f"initdb failed: {done.stderr[-600:]}")


def _is_ready(programs: Path, port: int) -> bool:
    asked = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(asked, check=False).returncode == 0

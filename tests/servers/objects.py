"""An object store that speaks S3: versitygw over a folder, built from source."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from tests.servers import cache
from tests.servers.running import Recipe, free_port, listens

VERSION = "v1.8.0"
_PACKAGE = "github.com/versity/versitygw/cmd/versitygw"


def plan(folder: Path) -> Recipe:
    """The URL carries access key and secret: http://KEY:SECRET@host:port"""
    program = folder / "versitygw"
    shutil.copy2(cache.go_program(_PACKAGE, VERSION), program)
    (folder / "buckets").mkdir()
    port = free_port()
    key, secret = secrets.token_hex(8), secrets.token_hex(16)
    return Recipe(
        [str(program), "--port", f"127.0.0.1:{port}", "posix", str(folder / "buckets")],
        f"http://{key}:{secret}@127.0.0.1:{port}",
        lambda: listens(port),
        user="nobody",
        environment={"ROOT_ACCESS_KEY": key, "ROOT_SECRET_KEY": secret},
    )

"""Office files under a password: opened in memory when the password is known."""

from __future__ import annotations

import io
from pathlib import Path

from archive.domain.errors import Unreadable
from indexer.toolkit.original import open_original


def unlocked(path: Path, password: str | None) -> bytes:
    """The plain file; raise Unreadable(`password_protected`) without the right password."""
    if not password:
        raise Unreadable(code="password_protected")
    import msoffcrypto

    out = io.BytesIO()
    try:
        with open_original(path) as stream:
            file = msoffcrypto.OfficeFile(stream)
            file.load_key(password=password, verify_password=False)
            file.decrypt(out)
    except MemoryError:
        raise
    except Exception as exc:  # a wrong password shows as anything at all
        raise Unreadable(code="password_protected") from exc
    return out.getvalue()

"""Files under a password: opened in memory when the password is known."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.toolkit import winzip, zipdirectory
from indexer.toolkit.original import open_original

_STRONG = 0x40
"""The mark of PKWARE's own encryption, which nobody else opens."""


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


def unlocked_members(path: Path, password: str | None, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each member of a locked zip; raise Unreadable when it is damaged or stays locked."""
    with open_original(path) as stream:
        if zipdirectory.too_long(stream):
            raise Unreadable(code="damaged")
        try:
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as exc:
            raise Unreadable(code="damaged") from exc
        with archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if not members or not all(info.flag_bits & 0x1 for info in members):
                raise Unreadable(code="damaged")
            if not password:
                raise Unreadable(code="password_protected")
            if sum(info.file_size for info in members) > limits.memory_bytes // 4:
                raise Unreadable(code="out_of_memory")
            for info in members:
                yield info.filename, _member(archive, stream, info, password)


def _member(archive: zipfile.ZipFile, stream: BinaryIO, info: zipfile.ZipInfo, password: str) -> bytes:
    """Chinese Windows locked with the GBK bytes of a password, everybody else with UTF-8."""
    if info.flag_bits & _STRONG:
        raise Unreadable(code="unknown_format")  # locked with a certificate or in a maker's own way
    for encoding in ("utf-8", "gb18030"):
        try:
            if info.compress_type == winzip.METHOD:
                return winzip.opened(stream, info, password.encode(encoding))
            with archive.open(info, pwd=password.encode(encoding)) as plain:
                return plain.read(info.file_size + 1)
        except (
            winzip.WrongPassword,
            RuntimeError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
        ):
            continue
    raise Unreadable(code="password_protected")

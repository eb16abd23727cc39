"""Wraps an archive member that cannot be taken out, so that its bytes are kept and can be tried again."""

from __future__ import annotations

import struct
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

CHUNK = 1 << 18
_LOCAL = 30


def zip_member(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A zip of this member alone: its own header and data as they stand, locked or damaged."""
    with path.open("rb") as stream:
        stream.seek(info.header_offset)
        head = stream.read(_LOCAL)
        more = sum(struct.unpack_from("<HH", head, 26)) if len(head) == _LOCAL else 0
        left = more + info.compress_size
        size = len(head)
        yield head
        while left > 0 and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)
            size += len(chunk)
            yield chunk
    entry = _entry(info)
    yield entry
    yield struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), min(size, 0xFFFFFFFF), 0)


def _entry(info: zipfile.ZipInfo) -> bytes:
    name = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437", "replace")
    year, month, day, hour, minute, second = info.date_time
    fixed = struct.pack(
        "<4s4B4H3L5H2L",
        b"PK\x01\x02",
        info.create_version & 0xFF,
        info.create_system & 0xFF,
        info.extract_version & 0xFF,
        0,
        info.flag_bits & 0xFFFF,
        info.compress_type & 0xFFFF,
        hour << 11 | minute << 5 | second // 2,
        max(year - 1980, 0) << 9 | month << 5 | day,
        info.CRC,
        min(info.compress_size, 0xFFFFFFFF),
        min(info.file_size, 0xFFFFFFFF),
        len(name),
        0,
        0,
        0,
        0,
        info.external_attr & 0xFFFFFFFF,
        0,
    )
    return fixed + name


def tar_member(info: tarfile.TarInfo, partial: Path) -> Iterator[bytes]:
    """A tar of this member alone, cut off where its bytes ended."""
    yield info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")
    with partial.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk

"""Looks into OLE2 compound files just far enough to know what they are."""

from __future__ import annotations

import struct
from typing import BinaryIO

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
_ENTRIES = 4096


def names(stream: BinaryIO) -> tuple[str, ...]:
    """Names of the storages and streams, in directory order; what is damaged is left out."""
    stream.seek(0)
    header = stream.read(512)
    if len(header) < 512 or not header.startswith(MAGIC):
        return ()
    shift = struct.unpack_from("<H", header, 30)[0]
    if shift not in {9, 12}:
        return ()
    size = 1 << shift
    table = _table(stream, header, size)
    sector = struct.unpack_from("<I", header, 48)[0]
    found: list[str] = []
    seen: set[int] = set()
    while sector < _END and sector not in seen and len(found) < _ENTRIES:
        seen.add(sector)
        stream.seek((sector + 1) * size)
        data = stream.read(size)
        found += [name for at in range(0, len(data) - 127, 128) if (name := _name(data[at : at + 128]))]
        sector = table.get(sector, _END)
    return tuple(found)


def _table(stream: BinaryIO, header: bytes, size: int) -> dict[int, int]:
    """The allocation table as far as the header itself lists it (enough for 7 MB and the usual directory)."""
    table: dict[int, int] = {}
    per = size // 4
    for index, sector in enumerate(struct.unpack_from("<109I", header, 76)):
        if sector >= _END:
            break
        stream.seek((sector + 1) * size)
        data = stream.read(size)
        table |= {
            index * per + n: value
            for n, (value,) in enumerate(struct.iter_unpack("<I", data[: len(data) // 4 * 4]))
        }
    return table


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    if entry[66] == 0 or not 2 <= length <= 64:
        return ""
    return entry[: length - 2].decode("utf-16-le", "replace")

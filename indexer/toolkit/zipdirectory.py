"""Looks at the directory of a zip before anybody believes it: how long it is, and whether members share bytes."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Iterable
from itertools import pairwise
from typing import BinaryIO

MOST_ENTRIES = 200_000
"""Longer directories are not opened at all: their list alone would fill the memory."""
_TAIL = 22 + 0xFFFF
_ENTRY = 46
_LOCAL = 30
_SHARING = 3


def too_long(stream: BinaryIO) -> bool:
    """Whether the directory holds more entries than we list; a stream without directory does not."""
    size = _directory_size(stream)
    if size // _ENTRY <= MOST_ENTRIES:
        return False
    tail = stream.seek(0, os.SEEK_END)
    if size > tail:
        return False
    stream.seek(tail - size - min(tail - size, _TAIL))
    return stream.read().count(b"PK\x01\x02") > MOST_ENTRIES if size < 1 << 28 else True


def _directory_size(stream: BinaryIO) -> int:
    end = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, end - _TAIL))
    tail = stream.read(_TAIL)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        return 0
    size: int = struct.unpack_from("<I", tail, place + 12)[0]
    wide = tail.rfind(b"PK\x06\x06", 0, place)
    if wide >= 0 and len(tail) >= wide + 48:
        size = max(size if size != 0xFFFFFFFF else 0, struct.unpack_from("<Q", tail, wide + 40)[0])
    return size


def share_bytes(members: Iterable[zipfile.ZipInfo]) -> bool:
    """Whether several members lie upon each other, which only bombs do; one wrong size is a mere damage."""
    places = sorted((member.header_offset, member.compress_size) for member in members)
    sharing = sum(start + _LOCAL + size > following for (start, size), (following, _) in pairwise(places))
    return sharing >= _SHARING

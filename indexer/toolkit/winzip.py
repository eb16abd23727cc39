"""Members of a zip locked with AES as WinZip defined it (AE-1 and AE-2)."""

from __future__ import annotations

import hashlib
import hmac
import struct
import zipfile
import zlib
from typing import BinaryIO

from archive.domain.errors import Unreadable

METHOD = 99
"""What the directory says instead of the method of compression."""
_FIELD = 0x9901
_KEY_BYTES = {1: 16, 2: 24, 3: 32}
_ROUNDS = 1000
_VERIFIER = 2
_SEAL = 10
_LOCAL = 30
_BLOCK = 16
_CHUNK = 1 << 20


class WrongPassword(Exception):
    """The file says itself that this is not the password."""


def opened(stream: BinaryIO, info: zipfile.ZipInfo, password: bytes) -> bytes:
    """The plain member; raise WrongPassword, or Unreadable(`damaged`, `unknown_format`)."""
    extra, data = _stored(stream, info)
    strength, method = _how(extra)
    size = _KEY_BYTES[strength]
    salt, rest = data[: size // 2], data[size // 2 :]
    if len(rest) < _VERIFIER + _SEAL:
        raise Unreadable(code="damaged")
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, _ROUNDS, 2 * size + _VERIFIER)
    verifier, body, seal = rest[:_VERIFIER], rest[_VERIFIER:-_SEAL], rest[-_SEAL:]
    if not hmac.compare_digest(keys[2 * size :], verifier):
        raise WrongPassword
    if not hmac.compare_digest(hmac.digest(keys[size : 2 * size], body, "sha1")[:_SEAL], seal):
        raise Unreadable(code="damaged")
    return _unfolded(_deciphered(keys[:size], body), method, info.file_size)


def _stored(stream: BinaryIO, info: zipfile.ZipInfo) -> tuple[bytes, bytes]:
    """(extra fields of the member's own header, its bytes as they stand)."""
    stream.seek(info.header_offset)
    head = stream.read(_LOCAL)
    if len(head) < _LOCAL or not head.startswith(b"PK\x03\x04"):
        raise Unreadable(code="damaged")
    name, extra = struct.unpack_from("<HH", head, 26)
    stream.seek(name, 1)
    fields = stream.read(extra)
    return fields + info.extra, stream.read(info.compress_size)


def _how(extra: bytes) -> tuple[int, int]:
    """(strength, method of compression) as the extra field tells."""
    at = 0
    while at + 4 <= len(extra):
        field, size = struct.unpack_from("<HH", extra, at)
        if field == _FIELD and size >= 7 and at + 11 <= len(extra):
            strength, method = struct.unpack_from("<BH", extra, at + 8)
            if strength in _KEY_BYTES:
                return strength, method
        at += 4 + size
    raise Unreadable(code="damaged")


def _deciphered(key: bytes, body: bytes) -> bytes:
    """Counter mode with the counter's low byte first, which the library does not offer."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    # of counters only, which makes the key stream of counter mode
    cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305
    out = bytearray()
    for start in range(0, len(body), _CHUNK):
        piece = body[start : start + _CHUNK]
        first = start // _BLOCK + 1
        count = -(-len(piece) // _BLOCK)
        counters = b"".join(n.to_bytes(_BLOCK, "little") for n in range(first, first + count))
        stream = cipher.update(counters)[: len(piece)]
        mixed = int.from_bytes(piece, "little") ^ int.from_bytes(stream, "little")
        out += mixed.to_bytes(len(piece), "little")
    return bytes(out)


def _unfolded(data: bytes, method: int, size: int) -> bytes:
    if method == zipfile.ZIP_STORED:
        return data
    if method != zipfile.ZIP_DEFLATED:
        raise Unreadable(code="unknown_format", method=method)
    try:
        plain = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, size + 1)
    except zlib.error as exc:
        raise Unreadable(code="damaged") from exc
    if len(plain) != size:  # more than was announced, or cut off
        raise Unreadable(code="damaged")
    return plain

"""Strings of old workbooks: two kinds of widths, runs of styles, and tables that go on in the next record."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from indexer.toolkit.charset import clean

_WIDE, _EXTENDED, _RICH = 1, 4, 8


@dataclass(frozen=True, slots=True)
class Text:
    """Reads one string that lies within one record."""

    wide: bool
    encoding: str

    def read(self, body: bytes, at: int, *, short: bool = False) -> str:
        """*short*: its length is one byte and not two."""
        length = body[at] if short else struct.unpack_from("<H", body, at)[0]
        at += 1 if short else 2
        if not self.wide:
            return body[at : at + length].decode(self.encoding, "replace")
        flags = body[at] if at < len(body) else 0
        at += 1 + (2 if flags & _RICH else 0) + (4 if flags & _EXTENDED else 0)
        if flags & _WIDE:
            return body[at : at + 2 * length].decode("utf-16-le", "replace")
        return body[at : at + length].decode("latin-1")


class SharedStrings:
    """The table of strings; a string may break off and go on, in another width, in the next record."""

    def __init__(self, blocks: list[bytes]) -> None:
        self._blocks = blocks
        self._block = 0
        self._at = 8

    def read(self) -> list[str]:
        """As many strings as are really there."""
        if len(self._blocks[0]) < 8:
            return []
        total = struct.unpack_from("<I", self._blocks[0], 4)[0]
        words: list[str] = []
        while len(words) < total and self._more():
            words.append(clean(self._string()))
        return words

    def _more(self) -> bool:
        while self._block < len(self._blocks) and self._at >= len(self._blocks[self._block]):
            self._block += 1
            self._at = 0
        return self._block < len(self._blocks)

    def _bytes(self, length: int) -> bytes:
        """Bytes that simply run on over the border of a record."""
        taken = bytearray()
        while len(taken) < length and self._more():
            piece = self._blocks[self._block][self._at : self._at + length - len(taken)]
            taken += piece
            self._at += len(piece)
        return bytes(taken).ljust(length, b"\0")

    def _string(self) -> str:
        length, flags = struct.unpack("<HB", self._bytes(3))
        runs = struct.unpack("<H", self._bytes(2))[0] if flags & _RICH else 0
        extra = struct.unpack("<I", self._bytes(4))[0] if flags & _EXTENDED else 0
        text = self._characters(length, wide=bool(flags & _WIDE))
        self._skip(4 * runs + extra)
        return text

    def _characters(self, length: int, *, wide: bool) -> str:
        pieces: list[str] = []
        while length > 0 and self._block < len(self._blocks):
            block = self._blocks[self._block]
            width = 2 if wide else 1
            raw = block[self._at : self._at + width * length]
            raw = raw[: len(raw) // width * width]
            pieces.append(raw.decode("utf-16-le", "surrogatepass") if wide else raw.decode("latin-1"))
            self._at += len(raw)
            length -= len(raw) // width
            if length > 0:
                self._block += 1
                self._at = 1
                if self._block < len(self._blocks):
                    wide = bool(self._blocks[self._block][:1] and self._blocks[self._block][0] & _WIDE)
        return "".join(pieces)

    def _skip(self, length: int) -> None:
        while length > 0 and self._more():
            step = min(length, len(self._blocks[self._block]) - self._at)
            self._at += step
            length -= step

"""What the confined child and its parent say to each other: length-prefixed MessagePack, decoded by type."""

from __future__ import annotations

import select
import socket
import struct
import time

import msgspec

from archive.domain.content import Content
from archive.domain.document import Limits

_LENGTH = struct.Struct("<Q")
MAX_FRAME = 1 << 30


class Ask(msgspec.Struct, frozen=True):
    """One request; the file travels beside it as a descriptor. `page` 0 = read the whole file.

    `parts` = take it apart instead of reading it.
    """

    name: str
    limits: Limits
    password: str | None = None
    page: int = 0
    width: int = 0
    rotation: int | None = None
    parts: bool = False


class Effort(msgspec.Struct, tag="effort", frozen=True):
    """Work seen so far; extends the deadline."""

    pages: int
    recognised: int


class Parsed(msgspec.Struct, tag="parsed", frozen=True):
    content: Content
    rss: int = 0


class Picture(msgspec.Struct, tag="picture", frozen=True):
    data: bytes
    rss: int = 0


class Part(msgspec.Struct, tag="part", frozen=True):
    """Something inside the file; None when its bytes cannot be had."""

    name: str
    data: bytes | None


class Taken(msgspec.Struct, tag="taken", frozen=True):
    """There are no further parts."""

    rss: int = 0


class Failed(msgspec.Struct, tag="failed", frozen=True):
    """`kind`: unreadable | not_found."""

    kind: str
    code: str
    args: dict[str, str] = {}
    rss: int = 0


class Ready(msgspec.Struct, tag="ready", frozen=True):
    """The first word of a child: its walls stand."""

    walls: dict[str, bool]


Answer = Effort | Parsed | Picture | Part | Taken | Failed | Ready
_DECODER: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


class Silence(Exception):
    """Nothing came in time."""


class Broken(Exception):
    """The other side is gone or talks nonsense."""


def send(channel: socket.socket, message: object, descriptor: int | None = None) -> None:
    """Send one frame, with an open file beside it when *descriptor* is given."""
    body = msgspec.msgpack.encode(message)
    head = _LENGTH.pack(len(body))
    if descriptor is None:
        channel.sendall(head)
    else:
        socket.send_fds(channel, [head], [descriptor])
    channel.sendall(body)


def waiting(channel: socket.socket, seconds: float) -> bool:
    """Whether something has come within so many seconds."""
    return bool(select.select([channel], [], [], seconds)[0])


def receive_ask(channel: socket.socket) -> tuple[Ask, int] | None:
    """The next request and its file; None when the parent has hung up."""
    head, descriptors, _, _ = socket.recv_fds(channel, _LENGTH.size, 1)
    if not head:
        return None
    body = _exactly(channel, _LENGTH.unpack(head)[0], None)
    return msgspec.msgpack.decode(body, type=Ask), descriptors[0]


def receive(channel: socket.socket, deadline: float, most: int = MAX_FRAME) -> Answer:
    """The next answer; raise Silence after *deadline* (monotonic), Broken on anything that is no answer."""
    length = _LENGTH.unpack(_exactly(channel, _LENGTH.size, deadline))[0]
    if length > most:
        raise Broken("frame too long")
    body = _exactly(channel, length, deadline)
    try:
        answer: Answer = _DECODER.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as exc:
        raise Broken(str(exc)) from exc
    return answer


def _exactly(channel: socket.socket, length: int, deadline: float | None) -> bytearray:
    """*length* bytes; the buffer grows with what really arrives, never with what was announced."""
    received = bytearray()
    while len(received) < length:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([channel], [], [], left)[0]:
                raise Silence
        try:
            chunk = channel.recv(min(length - len(received), 1 << 20))
        except OSError as exc:
            raise Broken(str(exc)) from exc
        if not chunk:
            raise Broken("closed")
        received += chunk
    return received

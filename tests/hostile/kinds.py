"""The words of the catalogue: what a hostile kind is, and the end that was designed for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trap:
    """What no file may reach: a secret on the disk and a port on this machine."""

    file: str
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/called"

    @property
    def file_url(self) -> str:
        return f"file://{self.file}"


@dataclass(frozen=True, slots=True)
class End:
    """The state a file ends in, and its reason."""

    state: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One hostile or odd file: how it is made, and how each row of its receipt must end."""

    name: str
    file: str
    make: Callable[[Trap], bytes]
    ends: Mapping[str, End]
    """By the rest of the row's path after the file's own name; "" is the file itself."""
    says: tuple[str, ...] = ()
    """Words that must have been read from it in spite of everything."""
    note: str | None = None
    campaign: bool = False


READY = End("ready")
KINDS: dict[str, Kind] = {}


def unreadable(reason: str) -> End:
    return End("unreadable", reason)


def rejected(reason: str) -> End:
    return End("rejected", reason)


def partial(reason: str) -> End:
    return End("partial", reason)


def kind(
    file: str,
    ends: End | Mapping[str, End],
    *,
    says: str | tuple[str, ...] = (),
    note: str | None = None,
    campaign: bool = False,
) -> Callable[[Callable[[Trap], bytes]], Callable[[Trap], bytes]]:
    """Enter a maker into the catalogue under the name of its function."""

    def enter(make: Callable[[Trap], bytes]) -> Callable[[Trap], bytes]:
        name = make.__name__
        assert name not in KINDS, name
        rows = {"": ends} if isinstance(ends, End) else dict(ends)
        words = (says,) if isinstance(says, str) else says
        KINDS[name] = Kind(name, file, make, rows, words, note, campaign)
        return make

    return enter


def zipped(members: Mapping[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    """A deflated zip of these members, names as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items() if isinstance(members, Mapping) else members:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()

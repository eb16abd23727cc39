"""Looking into archives and mails: members come out one by one under limits, and hostile names stay outside."""

from __future__ import annotations

import bz2
import errno
import gzip
import lzma
import stat
import tarfile
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Self, cast

from archive.domain.document import Limits
from archive.domain.errors import Rejected, Unreadable
from indexer.toolkit import salvage, tarstream, zipdirectory
from indexer.toolkit.mails import Mails
from indexer.toolkit.sniff import sniff

CHUNK = 1 << 18
_BROKEN = (
    OSError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
_KEPT_ANYWAY = frozenset({"damaged", "password_protected"})
"""What cannot be taken out for these reasons is kept as it stands, wrapped, and reading names the reason."""
_ZIP, _TAR, _SINGLE, _MAIL = (
    frozenset({"zip"}),
    frozenset({"tar"}),
    frozenset({"gz", "bz2", "xz"}),
    frozenset({"eml"}),
)
_OPENERS: dict[str, Callable[[Path], IO[bytes]]] = {
    "gz": lambda path: cast("IO[bytes]", gzip.open(path)),
    "bz2": lambda path: cast("IO[bytes]", bz2.open(path)),
    "xz": lambda path: cast("IO[bytes]", lzma.open(path)),
}


@dataclass(frozen=True, slots=True)
class FileMember:
    """A member spooled to a temporary file that lives until the next member is asked for."""

    path: str
    spooled: Path | None = None
    problem: str | None = None

    def open(self) -> IO[bytes]:
        if self.spooled is None:
            raise Unreadable(code=self.problem or "damaged")
        return self.spooled.open("rb")


@dataclass(slots=True)
class _Budget:
    """What a container and everything nested in it may still unfold to."""

    limits: Limits
    bytes: int
    mails: Mails
    members: int = 0
    spent: int = 0

    def count(self) -> None:
        self.members += 1
        if self.members > self.limits.members:
            raise Rejected(code="archive_bomb")

    def spend(self, size: int) -> None:
        self.spent += size
        if self.spent > self.bytes:
            raise Rejected(code="archive_bomb")


@dataclass(frozen=True, slots=True)
class _Found:
    """A member as its archive lists it."""

    name: str
    open: Callable[[], IO[bytes]] | None = None
    problem: str | None = None
    size: int = field(default=0)
    wrapped: Callable[[Path], Iterator[bytes]] | None = None
    """The member in a container of its own, given what could be had of it."""


class FileUnpacker:
    """Implements `archive.ports.Unpacker`; mails are taken apart behind walls."""

    def __init__(self) -> None:
        self._mails = Mails()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        self._mails.close()

    def is_container(self, path: Path, name: str) -> bool:
        return _family(path, name) is not None

    def keeps_container(self, path: Path, name: str) -> bool:
        return _family(path, name) == "eml"

    def members(self, path: Path, name: str, limits: Limits) -> Iterator[FileMember]:
        yield from _walk(path, name, _Budget(limits, allowance(path, limits), self._mails), 1)


def allowance(path: Path, limits: Limits) -> int:
    """How many bytes may come out of *path* altogether."""
    return min(max(limits.ratio_from_bytes, limits.ratio * path.stat().st_size), limits.expanded_bytes)


def _family(path: Path, name: str) -> str | None:
    kind = sniff(path, name).kind
    if kind in _SINGLE:
        return "tar" if _is_tar(path, kind) else kind
    return kind if kind in _ZIP | _TAR | _MAIL else None


def _is_tar(path: Path, kind: str) -> bool:
    try:
        with tarstream.opened(path, _OPENERS[kind], tarstream.AT_ONCE) as archive:
            return archive.next() is not None
    except _BROKEN:
        return False


def _walk(path: Path, name: str, budget: _Budget, depth: int) -> Iterator[FileMember]:
    family = _family(path, name)
    listing = {"zip": _zip, "tar": _tar, "eml": _mail}.get(family or "", _single)
    with closing(listing(path, name, budget)) as found:
        for item in found:
            budget.count()
            shown = f"{name}!/{_shown(item.name)}"
            problem = _unsafe(item.name) or item.problem
            if problem is not None and (item.wrapped is None or problem not in _KEPT_ANYWAY):
                yield FileMember(shown, problem=problem)
                continue
            with _spool(item, budget) as (spooled, trouble):
                trouble = problem or trouble
                if trouble is None:
                    yield from _member(spooled, shown, budget, depth)
                elif trouble in _KEPT_ANYWAY and item.wrapped is not None:
                    yield from _wrapped(item.wrapped(spooled), shown, budget)
                elif trouble == "damaged" and family in _SINGLE:
                    raise Unreadable(code="damaged")  # one stream, and it breaks: the file itself is kept
                else:
                    yield FileMember(shown, problem=trouble)


def _wrapped(data: Iterator[bytes], shown: str, budget: _Budget) -> Iterator[FileMember]:
    with _room() as out:
        for chunk in data:
            budget.spend(len(chunk))
            _write(out, chunk)
        yield FileMember(shown, Path(out.name))


def _member(spooled: Path, shown: str, budget: _Budget, depth: int) -> Iterator[FileMember]:
    """The member itself, or what is inside when it is a container again."""
    family = _family(spooled, shown)
    if family is None:
        yield FileMember(shown, spooled)
        return
    if depth >= budget.limits.depth:
        yield FileMember(shown, problem="archive_bomb")
        return
    if family == "eml":
        yield FileMember(shown, spooled)
    before = budget.members
    try:
        yield from _walk(spooled, shown, budget, depth + 1)
    except Unreadable:
        if family != "eml":
            yield FileMember(shown, spooled)
        return
    if budget.members == before and family != "eml":
        yield FileMember(shown, problem="empty_file")


@contextmanager
def _room() -> Iterator[IO[bytes]]:
    """A temporary file without a buffer, so that a full disk shows where we write."""
    try:
        out = tempfile.NamedTemporaryFile(prefix="qijuan-member-", buffering=0)
    except OSError as error:
        raise Rejected(code="disk_full") from error
    with out:
        yield cast("IO[bytes]", out)


def _write(out: IO[bytes], chunk: bytes) -> None:
    """All of it; a member that finds no room refuses its archive, which can be handed in again."""
    left = memoryview(chunk)
    try:
        while left:
            left = left[out.write(left) :]
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise Rejected(code="disk_full") from error
        raise


@contextmanager
def _spool(item: _Found, budget: _Budget) -> Iterator[tuple[Path, str | None]]:
    """The member's bytes in a temporary file, and the reason when they could not be had."""
    with _room() as out:
        trouble = None if item.open is not None else item.problem or "damaged"
        if item.open is not None:
            try:
                with item.open() as stream:
                    trouble = _copy(stream, out, budget)
            except _BROKEN:
                trouble = "damaged"
        yield Path(out.name), trouble


def _copy(stream: IO[bytes], out: IO[bytes], budget: _Budget) -> str | None:
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        budget.spend(len(chunk))
        if size > budget.limits.file_bytes:
            return "too_large"
        _write(out, chunk)
    return None


# -- zip ------------------------------------------------------------------------------------------
def _zip(path: Path, _name: str, budget: _Budget) -> Generator[_Found, None, None]:
    with path.open("rb") as stream:
        if zipdirectory.too_long(stream):
            raise Rejected(code="archive_bomb")
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise Unreadable(code="damaged") from error
    with archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        if len(files) > budget.limits.members or zipdirectory.share_bytes(files):
            raise Rejected(code="archive_bomb")
        if files and all(info.flag_bits & 0x1 for info in files):
            raise Unreadable(code="password_protected")
        for info in files:
            problem = _zip_problem(info)
            open_ = None if problem else _opener(archive, info)
            yield _Found(_zip_name(info), open_, problem, info.file_size, _zip_wrapped(path, info))


def _zip_wrapped(path: Path, info: zipfile.ZipInfo) -> Callable[[Path], Iterator[bytes]]:
    return lambda _partial: salvage.zip_member(path, info)


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(info)


def _zip_problem(info: zipfile.ZipInfo) -> str | None:
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return "not_a_file"
    return "password_protected" if info.flag_bits & 0x1 else None


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The zip format knows UTF-8 and cp437; Chinese Windows wrote GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    return _decoded(raw)


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


# -- tar and single compressed files --------------------------------------------------------------
def _tar(path: Path, name: str, budget: _Budget) -> Generator[_Found, None, None]:
    unfold = _OPENERS.get(sniff(path, name).kind)
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(tarstream.opened(path, unfold, allowance(path, budget.limits)))
        except _BROKEN as error:
            raise Unreadable(code="damaged") from error
        for number, info in enumerate(_headers(archive)):
            if info.size < 0:
                if number == 0:
                    raise Unreadable(code="damaged")
                return  # the way to the next header is lost; what came before is kept
            if not info.isdir():
                yield _Found(
                    _decoded(info.name.encode("utf-8", "surrogateescape")),
                    _tar_opener(archive, info),
                    None if info.isreg() else "not_a_file",
                    info.size,
                    _tar_wrapped(info),
                )


def _headers(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """One after the other, up to where a truncated tar breaks off."""
    while True:
        try:
            info = archive.next()
        except _BROKEN:
            return
        if info is None:
            return
        yield info


def _tar_wrapped(info: tarfile.TarInfo) -> Callable[[Path], Iterator[bytes]]:
    return lambda partial: salvage.tar_member(info, partial)


def _tar_opener(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], IO[bytes]]:
    def open_() -> IO[bytes]:
        stream = archive.extractfile(info)
        if stream is None:
            raise tarfile.TarError(info.name)
        return stream

    return open_


def _single(path: Path, name: str, _budget: _Budget) -> Generator[_Found, None, None]:
    kind = sniff(path, name).kind
    inner = PurePosixPath(name.rsplit("!/", 1)[-1]).name
    stem = inner[: -len(kind) - 1] if inner.lower().endswith(f".{kind}") else f"{inner}.content"
    yield _Found(stem or "content", lambda: _OPENERS[kind](path))


# -- mail -----------------------------------------------------------------------------------------
def _mail(path: Path, name: str, budget: _Budget) -> Generator[_Found, None, None]:
    with budget.mails.attachments(path, name, budget.limits) as found:
        for attachment in found:
            yield _Found(attachment.name, attachment.open, attachment.problem, attachment.size)


# -- names ----------------------------------------------------------------------------------------
def _unsafe(name: str) -> str | None:
    """Absolute paths, drives, climbing out and NUL are refused; odd but harmless names are not."""
    parts = name.replace("\\", "/").split("/")
    if "\x00" in name or not name.strip("/\\ ") or parts[0] == "" or ".." in parts:
        return "unsafe_name"
    if len(parts[0]) >= 2 and parts[0][1] == ":" and parts[0][0].isalpha():
        return "unsafe_name"
    return None


def _shown(name: str) -> str:
    """As given, with control and direction characters spelled out so that no name can pose as another."""
    return "".join(
        f"\\u{ord(c):04x}" if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else c
        for c in name.replace("\\", "/")
    )

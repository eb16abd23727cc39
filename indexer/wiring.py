"""The one place that knows which adapter implements which port."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import urlsplit

from archive import rulebook as rulebooks
from archive.domain.errors import Unavailable, client_of
from archive.domain.rulebook import Rulebook
from archive.failpoints import fail_point
from archive.ports import Describer, Reader, SearchIndex, Unpacker
from archive.services.processing import Processing
from archive.services.upkeep import Checkpoints
from archive.settings import Settings, read_settings
from archive.storage import SqlStore, open_blobs
from indexer.logs import log_to
from indexer.pipeline import Tools


class Cipher(Protocol):
    def encrypt(self, data: bytes) -> bytes: ...

    def decrypt(self, token: bytes) -> bytes: ...


class Parts:
    """Every adapter of one home, made when first asked for."""

    def __init__(self, settings: Settings, joined: IO[str] | None = None) -> None:
        self._joined = joined
        self.settings = settings
        self.store = SqlStore(settings.database_url)
        self.blobs = open_blobs(settings.blobs, settings.home, settings.cache_gb, settings.part_mb)
        self._describer: _Describers | None = None

    @cached_property
    def rulebook(self) -> Rulebook:
        """Raise BrokenRulebook."""
        return rulebooks.load(Path(self.settings.rulebook) if self.settings.rulebook else None)

    @cached_property
    def index(self) -> SearchIndex:
        return self._index(lock_seconds=60.0)

    @cached_property
    def hasty_index(self) -> SearchIndex:
        """The same index for workers, who do not wait while another one writes it."""
        return self._index(lock_seconds=0.2)

    def _index(self, lock_seconds: float) -> SearchIndex:
        folder = self.settings.home / "index"
        if self.settings.index:
            with client_of("elasticsearch"):
                from indexer.engines.elastic import ElasticIndex
            return ElasticIndex(self.settings.index, folder, lock_seconds=lock_seconds)
        from indexer.engines.embedded import EmbeddedIndex

        return EmbeddedIndex(folder, lock_seconds=lock_seconds)

    @cached_property
    def reader(self) -> Reader:
        from indexer.toolkit.sandbox import ConfinedReader

        if not self.settings.tika:
            return ConfinedReader()
        from indexer.parsers.tika import ANSWERS, TikaReader, TikaServer

        return TikaReader(ConfinedReader(), TikaServer(self.settings.tika), ConfinedReader(ANSWERS))

    @cached_property
    def unpacker(self) -> Unpacker:
        from indexer.toolkit.unpack import FileUnpacker

        return FileUnpacker()

    @cached_property
    def secret(self) -> bytes:
        """Made by `init`; cookies and kept passwords rest on it."""
        try:
            return (self.settings.home / "secret").read_bytes()
        except FileNotFoundError as error:
            raise Unavailable(str(self.settings.home), code="not_initialised") from error

    @cached_property
    def tools(self) -> Tools:
        self._describer = _Describers(self)
        return Tools(
            processing=Processing(self.store),
            blobs=self.blobs,
            reader=self.reader,
            describer=self._describer.current,
            limits=self.settings.limits,
            unseal=self.unseal,
        )

    def seal(self, password: str) -> bytes:
        return self._cipher().encrypt(password.encode())

    def unseal(self, sealed: bytes) -> str:
        return self._cipher().decrypt(sealed).decode()

    def _cipher(self) -> Cipher:
        from cryptography.fernet import Fernet

        key = base64.urlsafe_b64encode(hashlib.sha256(b"unlock" + self.secret).digest())
        return Fernet(key)

    @staticmethod
    def bind_pictures(pictures: Sequence[bytes]) -> bytes:
        from indexer.toolkit.binding import bind_pictures

        return bind_pictures(pictures)

    def close(self) -> None:
        for name in ("reader", "unpacker", "index", "hasty_index"):
            if name in self.__dict__:
                self.__dict__[name].close()
        self.store.close()
        if self._joined is not None:
            self._joined.close()


@dataclass(slots=True)
class _Describers:
    """A describer for the entities and lessons of this moment; made anew only when they changed."""

    parts: Parts
    version: tuple[str, int] | None = None
    made: Describer | None = None

    def current(self) -> Describer:
        from indexer.extract.describe import PaperDescriber
        from indexer.extract.lessons import Lesson

        with self.parts.store.read() as tx:
            version = (
                f"{tx.meta.get('entities_version')} {tx.meta.get('synonyms_version')}",
                tx.documents.lesson_count(),
            )
            if self.made is None or version != self.version:
                synonyms = {label: id for label, id in tx.synonyms.all().items() if id is not None}
                lessons = [Lesson(title, doctype, path) for title, path, doctype in tx.documents.lessons()]
                self.made = PaperDescriber(self.parts.rulebook, tx.entities.all(), lessons, synonyms)
                self.version = version
        return self.made


def build(settings: Settings | None = None) -> Parts:
    """Open a home that exists; raise Unavailable(`not_initialised`) otherwise."""
    settings = settings or read_settings()
    if not (settings.home / "secret").is_file():
        raise Unavailable(str(settings.home), code="not_initialised", home=str(settings.home))
    joined = _join(settings.home)
    log_to(settings.home)
    parts = Parts(settings, joined)
    if parts.store.lost:  # asking it would make a new, empty one
        parts.close()
        raise Unavailable(str(settings.home), code="database_damaged")
    try:
        _bring_up_to_date(parts.store, settings.home, joined)
        _follow_index(parts.store, settings.index)
    except Exception:
        parts.close()
        raise
    return parts


def _bring_up_to_date(store: SqlStore, home: Path, joined: IO[str] | None) -> None:
    """An older database is copied aside and brought to this program's shape while nobody else uses the home."""
    has, needs = store.revision()
    if has == needs:
        return
    if has is None:  # no shape at all: half-made or foreign, never to be filled silently
        raise Unavailable(str(home), code="database_damaged" if store.is_file else "database_empty")
    if has > needs:
        raise Unavailable(str(home), code="database_newer", has=has, needs=needs)
    with _exclusive(home, joined):
        if store.is_file:
            copy = home / f"before-{needs}.db"
            copy.unlink(missing_ok=True)
            store.copy_to(copy)
        store.migrate()


def _follow_index(store: SqlStore, url: str) -> None:
    """What another index holds is not in this one: everything is indexed again."""
    place = urlsplit(url)
    name = f"{place.netloc.rpartition('@')[2]}{place.path}"
    with store.read() as tx:
        known = tx.meta.get("index_place") or ""
    if known != name:
        with store.write() as tx:
            tx.meta.set("index_place", name)
            tx.documents.forget_index()


@contextmanager
def _exclusive(home: Path, joined: IO[str] | None) -> Iterator[None]:
    if joined is None:
        raise Unavailable(str(home), code="read_only", home=str(home))
    try:
        fcntl.flock(joined, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Unavailable(str(home), code="home_busy", home=str(home)) from error
    try:
        yield
    finally:
        fcntl.flock(joined, fcntl.LOCK_SH)


def _join(home: Path) -> IO[str] | None:
    """Everybody who works in a home holds this lock together; restoring needs it alone."""
    handle = _lock_file(home / "in-use.lock")
    if handle is None:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise Unavailable(str(home), code="home_busy", home=str(home)) from error
    return handle


def _lock_file(file: Path) -> IO[str] | None:
    """A home that may only be read can be locked for reading; without any lock file nobody writes there."""
    for mode in ("a+", "r"):
        try:
            return file.open(mode)
        except OSError:
            continue
    return None


def mark_index_outdated(home: Path) -> None:
    """The database there is another than the one that a search cluster was filled from."""
    (home / "index").mkdir(exist_ok=True)
    (home / "index" / "outdated").touch()


def checkpoints(home: Path) -> Checkpoints:
    """A small file beside the database: `sequence hash` of the newest custody link."""
    file = home / "custody.checkpoint"

    def read() -> tuple[int, str] | None:
        try:
            seq, digest = file.read_text("ascii").split()
            return int(seq), digest
        except (FileNotFoundError, ValueError):
            return None

    def write(seq: int, digest: str) -> None:
        known = read()
        if known is not None and known[0] > seq:
            return
        temporary = file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):  # a read-only home can still be looked at
            temporary.write_text(f"{seq} {digest}\n", "ascii")
            fail_point("checkpoint.before_rename")
            temporary.replace(file)
            fail_point("checkpoint.after_rename")

    return Checkpoints(read, write)


def search_server(settings: Settings) -> tuple[str, str]:
    """(version, health) of the search cluster; raise Unavailable."""
    with client_of("elasticsearch"):
        from indexer.engines.elastic.link import connect, faults, read_address
    client = connect(read_address(settings.index), 5.0)
    try:
        with faults():
            return str(client.info()["version"]["number"]), str(client.cluster.health()["status"])
    finally:
        client.close()


def tika_version(settings: Settings) -> str:
    """Raise Unavailable(`tika_unavailable`)."""
    from indexer.parsers.tika import TikaServer

    return TikaServer(settings.tika).version()


def walls() -> dict[str, bool]:
    """Which walls stand around the reader on this machine."""
    from indexer.toolkit.sandbox import walls as standing

    return standing()


def recognition_ready() -> bool:
    """Whether the models for text recognition are there."""
    from indexer.toolkit.ocr import available

    return available()

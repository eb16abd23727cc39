"""One home and one warm reader in which the whole catalogue is handed in, and what watches them."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from archive.domain.actor import LOCAL
from archive.domain.document import Filing, ReceiptFile
from archive.domain.records import Head, ReceiptHead
from archive.services.intake import Incoming
from archive.settings import Settings
from indexer.worker import Stop, waiting, work_until
from tests.conftest import ENTITIES, NOTICE
from tests.hostile.kinds import End, Kind, Trap
from webui.context import Office
from webui.homes import create_home

SECRET = "CANARY-" + secrets.token_hex(8)


@dataclass(slots=True)
class Outcome:
    """What came of one kind, and of the upload in which it travelled."""

    receipt: ReceiptHead
    rows: int
    """Rows of the receipt but those of good neighbours."""
    ends: dict[str, End]
    """As in the catalogue."""
    neighbours: list[End]
    heads: list[Head]
    text: str
    seconds: float
    memory: int
    """The most that the reader's process had resident, in bytes."""


@dataclass(slots=True)
class Yard:
    office: Office
    trap: Trap
    calls: list[str] = field(default_factory=list)
    number: int = 0
    known: dict[str, Outcome] = field(default_factory=dict)

    def outcome(self, kind: Kind, company: Sequence[Kind]) -> Outcome:
        """Of *kind*, handed in together with its *company* when that has not happened yet."""
        if kind.name not in self.known:
            self.run(company)
        return self.known[kind.name]

    def run(self, kinds: Sequence[Kind]) -> None:
        """Hand them in between two good files and let everything be read."""
        self.number += 1
        good = [NOTICE.replace("12号", f"{self.number}{n}号").encode() for n in (1, 2)]
        files = [
            ("before.txt", good[0]),
            *((k.file, k.make(self.trap)) for k in kinds),
            ("after.txt", good[1]),
        ]
        with _watched() as watch:
            receipt = self.office.intake.receive(
                LOCAL, Filing("990101", 2008), [_incoming(*f) for f in files]
            )
            work_until(self.office.parts, Stop(), lambda: waiting(self.office.parts) == 0)
        with self.office.parts.store.read() as tx:
            rows = tx.receipts.files(receipt.id)
            documents = tx.documents.many(row.document for row in rows if row.document)
            neighbours = [_end(row, documents) for row in rows if row.path in {"before.txt", "after.txt"}]
            for kind in kinds:
                mine = [row for row in rows if row.path == kind.file or row.path.startswith(f"{kind.file}!/")]
                heads = [documents[row.document] for row in mine if row.document]
                text = "\n".join(page.text for head in heads[:20] for page in tx.documents.pages(head.id))
                ends = _ends(kind, mine, documents)
                self.known[kind.name] = Outcome(
                    receipt, len(rows) - 2, ends, neighbours, heads, text, watch.seconds, watch.memory
                )


def _ends(kind: Kind, rows: Sequence[ReceiptFile], documents: Mapping[str, Head]) -> dict[str, End]:
    ends: dict[str, End] = {}
    seen: Counter[str] = Counter()
    for row in rows:
        rest = row.path[len(kind.file) :]
        seen[rest] += 1
        ends[rest if seen[rest] == 1 else f"{rest}#{seen[rest]}"] = _end(row, documents)
    return ends


def _end(row: ReceiptFile, documents: Mapping[str, Head]) -> End:
    found = documents.get(row.document or "")
    return End(found.state, found.reason) if found else End(row.outcome, row.reason)


@contextlib.contextmanager
def open_yard(folder: Path) -> Iterator[Yard]:
    settings = Settings(home=folder / "home", workers=1)
    create_home(settings)
    canary = folder / "canary.txt"
    canary.write_text(SECRET)
    os.utime(canary, (0, canary.stat().st_mtime))  # reading it would show in the time of access
    office = Office.open(settings)
    office.registry.load(LOCAL, ENTITIES)
    with _listening() as (port, calls):
        try:
            yield Yard(office, Trap(str(canary), port), calls)
        finally:
            office.close()


@contextlib.contextmanager
def _listening() -> Iterator[tuple[int, list[str]]]:
    """A port that nobody may call; who does is written down."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, peer = server.accept()
                    calls.append(str(peer))
                    connection.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1], calls
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


@dataclass(slots=True)
class _Watch:
    seconds: float = 0.0
    memory: int = 0


@contextlib.contextmanager
def _watched() -> Iterator[_Watch]:
    """Looks at the children of this process many times a second."""
    watch, done, me = _Watch(), threading.Event(), psutil.Process()

    def look() -> None:
        while not done.wait(0.05):
            with contextlib.suppress(psutil.Error):
                watch.memory = max([watch.memory, *(child.memory_info().rss for child in me.children())])

    thread = threading.Thread(target=look, daemon=True)
    start = time.monotonic()
    thread.start()
    try:
        yield watch
    finally:
        done.set()
        thread.join()
        watch.seconds = time.monotonic() - start


def _incoming(path: str, data: bytes) -> Incoming:
    return Incoming(path, lambda: io.BytesIO(data))

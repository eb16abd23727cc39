"""The way of one document: read, understand, record. Everything that happens is in `process`."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from archive.domain.content import Content, Note
from archive.domain.document import Limits
from archive.domain.errors import ArchiveError, NotFound, Unavailable, Unreadable
from archive.domain.facts import Facts
from archive.domain.records import Job
from archive.failpoints import fail_point
from archive.ports import BlobStore, Describer, Reader
from archive.services.processing import Processing, Work
from indexer.toolkit.deadline import Late, deadline

RETRY = frozenset({"crashed"})
"""Reasons that may lie in the machine and not in the file; the others are final at once. A file that needs more
memory than a reader may have will need it again."""
HEARTBEAT_SECONDS = 15.0
UNDERSTAND_SECONDS = 20.0
UNDERSTAND_SECONDS_PER_PAGE = 0.2
PATIENCE_SECONDS = 2 * 3600.0
"""A worker that is at one paper longer than this is taken for hung: it no longer renews its lease."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tools:
    processing: Processing
    blobs: BlobStore
    reader: Reader
    describer: Callable[[], Describer]
    """Asked for every document, since entities and lessons change."""
    limits: Limits
    unseal: Callable[[bytes], str]
    """Turns the kept secret of an unlocked document back into its password."""


def process(work: Work, tools: Tools) -> None:
    """Read one claimed document and write down what came of it."""
    with _heartbeat(work.job, tools.processing):
        try:
            content = _read(work, tools)
        except Unreadable as error:
            facts = _understand(work, Content("", ()), tools)
            tools.processing.fail(work, error.code, facts, retry=error.code in RETRY)
            return
        fail_point("read.parsed")
        facts = _understand(work, content, tools)
        fail_point("read.understood")
        tools.processing.record(work, content, facts)


def _read(work: Work, tools: Tools) -> Content:
    try:
        path = tools.blobs.path(work.head.sha256)
    except NotFound as error:
        raise Unreadable(code="original_lost") from error
    password = tools.unseal(work.unlock) if work.unlock else None
    return tools.reader.read(path, work.head.path, tools.limits, password)


def _understand(work: Work, content: Content, tools: Tools) -> Facts:
    """A paper that we fail to understand is kept, readable and searchable, and waits for a person."""
    describer = tools.describer()
    seconds = UNDERSTAND_SECONDS + UNDERSTAND_SECONDS_PER_PAGE * len(content.pages)
    try:
        with deadline(seconds):
            return describer.describe(work.head.id, work.head.path, content)
    except ArchiveError:
        raise
    except Late:
        log.warning("understanding %s took longer than %.0f s", work.head.id, seconds)
        return Facts(notes=(Note("not_understood"),))
    except Exception:
        log.exception("cannot describe %s", work.head.id)
        return Facts(notes=(Note("not_understood"),))


@contextmanager
def _heartbeat(job: Job, processing: Processing) -> Iterator[None]:
    """Keep the lease while we work; a worker that dies stops renewing, and another takes the job."""
    done = threading.Event()
    deadline = time.monotonic() + PATIENCE_SECONDS

    def beat() -> None:
        while not done.wait(HEARTBEAT_SECONDS) and time.monotonic() < deadline:
            try:
                if not processing.renew(job):
                    return
            except Unavailable:
                continue

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def drain(tools: Tools, owner: str, alive: Callable[[str], bool], stop: Callable[[], bool]) -> int:
    """Process until nothing waits; an error of ours puts the job back and is tried three times in all."""
    count = 0
    while not stop():
        work = tools.processing.claim(owner, alive)
        if work is None:
            return count
        _attempt(work, tools)
        count += 1
    return count


def process_one(tools: Tools, owner: str, job: int, token: str) -> bool:
    """Process one job that we were woken for; False when it no longer waits under that token."""
    work = tools.processing.claim(owner, only=(job, token))
    if work is None:
        return False
    _attempt(work, tools)
    return True


def _attempt(work: Work, tools: Tools) -> None:
    try:
        process(work, tools)
    except Unavailable:
        with contextlib.suppress(Unavailable):  # then the lease runs out by itself
            tools.processing.put_back(work)
        raise
    except ArchiveError:
        raise
    except Exception:
        log.exception("cannot process %s", work.head.id)
        tools.processing.fail(work, "crashed", Facts(), retry=True)

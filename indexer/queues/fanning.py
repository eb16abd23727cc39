"""An audit of many entities spread over the workers of all machines.

A message names entities, year and day; the verdict is kept as a row under the digest of everything it rests on, and whoever
asked looks for that row. Messages may be lost, repeated or late: what does not come in time is judged by the one who asked.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from archive.domain.audit import EntityAudit
from archive.domain.errors import Unavailable
from archive.ports import Store

SHARE = 16
"""Entities in one message."""
PATIENCE_SECONDS = 20.0
"""So long without one more verdict and nobody is believed to be there."""
LOOK_SECONDS = 0.25
log = logging.getLogger(__name__)


class Judges(Protocol):
    def ask(self, codes: Sequence[str], year: int, day: date, seconds: float) -> None:
        """Ask for verdicts within *seconds*; raise Unavailable(`queue_unavailable`)."""
        ...


class FannedAudits:
    """Verdicts that workers kept meanwhile; those that are not there the caller judges itself."""

    def __init__(
        self, store: Store, judges: Callable[[], Judges], patience: float = PATIENCE_SECONDS
    ) -> None:
        self._store = store
        self._judges = judges
        self._patience = patience

    def __call__(
        self, codes: Sequence[str], year: int, day: date, bases: Mapping[str, str]
    ) -> Mapping[str, EntityAudit]:
        try:
            judges = self._judges()
            for start in range(0, len(codes), SHARE):
                judges.ask(codes[start : start + SHARE], year, day, self._patience)
        except Unavailable as error:
            log.warning("audit is not spread: %s", error)
            return {}
        done: dict[str, EntityAudit] = {}
        for found in self._arriving(codes, year, bases):
            done |= found
        return done

    def _arriving(
        self, codes: Sequence[str], year: int, bases: Mapping[str, str]
    ) -> Iterator[Mapping[str, EntityAudit]]:
        missing = set(codes)
        heard = time.monotonic()
        while missing and time.monotonic() - heard < self._patience:
            time.sleep(LOOK_SECONDS)
            with self._store.read() as tx:
                found = tx.runs.standings(year, {code: bases[code] for code in sorted(missing)})
            if found:
                heard = time.monotonic()
                missing -= found.keys()
                yield found

"""Audits of many entities at once: forked processes share what was loaded, and each opens the database for itself."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date

from archive.domain.actor import SYSTEM
from archive.domain.audit import EntityAudit
from archive.domain.rulebook import Rulebook
from archive.services.auditing import AT_ONCE, Auditing
from archive.storage import SqlStore


class ForkedAudits:
    """Verdicts that the processes kept, like those of a cluster's workers (`indexer.queues.fanning`).

    Answers for nobody where forking is unsafe (a server with threads); the caller then judges itself.
    """

    def __init__(self, database_url: str, rulebook: Rulebook, processes: int) -> None:
        self._url = database_url
        self._rulebook = rulebook
        self._processes = processes

    def __call__(
        self, codes: Sequence[str], year: int, day: date, bases: Mapping[str, str]
    ) -> Mapping[str, EntityAudit]:
        if self._processes < 2 or threading.active_count() > 1:
            return {}
        shares = [list(codes[n :: self._processes]) for n in range(self._processes)]
        fork = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(self._processes, mp_context=fork) as pool:
            list(pool.map(self._judge, shares, [year] * len(shares), [day] * len(shares)))
        store = SqlStore(self._url)
        try:
            with store.read() as tx:
                return tx.runs.standings(year, {code: bases[code] for code in codes})
        finally:
            store.close()

    def _judge(self, codes: list[str], year: int, day: date) -> None:
        store = SqlStore(self._url)
        try:
            auditing = Auditing(store, lambda: self._rulebook)
            for start in range(0, len(codes), AT_ONCE):
                auditing.standings(SYSTEM, year, codes[start : start + AT_ONCE], day)
        finally:
            store.close()

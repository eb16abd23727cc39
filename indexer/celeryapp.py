"""The Celery application: `celery -A indexer.celeryapp worker -Q quick,ocr,reports` and `... beat`.

A message says which row waits; the row says whether that is still true. Everything that a broker can do to its
messages therefore costs time only.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_process_init, worker_process_shutdown

from archive.domain.actor import SYSTEM
from archive.domain.errors import ArchiveError, Unavailable
from archive.services.auditing import Auditing
from archive.settings import Settings, read_settings
from indexer.indexing import try_catch_up
from indexer.pipeline import process_one
from indexer.queues import chores
from indexer.queues.broker import JUDGE, READ, CeleryBroker, make_app
from indexer.queues.duties import is_due
from indexer.queues.lanes import QUICK, REPORTS
from indexer.queues.sweeping import Sweeper, sweep_until
from indexer.toolkit import heap
from indexer.wiring import Parts, build
from indexer.worker import INDEX_SECONDS, is_alive, owner_name

CHORE = "qijuan.chore"
DOWN_SECONDS = 2.0
log = logging.getLogger(__name__)

DUTIES: dict[str, tuple[Callable[[Parts], object], timedelta, str]] = {
    "index": (chores.index, timedelta(seconds=15), QUICK),
    "checkpoint": (chores.checkpoint, timedelta(minutes=1), QUICK),
    "revive": (chores.revive, timedelta(minutes=1), QUICK),
    "watch": (chores.watch, timedelta(minutes=1), QUICK),
    "expiry": (chores.remind, timedelta(days=1), REPORTS),
    "agree": (chores.agree, timedelta(days=1), REPORTS),
    "verify": (chores.verify, timedelta(days=7), REPORTS),
}
"""What, how often, in which lane. Beat asks more often than that; the database decides whose turn it is."""


def _asked_every(period: timedelta) -> float:
    return max(5.0, min(period.total_seconds() / 3, 600.0))


def _application(settings: Settings) -> Celery:
    made = make_app(settings.queue)
    made.conf.beat_schedule = {
        name: {
            "task": CHORE,
            "schedule": _asked_every(period),
            "args": (name,),
            "options": {"queue": lane, "expires": _asked_every(period)},
        }
        for name, (_, period, lane) in DUTIES.items()
    }
    return made


app = _application(read_settings())


@cache
def _parts(pid: int) -> Parts:  # one home a process, opened after the fork
    return build()


class _Pace:
    """When this process last brought the index up to date."""

    last = 0.0


def read(job: object = None, token: object = None) -> None:
    """Read the paper of one row, unless it no longer waits under that token."""
    if type(job) is not int or type(token) is not str:
        log.warning("not a wake: %.100r", (job, token))
        return
    try:
        parts = _parts(os.getpid())
        process_one(parts.tools, owner_name(), job, token)
        if time.monotonic() - _Pace.last > INDEX_SECONDS:
            try_catch_up(parts.store, parts.hasty_index)
            _Pace.last = time.monotonic()
    except Unavailable as error:
        log.warning("backend unavailable: %s", error)
        time.sleep(DOWN_SECONDS)  # the row is sent again; no need to run through all of them meanwhile


def judge(codes: object = None, year: object = None, day: object = None) -> None:
    """Judge some entities and keep the verdicts for whoever waits for them."""
    if not (isinstance(codes, list) and type(year) is int and isinstance(day, str)):
        log.warning("not a question: %.100r", (codes, year, day))
        return
    try:
        parts = _parts(os.getpid())
        auditing = Auditing(parts.store, lambda: parts.rulebook)
        auditing.standings(SYSTEM, year, [str(code) for code in codes], date.fromisoformat(day))
    except (ArchiveError, ValueError) as error:
        log.warning("audit of %s: %s", year, error)


def chore(name: object = None) -> None:
    """One of the regular duties, unless somebody did it within its period."""
    if not isinstance(name, str) or name not in DUTIES:
        return
    do, period, _ = DUTIES[name]
    try:
        parts = _parts(os.getpid())
        if is_due(parts.store, name, period):
            do(parts)
    except ArchiveError as error:
        log.warning("%s: %s", name, error)


def _settle(**_: Any) -> None:
    heap.settle()


def _close(**_: Any) -> None:
    if _parts.cache_info().currsize:
        _parts(os.getpid()).close()


def _sweep_beside(**_: Any) -> None:
    """Beat sends what waits, too; whoever holds the lease does it."""
    stop = threading.Event()
    parts = build()
    sweeper = Sweeper(parts.store, CeleryBroker(app), owner_name(), is_alive)
    threading.Thread(target=sweep_until, args=(sweeper, stop.wait), daemon=True).start()


app.task(name=READ)(read)
app.task(name=JUDGE)(judge)
app.task(name=CHORE)(chore)
worker_process_init.connect(_settle, weak=False)
worker_process_shutdown.connect(_close, weak=False)
beat_init.connect(_sweep_beside, weak=False)

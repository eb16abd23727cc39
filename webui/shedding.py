"""In front of the application: a bounded queue. What would wait too long is refused at once; health stays answerable."""

from __future__ import annotations

import contextlib
import json
import logging
import resource
import threading
import time
from collections.abc import Callable, Iterable
from html import escape
from typing import Any, Protocol

from waitress.task import ThreadedTaskDispatcher

from archive.i18n import of_error

HEALTH = "/api/v1/health"
AGAIN_SECONDS = 5
DESCRIPTORS = 16_384
PATIENCE_SECONDS = 5.0
"""Who would wait longer is better off hearing at once to come again."""
BURST = 128
"""So many may always wait: a start or a hiccup is no crowd."""
MEMORY = 32
"""Answers that the pace remembers, about."""
SPARE = 512
"""Descriptors that connections never take: files, the database, the index, readers."""
CONNECTIONS = 6_000
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_lane = threading.local()


class Channel(Protocol):
    """A connection with requests that came whole."""

    requests: list[Any]

    def service(self) -> None: ...

    def cancel(self) -> None: ...


class _Refused:
    """A connection whose next request finds the queue full."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.cancel = channel.cancel

    def service(self) -> None:
        _lane.full = True
        try:
            self._channel.service()
        finally:
            _lane.full = False


class Pace:
    """How long answers took lately, so that one can tell how long the next one will wait."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._mean = 0.0
        self._lock = threading.Lock()

    def took(self, seconds: float) -> None:
        with self._lock:  # one slow download is no sign that everybody waits
            self._mean += (min(seconds, PATIENCE_SECONDS) - self._mean) / MEMORY

    def wait(self, queued: int) -> float:
        """Seconds until one more behind *queued* others would begin."""
        return queued * self._mean / self._threads


class _Timed:
    """A connection whose answer tells the pace."""

    def __init__(self, channel: Channel, pace: Pace) -> None:
        self._channel = channel
        self._pace = pace
        self.cancel = channel.cancel

    def service(self) -> None:
        started = time.monotonic()
        try:
            self._channel.service()
        finally:
            self._pace.took(time.monotonic() - started)


class Lanes:
    """Threads that work off a queue bounded in length and in waiting time, and one that refuses and tells the health."""

    def __init__(self, threads: int, most: int) -> None:
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._most = most
        self._pace = Pace(threads)
        self._work = ThreadedTaskDispatcher()
        self._brief = ThreadedTaskDispatcher()
        self._work.set_thread_count(threads)
        self._brief.set_thread_count(1)

    def add_task(self, channel: Channel) -> None:
        if channel.requests and getattr(channel.requests[0], "path", "") == HEALTH:
            self._brief.add_task(channel)
        elif self._is_full(len(self._work.queue)):
            self._brief.add_task(_Refused(channel))
        else:
            self._work.add_task(_Timed(channel, self._pace))

    def _is_full(self, queued: int) -> bool:
        late = queued > BURST and self._pace.wait(queued) > PATIENCE_SECONDS
        return queued >= self._most or late

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        self._brief.shutdown(cancel_pending, timeout)
        return bool(self._work.shutdown(cancel_pending, timeout))


class Shedding:
    """Answers for the application what came in on the lane of the refused."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not getattr(_lane, "full", False):
            return self._application(environ, start_response)
        kind, body = _refusal(str(environ.get("PATH_INFO", "")))
        headers = [
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Retry-After", str(AGAIN_SECONDS)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'"),
        ]
        start_response("503 Service Unavailable", headers)
        return [body]


def _refusal(path: str) -> tuple[str, bytes]:
    zh, advice_zh = of_error("too_busy", "zh")
    en, advice_en = of_error("too_busy", "en")
    if path.startswith("/api/"):
        said = {
            "type": "about:blank",
            "title": en,
            "status": 503,
            "code": "too_busy",
            "detail": f"{zh}。{advice_zh}",
            "detail_en": f"{en}. {advice_en}",
        }
        return "application/problem+json", json.dumps(said, ensure_ascii=False).encode()
    page = f"<!doctype html><html lang=zh><meta charset=utf-8><title>503</title><p>{escape(zh)}。{escape(advice_zh)}"
    return "text/html; charset=utf-8", page.encode()


def most_connections() -> int:
    """Raise our own limit of open files as far as we may, and leave some for everything that is no connection."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    have = wanted if soft == resource.RLIM_INFINITY else soft
    return max(16, min(CONNECTIONS, have - SPARE, have // 2))

"""Celery over Redis or RabbitMQ. Messages carry a job's number and token as JSON and are only a knock at the door."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from celery import Celery, bootsteps
from celery.worker import state
from kombu.exceptions import OperationalError

from archive.domain.errors import Invalid, Unavailable
from indexer.queues.lanes import LANES, QUICK, REPORTS
from indexer.queues.sweeping import Wake

READ = "qijuan.read"
JUDGE = "qijuan.judge"
TASK_SECONDS = 3 * 3600
"""Longer than any reading may take by its own limits; a worker process beyond this is ended."""
LOOK_SECONDS = 3.0
VISIBLE_SECONDS = TASK_SECONDS + 600
_SCHEMES = frozenset({"redis", "rediss", "amqp", "amqps"})
_SOCKET = {"socket_connect_timeout": 5, "socket_timeout": 30, "socket_keepalive": True}


def make_app(url: str) -> Celery:
    """Raise Invalid for a URL that is no broker's."""
    scheme = _scheme(url)
    app = Celery("qijuan", broker=url, set_as_current=False)
    options = {"visibility_timeout": VISIBLE_SECONDS, **_SOCKET} if scheme.startswith("redis") else {}
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_time_limit=TASK_SECONDS,
        task_default_queue=QUICK,
        task_publish_retry=False,  # the sweeper sends again, and the row waits meanwhile
        worker_prefetch_multiplier=1,
        worker_max_tasks_per_child=2000,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=5,
        broker_transport_options=options,
        beat_scheduler="celery.beat:Scheduler",  # forgets: whether a duty is due stands in the database
        beat_max_loop_interval=5,
        enable_utc=True,
        timezone="UTC",
    )
    app.steps["consumer"].add(Unstick)
    return app


def _scheme(url: str) -> str:
    """Raise Invalid, which never shows more of the address than its scheme."""
    parts = urlsplit(url)
    try:
        known = parts.scheme in _SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # a password with characters that belong escaped
        known = False
    if not known:
        raise Invalid("queue", code="setting_invalid", setting="QIJUAN_QUEUE", value=parts.scheme)
    return parts.scheme


def run_worker(lanes: str, processes: int, log_level: str) -> None:
    """Become a Celery worker until told to stop; raise Invalid for a lane that does not exist."""
    chosen = [lane.strip() for lane in lanes.split(",") if lane.strip()]
    unknown = [lane for lane in chosen if lane not in LANES]
    if unknown or not chosen:
        raise Invalid("lanes", code="setting_invalid", setting="--lanes", value=lanes)
    program = [sys.executable, "-m", "celery", "--app", "indexer.celeryapp", "worker"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", log_level]
    told = [
        "--queues",
        ",".join(chosen),
        "--concurrency",
        str(processes),
        "--hostname",
        f"{chosen[0]}-{os.getpid()}@%h",
    ]
    os.execv(program[0], [*program, *told, *quiet])  # noqa: S606 - signals go straight to it


class Unstick(bootsteps.StartStopStep):  # type: ignore[misc]
    """Connects anew when an acknowledgement was lost.

    A worker that takes one message at a time and could not acknowledge it (the broker was killed at that moment)
    counts it as unacknowledged for ever and asks for no other.
    """

    requires = frozenset({"celery.worker.consumer:Tasks"})

    def __init__(self, consumer: Any, **_: Any) -> None:
        self._timer: Any = None
        self._before: frozenset[Any] = frozenset()

    def start(self, consumer: Any) -> None:
        self._timer = consumer.timer.call_repeatedly(LOOK_SECONDS, self._look, (consumer,))

    def stop(self, consumer: Any) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    terminate = stop

    def _look(self, consumer: Any) -> None:
        qos = getattr(consumer.task_consumer.channel, "qos", None)
        held = frozenset(getattr(qos, "_delivered", ())) if not state.reserved_requests else frozenset()
        stuck, self._before = held & self._before, held
        if stuck:
            self._before = frozenset()
            raise ConnectionResetError("an acknowledgement was lost")


class CeleryBroker:
    """Implements `indexer.queues.sweeping.Broker` and `indexer.queues.fanning.Judges`."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._lock = threading.Lock()

    def send(self, wake: Wake) -> None:
        self._send(READ, (wake.job, wake.token), queue=wake.lane)

    def ask(self, codes: Sequence[str], year: int, day: date, seconds: float) -> None:
        self._send(JUDGE, (list(codes), year, day.isoformat()), queue=REPORTS, expires=seconds)

    def _send(self, task: str, arguments: tuple[Any, ...], **options: Any) -> None:
        with self._lock:
            try:
                with self._app.producer_pool.acquire(block=True, timeout=5) as producer:
                    self._app.send_task(task, arguments, producer=producer, **options)
            except (OperationalError, OSError, TimeoutError) as error:
                raise Unavailable("queue", code="queue_unavailable") from error

    def depth(self, lane: str) -> int:
        link = self._app.connection_for_read()
        with self._lock, link:
            try:
                with link.channel() as channel:
                    return int(channel.queue_declare(lane, passive=True).message_count)
            except link.channel_errors:
                return 0  # no such lane yet
            except (OperationalError, *link.connection_errors) as error:
                raise Unavailable("queue", code="queue_unavailable") from error

    def depths(self) -> dict[str, int]:
        """By lane, for `doctor`."""
        return {lane: self.depth(lane) for lane in LANES}

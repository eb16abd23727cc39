"""More than the server can do: excess is refused at once with 503 and Retry-After, and health goes on answering."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import requests
from waitress.server import create_server

from tests.serving import running
from webui.shedding import HEALTH, MEMORY, PATIENCE_SECONDS, Lanes, Pace, Shedding, most_connections

THREADS, MOST, CLIENTS = 2, 3, 20


class Slow:
    """An application whose every answer but health waits until it is let go."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.begun = threading.Semaphore(0)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != HEALTH:
            self.begun.release()
            assert self.free.wait(60)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
        return [b"ok"]


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def address(slow: Slow) -> Iterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = create_server(
        Shedding(slow),
        sockets=[listening],
        threads=THREADS,
        _dispatcher=Lanes(THREADS, MOST),
        asyncore_use_poll=True,
    )
    with running(server):
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        slow.free.set()
    listening.close()


def test_what_does_not_fit_is_refused_and_the_rest_is_answered(slow: Slow, address: str) -> None:
    """As many as threads and queue hold are answered in the end; the others hear at once to come again."""
    answers: list[requests.Response] = []
    refused = threading.Semaphore(0)

    def ask() -> None:
        answer = requests.get(f"{address}/api/v1/documents", timeout=60)
        answers.append(answer)
        if answer.status_code == 503:
            refused.release()

    clients = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for client in clients[:THREADS]:
        client.start()
    assert all(slow.begun.acquire(timeout=30) for _ in range(THREADS))  # every thread is busy now
    for client in clients[THREADS:]:
        client.start()
    kept = THREADS + MOST
    assert all(refused.acquire(timeout=30) for _ in range(CLIENTS - kept))

    health, page = (requests.get(address + path, timeout=30) for path in (HEALTH, "/"))
    slow.free.set()
    for client in clients:
        client.join(60)

    assert health.status_code == 200
    assert (page.status_code, page.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert sorted(a.status_code for a in answers) == [200] * kept + [503] * (CLIENTS - kept)
    for answer in answers:
        if answer.status_code == 503:
            assert answer.headers["Retry-After"] == "5"
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["code"] == "too_busy"


def test_connections_leave_descriptors_for_everything_else() -> None:
    """However few we may open."""
    assert most_connections() >= 16


def test_the_wait_is_told_by_the_queue_and_by_what_answers_took_lately() -> None:
    """Nothing is refused before anything was slow; a pace that recovers is believed again; one slow line is none."""
    pace = Pace(threads=4)
    assert pace.wait(10_000) == 0

    pace.took(3600)
    assert pace.wait(4) < PATIENCE_SECONDS
    for _ in range(10 * MEMORY):
        pace.took(0.4)
    assert pace.wait(40) == pytest.approx(4, rel=0.01)
    for _ in range(10 * MEMORY):
        pace.took(0.01)
    assert pace.wait(40) < PATIENCE_SECONDS / 10

"""Addresses of real servers for tests, each started at most once in a run.

A server is looked for in the environment (`QIJUAN_TEST_ELASTICSEARCH_URL` and so on), in the cache, and where
it can be obtained. With `CI=true` one that cannot be had is a failure, elsewhere a skip that says why.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.servers import elasticsearch, objects, postgres, rabbitmq, redis, tika
from tests.servers.absent import Absent
from tests.servers.running import Planner, Server, running

PLANS: dict[str, Planner] = {
    "elasticsearch": elasticsearch.plan,
    "tika": tika.plan,
    "rabbitmq": rabbitmq.plan,
    "redis": redis.plan,
    "postgres": postgres.plan,
    "s3": objects.plan,
}


@contextmanager
def own(name: str) -> Iterator[Server]:
    """A server of one's own, to be killed and frozen at will."""
    try:
        started = running(PLANS[name])
        server = started.__enter__()
    except Absent as reason:
        _without(name, reason)
    try:
        yield server
    finally:
        started.__exit__(None, None, None)


@contextmanager
def _shared(name: str) -> Iterator[str]:
    if given := _given(name):
        yield given
        return
    with own(name) as server:
        yield server.url


def _given(name: str) -> str:
    return os.environ.get(f"QIJUAN_TEST_{name.upper()}_URL", "").rstrip("/")


def _without(name: str, reason: Absent) -> None:
    text = f"no {name}: {reason}"
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(text, pytrace=False)
    pytest.skip(text)


@pytest.fixture(scope="session")
def elasticsearch_server() -> Iterator[Server | None]:
    """The Elasticsearch of this run, None when it is somebody else's; whoever freezes it thaws it."""
    if _given("elasticsearch"):
        yield None
        return
    with own("elasticsearch") as server:
        yield server


@pytest.fixture(scope="session")
def elasticsearch_url(elasticsearch_server: Server | None) -> str:
    """http://host:port of an Elasticsearch; tests make indices of their own (`tests.servers.indices`)."""
    return elasticsearch_server.url if elasticsearch_server else _given("elasticsearch")


@pytest.fixture(scope="session")
def tika_url() -> Iterator[str]:
    """http://host:port of a Tika server."""
    with _shared("tika") as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """redis://host:port/0"""
    with _shared("redis") as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """postgresql://user:password@host:port/postgres, of a user who may make databases and roles."""
    with _shared("postgres") as url:
        yield url


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """http://KEY:SECRET@host:port of an object store; tests make buckets of their own."""
    with _shared("s3") as url:
        yield url


@pytest.fixture(scope="session")
def rabbitmq_url() -> Iterator[str]:
    """amqp://user:password@host:port//"""
    with _shared("rabbitmq") as url:
        yield url

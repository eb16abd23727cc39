"""Which tests run one after the other in one process when the suite runs in several (`make test`)."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

SERVERS = frozenset(
    {
        "elasticsearch_server",
        "elasticsearch_url",
        "postgres_url",
        "rabbitmq_url",
        "redis_url",
        "s3_url",
        "tika_url",
    }
)
"""Fixtures that start a server: whoever uses one waits for the others, so that each server runs once."""
ROOMS = ("contracts", "servers", "servers_flows")
"""Where tests ask for servers while they run."""


def in_order(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Tests with servers first, for they last longest; the others stay with their file, whose fixtures they share."""
    grouped = [(_group(item), item) for item in items]
    for group, item in grouped:
        item.add_marker(pytest.mark.xdist_group(group))
    return [item for _, item in sorted(grouped, key=lambda pair: pair[0] != "servers")]


def _group(item: pytest.Item) -> str:
    path = item.path.relative_to(item.config.rootpath)
    needs = SERVERS.intersection(getattr(item, "fixturenames", ()))
    return "servers" if needs or path.parts[1] in ROOMS else path.as_posix()

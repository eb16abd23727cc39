"""The way to the cluster, and what its errors mean to us."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import elastic_transport
import elasticsearch
import msgspec
from elasticsearch import Elasticsearch

from archive.domain.errors import Invalid, Unavailable

DEFAULT_PREFIX = "qijuan"
_PREFIX = re.compile("[a-z0-9][a-z0-9_-]{0,80}")
_LOST = frozenset({"index_not_found_exception", "strict_dynamic_mapping_exception", "illegal_argument_exception",
                   "mapper_parsing_exception", "document_parsing_exception", "query_shard_exception",
                   "aliases_not_found_exception"})  # fmt: skip
_BLOCKED = "cluster_block_exception"


@dataclass(frozen=True, slots=True)
class Address:
    """`https://user:password@host:9200,host:9200/prefix?ca=FILE&shards=3&timeout=10`; only a host is needed."""

    nodes: tuple[str, ...]
    prefix: str = DEFAULT_PREFIX
    user: str = ""
    password: str = ""
    ca: str | None = None
    shards: int = 1
    seconds: float = 10.0
    """A search that takes longer is given up."""


def read_address(url: str) -> Address:
    """Raise Invalid naming the setting."""
    parts = urlsplit(url)
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    asked = parse_qs(parts.query)
    shards, seconds = (asked.pop(name, [usual])[0] for name, usual in (("shards", "1"), ("timeout", "10")))
    ca = asked.pop("ca", [""])[0]
    prefix = parts.path.strip("/") or DEFAULT_PREFIX
    numbers = shards.isdigit() and int(shards) and seconds.isdigit() and int(seconds)
    named = _PREFIX.fullmatch(prefix)
    if not (parts.scheme in ("http", "https") and hosts and not asked and numbers and named):
        raise Invalid(
            "index", code="setting_invalid", setting="QIJUAN_INDEX", value=f"{parts.scheme}://{hosts}"
        )
    return Address(
        nodes=tuple(f"{parts.scheme}://{_with_port(host)}" for host in hosts.split(",") if host),
        prefix=prefix,
        user=unquote(user),
        password=unquote(password),
        ca=ca or None,
        shards=int(shards),
        seconds=float(seconds),
    )


def _with_port(host: str) -> str:
    return host if host.rpartition(":")[2].isdigit() else f"{host}:9200"


def connect(address: Address, seconds: float) -> Elasticsearch:
    """A client that gives up after *seconds*; a connection that had died is tried once more."""
    secured: dict[str, Any] = {"ca_certs": address.ca} if address.ca else {}
    return Elasticsearch(
        list(address.nodes),
        basic_auth=(address.user, address.password) if address.user else None,
        request_timeout=seconds,
        max_retries=1,
        retry_on_timeout=False,
        retry_on_status=(),
        http_compress=False,
        connections_per_node=4,
        serializer=_Json(),
        **secured,
    )


class _Json(elastic_transport.JsonSerializer):
    """The client's own takes several times as long over a thousand hits."""

    def json_dumps(self, data: object) -> bytes:
        return msgspec.json.encode(data)

    def json_loads(self, data: bytes) -> Any:
        return msgspec.json.decode(data)


@contextmanager
def faults() -> Iterator[None]:
    """Say what a failure means to the office: out of reach, read-only, or to be built anew."""
    try:
        yield
    except elastic_transport.TransportError as exc:
        raise Unavailable(f"search index: {exc.message}", code="index_unavailable") from exc
    except elasticsearch.ApiError as exc:
        raise meaning(exc.meta.status, error_type(exc), str(exc)) from exc


def error_type(exc: elasticsearch.ApiError) -> str:
    error = exc.body.get("error", {}) if isinstance(exc.body, Mapping) else {}
    return str(error.get("type", "")) if isinstance(error, Mapping) else str(error)


def meaning(status: int, kind: str, text: str) -> Unavailable:
    """What an answer of the cluster other than success means."""
    text = f"search index: {status} {kind} {text}"[:500]
    if kind == _BLOCKED:
        return Unavailable(text, code="index_read_only")
    if kind in _LOST:
        return Unavailable(text, code="index_damaged")
    return Unavailable(text, code="index_unavailable")


def is_rejection(status: int, kind: str) -> bool:
    """Whether it is merely too busy; a full disk answers with the same status."""
    return status == 429 and kind != _BLOCKED

"""Sends many writes at once: some on the way while the next are prepared, each answered for itself."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

import elasticsearch
import msgspec
from elasticsearch import Elasticsearch

from archive.domain.errors import Unavailable
from indexer.engines.elastic.link import error_type, faults, is_rejection, meaning

_BYTES = 4 * 1024**2
_LINES = 2000
_ON_THE_WAY = 2
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0
_NEWER_EXISTS = 409
_GONE = 404

Write = tuple[bytes, ...]
"""An action, and the page when it is not a deletion."""


class Bulk:
    """Writes to one or more aliases; a write that comes after a newer one changes nothing."""

    def __init__(self, client: Elasticsearch, targets: Sequence[str], patience: float) -> None:
        self._client = client
        self._targets = targets
        self._patience = patience
        self._writes: list[Write] = []
        self._size = 0
        self._pool = ThreadPoolExecutor(_ON_THE_WAY)
        self._sent: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._send()
                while self._sent:
                    self._sent.popleft().result()
        finally:
            self._pool.shutdown(cancel_futures=True)

    def put(self, document: str, page: int, revision: int, row: Mapping[str, object]) -> None:
        self._add("index", document, page, revision, encoded(row))

    def remove(self, document: str, page: int, revision: int) -> None:
        self._add("delete", document, page, revision)

    def _add(self, verb: str, document: str, page: int, revision: int, *row: bytes) -> None:
        for target in self._targets:
            action = {
                "_index": target,
                "_id": f"{document}/{page}",
                "routing": document,
                "version": revision,
                "version_type": "external_gte",
                "require_alias": True,  # else a cluster would make up an index of its own
            }
            self._writes.append((encoded({verb: action}), *row))
            self._size += sum(map(len, row))
        if self._size >= _BYTES or len(self._writes) >= _LINES:
            self._send()

    def _send(self) -> None:
        if not self._writes:
            return
        while len(self._sent) >= _ON_THE_WAY:
            self._sent.popleft().result()
        self._sent.append(self._pool.submit(self._deliver, self._writes))
        self._writes, self._size = [], 0

    def _deliver(self, writes: list[Write]) -> None:
        """Until none is rejected any more; raise Unavailable when patience ends or one cannot be written."""
        deadline, pause = time.monotonic() + self._patience, _FIRST_PAUSE
        while writes := self._rejected(writes):
            if time.monotonic() + pause > deadline:
                raise Unavailable("search index rejects writes", code="index_unavailable")
            time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads the writers, hides nothing
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _rejected(self, writes: list[Write]) -> list[Write]:
        """Send them; those that the cluster had no room for come back."""
        try:
            lines: list[Any] = [line for write in writes for line in write]
            answer = self._client.bulk(operations=lines, filter_path=_ANSWER)
        except elasticsearch.ApiError as exc:
            if is_rejection(exc.meta.status, error_type(exc)):
                return writes
            with faults():
                raise
        except Exception:
            with faults():
                raise
        if not answer.get("errors"):
            return []
        return [write for write, item in zip(writes, answer["items"], strict=True) if _again(item)]


_ANSWER = "errors,items.*.status,items.*.error.type,items.*.error.reason"


def _again(item: Mapping[str, Any]) -> bool:
    """Whether to try this one again; raise Unavailable for what no further try would change."""
    ((verb, found),) = item.items()
    status, error = int(found["status"]), found.get("error") or {}
    if status < 300 or status == _NEWER_EXISTS or (status == _GONE and verb == "delete" and not error):
        return False
    if is_rejection(status, str(error.get("type"))):
        return True
    raise meaning(status, str(error.get("type")), str(error.get("reason")))


def encoded(value: object) -> bytes:
    """JSON; halves of characters, which no UTF-8 can say, become the sign for that."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_sound(value))


def _sound(value: object) -> object:
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, Mapping):
        return {_sound(key): _sound(part) for key, part in value.items()}
    return [_sound(part) for part in value] if isinstance(value, list | tuple) else value


def sound(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)

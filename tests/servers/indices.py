"""Indices of one test in a shared Elasticsearch."""

from __future__ import annotations

import json
import secrets
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def removed_afterwards(url: str) -> Iterator[str]:
    """The server's address with a prefix of its own; what was made under it goes at the end."""
    prefix = f"test-{secrets.token_hex(6)}"
    try:
        yield f"{url}/{prefix}"
    finally:
        for name in tell(
            url, "GET", f"/{prefix}*?allow_no_indices=true&expand_wildcards=all&filter_path=*.aliases"
        ):
            tell(url, "PUT", f"/{name}/_settings", {"index.blocks.read_only_allow_delete": None})
            tell(url, "DELETE", f"/{name}")


def tell(url: str, method: str, path: str, body: object | None = None) -> dict[str, object]:
    """One request in plain JSON, for what our own client would not do."""
    request = urllib.request.Request(url + path, method=method, headers={"Content-Type": "application/json"})
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(request, data, timeout=60) as answer:
        found: dict[str, object] = json.load(answer)
    return found

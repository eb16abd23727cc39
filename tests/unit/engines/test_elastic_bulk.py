"""Many writes at once against a server that is too busy, which a healthy one never is when a test wants it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from archive.domain.errors import Unavailable
from indexer.engines.elastic.bulk import Bulk, encoded
from indexer.engines.elastic.link import connect, read_address

Answer = tuple[int, object]
BUSY = {"type": "es_rejected_execution_exception", "reason": "queue is full"}
FULL = {"type": "cluster_block_exception", "reason": "disk usage exceeded flood-stage watermark"}


class Busy(HTTPServer):
    """Gives prepared answers to bulk requests and remembers which pages it was sent."""

    answers: list[Answer]
    seen: list[list[str]]


class Handler(BaseHTTPRequestHandler):
    server: Busy

    def do_PUT(self) -> None:
        lines = self.rfile.read(int(self.headers["Content-Length"])).splitlines()
        actions = (json.loads(line) for line in lines)
        self.server.seen.append([a[v]["_id"] for a in actions for v in ("index", "delete") if v in a])
        status, body = self.server.answers.pop(0)
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def busy() -> Iterator[Busy]:
    server = Busy(("127.0.0.1", 0), Handler)
    server.answers, server.seen = [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def items(*found: tuple[int, object]) -> Answer:
    listed = [{"index": {"status": status, **({"error": error} if error else {})}} for status, error in found]
    return 200, {"errors": any(error for _, error in found), "items": listed}


def send(busy: Busy, pages: int, patience: float = 20.0) -> None:
    client = connect(read_address(f"http://127.0.0.1:{busy.server_port}"), 5)
    try:
        with Bulk(client, ["papers"], patience) as bulk:
            for page in range(1, pages + 1):
                bulk.put("D-000001", page, 3, {"page": page})
    finally:
        client.close()


def test_only_the_rejected_are_sent_again(busy: Busy) -> None:
    """A cluster that is too busy for some pages gets those again, and no others."""
    busy.answers = [
        items((201, None), (429, BUSY), (409, {"type": "version_conflict_engine_exception"})),
        (429, {"error": BUSY, "status": 429}),
        items((201, None)),
    ]

    send(busy, 3)

    assert busy.seen == [["D-000001/1", "D-000001/2", "D-000001/3"], ["D-000001/2"], ["D-000001/2"]]


def test_patience_ends(busy: Busy) -> None:
    """A cluster that goes on rejecting is out of reach."""
    busy.answers = [items((429, BUSY))] * 20

    with pytest.raises(Unavailable) as caught:
        send(busy, 1, patience=0.5)

    assert caught.value.code == "index_unavailable"


def test_a_full_disk_is_not_asked_again(busy: Busy) -> None:
    """The same status with another reason: waiting would not help."""
    busy.answers = [items((429, FULL))]

    with pytest.raises(Unavailable) as caught:
        send(busy, 1)

    assert caught.value.code == "index_read_only"
    assert len(busy.seen) == 1


def test_halves_of_characters_can_be_sent() -> None:
    """What no UTF-8 can say becomes the sign for it, in every field."""
    assert json.loads(encoded({"title": "节\ud800能", "offers": ["\udfff"], "page": 1})) == {
        "title": "节\ufffd能",
        "offers": ["\ufffd"],
        "page": 1,
    }

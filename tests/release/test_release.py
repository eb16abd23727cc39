"""The dependency audit says what it did, and fails visibly when it could do nothing; the SBOM names everything."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.release import audit, sbom
from tests.release.lock import Pinned, pinned

Answer = Callable[[list[dict[str, object]]], object]


@pytest.fixture
def database() -> Iterator[Callable[[Answer], str]]:
    """database(answer) -> address of an advisory database that answers so."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
                body = json.dumps(answer(asked)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def quiet(asked: list[dict[str, object]]) -> object:
    return {"results": [{} for _ in asked]}


def against_flask(asked: list[dict[str, object]]) -> object:
    return {"results": [{"vulns": [{"id": "X-1"}]} if "flask" in str(q) else {} for q in asked]}


def short(asked: list[dict[str, object]]) -> object:
    return {"results": [{} for _ in asked[1:]]}


def test_an_audit_counts_what_it_asked_about(
    database: Callable[[Answer], str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As many audited as pinned; something known against one of them fails it."""
    monkeypatch.setattr(audit, "mismatches", lambda _: [])  # whoever develops may have installed newer ones
    for answer, code in ((quiet, audit.OK), (against_flask, audit.KNOWN), (short, audit.UNREACHED)):
        monkeypatch.setenv("QIJUAN_ADVISORIES", database(answer))
        assert audit.main() == code
    said = capsys.readouterr()
    assert f"audited {len(pinned())}, advisories 0" in said.out
    assert "known: flask" in said.err


def test_no_database_is_no_audit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so, and does not end like one that found nothing."""
    monkeypatch.setenv("QIJUAN_ADVISORIES", "http://127.0.0.1:9")

    assert audit.main() == audit.UNREACHED
    assert "NOT AUDITED" in capsys.readouterr().err


def test_everything_pinned_has_hashes_and_stands_in_the_sbom() -> None:
    """Nothing comes in by name alone."""
    wanted = pinned()
    listed = sbom.document(wanted)

    assert len(wanted) > 40
    assert all(p.hashes for p in wanted)
    assert {(c["name"], c["version"]) for c in listed["components"]} == {(p.name, p.version) for p in wanted}
    assert len({c["bom-ref"] for c in listed["components"]}) == len(wanted)


def test_what_is_installed_otherwise_is_named() -> None:
    """Audited is what runs, not what a file says."""
    from tests.release.lock import mismatches

    assert mismatches([Pinned("flask", "0.0.1", ())])[0].startswith("flask: pinned 0.0.1, installed ")
    assert "not at all" in mismatches([Pinned("no-such-thing-at-all", "1", ())])[0]

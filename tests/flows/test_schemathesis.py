"""A foreign tester reads our OpenAPI document and tries what it promises, over a real socket."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from waitress.server import create_server

from tests.flows.conftest import Filed, Knock
from tests.serving import running

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "ignored_auth",
)
"""Not whether nonsense is refused: many of our fields take any text, and an unknown entity is 404."""
ENDS_ITSELF = "disable_user"


@pytest.fixture
def address(site: Flask, filed: Filed) -> Iterator[str]:
    server = create_server(site, host="127.0.0.1", port=0, threads=4)
    with running(server):
        yield f"http://127.0.0.1:{server.effective_port}/api/v1"


def tried(address: str, token: str, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(str(Path(sys.executable).with_name("schemathesis")), "run", f"{address}/openapi.json"),
            *("--header", f"Authorization: Bearer {token}", "--checks", ",".join(CHECKS)),
            *("--exclude-operation-id", ENDS_ITSELF, "--seed", "20080305", "--no-color", *more),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_document_holds_for_a_stranger_who_reads_it(address: str, knock: Knock, tmp_path: Path) -> None:
    """Every operation, its limits and some chance: no server error, no undocumented answer."""
    done = tried(address, knock("city").token, tmp_path, "--phases=coverage,fuzzing", "--max-examples=3")
    assert done.returncode == 0, done.stdout[-8000:]
    assert "Failures" not in done.stdout


@pytest.mark.campaign
@pytest.mark.parametrize("role", ["admin", "city", "inspector", "approver", "clerk"])
def test_the_document_holds_for_everybody_at_length(
    role: str, address: str, knock: Knock, tmp_path: Path
) -> None:
    """Also one operation after another with what the former answered."""
    done = tried(address, knock(role).token, tmp_path, "--max-examples=100")
    assert done.returncode == 0, done.stdout[-8000:]

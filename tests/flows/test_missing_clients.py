"""The small installation lacks the clients of a cluster: asked for one, it says what to install."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from archive.settings import Settings
from webui.homes import create_home

WITHOUT = "import sys; sys.modules[sys.argv[1]] = None; from webui.cli import main; main(sys.argv[2:])"
CASES = [
    ("elasticsearch", {"QIJUAN_INDEX": "http://127.0.0.1:9/x"}, ("search", "节能", "--json")),
    ("psycopg", {"QIJUAN_DATABASE": "postgresql://u:p@127.0.0.1:9/x"}, ("documents", "--json")),
    ("celery", {"QIJUAN_QUEUE": "redis://127.0.0.1:9/0"}, ("worker",)),
]


@pytest.mark.parametrize(("package", "settings_given", "command"), CASES, ids=[case[0] for case in CASES])
def test_a_missing_client_is_named_with_advice(
    settings: Settings, package: str, settings_given: dict[str, str], command: tuple[str, ...]
) -> None:
    """Exit 4, the package, and the command that installs it; no unexpected error."""
    create_home(settings)
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT, package, *command],
        env={**os.environ, "QIJUAN_HOME": str(settings.home), **settings_given},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 4, run.stderr
    said = json.loads(run.stdout)["error"]["code"] if "--json" in command else run.stderr
    assert "driver_missing" in said
    assert package in run.stdout + run.stderr
    assert "install-cluster" in run.stdout + run.stderr

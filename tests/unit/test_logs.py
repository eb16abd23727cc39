"""Traces are for the log of the home, sentences for the terminal."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from indexer.logs import log_to


@pytest.mark.parametrize("room", ["indexer.pipeline", "webui.errors"])
def test_the_terminal_hears_a_sentence_and_the_home_keeps_the_trace(
    room: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No stack trace before a clerk; the one who repairs it finds it in errors.log."""
    log_to(tmp_path)
    try:
        (tmp_path / "nothing").read_bytes()
    except OSError:
        logging.getLogger(room).exception("cannot process %s", "D-000001")

    told = capsys.readouterr().err
    assert told.startswith("cannot process D-000001: ")
    assert told.count("\n") == 1
    assert "Traceback" in (tmp_path / "errors.log").read_text("utf-8")


def test_a_home_that_cannot_be_written_loses_the_log_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence still reaches the terminal."""
    log_to(tmp_path / "gone")
    logging.getLogger("indexer").error("worker stopped")

    assert capsys.readouterr().err == "worker stopped\n"

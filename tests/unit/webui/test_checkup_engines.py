"""What doctor says of servers: not configured, out of reach, and never a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.settings import Settings
from indexer.queues import chores
from webui.checkup import examine
from webui.checkup_engines import duties, engine_servers
from webui.context import Office

NOBODY = "127.0.0.1:9"


def test_one_machine_needs_no_servers() -> None:
    """Nothing configured: nothing needed, nothing wrong."""
    found = list(engine_servers(Settings()))

    assert [check.name for check in found] == ["elasticsearch", "tika", "celery"]
    assert all(check.ok and not check.needed for check in found)


def test_a_server_out_of_reach_is_named_with_advice() -> None:
    """Each configured server that does not answer is wrong, with what to do."""
    settings = Settings(
        index=f"http://u:geheim@{NOBODY}",
        tika=f"http://u:geheim@{NOBODY}",
        queue=f"redis://:geheim@{NOBODY}/0",
    )
    found = list(engine_servers(settings))

    assert [(check.ok, check.needed, bool(check.advice)) for check in found] == [(False, True, True)] * 3
    assert [check.found for check in found] == ["index_unavailable", "tika_unavailable", "queue_unavailable"]


def test_an_address_that_is_none_is_wrong() -> None:
    """A scheme that no broker has is told as the setting it is."""
    found = {check.name: check for check in engine_servers(Settings(tika="tika:9998", queue="memory://"))}

    assert (found["tika"].found, found["celery"].found) == ("setting_invalid", "setting_invalid")


def test_passwords_are_not_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever stands before the @ of an address stays hidden, also when it holds odd characters."""
    monkeypatch.setenv("QIJUAN_HOME", str(tmp_path))
    monkeypatch.setenv("QIJUAN_QUEUE", f"redis://:ge/he@im@{NOBODY}/0")
    monkeypatch.setenv("QIJUAN_TIKA", f"http://u:geheim@{NOBODY}")

    shown = " ".join(f"{check.found} {check.advice}" for check in examine())

    assert NOBODY in shown
    assert "ge/he" not in shown
    assert "geheim" not in shown


def test_the_newest_results_of_the_duties_are_told(office: Office) -> None:
    """Agreement and fixity were checked by themselves: doctor says when and what came of it."""
    assert chores.agree(office.parts) == 0
    assert chores.verify(office.parts) == 0

    found = {check.name: check for check in duties(office.parts.store)}

    assert found["一致性检查"].ok
    assert found["原件校验"].ok


def test_what_the_duties_found_wrong_is_told(office: Office, hand_in) -> None:
    """An original that is gone shows in doctor after the next regular check."""
    hand_in({"a.txt": b"a"})
    with office.parts.store.read() as tx:
        ((digest, _),) = tx.documents.originals()
    office.parts.blobs.path(digest).unlink()

    assert chores.verify(office.parts) == 1
    (check,) = (check for check in duties(office.parts.store) if check.name == "原件校验")
    assert not check.ok
    assert "qijuan verify" in check.advice

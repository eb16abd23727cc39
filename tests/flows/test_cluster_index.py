"""An office whose papers are found in an Elasticsearch cluster, in good days and bad ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.domain.actor import LOCAL
from archive.domain.errors import Unavailable
from archive.domain.search import Query
from archive.settings import Settings
from indexer.indexing import try_catch_up
from tests.conftest import NOTICE, HandIn
from tests.flows.conftest import Knock
from tests.servers.indices import removed_afterwards, tell
from tests.servers.running import Server
from webui.context import Office

FILES = {"通知.txt": NOTICE.encode()}


@pytest.fixture
def address(elasticsearch_url: str) -> Iterator[str]:
    with removed_afterwards(elasticsearch_url) as url:
        yield url


@pytest.fixture
def settings(tmp_path: Path, address: str) -> Settings:
    return Settings(home=tmp_path / "home", workers=1, index=f"{address}?timeout=2")


def found(office: Office, text: str) -> int:
    return office.searching.search(LOCAL, Query(text)).total


def wrong(office: Office) -> list[str]:
    return [damage.code for damage in office.upkeep.fsck()[0]]


def test_from_upload_to_evidence(office: Office, hand_in: HandIn, read_all: Callable[[], None]) -> None:
    """A paper is found with its marked quote; withdrawn it is found no more; the index equals the database."""
    hand_in(FILES, "990101", 2008)
    read_all()

    result = office.searching.search(LOCAL, Query("“节能减排工作领导小组”", facets=True))
    assert result.total == 1
    assert "<em>节能减排工作领导小组</em>" in result.hits[0].snippet
    assert result.facets["entity"] == {"990101": 1}
    assert wrong(office) == []

    office.deciding.withdraw(LOCAL, result.hits[0].head.id, "交错了")
    try_catch_up(office.parts.store, office.parts.index)
    assert found(office, "领导小组") == 0
    assert wrong(office) == []


def test_a_frozen_cluster_stops_nobody_but_searchers(
    office: Office,
    hand_in: HandIn,
    read_all: Callable[[], None],
    knock: Knock,
    elasticsearch_server: Server | None,
) -> None:
    """Papers are received, read and audited; searchers are told so; afterwards the index catches up by itself."""
    if elasticsearch_server is None:
        pytest.skip("the server named in the environment is not ours to freeze")
    inspector = knock("city")
    elasticsearch_server.freeze()
    try:
        receipt = hand_in(FILES, "990101", 2008)
        with pytest.raises(Unavailable):
            read_all()
        assert try_catch_up(office.parts.store, office.parts.hasty_index) == 0
        assert office.auditing.run(LOCAL, 2008).results
        answer = inspector.api("GET", "/search?q=节能")
    finally:
        elasticsearch_server.thaw()
    elasticsearch_server.wait()

    assert receipt.received == 1
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["code"] == "index_unavailable"
    assert "恢复后自动补齐" in answer.text or "恢复后自动补齐" in str(answer.json)
    assert try_catch_up(office.parts.store, office.parts.index) == 1
    assert found(office, "领导小组") == 1
    assert wrong(office) == []


def test_an_index_that_somebody_removed(
    office: Office, hand_in: HandIn, read_all: Callable[[], None], address: str
) -> None:
    """fsck names it and its repair builds the index again from the database."""
    hand_in(FILES, "990101", 2008)
    read_all()
    server, _, prefix = address.rpartition("/")
    tell(server, "DELETE", f"/{prefix}-g000001")

    assert wrong(office) == ["index_damaged"]
    office.upkeep.fsck(repair=True)

    assert found(office, "领导小组") == 1
    assert wrong(office) == []


def test_another_address_is_enough(
    office: Office, settings: Settings, hand_in: HandIn, read_all: Callable[[], None]
) -> None:
    """What was indexed in one place is indexed again where the settings point now."""
    hand_in(FILES, "990101", 2008)
    read_all()

    for index in ("", settings.index):
        moved = Office.open(replace(settings, index=index))
        assert try_catch_up(moved.parts.store, moved.parts.index) == 1
        assert found(moved, "领导小组") == 1
        moved.close()

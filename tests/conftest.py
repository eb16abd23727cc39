"""Homes, stores and small papers that many tests need."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest

from archive.domain.actor import LOCAL
from archive.domain.document import Filing
from archive.domain.records import ReceiptHead
from archive.services.intake import Incoming
from archive.settings import Settings
from archive.storage import SqlStore
from tests.grouping import in_order
from webui.context import Office
from webui.homes import create_home

pytest_plugins = ["tests.servers.fixtures"]

# where a submission is judged the examples are the same each time; elsewhere chance goes on looking
hypothesis.settings.register_profile("judged", derandomize=True, deadline=None)
hypothesis.settings.register_profile("searching", deadline=None)
hypothesis.settings.load_profile("judged" if os.environ.get("CI") else "searching")

ENTITIES = [
    {"code": "990100", "name": "临川市", "kind": "city"},
    {"code": "990101", "name": "青川区", "kind": "county", "parent": "990100", "aliases": "青川"},
    {"code": "990102", "name": "柏溪县", "kind": "county", "parent": "990100"},
    {
        "code": "99D001",
        "name": "临川市统计局",
        "kind": "department",
        "parent": "990100",
        "attributes": '{"department": "统计"}',
    },
    {
        "code": "99E001",
        "name": "青川水泥有限公司",
        "kind": "enterprise",
        "parent": "990101",
        "annual_tce": "23000",
    },
]

NOTICE = """青川区人民政府文件
青政发〔2008〕12号
青川区人民政府关于成立节能减排工作领导小组的通知
各乡镇人民政府, 区直各部门:
为加强节能减排工作, 区政府决定成立节能减排工作领导小组。组长: 王立。成员单位: 区发改局、区统计局。领导小组办公室设在区发改局。
青川区人民政府
二○○八年三月五日
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    found = SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
    found.migrate()
    yield found
    found.close()


@pytest.fixture
def moment() -> datetime:
    return datetime(2009, 1, 12, 9, 30)  # noqa: DTZ001 - stored moments are UTC without zone


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", workers=1)


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    """A fresh home with a small city."""
    create_home(settings)
    opened = Office.open(settings)
    opened.registry.load(LOCAL, ENTITIES)
    yield opened
    opened.close()


HandIn = Callable[..., ReceiptHead]


@pytest.fixture
def hand_in(office: Office) -> HandIn:
    """hand_in({"a.txt": b"..."}, entity=..., year=..., actor=..., key=...)"""

    def receive(
        files: dict[str, bytes],
        entity: str | None = None,
        year: int | None = None,
        actor: object = LOCAL,
        key: str | None = None,
    ) -> ReceiptHead:
        def opener(data: bytes) -> Callable[[], io.BytesIO]:
            return lambda: io.BytesIO(data)

        incoming = [Incoming(path, opener(data)) for path, data in files.items()]
        return office.intake.receive(actor, Filing(entity, year), incoming, key=key)  # type: ignore[arg-type]

    return receive


@pytest.fixture
def read_all(office: Office) -> Callable[[], None]:
    """Let a worker in this process read everything that waits."""

    def work() -> None:
        from indexer.indexing import catch_up
        from indexer.worker import Stop, waiting, work_until

        work_until(office.parts, Stop(), lambda: waiting(office.parts) == 0)
        catch_up(office.parts.store, office.parts.index)

    return work


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = in_order(items)

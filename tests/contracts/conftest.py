"""A database of a real server, made once and emptied for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive.storage import SqlStore
from tests.contracts.databases import emptied, fresh_postgres


@pytest.fixture(scope="session")
def postgres_database(postgres_url: str) -> Iterator[str]:
    with fresh_postgres(postgres_url) as url:
        yield url


@pytest.fixture
def server(postgres_database: str) -> Iterator[SqlStore]:
    made = emptied(postgres_database)
    yield made
    made.close()

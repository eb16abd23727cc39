"""The fictional city of the mini papers, and a describer that knows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from archive.domain.content import Content, Page
from archive.domain.entity import Alias, Entity, Kind
from archive.domain.facts import Facts
from archive.rulebook import load
from indexer.extract.describe import PaperDescriber

PAPERS = Path(__file__).parent / "papers"


@pytest.fixture(scope="session")
def entities() -> list[Entity]:
    rows = yaml.safe_load((PAPERS / "entities.yaml").read_text("utf-8"))
    return [
        Entity(
            row["code"],
            row["name"],
            Kind(row["kind"]),
            row.get("parent"),
            tuple(Alias(a["name"], a.get("since"), a.get("until")) for a in row.get("aliases", ())),
            row.get("attributes", {}),
        )
        for row in rows
    ]


@pytest.fixture(scope="session")
def describer(entities: list[Entity]) -> PaperDescriber:
    return PaperDescriber(load(), entities)


@pytest.fixture(scope="session")
def describe(describer: PaperDescriber) -> Callable[..., Facts]:
    def _describe(text: str, path: str = "扫描件0001.pdf", media: str = "text/plain") -> Facts:
        pages = tuple(Page(number, part) for number, part in enumerate(text.split("\f"), 1))
        return describer.describe("D-000001", path, Content(media, pages))

    return _describe

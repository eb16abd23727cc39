"""Titles as offices word them: the kind is named, the topic is recognised, other fields are not mistaken for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from archive.audit.topics import Topic, Topics
from archive.audit.views import View
from archive.domain.audit import Paper
from archive.domain.facts import Facts
from archive.rulebook import load

WORDINGS = yaml.safe_load((Path(__file__).parent / "papers" / "wordings.yaml").read_text("utf-8"))
BODY = "\n\n根据有关要求，现将有关事项明确如下，请认真贯彻执行。本部分为正文内容。\n某单位\n2008年5月6日"
KINDS = {"CTY": "county", "ENT": "enterprise", "DEP": "department"}


def _cases(part: str) -> Iterator[Any]:
    for id, rows in WORDINGS[part].items():
        for kind, title in rows:
            yield pytest.param(id, kind, title, id=f"{id}:{title}")


@pytest.fixture(scope="module")
def topics() -> dict[str, Topics]:
    book = load()
    return {kind: Topics(book.checklists[kind].requirements, book) for kind in KINDS.values()}


def _judged(topics: dict[str, Topics], facts: Facts, id: str, kind: str) -> set[Topic]:
    requirement = load().requirement(id)
    assert requirement is not None
    title = facts.title.value if facts.title else None
    paper = Paper("D", None, 2008, "扫描件1.pdf", "ready", doctype=kind, title=title, pages=1, facts=facts)
    needs = [need for need in requirement.needs if kind in need.any_of]
    assert needs
    return {topics[KINDS[id[:3]]].test(View(paper), requirement, need) for need in needs}


@pytest.mark.parametrize(("id", "kind", "title"), list(_cases("shows")))
def test_a_real_title_names_its_kind_and_topic(
    id: str, kind: str, title: str, describe: Callable[..., Facts], topics: dict[str, Topics]
) -> None:
    """Another office's wording of the same paper is the same paper."""
    facts = describe(title + BODY)

    assert facts.doctype is not None
    assert facts.doctype.value == kind
    assert Topic.RIGHT in _judged(topics, facts, id, kind)


@pytest.mark.parametrize(("id", "kind", "title"), list(_cases("shows_not")))
def test_a_paper_of_another_field_shows_no_topic(
    id: str, kind: str, title: str, describe: Callable[..., Facts], topics: dict[str, Topics]
) -> None:
    """A rule on fire protection is no rule on energy."""
    assert Topic.RIGHT not in _judged(topics, describe(title + BODY), id, kind)

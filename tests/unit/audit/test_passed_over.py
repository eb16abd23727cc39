"""Papers whose title names another requirement are passed over: what is said of them stays the same."""

from __future__ import annotations

import pytest

from archive.audit.bench import lay_out
from archive.audit.conditions import requirements_of, scheme_of
from archive.audit.periods import slots_of
from archive.domain.audit import Paper
from archive.rulebook import load
from tests.unit.audit.planted import YEAR, all_requirements, dossier, ideal


@pytest.mark.parametrize("kind", ["county", "department", "enterprise"])
def test_passed_over_papers_hear_what_all_others_hear(kind: str) -> None:
    """The verdicts on all papers of a need are those of looking at each, and the near ones are a part of them."""
    book = load()
    papers: list[Paper] = []
    for owner, requirement in all_requirements(book):
        if owner == kind:
            papers += ideal(requirement, len(papers) + 1)
    filed = dossier(kind, papers, "统计" if kind == "department" else None)
    requirements = requirements_of(filed.entity, book)
    bench = lay_out(filed, book, scheme_of(filed.entity, None, YEAR, book), requirements)
    astray: set[str] = set()
    for requirement in requirements:
        periods = slots_of(requirement.frequency, YEAR)
        for need in requirement.needs:
            offers = bench.judge.offers(bench.by_kind, requirement, need, periods)
            views = [view for of in dict.fromkeys(need.any_of) for view in bench.by_kind.get(of, ())]
            assert offers.verdicts == bench.judge.verdicts(views, requirement, need, periods)
            near = {id(verdict) for verdict in offers.near}
            far = [v for v in offers.verdicts if id(v) not in near]
            assert all(v.other_topic and not v.by_name for v in far)
            assert astray.isdisjoint(offers.astray)
            astray.update(offers.astray)
    assert astray

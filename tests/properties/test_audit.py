"""What holds for every dossier."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.audit import audit
from archive.domain.audit import Paper, SlotState
from archive.rulebook import load
from tests.unit.audit.planted import all_requirements, claim, dossier, ideal

BOOK = load()
POOL: dict[str, list[Paper]] = {"county": [], "enterprise": []}
for _kind, _requirement in all_requirements(BOOK):
    if _kind in POOL:
        POOL[_kind].extend(ideal(_requirement, len(POOL[_kind]) + 1))
KINDS = st.sampled_from(sorted(POOL))


def spoilt(paper: Paper, how: int) -> Paper:
    """The paper as it is, or with one thing wrong."""
    if how == 1:
        return replace(paper, facts=replace(paper.facts, draft=claim("讨论稿")))
    if how == 2:
        return replace(paper, state="unreadable", reason="damaged", doctype=None)
    if how == 3:
        return replace(paper, notes=frozenset({"entity_conflict"}))
    if how == 4:
        return replace(paper, doctype="meeting_minutes", title="党委会议纪要")
    if how == 5:
        return replace(paper, state="processing")
    return paper


@st.composite
def dossiers(draw: st.DrawFn) -> tuple[str, list[Paper]]:
    """Some ideal papers, some of them spoilt."""
    kind = draw(KINDS)
    chosen = draw(st.lists(st.sampled_from(POOL[kind]), max_size=12, unique_by=lambda p: p.document))
    return kind, [spoilt(p, draw(st.integers(0, 5))) for p in chosen]


@settings(max_examples=40, deadline=None)
@given(dossiers())
def test_same_dossier_same_result(made: tuple[str, list[Paper]]) -> None:
    """The auditor has no memory and no clock, and the order of papers does not matter."""
    kind, papers = made
    shuffled = list(papers)
    random.Random(7).shuffle(shuffled)

    assert audit(dossier(kind, papers), BOOK) == audit(dossier(kind, shuffled), BOOK)


@settings(max_examples=40, deadline=None)
@given(dossiers(), st.integers(0, 10_000), st.integers(0, 5))
def test_one_more_paper_never_undoes_what_is_proven(
    made: tuple[str, list[Paper]], which: int, how: int
) -> None:
    """A complete slot stays complete, except that a new instrument asks for its own certificates."""
    kind, papers = made
    pool = [p for p in POOL[kind] if p.doctype not in {"meter_list", "certificate"}]
    extra = replace(spoilt(pool[which % len(pool)], how), document="D-999999")

    before = {
        (s.requirement, s.period)
        for s in audit(dossier(kind, papers), BOOK).slots
        if s.state is SlotState.COMPLETE
    }
    after = {
        (s.requirement, s.period)
        for s in audit(dossier(kind, [*papers, extra]), BOOK).slots
        if s.state is SlotState.COMPLETE
    }

    assert before <= after


@settings(max_examples=30, deadline=None)
@given(dossiers())
def test_every_paper_is_accounted_for(made: tuple[str, list[Paper]]) -> None:
    """Each paper is matched somewhere or stands beside the checklist, never both, never neither."""
    kind, papers = made
    result = audit(dossier(kind, papers), BOOK)
    matched = {m.document for m in result.matches}
    aside = {b.document for b in result.beside}

    assert matched | aside == {p.document for p in papers}
    assert not matched & aside


@settings(max_examples=30, deadline=None)
@given(dossiers())
def test_points_balance(made: tuple[str, list[Paper]]) -> None:
    """Supported and at risk are the total; nothing is negative."""
    kind, papers = made
    score = audit(dossier(kind, papers), BOOK).score

    assert score is not None
    assert score.supported + score.at_risk == score.total
    assert min(score.supported, score.at_risk, score.bonus) >= 0

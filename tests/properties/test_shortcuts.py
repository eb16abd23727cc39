"""Ways around work in judging say what the long way says."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.audit.coverage import coverage
from archive.audit.periods import slots_of
from archive.audit.topics import Topic, Topics
from archive.audit.views import View
from archive.domain.audit import Paper
from archive.domain.rulebook import Doctype
from archive.rulebook import load
from tests.unit.audit.planted import YEAR, all_requirements, claim, ideal

BOOK = load()
KINDS = sorted(BOOK.doctypes)
PAPERS = [paper for _, r in all_requirements(BOOK) for paper in ideal(r)]
TITLES = [
    *sorted({p.title or "" for p in PAPERS}),
    "",
    "会议纪要",
    "节能工作材料汇编",
    "关于消防安全的通知",
    "照片",
]
PERIODS = [
    "2018",
    "2018-03",
    "2018-Q2",
    "2018-H1",
    "2018-01..2018-09",
    "2016..2018",
    "2012..2014",
    "2010..2018",
]
PERIODS += ["2017-12", "2017-11..2018-02", "2019", "2017-Q4", "1999..2001", "2018-12"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TITLES), st.sampled_from(KINDS), st.sampled_from(PAPERS))
def test_a_title_on_other_requirements_needs_no_comparison(title: str, kind: str, body: Paper) -> None:
    """Where a title names requirements, every other one is off its topic, unless it is a book of papers."""
    paper = replace(body, doctype=kind, title=title)
    view = View(paper)
    for checklist in BOOK.checklists.values():
        topics = Topics(checklist.requirements, BOOK)
        named = topics.named(view)
        for requirement in checklist.requirements if named and not view.collection else ():
            for need in requirement.needs:
                open_ = topics.asked(requirement, need).pattern is None
                if kind in need.any_of and requirement.id not in named and not open_:
                    assert topics.test(view, requirement, need) is Topic.OTHER


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(PERIODS), max_size=3),
    st.sampled_from(["monthly", "quarterly", "half_year", "yearly"]),
    st.sampled_from(sorted(BOOK.doctypes.values(), key=lambda d: d.id)),
    st.one_of(st.none(), st.integers(2015, 2020)),
)
def test_a_paper_serves_slots_of_the_year_only(
    periods: list[str], frequency: str, doctype: Doctype, stated: int | None
) -> None:
    """However long or far away the periods are that a paper covers, what it serves are slots that exist."""
    facts = replace(
        PAPERS[0].facts,
        year=claim(str(stated)) if stated else None,
        period=None,
        periods=tuple(claim(p) for p in periods),
    )
    view = View(replace(PAPERS[0], period=None, facts=facts))
    slots = slots_of(frequency, YEAR)
    served = coverage(view, slots, doctype.habits, YEAR)

    assert served.sure | served.unsure | served.other_year <= set(slots)

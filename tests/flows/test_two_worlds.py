"""What others handed in changes nothing that a bound account is told: two homes, every question, equal answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from archive.domain.actor import LOCAL
from tests.conftest import NOTICE
from tests.flows.worlds import BUREAU, NEIGHBOUR, OURS, REPORT, Papers, World, build, everything

LETTER = "临川市统计局关于核定青川区2008年单位GDP能耗的函\n经核定, 2008年青川区万元GDP能耗为{}吨标准煤, 比上年下降{}%。"
QUIET: Papers = (
    (NEIGHBOUR, "柏溪/甲.txt", "关于植树的通知".encode()),
    (NEIGHBOUR, "柏溪/乙.txt", "关于防汛的通知".encode()),
    (BUREAU, "统计/丙.txt", "关于统计报表的通知".encode()),
    (BUREAU, "统计/丁.txt", "统计局会议纪要".encode()),
)
"""Nothing that touches us."""
LOUD: Papers = (
    (NEIGHBOUR, "柏溪/甲.txt", NOTICE.encode()),
    (NEIGHBOUR, "柏溪/自查报告 绝密代号.txt", REPORT.replace("青川区", "柏溪县").encode()),
    (BUREAU, "统计/核定函.txt", LETTER.format("1.330", "3.87").encode()),
    (BUREAU, "统计/节能/坏.pdf", b"%PDF-1.4 also broken"),
)
"""Our very bytes at the neighbour's, the bureau's numbers against ours, an unreadable paper, telling names."""
AGREEING: Papers = (
    (NEIGHBOUR, "柏溪/甲.txt", "绝密代号 领导小组 领导小组 领导小组".encode() * 50),
    (NEIGHBOUR, "柏溪/乙.bin", b"\x00\x01\x02"),
    (BUREAU, "统计/核定函.txt", LETTER.format("1.220", "4.41").encode()),
    (BUREAU, "统计/自查.txt", REPORT.encode()),
)
"""The bureau's numbers agree with ours."""


KINDS = {"quiet": QUIET, "loud": LOUD, "agreeing": AGREEING}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], World]]:
    """world("loud"): made when first asked for."""
    made: dict[str, World] = {}

    def give(name: str) -> World:
        if name not in made:
            made[name] = build(tmp_path_factory.mktemp(name), KINDS[name])
        return made[name]

    yield give
    for built in made.values():
        built.office.close()


@pytest.mark.parametrize(
    ("role", "other", "pages"),
    [
        ("clerk", "loud", 100),
        *(
            pytest.param(role, other, 1_000, marks=pytest.mark.campaign)
            for role in ("clerk", "approver", "inspector")
            for other in ("loud", "agreeing")
        ),
    ],
)
def test_answers_do_not_depend_on_what_others_handed_in(
    world: Callable[[str], World], role: str, other: str, pages: int
) -> None:
    """Search, counts, receipts, jobs, audits, runs, findings, reports, errors and pages are equal, letter by letter."""
    quiet, loud = (dict(everything(world(name), role, pages)) for name in ("quiet", other))

    assert len(quiet) > 250
    assert quiet.keys() == loud.keys()
    assert [asked for asked in quiet if quiet[asked] != loud[asked]] == []


def test_the_worlds_do_differ(world: Callable[[str], World]) -> None:
    """Whoever sees everything sees the bureau's number against ours: the comparison above could fail."""
    told = {}
    for name in ("quiet", "loud"):
        foreign = set(world(name).foreign)
        findings = world(name).office.auditing.standing(LOCAL, OURS, 2008).findings
        told[name] = {f.rule for f in findings if foreign & {place.document for place in f.evidence}}

    assert told == {"quiet": set(), "loud": {"R-XDOC-1"}}

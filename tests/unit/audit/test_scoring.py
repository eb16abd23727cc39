"""Points by scheme: steps, risk, claims, bonus, veto and grade."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from archive.audit import audit
from archive.domain.audit import Decision, Paper, Score, SlotState
from archive.domain.facts import Caliber, Figure, Locator, ScoreLine
from archive.rulebook import load
from tests.unit.audit.planted import YEAR, dossier, ideal

BOOK = load()


def everything(kind: str) -> list[Paper]:
    """Ideal papers of a whole checklist."""
    made: list[Paper] = []
    for requirement in BOOK.checklists[kind].requirements:
        made.extend(ideal(requirement, len(made) + 1))
    return made


def figure(indicator: str, value: str, unit: str = "%") -> Figure:
    number = Decimal(value)
    half = Decimal("0.005")
    return Figure(
        indicator, None, str(YEAR), Caliber(), None, number, number - half, number + half, unit,
        number, number - half, number + half, unit, value, Locator("D-000001", 1, None, value),
    )  # fmt: skip


def scored(kind: str, papers: list[Paper], **more: object) -> Score:
    found = audit(dossier(kind, papers, **more), BOOK).score
    assert found is not None
    return found


def with_figures(papers: list[Paper], *figures: Figure) -> list[Paper]:
    first = papers[0]
    return [replace(first, facts=replace(first.facts, figures=figures)), *papers[1:]]


@pytest.mark.parametrize("kind", ["county", "enterprise"])
def test_a_full_volume_earns_everything(kind: str) -> None:
    """Complete slots add up to the scheme's hundred; nothing is at risk."""
    score = scored(kind, everything(kind))

    assert (score.total, score.supported, score.at_risk) == (100, 100, 0)
    assert score.grade == "超额完成"
    assert score.bonus == (6 if kind == "enterprise" else 0)


def test_nothing_is_all_risk_and_no_veto() -> None:
    """A missing proof is risk, not veto."""
    score = scored("county", [])

    assert (score.supported, score.at_risk, score.vetoed) == (0, 100, False)


@pytest.mark.parametrize(
    ("kind", "actual", "goal", "supported", "vetoed"),
    [
        ("county", "4.00", "4.00", 100, False),
        ("county", "3.70", "4.00", 96, True),
        ("county", "2.10", "4.00", 80, True),
        ("county", "1.00", "4.00", 60, True),
        ("enterprise", "95.00", "100.00", 95, True),
        ("enterprise", "55.00", "100.00", 75, True),
    ],
)
def test_the_target_line_follows_the_steps(
    kind: str, actual: str, goal: str, supported: int, vetoed: bool
) -> None:
    """Steps differ between county (36 at 90 %) and enterprise (35); a proven miss vetoes."""
    ids = ("I-EGDPR", "I-TGT") if kind == "county" else ("I-SAVE", "I-SAVET")
    papers = with_figures(everything(kind), figure(ids[0], actual), figure(ids[1], goal))

    score = scored(kind, papers)

    assert (score.supported, score.vetoed) == (supported, vetoed)
    assert score.grade == ("未完成" if vetoed else "超额完成")


def test_bonus_is_apart() -> None:
    """Exceeding the target earns bonus within its cap and never enlarges the supported points."""
    papers = with_figures(everything("county"), figure("I-EGDPR", "5.00"), figure("I-TGT", "4.00"))

    score = scored("county", papers)

    assert (score.supported, score.bonus, score.at_risk) == (100, 6, 0)


def test_monthly_slots_share_their_points() -> None:
    """Eleven of twelve months support eleven twelfths of the point."""
    papers = [p for p in everything("enterprise") if not (p.doctype == "ledger" and p.period == f"{YEAR}-05")]

    assert scored("enterprise", papers).supported == Decimal("99.92")


def test_claimed_is_what_the_sheet_says() -> None:
    """The total of the self-score sheet, or nothing without one."""
    papers = everything("county")
    assert scored("county", papers).claimed is None
    total = ScoreLine("合计", Decimal(100), Decimal(96), is_total=True)
    sheet = next(p for p in papers if p.doctype == "self_score")
    papers[papers.index(sheet)] = replace(sheet, facts=replace(sheet.facts, score_lines=(total,)))

    assert scored("county", papers).claimed == 96


def test_waived_points_leave_the_total() -> None:
    """What a person waives is named and no longer counted."""
    waived = Decision("CTY-06-01", str(YEAR), SlotState.WAIVED, "当年未安排", "office", "2019-01-01T00:00:00")

    score = scored("county", [], decisions=(waived,))

    assert (score.total, score.not_applicable) == (98, ("CTY-06-01",))


def test_departments_are_not_scored() -> None:
    """No scheme, no score."""
    assert audit(dossier("department", [], "统计"), BOOK).score is None

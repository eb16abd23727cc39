"""The table of figures: quiet where papers agree, loud where a finding says so."""

from __future__ import annotations

from decimal import Decimal

from archive.domain.audit import Finding, Severity
from archive.domain.facts import Caliber, Figure, Locator
from webui.figuretable import LOUD, Canvas, figure_table, trends


def figure(document: str, value: str, period: str = "2008", indicator: str = "I-EGDPR") -> Figure:
    number = Decimal(value)
    return Figure(
        indicator=indicator,
        entity="990101",
        period=period,
        caliber=Caliber(),
        vintage=None,
        value=number,
        low=number,
        high=number,
        unit="%",
        canonical_value=number,
        canonical_low=number,
        canonical_high=number,
        canonical_unit="percent",
        wording="下降",
        locator=Locator(document, 1, None, f"下降{value}%"),
    )


def finding(*figures: Figure, severity: Severity = Severity.ERROR) -> Finding:
    return Finding("R-XDOC-1", severity, evidence=tuple(f.locator for f in figures))


def test_cells_of_a_contradiction_are_loud_and_the_rest_is_quiet() -> None:
    """Both sides of the finding are marked, a third paper with its own fact is not."""
    one, other, third = figure("D-1", "4.14"), figure("D-2", "4.41"), figure("D-3", "3.9", "2007")
    table = figure_table([one, other, third], [finding(one, other)], {}, parts=False)

    assert table.documents == ("D-1", "D-2", "D-3")
    assert [(line.period, line.state) for line in table.lines] == [("2008", LOUD), ("2007", "")]
    assert [cell.state if cell else None for cell in table.lines[0].cells] == [LOUD, LOUD, None]


def test_information_asks_and_never_shouts() -> None:
    """A finding that only asks marks its cells as asked."""
    one, other = figure("D-1", "4.14"), figure("D-2", "4.41")
    table = figure_table([one, other], [finding(one, other, severity=Severity.INFO)], {}, parts=False)

    assert table.lines[0].state == "asked"


def test_months_stay_out_until_they_are_asked_for() -> None:
    """Twelve months would bury the year; their number is told."""
    told = [figure("D-1", "4.14"), *(figure("D-1", str(n), f"2008-{n:02}") for n in range(1, 13))]

    assert figure_table(told, [], {}, parts=False).parts == 12
    assert len(figure_table(told, [], {}, parts=True).lines) == 13


def test_a_trend_needs_two_years_and_shows_every_distinct_value() -> None:
    """One year draws nothing; the same value twice in a year is one dot, another value a second one."""
    told = [figure("D-1", "4"), figure("D-2", "4"), figure("D-3", "5"), figure("D-1", "3", "2007")]
    drawn = trends(told, {}, Canvas())

    assert trends(told[:2], {}, Canvas()) == []
    assert [(dot.figure.period, str(dot.figure.value)) for dot in drawn[0].dots] == [
        ("2007", "3"),
        ("2008", "4"),
        ("2008", "5"),
    ]
    assert all(0 <= dot.x <= 260 and 0 <= dot.y <= 96 for dot in drawn[0].dots)

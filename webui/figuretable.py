"""Figures of one entity as a table: a line a fact, a column a paper; what disagrees is marked from the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from archive.domain.audit import Finding, Severity
from archive.domain.facts import Figure

GRAVE = frozenset({Severity.VETO, Severity.ERROR, Severity.WARNING})
LOUD, ASKED = "loud", "asked"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one paper prints for one fact; `state` is loud, asked or empty."""

    figures: tuple[Figure, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Line:
    """One fact; `cells` in the order of the table's papers, None where a paper is silent."""

    indicator: str
    item: str | None
    period: str | None
    cells: tuple[Cell | None, ...]

    @property
    def state(self) -> str:
        states = {cell.state for cell in self.cells if cell}
        return LOUD if LOUD in states else ASKED if ASKED in states else ""


@dataclass(frozen=True, slots=True)
class FigureTable:
    documents: tuple[str, ...]
    lines: tuple[Line, ...]
    parts: int
    """Facts of months and quarters that were left out."""


def figure_table(
    figures: Iterable[Figure], findings: Iterable[Finding], order: Mapping[str, int], *, parts: bool
) -> FigureTable:
    """Lines in the order of the rulebook's indicators (*order*), papers that tell most first.

    Months and quarters only with *parts*.
    """
    facts: dict[tuple[str, str | None, str | None], dict[str, list[Figure]]] = {}
    left_out: set[tuple[str, str | None, str | None]] = set()
    for figure in figures:
        key = (figure.indicator, figure.item, figure.period)
        if not parts and figure.period is not None and "-" in figure.period:
            left_out.add(key)
            continue
        facts.setdefault(key, {}).setdefault(figure.locator.document, []).append(figure)
    marked = _marked(findings)
    told = Counter(document for papers in facts.values() for document in papers)
    documents = sorted(told, key=lambda document: (-told[document], document))
    lines = [
        Line(*key, tuple(_cell(facts[key].get(document), marked) for document in documents))
        for key in sorted(
            facts, key=lambda k: (order.get(k[0], len(order)), k[0], k[1] or "", _latest_first(k[2]))
        )
    ]
    return FigureTable(tuple(documents), tuple(lines), len(left_out))


def _latest_first(period: str | None) -> tuple[int, str]:
    return (1, "") if period is None else (0, "".join(chr(0x10FFFF - ord(c)) for c in period))


def _marked(findings: Iterable[Finding]) -> dict[tuple[str, int, str], str]:
    """Place -> loud or asked; a place in a grave finding is loud whatever else it is in."""
    found: dict[tuple[str, int, str], str] = {}
    for finding in findings:
        state = LOUD if finding.severity in GRAVE else ASKED
        for locator in finding.evidence:
            place = (locator.document, locator.page, locator.quote)
            if found.get(place) != LOUD:
                found[place] = state
    return found


def _cell(figures: Sequence[Figure] | None, marked: Mapping[tuple[str, int, str], str]) -> Cell | None:
    if not figures:
        return None
    distinct: dict[tuple[Decimal, str], Figure] = {}
    states = set()
    for figure in figures:
        states.add(marked.get((figure.locator.document, figure.locator.page, figure.locator.quote), ""))
        distinct.setdefault((figure.value, figure.unit), figure)
    state = LOUD if LOUD in states else ASKED if ASKED in states else ""
    return Cell(tuple(distinct.values()), state)


@dataclass(frozen=True, slots=True)
class Dot:
    """One printed value of one year; pixels, and the figure it stands for."""

    x: int
    y: int
    figure: Figure


@dataclass(frozen=True, slots=True)
class Trend:
    """One indicator over years, drawn in pixels; `line` joins the years' first values."""

    indicator: str
    unit: str
    dots: tuple[Dot, ...]
    years: tuple[tuple[int, str], ...]
    line: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Canvas:
    width: int = 260
    height: int = 96
    margin: int = 14

    def x(self, at: int, first: int, last: int) -> int:
        return self.margin + round((at - first) / max(1, last - first) * (self.width - 2 * self.margin))

    def y(self, value: Decimal, low: Decimal, high: Decimal) -> int:
        room = self.height - 2 * self.margin
        share = (value - low) / (high - low) if high > low else Decimal("0.5")
        return self.margin + round(float(1 - share) * room)


@dataclass(slots=True)
class _Series:
    unit: str
    by_year: dict[int, dict[Decimal, Figure]] = field(default_factory=dict)


def trends(figures: Iterable[Figure], order: Mapping[str, int], canvas: Canvas) -> list[Trend]:
    """Indicators that papers print for two years or more, each distinct value once a year."""
    series: dict[tuple[str, str], _Series] = {}
    for figure in figures:
        if figure.item is None and figure.period is not None and figure.period.isdigit():
            key = (figure.indicator, figure.canonical_unit)
            known = series.setdefault(key, _Series(figure.canonical_unit))
            known.by_year.setdefault(int(figure.period), {}).setdefault(figure.canonical_value, figure)
    drawn = [_trend(key[0], found, canvas) for key, found in series.items() if len(found.by_year) > 1]
    return sorted(drawn, key=lambda t: (order.get(t.indicator, len(order)), t.indicator))


def _trend(indicator: str, series: _Series, canvas: Canvas) -> Trend:
    years = sorted(series.by_year)
    values = [value for found in series.by_year.values() for value in found]
    low, high = min(values), max(values)
    dots, line = [], []
    for year in years:
        x = canvas.x(year, years[0], years[-1])
        for number, (value, figure) in enumerate(series.by_year[year].items()):
            dots.append(Dot(x, canvas.y(value, low, high), figure))
            if number == 0:
                line.append(f"{x},{dots[-1].y}")
    labels = tuple((canvas.x(year, years[0], years[-1]), str(year)) for year in years)
    return Trend(indicator, series.unit, tuple(dots), labels, " ".join(line), low, high)

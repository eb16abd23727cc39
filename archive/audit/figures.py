"""Printed numbers of a dossier by indicator, each with the paper that prints it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.printed import FROM_PRINT, Number, Printed
from archive.audit.slips import alike, likely, slip
from archive.domain.audit import Paper
from archive.domain.document import FINAL

__all__ = [
    "FROM_PRINT",
    "SURE",
    "Printed",
    "archived",
    "blocks",
    "cause",
    "of",
    "partners",
    "printed",
    "slip",
]

SURE = 0.85
"""Figures read with less confidence accuse nobody."""
_POINT_SLIPS = 3
_DIGIT_SLIPS = frozenset({"digit_swap", "one_digit", "ocr_pair"})
_PLAIN = Decimal("0.5")
"""Weight from which a slip explains more than chance would."""
_OWN, _ARCHIVED = "own", "archived"


def printed(bench: Bench) -> list[Printed]:
    """Figures of the entity's own papers of the year, in order of document."""
    if _OWN not in bench.figures:
        code = bench.dossier.entity.code
        bench.figures[_OWN] = [
            p for view in bench.views if view.facts.figures and view.readable for p in _of(view.paper, code)
        ]
        for item in bench.figures[_OWN]:
            bench.figures.setdefault(f"{_OWN} {item.figure.indicator}", []).append(item)
    return bench.figures[_OWN]


def of(bench: Bench, *indicators: str) -> Iterator[Printed]:
    """Own figures of these indicators."""
    printed(bench)
    for indicator in indicators:
        yield from bench.figures.get(f"{_OWN} {indicator}", ())


def partners(bench: Bench) -> Iterator[Printed]:
    """Figures in papers of the bodies that must tell the same story."""
    for code, papers in sorted(bench.dossier.partners.items()):
        for paper in papers:
            if paper.facts.figures and paper.state in FINAL:
                yield from _of(paper, code)


def archived(bench: Bench) -> list[Printed]:
    """Figures in papers that the entity filed for other years."""
    if _ARCHIVED not in bench.figures:
        code = bench.dossier.entity.code
        bench.figures[_ARCHIVED] = [
            p for view in bench.others if view.facts.figures and view.readable for p in _of(view.paper, code)
        ]
    return bench.figures[_ARCHIVED]


def _of(paper: Paper, owner: str) -> Iterator[Printed]:
    if "entity_conflict" in paper.notes:
        return
    for figure in paper.facts.figures:
        if figure.confidence >= SURE and figure.period is not None:
            yield Printed(figure, figure.entity or owner, paper)


def blocks(items: Iterable[Printed]) -> dict[Hashable, dict[str, list[Printed]]]:
    """By paper, body and period: indicator -> its figures, one fact printed twice kept once."""
    found: dict[Hashable, dict[str, list[Printed]]] = {}
    seen: set[Hashable] = set()
    for item in items:
        figure = item.figure
        key = (item.paper.document, item.entity, figure.period)
        same = (
            key,
            figure.indicator,
            figure.item,
            figure.canonical_value,
            figure.canonical_low,
            figure.caliber,
        )
        if same not in seen:
            seen.add(same)
            found.setdefault(key, {}).setdefault(figure.indicator, []).append(item)
    return found


def cause(a: Printed, b: Printed) -> tuple[str | None, dict[str, object]]:
    """What most likely made two numbers differ; (None, {}) when nothing explains it."""
    power = slip(a, b)
    if power is not None:
        named = (
            "unit_slip" if abs(power) >= _POINT_SLIPS or a.figure.unit != b.figure.unit else "decimal_lost"
        )
        return named, {"factor": f"10^{power}"}
    if a.low <= -b.low and -b.high <= a.high:
        return "sign", {}
    return _by_digits(a, b) or _at_other_precision(a, b) or _at_other_precision(b, a), {}


def _at_other_precision(fine: Printed, coarse: Printed) -> str | None:
    """The slip of a number that the other paper prints to fewer decimals."""
    if fine.interval.width >= coarse.interval.width:
        return None
    found = likely(fine, coarse.interval)
    return found.cause if found.cause in _DIGIT_SLIPS and found.weight >= _PLAIN else None


def _by_digits(a: Printed, b: Printed) -> str | None:
    left, right = _digits(a), _digits(b)
    if len(left) != len(right) or len(left) < 2 or a.figure.unit != b.figure.unit:
        return None
    places = [i for i, (x, y) in enumerate(zip(left, right, strict=True)) if x != y]
    if len(places) == 1:
        pair = frozenset((left[places[0]], right[places[0]]))
        pictured = min(a.figure.confidence, b.figure.confidence) < FROM_PRINT
        return "ocr_pair" if pictured and alike(pair) else "one_digit"
    if len(places) == 2 and places[1] == places[0] + 1:
        i, j = places
        if left[i] == right[j] and left[j] == right[i]:
            return "digit_swap"
    return None


def _digits(item: Number) -> str:
    return f"{abs(item.value):f}".replace(".", "")

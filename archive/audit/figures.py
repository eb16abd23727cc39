"""Printed numbers of a dossier, each with the paper that prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from archive.audit.bench import Bench
from archive.domain.audit import Paper
from archive.domain.document import FINAL
from archive.domain.facts import Figure

_DIGITS = re.compile(r"\d")
SURE = 0.85
"""Figures read with less confidence accuse nobody."""
FROM_PRINT = 0.89
"""Below this a figure was read off a picture, where digits can be mistaken for each other."""
_ALIKE = frozenset(
    frozenset(pair) for pair in ("17", "27", "38", "56", "58", "68", "08", "06", "49", "69", "89", "35")
)
_TEN = Decimal(10)


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure, who owns it and which paper prints it."""

    figure: Figure
    entity: str
    paper: Paper

    @property
    def low(self) -> Decimal:
        return self.figure.canonical_low

    @property
    def high(self) -> Decimal:
        return self.figure.canonical_high

    def meets(self, other: Printed) -> bool:
        return self.low <= other.high and other.low <= self.high


def printed(bench: Bench) -> list[Printed]:
    """Figures of the entity's own papers of the year, in order of document."""
    code = bench.dossier.entity.code
    return [p for view in bench.views if view.facts.figures and view.readable for p in _of(view.paper, code)]


def partners(bench: Bench) -> Iterator[Printed]:
    """Figures in papers of the bodies that must tell the same story."""
    for code, papers in sorted(bench.dossier.partners.items()):
        for paper in papers:
            if paper.facts.figures and paper.state in FINAL:
                yield from _of(paper, code)


def archived(bench: Bench) -> Iterator[Printed]:
    """Figures in papers that the entity filed for other years."""
    for view in bench.others:
        if view.paper.facts.figures and view.readable:
            yield from _of(view.paper, bench.dossier.entity.code)


def _of(paper: Paper, owner: str) -> Iterator[Printed]:
    if "entity_conflict" in paper.notes:
        return
    for figure in paper.facts.figures:
        if figure.confidence >= SURE and figure.period is not None:
            yield Printed(figure, figure.entity or owner, paper)


def slip(a: Printed, b: Printed) -> int | None:
    """k when *b* is *a* times 10^k within the printed rounding, k not 0."""
    left, right = a.figure.canonical_value, b.figure.canonical_value
    if left == 0 or right == 0 or (left < 0) != (right < 0):
        return None
    power = round((abs(right) / abs(left)).log10())
    if power == 0:
        return None
    scale = _TEN**power
    low, high = a.low * scale, a.high * scale
    return power if low <= b.high and b.low <= high else None


def cause(a: Printed, b: Printed) -> tuple[str | None, dict[str, object]]:
    """What most likely made two numbers differ; (None, {}) when nothing explains it."""
    power = slip(a, b)
    if power is not None:
        if abs(power) >= 3 or a.figure.unit != b.figure.unit:
            return "unit_slip", {"factor": f"10^{power}"}
        return "decimal_lost", {"factor": f"10^{power}"}
    if a.low <= -b.low and -b.high <= a.high:
        return "sign", {}
    return _by_digits(a, b), {}


def _by_digits(a: Printed, b: Printed) -> str | None:
    left, right = _digits(a), _digits(b)
    if len(left) != len(right) or len(left) < 2 or a.figure.unit != b.figure.unit:
        return None
    places = [i for i, (x, y) in enumerate(zip(left, right, strict=True)) if x != y]
    if len(places) == 1:
        pair = frozenset((left[places[0]], right[places[0]]))
        pictured = min(a.figure.confidence, b.figure.confidence) < FROM_PRINT
        return "ocr_pair" if pictured and pair in _ALIKE else "one_digit"
    if len(places) == 2 and places[1] == places[0] + 1:
        i, j = places
        if left[i] == right[j] and left[j] == right[i]:
            return "digit_swap"
    return None


def _digits(item: Printed) -> str:
    return "".join(_DIGITS.findall(str(item.figure.value)))

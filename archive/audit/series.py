"""The figures around a figure: the same quantity of other periods, and the other quantities of the same row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from archive.audit.bench import Bench
from archive.audit.figures import printed
from archive.audit.periods import Span, span
from archive.audit.printed import Number, Printed
from archive.audit.slips import Near

_MONTHS = 12


def around(bench: Bench) -> Callable[[Number], Iterable[Near]]:
    """Looks the neighbours of a figure up; the index is made when the first relation breaks."""
    rows: dict[object, list[Printed]] = {}
    columns: dict[object, list[Printed]] = {}

    def near(number: Number) -> Iterator[Near]:
        if not isinstance(number, Printed):
            return
        if not rows:
            for item in printed(bench):
                columns.setdefault(_series(item), []).append(item)
                rows.setdefault(_row(item), []).append(item)
        for other in columns.get(_series(number), ()):
            if other.figure.period != number.figure.period:
                yield Near(other, _by_time(number, other))
        for other in rows.get(_row(number), ()):
            if other.figure.indicator != number.figure.indicator:
                yield Near(other, "neighbour_column")

    return near


def _series(item: Printed) -> object:
    figure = item.figure
    return item.paper.document, figure.indicator, item.entity, figure.item, figure.unit


def _row(item: Printed) -> object:
    figure = item.figure
    return item.paper.document, item.entity, figure.period, figure.item, figure.unit


def _by_time(number: Printed, other: Printed) -> str:
    """What was printed for another year, for the month before, or for another month."""
    here, there = span(number.figure.period or ""), span(other.figure.period or "")
    if here is None or there is None or _years(here) != _years(there):
        return "other_year"
    return "copied" if there.last + 1 == here.first else "neighbour_row"


def _years(of: Span) -> tuple[int, int]:
    return of.first // _MONTHS, of.last // _MONTHS

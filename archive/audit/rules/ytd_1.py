"""R-YTD-1 累计单调与相加: 累计(m) = 累计(m-1) + 本月(m); non-decreasing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.figures import printed
from archive.audit.periods import Span, span
from archive.audit.printed import Printed
from archive.audit.relations import Relation, Term

CODE = "R-YTD-1"
_MINUS = Decimal(-1)
_ADDED = frozenset(
    [
        "I-LBUY",
        "I-LUSE",
        "I-ETOT",
        "I-CONS",
        "I-ELEC",
        "I-SAVE",
        "I-OUTV",
        "I-OUTQ",
        "I-IVA",
        "I-GDPN",
        "I-GDPC",
    ]
)
"""Quantities of which a year is the sum of its months."""
_YEAR = 12
_ENOUGH = 2


def relations(bench: Bench) -> Iterator[Relation]:
    """Each month's sum to date against the month before and the month itself, in one paper."""
    series: dict[object, dict[Span, list[Printed]]] = {}
    for item in printed(bench):
        figure = item.figure
        if figure.indicator not in _ADDED:
            continue
        when = span(figure.period or "")
        if when is not None and when.months <= _YEAR:
            key: object = (
                item.paper.document,
                figure.indicator,
                item.entity,
                figure.item,
                figure.canonical_unit,
                figure.caliber.scope,
            )
            series.setdefault(key, {}).setdefault(when, []).append(item)
    for about, cells in series.items():
        single = {
            s: items[0] for s, items in cells.items() if len({i.figure.canonical_value for i in items}) == 1
        }
        yield from _chained(about, single)
        for when, items in cells.items():
            values = list({i.figure.canonical_value: i for i in items}.values())
            if when.months == 1 and when.first % _YEAR == 0 and len(values) == 2:
                # In January the month and the sum to date are one number.
                yield _relation(about, values[1], (values[0],), _ENOUGH)


def _chained(key: object, cells: dict[Span, Printed]) -> Iterator[Relation]:
    for when, total in sorted(cells.items(), key=lambda c: (c[0].first, c[0].last)):
        if when.first % _YEAR or when.months == 1:
            continue
        month = cells.get(Span(when.last, when.last))
        before = cells.get(Span(when.first, when.last - 1))
        if month is not None and before is not None:
            yield _relation(key, total, (before, month), 0 if when.months == _YEAR else _ENOUGH)
        elif when.months == _YEAR:
            months = [cells.get(Span(m, m)) for m in range(when.first, when.last + 1)]
            whole = [m for m in months if m is not None]
            if len(whole) == _YEAR:
                yield _relation(key, total, whole, 0)


def _relation(key: object, total: Printed, parts: object, support: int) -> Relation:
    assert isinstance(parts, (tuple, list))
    args = {"period": total.figure.period, "item": total.figure.item, "indicator": total.figure.indicator}
    terms = (Term(total, _MINUS), *(Term(p) for p in parts))
    return Relation(CODE, terms, args=args, family=(CODE, str(key)), support=support)

"""R-VOUCH-1 凭证-台账-平台同值: the ledger's quantity == the reported quantity of the same energy and period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import Printed, cause, of, slip
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-VOUCH-1"
_FLOWS = frozenset({"I-LOPEN", "I-LBUY", "I-LUSE", "I-LCLOSE"})
_UNIT_SLIPS = frozenset({3, 4, 7, 8})
_SHOWN = 6

Pair = tuple[Printed, Printed]


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """One finding for each energy and cause: a column in the wrong unit is one mistake, however many months it has."""
    cells: dict[tuple[object, ...], dict[str, list[Printed]]] = {}
    for item in of(bench, *sorted(_FLOWS)):
        f = item.figure
        if f.indicator in _FLOWS and f.item:
            key: tuple[object, ...] = (f.indicator, item.entity, f.period, f.item, f.canonical_unit)
            cells.setdefault(key, {}).setdefault(item.paper.document, []).append(item)
    agreeing: Counter[tuple[object, ...]] = Counter()
    differing: dict[tuple[object, ...], list[Pair]] = {}
    for key in sorted(cells, key=str):
        for a, b in _pairs(cells[key]):
            about = (key[3], a.paper.document, b.paper.doctype)
            if a.meets(b):
                agreeing[about] += 1
            elif a.figure.canonical_value and b.figure.canonical_value:
                differing.setdefault(about, []).append((a, b))
    yield from _findings(differing, agreeing)


def _pairs(papers: dict[str, list[Printed]]) -> Iterator[Pair]:
    """The ledger against each other paper; a paper that prints two values for one cell proves nothing."""
    single = [
        items[0] for _, items in sorted(papers.items()) if len({i.figure.canonical_value for i in items}) == 1
    ]
    ledgers = [i for i in single if i.paper.doctype == "ledger"]
    for ledger in ledgers[:1]:
        for other in single:
            if other.paper.doctype != "ledger":
                yield ledger, other


def _findings(
    differing: dict[tuple[object, ...], list[Pair]], agreeing: Counter[tuple[object, ...]]
) -> Iterator[Finding]:
    slips: dict[tuple[object, int], list[Pair]] = {}
    other: dict[object, list[Pair]] = {}
    for about, pairs in differing.items():
        powers = {slip(a, b) for a, b in pairs}
        power = powers.pop() if len(powers) == 1 else None
        if power is not None and abs(power) in _UNIT_SLIPS:
            slips.setdefault((about[0], power), []).extend(pairs)
        elif len(pairs) <= agreeing[about]:
            # The papers tell the same story elsewhere, so this cell is odd; others keep another account.
            other.setdefault(about[0], []).extend(pairs)
    for (energy, power), pairs in slips.items():
        yield _finding(str(energy), pairs, "unit_slip", {"factor": f"10^{power}"})
    for energy, pairs in other.items():
        yield _finding(str(energy), pairs, None, {})


def _finding(energy: str, pairs: list[Pair], why: str | None, extra: dict[str, object]) -> Finding:
    ledger, other = pairs[0]
    if why is None and len(pairs) == 1:
        why, more = cause(other, ledger)
        extra = {**extra, **more}
    args: dict[str, object] = {
        **beside([other, ledger]),
        "item": energy,
        "indicator": other.figure.indicator,
        "period": other.figure.period,
        "cells": len(pairs),
        **extra,
    }
    places = dict.fromkeys(i.figure.locator for pair in pairs[:_SHOWN] for i in reversed(pair))
    severity = Severity.WARNING if why == "ocr_pair" else Severity.ERROR
    return Finding(CODE, severity, None, why, args, tuple(places)[:_SHOWN])

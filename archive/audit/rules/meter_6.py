"""R-METER-6 报表可溯源: each 统计值 has a reading chain (抄表 -> 台账 -> 报表)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import of
from archive.audit.parameters import asked_by
from archive.audit.periods import span
from archive.audit.printed import Printed
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-METER-6"
_ENOUGH = 2
_SHOWN = 12


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Months that a form reports of an energy and that its ledger, which has other months, leaves out."""
    kept: dict[object, set[str]] = {}
    reported: dict[object, list[Printed]] = {}
    for item in of(bench, "I-LUSE"):
        when = span(item.figure.period or "")
        if when is None or when.months != 1:
            continue
        key: object = (item.entity, item.figure.item)
        if item.paper.doctype == "ledger":
            kept.setdefault(key, set()).add(str(item.figure.period))
        elif item.paper.doctype == "stat_form" and item.figure.canonical_value:
            reported.setdefault(key, []).append(item)
    unread = bench.waiting or any(not v.readable for v in bench.loose)
    for about, items in reported.items():
        months = kept.get(about, set())
        bare = [i for i in items if i.figure.period not in months]
        if unread or len(months) < _ENOUGH or not bare or len(bare) > len(months):
            continue
        args = {
            **beside(bare[:_SHOWN]),
            "indicator": "I-LUSE",
            "item": bare[0].figure.item,
            "periods": sorted({str(i.figure.period) for i in bare}),
            "count": len(bare),
        }
        places = tuple(i.place for i in bare[:_SHOWN])
        yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, places)

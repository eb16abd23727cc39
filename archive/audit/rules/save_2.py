"""R-SAVE-2 节能量上限合理性: 节能量 <= 0.3 x 上年综合能耗 (annual), else ask for proof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import archived, of
from archive.audit.parameters import asked_by, decimal
from archive.audit.slips import slip
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-SAVE-2"
_ENERGY = ("I-CONS", "I-ETOT")


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """The entity's own saving of a year against what it used the year before."""
    share = decimal(bench, CODE, "share", "0.3")
    me = bench.dossier.entity.code
    used = [
        i
        for i in (*of(bench, *_ENERGY), *archived(bench))
        if i.figure.indicator in _ENERGY and i.entity == me
    ]
    for item in of(bench, "I-SAVE"):
        period = item.figure.period or ""
        if item.entity != me or item.figure.item or not period.isdecimal():
            continue
        before = [u for u in used if u.figure.period == str(int(period) - 1)]
        before = [u for u in before if u.figure.canonical_unit == item.figure.canonical_unit]
        if before and all(item.low > share * u.high for u in before):
            power = slip(before[0], item)
            args = {**beside([item, before[0]]), "indicator": "I-SAVE", "period": period, "entity": me}
            args["limit"] = str(share)
            places = (item.place, before[0].place)
            why = "unit_slip" if power is not None else None
            yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), why, args, places)
            return

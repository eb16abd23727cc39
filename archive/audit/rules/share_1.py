"""R-SHARE-1 占比上升: share_this > share_last; share = part/total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import archived, of
from archive.audit.identities import MONEY, PERCENT, Identity, Part
from archive.audit.identities import relations as identical
from archive.audit.parameters import asked_by
from archive.audit.printed import Printed
from archive.audit.relations import Relation
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-SHARE-1"
_SHARES = ("I-SHR3", "I-SHRHT")
_RATE = {"%": PERCENT, "percent": PERCENT}
_PARTS = (("I-SHR3", "I-VA3", "I-GDPN"), ("I-SHRHT", "I-VAHT", "I-IVA"))


def relations(bench: Bench) -> Iterator[Relation]:
    """A share against its part and its whole, in one paper and at the prices that it states."""
    for share, part, whole in _PARTS:
        yield from identical(
            bench,
            Identity(
                CODE,
                (Part(share, _RATE), Part(part, MONEY, -1), Part(whole, MONEY)),
                Severity.WARNING,
                priced=(part, whole),
                official=frozenset({"stat_confirm", "stat_yearbook", "bulletin"}),
            ),
        )


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """A share that fell; one that cannot be told apart from last year's is nobody's fault."""
    me, year = bench.dossier.entity.code, bench.dossier.year
    before = [i for i in archived(bench) if i.figure.indicator in _SHARES]
    for indicator in _SHARES:
        own = [i for i in of(bench, indicator) if i.entity == me]
        now = [i for i in own if i.figure.period == str(year)]
        last = [i for i in (*own, *before) if i.figure.period == str(year - 1) and i.entity == me]
        last = [i for i in last if i.figure.indicator == indicator]
        if now and last and all(_fell(n, b) for n in now for b in last):
            args = {**beside([now[0], last[0]]), "indicator": indicator, "period": str(year), "entity": me}
            places = (now[0].place, last[0].place)
            yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, places)


def _fell(now: Printed, last: Printed) -> bool:
    prices = {now.figure.caliber.gdp_price, last.figure.caliber.gdp_price} - {None}
    same = now.figure.canonical_unit == last.figure.canonical_unit and len(prices) <= 1
    return same and now.high < last.low

"""R-PUB-1 公共机构同比异常: |同比| > 10% of 人数 or 面积 or 单位能耗 -> needs an explanation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import archived, of
from archive.audit.intervals import Interval
from archive.audit.parameters import asked_by, decimal
from archive.audit.printed import Printed
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.entity import Kind

CODE = "R-PUB-1"
_WATCHED = ("I-PEOPLE", "I-AREA", "I-PPC", "I-PPA")
_KINDS = frozenset({"pub_inst_report", "stat_form", "self_report"})


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Changes against the year before that rounding does not make; whether they are explained a person reads."""
    share = decimal(bench, CODE, "share", "0.1")
    year, bodies = bench.dossier.year, _bodies(bench)
    old = [i for i in archived(bench) if i.figure.indicator in _WATCHED]
    for indicator in _WATCHED:
        own = [i for i in of(bench, indicator) if i.entity in bodies and i.paper.doctype in _KINDS]
        now = _only([i for i in own if i.figure.period == str(year)])
        before = [
            i for i in (*own, *old) if i.figure.indicator == indicator and i.figure.period == str(year - 1)
        ]
        last = _only([i for i in before if now is not None and i.entity == now.entity])
        if now is None or last is None or now.figure.canonical_unit != last.figure.canonical_unit:
            continue
        ratio = now.interval.over(last.interval)
        if ratio is not None and not ratio.meets(Interval(1 - share, 1 + share)):
            percent = (ratio.middle - 1) * 100
            args = {
                **beside([now, last]),
                "indicator": indicator,
                "period": str(year),
                "change": f"{percent:+.1f}%",
            }
            places = (now.place, last.place)
            yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, places)


def _bodies(bench: Bench) -> frozenset[str]:
    """The body itself; a department's papers tell of its city, too."""
    entity = bench.dossier.entity
    cities = [e.code for e in bench.dossier.relatives.values() if e.kind is Kind.CITY]
    return frozenset([entity.code, *cities] if entity.kind is Kind.DEPARTMENT else [entity.code])


def _only(items: Sequence[Printed]) -> Printed | None:
    """Several values of one fact decide nothing."""
    return items[0] if len({(i.entity, i.figure.canonical_value) for i in items}) == 1 else None

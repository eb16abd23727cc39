"""R-SERIES-1 多年序列: values for past years must equal the values archived for those years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import archived, cause, printed
from archive.audit.parameters import asked_by
from archive.audit.printed import Printed
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-SERIES-1"
_FAMILIES = frozenset({"energy_intensity", "energy", "money", "percent", "electricity"})
_NEVER = frozenset({"I-TGT", "I-TGT5", "I-SAVET", "I-SCORE", "I-FUND", "I-RD", "I-REV", "I-PROG", "I-BLD"})
_PLANS = frozenset({"policy_doc", "plan", "target_notice", "resp_letter", "meeting_minutes"})
_FACETS = ("electricity_value", "gdp_price", "scope", "period")
_MATTERS = frozenset({"I-EGDP", "I-EIND", "I-ETOT", "I-CONS", "I-GDPC", "I-IVA", "I-OUTV", "I-EOUT"})


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """What this year's papers say of a past year against what was filed for it; a named revision is information."""
    families = {i.id: i.unit_family for i in bench.rulebook.indicators.values()}
    year = bench.dossier.year
    kept: dict[object, list[Printed]] = {}
    for item in archived(bench):
        if item.paper.year is not None and item.paper.year < year and item.paper.doctype not in _PLANS:
            kept.setdefault(_key(item), []).append(item)
    said: set[object] = set()
    for item in printed(bench):
        figure = item.figure
        past = figure.period is not None and figure.period[:4].isdecimal() and int(figure.period[:4]) < year
        if not past or families.get(figure.indicator) not in _FAMILIES or figure.indicator in _NEVER:
            continue
        if item.paper.doctype in _PLANS or figure.item is not None or _key(item) in said:
            continue
        old = [o for o in kept.get(_key(item), ()) if _same(item, o)]
        if old and not any(o.meets(item) for o in old):
            said.add(_key(item))
            yield _finding(bench, item, old[0])


def _key(item: Printed) -> object:
    figure = item.figure
    return figure.indicator, item.entity, figure.period, figure.item, figure.canonical_unit


def _same(a: Printed, b: Printed) -> bool:
    """No facet is stated differently, and none that matters is stated once."""
    for facet in _FACETS:
        left, right = getattr(a.figure.caliber, facet), getattr(b.figure.caliber, facet)
        if left and right and left != right:
            return False
        if bool(left) != bool(right) and a.figure.indicator in _MATTERS:
            return False
    return True


def _finding(bench: Bench, now: Printed, old: Printed) -> Finding:
    why, extra = cause(now, old)
    vintages = {now.figure.vintage, old.figure.vintage}
    revised = len(vintages) > 1
    severity = Severity.INFO if revised else Severity.WARNING
    figure = now.figure
    args = {
        **beside([now, old]),
        "indicator": figure.indicator,
        "period": figure.period,
        "entity": now.entity,
        **extra,
    }
    places = (now.place, old.place)
    return Finding(CODE, severity, asked_by(bench, CODE), "vintage" if revised else why, args, places)

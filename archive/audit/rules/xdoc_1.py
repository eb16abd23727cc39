"""R-XDOC-1 同一指标跨文档一致: same indicator, entity, period, caliber -> equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from archive.audit.bench import Bench
from archive.audit.figures import Printed, cause, partners, printed
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.rulebook import Indicator

CODE = "R-XDOC-1"
_TARGETS = frozenset({"I-TGT", "I-TGT5", "I-SAVET"})
"""Targets have a rule of their own."""
_NEVER = frozenset({"I-SCORE", "I-CERTN", "I-METERN", "I-METERS", "I-COVER", "I-VER", "I-UPE", "I-OUTQ"})
"""Counts and rates by level or product: two of them need not be the same thing."""
_PLANS = frozenset(
    [
        "policy_doc",
        "plan",
        "target_notice",
        "resp_letter",
        "sci_plan",
        "meeting_minutes",
        "elimination_plan",
        "monitoring_plan",
        "promo_doc",
    ]
)
"""Papers that say what shall be; what was reached may differ."""
_FAMILIES = frozenset({"energy_intensity", "energy", "money", "percent", "electricity"})
_BOTH = ("electricity_value", "gdp_price")
_MATTERS = {
    **dict.fromkeys(("I-EGDP", "I-EGDPR", "I-CUMR", "I-EIND", "I-EINDR"), _BOTH),
    **dict.fromkeys(("I-ETOT", "I-CONS", "I-SAVE", "I-EGRO"), ("electricity_value",)),
    **dict.fromkeys(("I-IVA", "I-VA3", "I-VAHT", "I-OUTV", "I-EOUT"), ("gdp_price",)),
}
"""Facets that must be known before two numbers can contradict; the others only where both are stated."""
_EARLY = frozenset({"快报", "初步", "预计"})
"""Vintages that a later figure replaces; an unnamed one is taken for final."""
_CAUSES = {
    "electricity_value": "caliber_electricity",
    "gdp_price": "caliber_price",
    "scope": "caliber_scope",
    "period": "caliber_period",
}
_BEYOND = frozenset({"unit_slip", "sign"})
"""Causes that no caliber could bring about."""


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Pairs of papers whose intervals are disjoint; another caliber or vintage is information."""
    groups: dict[tuple[object, ...], list[Printed]] = {}
    own = printed(bench)
    for item in own:
        if _asks(item, bench):
            groups.setdefault(_key(item), []).append(item)
    for item in partners(bench):
        key = _key(item)
        if key in groups and _asks(item, bench):
            groups[key].append(item)
    for key in sorted(groups, key=str):
        yield from _group(bench, groups[key], own)


def _asks(item: Printed, bench: Bench) -> bool:
    indicator = bench.rulebook.indicators.get(item.figure.indicator)
    return (
        indicator is not None
        and indicator.unit_family in _FAMILIES
        and item.paper.doctype not in _PLANS
        and indicator.id not in _TARGETS | _NEVER
        and not item.figure.indicator.startswith("I-L")
    )


def _key(item: Printed) -> tuple[object, ...]:
    figure = item.figure
    return figure.indicator, item.entity, figure.period, figure.item, figure.canonical_unit


def _group(bench: Bench, items: Sequence[Printed], own: Sequence[Printed]) -> Iterator[Finding]:
    """One finding for each pair of different values, however often they are printed."""
    facts: dict[tuple[object, ...], Printed] = {}
    for item in items:
        f = item.figure
        facts.setdefault((f.canonical_low, f.canonical_high, f.caliber, f.vintage), item)
    indicator = bench.rulebook.indicators[items[0].figure.indicator]
    said: set[tuple[object, ...]] = set()
    for a, b in combinations(sorted(facts.values(), key=_place), 2):
        if a.meets(b):
            continue
        finding = _compare(bench, indicator, a, b, own)
        mark = (finding.severity, finding.cause, str(finding.args))
        if mark not in said:
            said.add(mark)
            yield finding


def _place(item: Printed) -> tuple[object, ...]:
    at = item.figure.locator
    return at.document, at.page, at.quote, item.figure.canonical_value


def _compare(bench: Bench, indicator: Indicator, a: Printed, b: Printed, own: Sequence[Printed]) -> Finding:
    places = (a.figure.locator, b.figure.locator)
    args: dict[str, object] = {
        "indicator": indicator.id,
        "period": a.figure.period,
        "values": [str(a.figure.value), str(b.figure.value)],
        "units": [a.figure.unit, b.figure.unit],
        "intervals": [[str(a.low), str(a.high)], [str(b.low), str(b.high)]],
    }
    requirement = _requirement(bench, a, b)
    differs, unstated = _facets(indicator, a, b)
    if differs is not None:
        return Finding(CODE, Severity.INFO, requirement, differs, args, places)
    why, extra = cause(a, b)
    if unstated is not None and why not in _BEYOND:
        asks = {**args, "ask": unstated, **({"suspected": why} if why else {})}
        return Finding(CODE, Severity.INFO, requirement, None, asks, places)
    if why is None and any(_key(o)[:2] == _key(a)[:2] and _other_year(o, a, b) for o in own):
        why = "other_year"
    return Finding(CODE, Severity.ERROR, requirement, why, {**args, **extra}, places)


def _facets(indicator: Indicator, a: Printed, b: Printed) -> tuple[str | None, str | None]:
    """(cause when both state different words, facet when only one states a word)."""
    unstated = None
    for facet, cause_ in _CAUSES.items():
        left, right = getattr(a.figure.caliber, facet), getattr(b.figure.caliber, facet)
        if left is not None and right is not None and left != right:
            return cause_, None
        if (left is None) != (right is None) and facet in _MATTERS.get(indicator.id, ()):
            unstated = unstated or facet
    old, new = a.figure.vintage, b.figure.vintage
    if old and new and old != new:
        return "vintage", None
    if bool(old) != bool(new) and (old or new) in _EARLY:
        unstated = unstated or "vintage"
    return None, unstated


def _other_year(other: Printed, a: Printed, b: Printed) -> bool:
    """One of the two values is what the entity prints for another year."""
    exact = {a.figure.canonical_value, b.figure.canonical_value}
    same_unit = other.figure.canonical_unit == a.figure.canonical_unit
    return other.figure.period != a.figure.period and same_unit and other.figure.canonical_value in exact


def _requirement(bench: Bench, a: Printed, b: Printed) -> str | None:
    """The requirement that asks for this check and uses one of the papers."""
    kinds = {a.paper.doctype, b.paper.doctype}
    asked = [r for r in bench.requirements if CODE in r.cross_checks and kinds & set(r.documents)]
    return min(asked, key=lambda r: (not r.veto, not r.gate, -(r.points or 0), r.id)).id if asked else None

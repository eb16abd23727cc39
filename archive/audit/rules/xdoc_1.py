"""R-XDOC-1 同一指标跨文档一致: same indicator, entity, period, caliber -> equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations, product

from archive.audit.bench import Bench
from archive.audit.doubting import doubted_first
from archive.audit.explaining import beside
from archive.audit.figures import Printed, cause, partners, printed
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.rulebook import Indicator

CODE = "R-XDOC-1"
_TARGETS = frozenset({"I-TGT", "I-TGT5", "I-SAVET"})
"""Targets have a rule of their own."""
_NEVER = frozenset(
    {"I-SCORE", "I-CERTN", "I-METERN", "I-METERS", "I-COVER", "I-VER", "I-UPE", "I-OUTQ", "I-PROG"}
    | {"I-FUND", "I-RD", "I-REV", "I-BLD", "I-TGTC"}
)
"""Counts and rates by level, product or stage, money planned or paid: two of them need not be the same thing."""
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
_RATES = frozenset({"I-EGDPR", "I-EINDR", "I-CUMR", "I-EGRO", "I-GDPG"})
"""Rates have one official caliber: silence about it excuses nothing."""
_MATTERS = {
    **dict.fromkeys(("I-EGDP", "I-EIND"), ("electricity_value", "gdp_price")),
    **dict.fromkeys(("I-ETOT", "I-CONS"), ("electricity_value",)),
    **dict.fromkeys(("I-GDPC", "I-IVA", "I-VA3", "I-VAHT", "I-OUTV", "I-EOUT"), ("gdp_price",)),
}
"""Facets that must be known before two levels can contradict; the others only where both are stated."""
_PART = "规模以上工业"
_IN_PART = frozenset({"I-ETOT", "I-CONS", "I-EGRO", "I-OUTV", "I-ELEC"})
"""What industry above the designated size alone has is never the whole body's."""
_EARLY = frozenset({"快报", "初步", "预计"})
"""Vintages that a later figure replaces; an unnamed one is taken for final."""
_CAUSES = {
    "electricity_value": "caliber_electricity",
    "gdp_price": "caliber_price",
    "scope": "caliber_scope",
    "period": "caliber_period",
}
_FACETS = frozenset({"electricity_value", "gdp_price", "scope", "period"})
_HARDLY = frozenset({"digit_swap", "one_digit", "other_year"})
_DIGITS, _LONG = 3, 5
"""Digits that must agree but for the slip, between two papers and within one."""
_TWICE = 6
_BEYOND = frozenset({"unit_slip", "sign"})
"""Causes that no caliber could bring about."""
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_WORST = (0, False)
_SHOWN, _PAPERS, _PAIRS, _PRINTS = 8, 40, 60, 9
"""Papers that print one fact in so many ways show the contradiction in the first of them."""

History = dict[tuple[object, ...], list[Printed]]
"""Own figures by indicator and entity."""
Verdict = tuple[Severity, str | None, dict[str, object], Printed, Printed]


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """One finding for each fact that papers tell differently; another caliber or vintage is information."""
    groups: dict[tuple[object, ...], list[Printed]] = {}
    own = printed(bench)
    for item in own:
        if _asks(item, bench):
            groups.setdefault(_key(item), []).append(item)
    for item in partners(bench):
        key = _key(item)
        if key in groups and _asks(item, bench):
            groups[key].append(item)
    mine = {item.paper.document for item in own}
    history: History = {}
    for item in own:
        history.setdefault(_key(item)[:2], []).append(item)
    for key in sorted(groups, key=str):
        finding = _judge(bench, groups[key], history, mine)
        if finding is not None:
            yield finding
            if finding.severity is not Severity.INFO:
                doubted = finding.evidence[0]
                rest = [i for i in groups[key] if i.place != doubted]
                named = _beside_each_other(bench, rest)
                if named is not None:
                    yield named


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


def _judge(bench: Bench, items: Sequence[Printed], own: History, mine: set[str]) -> Finding | None:
    """The worst verdict on one fact, with every paper of both sides as evidence."""
    by_paper: dict[str, list[Printed]] = {}
    for item in items:
        by_paper.setdefault(item.paper.document, []).append(item)
    indicator = bench.rulebook.indicators[items[0].figure.indicator]
    stray = _stray(indicator, by_paper, mine)
    if len(by_paper) < 2 or stray is not None:
        return _finding(bench, indicator, stray, items, own) if stray is not None else None
    order = _different(by_paper, mine)
    worst: Verdict | None = None
    tried = 0
    for left, right in combinations(order, 2):
        if not mine & {left, right} or any(a.meets(b) for a in by_paper[left] for b in by_paper[right]):
            continue  # a paper that also prints the other's value contradicts itself at most
        verdict = _mildest(indicator, by_paper[left], by_paper[right])
        if worst is None or _rank(verdict) < _rank(worst):
            worst = verdict
        tried += 1
        if tried == _PAIRS or _rank(worst) == _WORST:
            break
    if worst is None:
        return _beside_each_other(bench, items)
    return _finding(bench, indicator, worst, items, own)


def _stray(indicator: Indicator, by_paper: dict[str, list[Printed]], mine: set[str]) -> Verdict | None:
    """A paper that prints one fact twice, one slip apart: an error where another paper has the other number."""
    found: list[Verdict] = []
    for document, prints in by_paper.items():
        if document not in mine or not 2 <= len(prints) <= _TWICE:
            continue
        elsewhere = [i for d, others in by_paper.items() if d != document for i in others]
        for a, b in permutations(prints, 2):
            if a.meets(b) or not _one_caliber(indicator, a, b) or any(a.meets(o) for o in elsewhere):
                continue
            why, extra = cause(a, b)
            if why in _BEYOND or (why in _HARDLY and len(str(a.value).strip("-0.")) >= _LONG):
                seen = any(b.meets(o) for o in elsewhere)
                found.append((Severity.ERROR if seen else Severity.WARNING, why, extra, a, b))
    return min(found, key=_rank, default=None)


def _one_caliber(indicator: Indicator, a: Printed, b: Printed) -> bool:
    """Nothing that matters is open: each of the two says it, and says the same."""
    stated = all(getattr(a.figure.caliber, facet) for facet in _MATTERS.get(indicator.id, ()))
    return stated and _facets(indicator, a, b) == (None, None)


def _rank(verdict: Verdict) -> tuple[int, bool]:
    return _ORDER[verdict[0]], verdict[1] is None


def _mildest(indicator: Indicator, lefts: Sequence[Printed], rights: Sequence[Printed]) -> Verdict:
    """What two papers that agree in nothing say at best: any two of their prints that may differ excuse them."""
    mildest: Verdict | None = None
    tried = 0
    for a, b in product(lefts, rights):
        differs, unstated = _facets(indicator, a, b)
        if differs is not None:
            return Severity.INFO, differs, {}, a, b
        if tried == _PRINTS:
            continue
        tried += 1
        verdict = _compare(unstated, a, b)
        if mildest is None or _ORDER[verdict[0]] > _ORDER[mildest[0]]:
            mildest = verdict
    assert mildest is not None
    return mildest


def _different(by_paper: dict[str, list[Printed]], mine: set[str]) -> list[str]:
    """Own papers first; of those that print the same, one stands for all."""
    found: dict[object, str] = {}
    for document in sorted(by_paper, key=lambda d: (d not in mine, d)):
        prints = frozenset((i.low, i.high, i.figure.caliber, i.figure.vintage) for i in by_paper[document])
        found.setdefault((prints, document in mine), document)
    return list(found.values())[:_PAPERS]


def _finding(
    bench: Bench, indicator: Indicator, worst: Verdict, items: Sequence[Printed], own: History
) -> Finding:
    severity, why, extra, a, b = worst
    a, b = doubted_first(a, b, items)
    if why is None and severity is not Severity.INFO:
        why = "other_year" if any(_other_year(o, a, b) for o in own.get(_key(a)[:2], ())) else None
    elif severity is Severity.INFO and extra.get("ask") in _FACETS:
        taken = any(_other_year(o, a, b) for o in own.get(_key(a)[:2], ()))
        suspected = "other_year" if taken else extra.get("suspected")
        if suspected in _HARDLY and len(str(a.value).strip("-0.")) >= _DIGITS:
            # Another caliber would hardly differ by just this slip.
            severity, why, extra = Severity.WARNING, str(suspected), {"ask": extra["ask"]}
    if severity is Severity.ERROR and a.entity != bench.dossier.entity.code:
        severity = Severity.WARNING  # told on both sides; the body that the number is about answers for it
    sides: dict[object, Printed] = {a.paper.document: a, b.paper.document: b}
    if len(sides) == 1:
        sides = {0: a, 1: b}  # one paper tells both
    for item in items:
        if (item.meets(a) or item.meets(b)) and item.paper.document not in {
            a.paper.document,
            b.paper.document,
        }:
            sides.setdefault(item.paper.document, item)
    args: dict[str, object] = {
        "indicator": indicator.id,
        "period": a.figure.period,
        "entity": a.entity,
        **beside([a, b]),
        "difference": f"{a.value - b.value:+f}" if a.unit == b.unit else None,
        **extra,
    }
    places = tuple(item.figure.locator for item in list(sides.values())[:_SHOWN])
    return Finding(CODE, severity, _requirement(bench, a, b), why, args, places)


def _beside_each_other(bench: Bench, items: Sequence[Printed]) -> Finding | None:
    """Values of two named calibers, each of which some paper prints: information, so that nobody takes one for the other."""
    if len({item.paper.document for item in items}) < 2:
        return None
    indicator = bench.rulebook.indicators[items[0].figure.indicator]
    for facet, cause_ in _CAUSES.items():
        by_word: dict[str, Printed] = {}
        for item in items:
            word = getattr(item.figure.caliber, facet)
            if word is not None:
                by_word.setdefault(word, item)
        if len(by_word) == 2:
            a, b = by_word.values()
            if not a.meets(b):
                return _finding(bench, indicator, (Severity.INFO, cause_, {}, a, b), items, {})
    return None


def _compare(unstated: str | None, a: Printed, b: Printed) -> Verdict:
    why, extra = cause(a, b)
    if unstated is not None and why not in _BEYOND:
        asked: dict[str, object] = {"ask": unstated, **({"suspected": why} if why else {})}
        return Severity.INFO, None, asked, a, b
    doubt = why == "ocr_pair"
    return Severity.WARNING if doubt else Severity.ERROR, why, extra, a, b


def _facets(indicator: Indicator, a: Printed, b: Printed) -> tuple[str | None, str | None]:
    """(cause when both state different words, facet when only one states a word)."""
    unstated = None
    for facet, cause_ in _CAUSES.items():
        left, right = getattr(a.figure.caliber, facet), getattr(b.figure.caliber, facet)
        if left is not None and right is not None and left != right:
            return cause_, None
        matters = facet in _MATTERS.get(indicator.id, ())
        if facet == "scope" and indicator.id in _IN_PART:
            matters = _PART in {left, right}
        if (left is None) != (right is None) and matters:
            unstated = unstated or facet
    old, new = a.figure.vintage, b.figure.vintage
    if old and new and old != new:
        return "vintage", None
    if bool(old) != bool(new) and (old or new) in _EARLY:
        unstated = unstated or "vintage"
    if not (old and new) and indicator.id in _RATES and "-" in (a.figure.period or ""):
        unstated = unstated or "vintage"  # rates within a year are estimates until somebody confirms them
    return None, unstated


def _other_year(other: Printed, a: Printed, b: Printed) -> bool:
    """One of the two values is what the entity prints for another year."""
    same_unit = other.figure.canonical_unit == a.figure.canonical_unit
    years = (other.figure.period or "")[:4], (a.figure.period or "")[:4]
    return years[0] != years[1] and same_unit and other.meets(a) != other.meets(b)


def _requirement(bench: Bench, a: Printed, b: Printed) -> str | None:
    """The requirement that asks for this check and uses one of the papers."""
    kinds = {a.paper.doctype, b.paper.doctype}
    asked = [r for r in bench.requirements if CODE in r.cross_checks and kinds & set(r.documents)]
    return min(asked, key=lambda r: (not r.veto, not r.gate, -(r.points or 0), r.id)).id if asked else None

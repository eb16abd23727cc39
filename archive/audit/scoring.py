"""Points by scheme: what the papers support, what is at risk, what the entity claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.views import View
from archive.domain.audit import Score, Slot, SlotState
from archive.domain.facts import Figure
from archive.domain.rulebook import Band, Checklist, Scheme

OUT = frozenset({SlotState.NOT_APPLICABLE, SlotState.WAIVED})
ZERO = Decimal(0)
_READ = 0.7
"""Figures read with less confidence neither earn nor veto."""
_SETTERS = (
    frozenset({"resp_letter"}),
    frozenset({"target_notice"}),
    frozenset({"stat_confirm", "self_report", "saving_calc", "self_score", "energy_usage_report"}),
)
"""Who says what was asked, most trustworthy first."""
_COUNTERS = (
    frozenset({"stat_confirm"}),
    frozenset({"bulletin", "stat_yearbook", "audit_report", "assess_result", "key_ent_result"}),
    frozenset({"saving_calc"}),
    frozenset({"self_report", "self_score", "energy_usage_report"}),
)
"""Who says what was reached."""


def score(slots: Sequence[Slot], bench: Bench, checklist: Checklist) -> Score | None:
    """None for departments, which no scheme scores."""
    scheme = bench.scheme
    if scheme is None or checklist.kind == "department":
        return None
    scored = [s for s in slots if s.points is not None and s.level != "supporting"]
    total = sum((s.points for s in scored if s.points is not None and s.state not in OUT), ZERO)
    done = completion(bench, scheme)
    supported = sum((_earned(s, scheme, done) for s in scored), ZERO)
    missed = done is not None and done[1] < 1
    claimed = claim(bench.views)
    vetoed = missed and any(s.veto and s.requirement == scheme.target_requirement for s in scored)
    out = tuple(dict.fromkeys(s.requirement for s in scored if s.state in OUT))
    return Score(
        total=_plain(total),
        claimed=claimed,
        supported=_plain(supported),
        at_risk=_plain(_plain(total) - _plain(supported)),
        bonus=_plain(_bonus(slots, scheme, done)),
        vetoed=vetoed,
        grade=grade(supported, scheme.bands, vetoed=vetoed),
        scheme=scheme.id,
        not_applicable=out,
    )


def _plain(value: Decimal) -> Decimal:
    """Thirds of a point come from division; two decimals are what anybody prints."""
    rounded = value.quantize(Decimal("0.01"))
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()


def _earned(slot: Slot, scheme: Scheme, done: tuple[Decimal, Decimal] | None) -> Decimal:
    if slot.state is not SlotState.COMPLETE or slot.points is None:
        return ZERO
    if slot.requirement != scheme.target_requirement or done is None:
        return slot.points
    return step(scheme, done[0])


def step(scheme: Scheme, reached: Decimal) -> Decimal:
    """Points of the target line for a completion that is proven to be at least *reached*."""
    return next((s.points for s in scheme.steps if reached >= s.completion), ZERO)


def completion(bench: Bench, scheme: Scheme) -> tuple[Decimal, Decimal] | None:
    """Completion of the target as an interval from the printed figures; None when they do not say."""
    if scheme.target_actual is None or scheme.target_goal is None:
        return None
    goal = _trusted(bench, scheme.target_goal, _SETTERS)
    actual = _trusted(bench, scheme.target_actual, _COUNTERS)
    if goal is None or actual is None or goal[0] <= 0:
        return None
    # Rates are printed to two decimals: equal print means target met, so compare the printed values
    # and let the interval speak only where it cannot be an artefact of rounding.
    low, high = actual[0] / goal[1], actual[1] / goal[0]
    middle = actual[2] / goal[2]
    return max(low, min(middle, high)), high


def _trusted(
    bench: Bench, indicator: str, kinds: Iterable[frozenset[str]]
) -> tuple[Decimal, Decimal, Decimal] | None:
    """What the most trustworthy papers agree on; own reports count only where nobody else speaks."""
    year, mine = str(bench.dossier.year), {None, bench.dossier.entity.code}
    for group in kinds:
        figures = [
            f
            for view in bench.views
            if view.kind in group and view.readable and not bench.judge.leads(view)
            for f in view.facts.figures
            if f.indicator == indicator and f.period == year and f.entity in mine and f.confidence >= _READ
        ]
        if figures:
            return _agreed(figures)
    return None


def _agreed(figures: Iterable[Figure]) -> tuple[Decimal, Decimal, Decimal] | None:
    """The common interval of all figures and the most precise value; None when they disagree."""
    found = list(figures)
    if not found:
        return None
    low, high = max(f.canonical_low for f in found), min(f.canonical_high for f in found)
    if low > high:
        return None
    finest = min(found, key=lambda f: (f.canonical_high - f.canonical_low, f.locator.document))
    return low, high, finest.canonical_value


def _bonus(slots: Iterable[Slot], scheme: Scheme, done: tuple[Decimal, Decimal] | None) -> Decimal:
    lines = sum(
        (s.points for s in slots if s.level == "supporting" and s.points and s.state is SlotState.COMPLETE),
        ZERO,
    )
    if done is None or done[0] <= 1:
        return lines
    over = (done[0] - 1) * 10 // 1
    return lines + min(over * scheme.bonus_per_step, scheme.bonus_cap)


def claim(views: Iterable[View]) -> Decimal | None:
    """The total of the filed self-score sheet, or the sum of its lines when it prints none."""
    sheets = [v for v in views if v.readable and v.kind == "self_score" and v.facts.score_lines]
    totals = [x.claimed for v in sheets for x in v.facts.score_lines if x.is_total and x.claimed is not None]
    if totals:
        return totals[-1]
    for view in sheets:
        lines = [x.claimed for x in view.facts.score_lines if not x.is_total and x.claimed is not None]
        if lines:
            return sum(lines, ZERO)
    return None


def grade(supported: Decimal, bands: Sequence[Band], *, vetoed: bool) -> str | None:
    """The band of the supported points; a proven miss of the target is the lowest band."""
    if not bands:
        return None
    if vetoed:
        return bands[-1].grade
    for band in bands:
        above = band.low is None or supported > band.low or (band.low_inclusive and supported == band.low)
        below = band.high is None or supported < band.high or (band.high_inclusive and supported == band.high)
        if above and below:
            return band.grade
    return None

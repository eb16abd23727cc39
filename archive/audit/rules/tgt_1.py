"""R-TGT-1 目标完成判定: 完成率 = 实际/目标 x 100; 打分台阶 = scheme step table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import blocks, of
from archive.audit.identities import PERCENT
from archive.audit.parameters import decimal
from archive.audit.printed import Printed
from archive.audit.relations import Relation, Term
from archive.audit.targets import OPEN, attainment, points
from archive.audit.views import View, folded
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.facts import ScoreLine

CODE = "R-TGT-1"
_PAIRS = (("I-EGDPR", "I-TGT"), ("I-SAVE", "I-SAVET"), ("I-CUMR", "I-TGT5"))
_RATE = frozenset({"%", "percent"})
_WHOLE = Decimal(100)
_SETS = frozenset({"resp_letter", "target_notice"})


def relations(bench: Bench) -> Iterator[Relation]:
    """The completion that a paper prints against its own result and target."""
    slack = decimal(bench, CODE, "slack", "0.01")
    names = sorted({name for pair in _PAIRS for name in pair})
    for row in blocks(i for i in of(bench, "I-TGTC", *names) if not i.figure.item).values():
        rates = [r for r in row.get("I-TGTC", ()) if r.figure.canonical_unit in _RATE]
        pairs = [(a, g) for a, g in _PAIRS if len(row.get(a, ())) == 1 and len(row.get(g, ())) == 1]
        if len(rates) == 1 and len(pairs) == 1:
            actual, goal = (row[name][0] for name in pairs[0])
            if actual.figure.canonical_unit == goal.figure.canonical_unit and goal.low > 0:
                terms = (Term(rates[0], PERCENT), Term(actual, power=-1), Term(goal))
                about = {"indicator": "I-TGTC", "period": rates[0].figure.period, "entity": rates[0].entity}
                yield Relation(CODE, terms, "product", slack, args=about)


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Points claimed for the target that its own numbers do not give."""
    scheme = bench.scheme
    if scheme is None or not scheme.steps or scheme.target_actual is None or scheme.target_goal is None:
        return
    line = _claimed(bench, scheme.target_requirement)
    pair = _numbers(bench, scheme.target_actual, scheme.target_goal)
    if line is None or pair is None or line[1].claimed is None:
        return
    actual, goal = pair
    reached = attainment(actual.interval, goal.interval)
    if reached is None:
        return
    least, most = points(scheme, reached.completion)
    view, row = line
    claimed = row.claimed or Decimal(0)
    args = {
        **beside([actual, goal]),
        "indicator": scheme.target_actual,
        "period": actual.figure.period,
        "verdict": reached.verdict,
        "claimed": str(claimed),
        "points": [str(least), str(most)],
        "completion": [str(round(reached.completion.low, 2)), str(round(reached.completion.high, 2))],
    }
    places = (actual.place, goal.place, row.locator or view.locator())
    requirement = scheme.target_requirement
    bonus = scheme.bonus_cap if reached.completion.high >= _WHOLE else Decimal(0)
    if claimed > most + bonus:
        yield Finding(CODE, Severity.ERROR, requirement, "arithmetic", args, places)
    elif reached.verdict == OPEN or least < claimed < most:
        yield Finding(CODE, Severity.INFO, requirement, None, {**args, "ask": "precision"}, places)


def _claimed(bench: Bench, requirement: str | None) -> tuple[View, ScoreLine] | None:
    """The only score line that names the target's requirement by id or by title."""
    found = []
    wanted = next((r for r in bench.requirements if r.id == requirement), None)
    if wanted is None:
        return None
    title = folded(wanted.title["zh"])
    for view in bench.views:
        if view.kind == "self_score" and view.readable:
            for line in view.facts.score_lines:
                ref = folded(line.ref)
                if not line.is_total and (ref == wanted.id.casefold() or (len(ref) >= 6 and ref in title)):
                    found.append((view, line))
    return found[0] if len(found) == 1 else None


def _numbers(bench: Bench, actual: str, goal: str) -> tuple[Printed, Printed] | None:
    """The entity's only result and only target of the year; letters say the target better than reports."""
    me, year = bench.dossier.entity.code, str(bench.dossier.year)
    results = _only(i for i in of(bench, actual) if i.entity == me and i.figure.period == year)
    goals = [i for i in of(bench, goal) if i.entity == me and i.figure.period == year]
    target = _only(i for i in goals if i.paper.doctype in _SETS) or _only(goals)
    if results is None or target is None:
        return None
    same = results.figure.canonical_unit == target.figure.canonical_unit
    return (results, target) if same else None


def _only(items: Iterable[Printed]) -> Printed | None:
    found: dict[object, Printed] = {}
    for item in items:
        found.setdefault(item.figure.canonical_value, item)
    return next(iter(found.values())) if len(found) == 1 else None

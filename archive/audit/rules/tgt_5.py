"""R-TGT-5 累计进度门槛: 12FYP 20/40/60/80/100 percent by year; 11FYP letter of each province."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import of
from archive.audit.intervals import Interval
from archive.audit.parameters import asked_by, table
from archive.audit.periods import span
from archive.audit.printed import Printed
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-TGT-5"
_HUNDRED = Decimal(100)
_YEARS = 5


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Progress below the threshold of the year, by each way of counting it that the paper may have meant."""
    year, me = bench.dossier.year, bench.dossier.entity.code
    threshold = _threshold(bench, year)
    if threshold is None:
        return
    goal = next((i for i in of(bench, "I-TGT5") if i.entity == me and i.low > 0), None)
    reached = [
        (progress, item)
        for item in of(bench, "I-PROG", "I-CUMR")
        if item.entity == me and (progress := _progress(item, goal, year)) is not None
    ]
    if not reached:
        yield from _by_years(bench, goal, threshold)
    # A paper also tells how far the plan was in the years before: the best that is said counts.
    best = max(reached, key=lambda r: r[0].high, default=None)
    if best is None or best[0].high >= threshold:
        return
    progress, item = best
    numbers = [item] if goal is None or item.figure.indicator == "I-PROG" else [item, goal]
    args = {
        **beside(numbers),
        "indicator": item.figure.indicator,
        "period": item.figure.period,
        "needed": str(threshold),
        "completion": [str(round(progress.low, 2)), str(round(progress.high, 2))],
    }
    places = tuple(n.place for n in numbers)
    yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, places)


def _by_years(bench: Bench, goal: Printed | None, threshold: Decimal) -> Iterator[Finding]:
    """The falls of all years since the plan began, where one paper prints them and nobody their sum."""
    year, me = bench.dossier.year, bench.dossier.entity.code
    begins = year - (year - 2006) % _YEARS
    papers: dict[str, dict[str, list[Printed]]] = {}
    for item in of(bench, "I-EGDPR"):
        if (
            item.entity == me
            and goal is not None
            and item.figure.canonical_unit == goal.figure.canonical_unit
        ):
            papers.setdefault(item.paper.document, {}).setdefault(item.figure.period or "", []).append(item)
    for periods in papers.values():
        rates = [periods.get(str(at), []) for at in range(begins, year + 1)]
        if goal is None or len(rates) < 2 or any(len({r.value for r in each}) != 1 for each in rates):
            continue
        numbers = [each[0] for each in rates]
        left = [Decimal(1), Decimal(1)]
        for rate in numbers:
            left = [left[0] * (1 - rate.high / _HUNDRED), left[1] * (1 - rate.low / _HUNDRED)]
        fallen = Interval((1 - left[1]) * _HUNDRED, (1 - left[0]) * _HUNDRED)
        progress = _share(fallen, goal.interval)
        if progress is not None and progress.high < threshold:
            args = {**beside([*numbers, goal]), "indicator": "I-EGDPR", "period": f"{begins}..{year}"}
            args |= {
                "needed": str(threshold),
                "completion": [str(round(progress.low, 2)), str(round(progress.high, 2))],
            }
            places = tuple(n.place for n in (*numbers, goal))
            yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, places)
            return


def _threshold(bench: Bench, year: int) -> Decimal | None:
    """None for plans whose thresholds stand in letters that nobody has entered."""
    first = year - (year - 2006) % _YEARS
    steps = table(bench, CODE, "steps").get(str(first))
    at = year - first
    return Decimal(str(steps[at])) if isinstance(steps, (list, tuple)) and at < len(steps) else None


def _progress(item: Printed, goal: Printed | None, year: int) -> Interval | None:
    """A printed progress as it is; a fall since the plan began as part of the goal, linear or by powers."""
    when = span(item.figure.period or "")
    begins = year - (year - 2006) % _YEARS
    if when is None:
        return None
    first, last = when.first // 12, when.last // 12
    if item.figure.indicator == "I-PROG":
        # Said of the plan (十二五目标完成进度) it is the state of the paper's own year.
        of_plan = (first, last) == (begins, begins + _YEARS - 1) and item.paper.year == year
        return item.interval if last == year or of_plan else None
    if goal is None or (first, last) != (begins, year):
        return None
    if goal.figure.canonical_unit != item.figure.canonical_unit:
        return None
    return _share(item.interval, goal.interval)


def _share(fallen: Interval, goal: Interval) -> Interval | None:
    """The fall as part of the goal, in percent, by either way of counting."""
    linear = fallen.over(goal)
    if linear is None or fallen.high >= _HUNDRED or goal.high >= _HUNDRED:
        return None
    powers = (1 - fallen.high / _HUNDRED).ln() / (1 - goal.low / _HUNDRED).ln()
    return Interval(linear.low * _HUNDRED, max(linear.high, powers) * _HUNDRED)

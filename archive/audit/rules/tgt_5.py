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
    for item in of(bench, "I-PROG", "I-CUMR"):
        when = span(item.figure.period or "")
        if item.entity != me or when is None or when.last // 12 != year:
            continue
        progress = _progress(item, goal, when.first // 12, year)
        if progress is not None and progress.high < threshold:
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
            return


def _threshold(bench: Bench, year: int) -> Decimal | None:
    """None for plans whose thresholds stand in letters that nobody has entered."""
    first = year - (year - 2006) % _YEARS
    steps = table(bench, CODE, "steps").get(str(first))
    at = year - first
    return Decimal(str(steps[at])) if isinstance(steps, (list, tuple)) and at < len(steps) else None


def _progress(item: Printed, goal: Printed | None, first: int, year: int) -> Interval | None:
    """A printed progress as it is; a fall since the plan began as part of the goal, linear or by powers."""
    if item.figure.indicator == "I-PROG":
        return item.interval
    begins = year - (year - 2006) % _YEARS
    if goal is None or first != begins or goal.figure.canonical_unit != item.figure.canonical_unit:
        return None
    linear = item.interval.over(goal.interval)
    if linear is None or item.high >= _HUNDRED or goal.high >= _HUNDRED:
        return None
    powers = (1 - item.high / _HUNDRED).ln() / (1 - goal.low / _HUNDRED).ln()
    return Interval(linear.low * _HUNDRED, max(linear.high, powers) * _HUNDRED)

"""Whether a target was met: yes, no, or not to be told at the precision printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from archive.audit.intervals import Interval
from archive.domain.rulebook import Scheme

MET, MISSED, OPEN = "met", "not_met", "cannot_tell"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Attainment:
    """`completion` in percent of the target."""

    verdict: str
    completion: Interval


def attainment(actual: Interval, goal: Interval) -> Attainment | None:
    """None where the goal may be zero: there is nothing to complete."""
    if goal.low <= 0:
        return None
    ratio = actual.over(goal)
    if ratio is None:
        return None
    percent = ratio.scaled(_HUNDRED)
    # As printed, the goal is the goal: 4.14 against 4 % is judged against 4 exactly.
    exact = goal.middle
    if actual.low >= exact:
        return Attainment(MET, percent)
    if actual.high < exact:
        return Attainment(MISSED, percent)
    return Attainment(MET if actual.middle >= exact else OPEN, percent)


def points(scheme: Scheme, completion: Interval) -> tuple[Decimal, Decimal]:
    """Least and most that the step function gives for a completion known so far."""
    return _points(scheme, completion.low), _points(scheme, completion.high)


def _points(scheme: Scheme, percent: Decimal) -> Decimal:
    reached = [s.points for s in scheme.steps if percent >= s.completion * _HUNDRED]
    return max(reached, default=Decimal(0))

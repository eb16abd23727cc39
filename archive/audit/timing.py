"""Which year and which periods a paper serves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from archive.audit.periods import Span, span, year_span
from archive.audit.views import WEAK, View
from archive.domain.audit import Reason, SlotState
from archive.domain.rulebook import Need, Requirement

_LICENCES = frozenset({"certificate", "license"})
"""Only these are judged on the as-of day."""
_SEASON = 6
"""The last month of the hand-in season that follows a year."""
_SERIES = frozenset({"series"})
_PERIODIC = frozenset({"periodic"})
Doubt = tuple[SlotState, Reason]
"""Why a paper does not (yet) prove what is asked."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The days on which a dossier is judged."""

    year: int
    as_of: date
    today: date | None


def _wrong(year: int, found: object) -> Doubt:
    return SlotState.MISMATCHED, Reason("wrong_year", {"needed": year, "found": found})


def _ask(code: str, **args: object) -> Doubt:
    return SlotState.REVIEW, Reason(code, args)


Test = Callable[[View, frozenset[str]], Doubt | None]
"""Tries the dates of one paper; its kind's habits say how they are read."""


def test(requirement: Requirement, need: Need, clock: Clock) -> Test:
    """What tells whether a paper's dates speak against it, for a need that is not asked per slot."""
    rule = str(requirement.validity["rule"])
    year = clock.year
    if need.per == "current":
        current = _CURRENT.get(rule, _current)
        return lambda view, habits: current(view, requirement, habits, clock)
    if need.per == "previous_year":
        return lambda view, habits: _covers(view, year - 1, habits | _SERIES)
    if need.per == "first_half":
        return lambda view, habits: _first_half(view, year)
    if rule == "dated_in_period":
        return _dated_in(requirement, year)
    if rule == "submitted_by":
        return lambda view, habits: _submitted(view, requirement, clock)
    if any(n.per == "first_half" for n in requirement.needs):
        return lambda view, habits: _covers(view, year, habits | _PERIODIC)
    return lambda view, habits: _covers(view, year, habits)


def _dated_in(requirement: Requirement, year: int) -> Test:
    before = timedelta(days=int(str(requirement.validity.get("grace_before_days", 0))))
    after = timedelta(days=int(str(requirement.validity.get("grace_after_days", 0))))
    first, last = date(year, 1, 1) - before, date(year, 12, 31) + after
    early = bool(before)
    return lambda view, habits: _dated(view, habits, year, first, last, early=early)


def _dated(
    view: View, habits: frozenset[str], year: int, first: date, last: date, *, early: bool
) -> Doubt | None:
    if view.date is not None:
        return _in_window(view, habits, year, first, last)
    if view.number_year is not None:
        if view.number_year == year or (view.stated_year == year and early and view.number_year == year - 1):
            return None
        return _wrong(year, view.number_year)
    if view.stated_year is not None and not ("by_date" in habits and view.year_basis in WEAK):
        return None if view.stated_year == year else _wrong(year, view.stated_year)
    if any(year_span(year).covers(s) for s in view.spans):
        return None
    return _undated(view, year)


def _in_window(view: View, habits: frozenset[str], year: int, first: date, last: date) -> Doubt | None:
    day = view.date
    if day is None:
        return None
    stated = view.stated_year
    if first <= day <= last:
        told = "yearly" in habits or "year_conflict" in view.paper.notes
        if told and stated not in {None, year} and view.year_basis not in WEAK:
            return _wrong(year, stated)
        return None
    if view.number_year == year:
        return _ask("dates_disagree", date=day.isoformat(), number=view.paper.number)
    return SlotState.MISMATCHED, Reason("wrong_year", {"needed": year, "found": day.isoformat()})


def _undated(view: View, year: int) -> Doubt:
    if "year_conflict" in view.paper.notes:
        return _wrong(year, None)
    return _ask("undated_photo" if view.kind == "photo" else "no_year")


def _covers(view: View, year: int, habits: frozenset[str]) -> Doubt | None:
    whole = year_span(year)
    claim = view.facts.period
    main = span(claim.value) if claim is not None else None
    if main is not None and main.covers(whole) and main.months <= 60:
        return None
    elsewhere = view.stated_year not in {None, year} and view.year_basis not in WEAK
    if elsewhere and "series" not in habits and (main is None or not whole.covers(main)):
        return _wrong(year, view.stated_year)
    return _by_spans(view, year, habits)


def _by_spans(view: View, year: int, habits: frozenset[str]) -> Doubt | None:
    whole = year_span(year)
    for s in view.spans:
        if s.first <= whole.first and whole.last <= s.last and s.months <= 60:
            return None
    inside = [s for s in view.spans if whole.covers(s)]
    if inside and "periodic" in habits:
        months = {m for s in inside for m in range(s.first, s.last + 1)}
        if len(months) == 12:
            return None
        return SlotState.PARTIAL, Reason("part_of_year", {"needed": year, "months": len(months)})
    if inside or view.stated_year == year:
        return None
    if view.stated_year is None and view.date is not None and view.date.year == year:
        early = "hand_in" in habits and view.date.month <= _SEASON
        if view.guessed_year in {None, year} and not early:
            return None
        return _ask("period_unknown", date=view.date.isoformat())  # reports come out in the next year
    if view.years:
        return _wrong(year, max(view.years))
    return _by_date(view, year, habits)


def _by_date(view: View, year: int, habits: frozenset[str]) -> Doubt | None:
    found = view.date.year if view.date else view.number_year
    if found is None:
        return _undated(view, year)
    if found == year:
        return None
    if found == year + 1 and "hand_in" in habits and view.date and view.date.month <= _SEASON:
        return None  # made for this very hand-in
    if found == year + 1:  # figures of a year come out in the next; which year it covers is not printed
        return _ask("period_unknown", date=view.date.isoformat() if view.date else None)
    return _wrong(year, found)


def _first_half(view: View, year: int) -> Doubt | None:
    half = Span(year * 12, year * 12 + 5)
    if any(s.covers(half) and s.months <= 9 for s in view.spans):
        return None
    if view.stated_year not in {None, year} and not any(year in s.years for s in view.spans):
        return _wrong(year, view.stated_year)
    if view.spans or view.stated_year is not None:
        return SlotState.MISMATCHED, Reason("wrong_period", {"needed": f"{year}-H1"})
    if view.date is not None and view.date.year != year:
        return _wrong(year, view.date.isoformat())
    return _ask("period_unknown", date=view.date.isoformat() if view.date else None)


def _submitted(view: View, requirement: Requirement, clock: Clock) -> Doubt | None:
    year = clock.year
    day = view.date
    reply = "days_after_result" in requirement.validity or "days_after_notice" in requirement.validity
    if reply:  # an answer to last year's result is dated in the year that it serves
        if day is not None:
            return None if day.year == year or view.stated_year == year else _wrong(year, day.isoformat())
        return None if year in view.years or view.number_year == year else _undated(view, year)
    if view.stated_year is not None and view.stated_year != year and view.year_basis not in WEAK:
        return _wrong(year, view.stated_year)
    if view.stated_year is None and not _near(view, requirement, year):
        found = day.isoformat() if day else None
        return _wrong(year, found) if found else _undated(view, year)
    return _late(view, requirement, clock)


def _near(view: View, requirement: Requirement, year: int) -> bool:
    """Without a printed year, a date in the year or in the hand-in season after it will do."""
    if any(year in s.years for s in view.spans):
        return True
    if view.date is None:
        return view.number_year == year
    latest = date(year + 1, 12, 31) if due_of(requirement, year) else date(year + 1, 6, 30)
    return date(year, 1, 1) <= view.date <= latest


def due_of(requirement: Requirement, year: int) -> date | None:
    due = requirement.due
    return date(year + due.years_after, due.month, due.day) if due else None


def _late(view: View, requirement: Requirement, clock: Clock) -> Doubt | None:
    due = due_of(requirement, clock.year)
    if due is None:
        return None
    if view.date is not None:
        if view.date <= due:
            return None
        args = {"due": due.isoformat(), "date": view.date.isoformat()}
        return SlotState.MISMATCHED, Reason("late", args)
    received = view.paper.received
    if clock.today is not None and clock.today <= due and received is not None and received.date() <= due:
        return None  # the window is open, and the receipt shows the paper came in time
    return _ask("no_date", due=due.isoformat())


def _current(view: View, requirement: Requirement, habits: frozenset[str], clock: Clock) -> Doubt | None:
    """In force in the year, whenever it was made."""
    ended = _ended(view, clock)
    if ended is not None:
        return ended
    made = _made(view)
    if made is None:
        return None if "standing" in habits else _undated(view, clock.year)
    if made <= clock.year or view.stated_year == clock.year:
        return None
    if made == clock.year + 1 and "standing" in habits:
        return _ask("made_later", made=made)
    return _wrong(clock.year, made)


def _made(view: View) -> int | None:
    if view.date is not None:
        return view.date.year
    if view.number_year is not None:
        return view.number_year
    if view.stated_year is not None:
        return view.stated_year
    return min(view.years) if view.years else None


def _ended(view: View, clock: Clock) -> Doubt | None:
    until = valid_until(view)
    day = clock.as_of if view.kind in _LICENCES else date(clock.year, 12, 31)
    if until is None or until >= day:
        return None
    args = {"valid_until": until.isoformat(), "as_of": day.isoformat()}
    return SlotState.EXPIRED, Reason("expired", args)


def valid_until(view: View) -> date | None:
    """The last day that the paper itself names."""
    days = [c.valid_until for c in view.facts.certificates if c.valid_until is not None]
    if days:
        return max(days)
    claim = view.facts.valid_until
    try:
        return date.fromisoformat(claim.value) if claim else None
    except ValueError:
        return None


def _not_expired(view: View, requirement: Requirement, habits: frozenset[str], clock: Clock) -> Doubt | None:
    ended = _ended(view, clock)
    if ended is not None:
        return ended
    if valid_until(view) is None and view.kind == "certificate":
        return _ask("no_validity")
    made = view.date.year if view.date else view.stated_year
    if made is not None and made > clock.year and view.stated_year != clock.year:
        return _wrong(clock.year, made)
    return None


def _within_years(view: View, requirement: Requirement, habits: frozenset[str], clock: Clock) -> Doubt | None:
    years = int(str(requirement.validity["years"]))
    newest = max(view.years, default=None)
    made = max((y for y in (_made(view), newest) if y is not None), default=None)
    if made is None:
        return _undated(view, clock.year)
    if view.date is not None and view.date.year > clock.year + 1:
        return _wrong(clock.year, view.date.isoformat())
    if made <= clock.year - years:
        return SlotState.EXPIRED, Reason("too_old", {"made": made, "years": years})
    return None


_CURRENT: dict[str, Callable[[View, Requirement, frozenset[str], Clock], Doubt | None]] = {
    "not_expired": _not_expired,
    "within_years": _within_years,
}

"""From broken relations to findings: the one number whose change makes all of them hold, and how it came about.

Relations that share a number are one case. Each number of the case is tried: what would it have to be for every
broken relation to hold, do those that hold now still hold, and which slip leads from the print to there. The best
answer is one finding; a whole column that slipped the same way is one finding, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from archive.audit.arithmetic import plain, shown, worked
from archive.audit.intervals import Interval
from archive.audit.printed import Number
from archive.audit.relations import Relation, together
from archive.audit.slips import UNKNOWN, Near, Slip, likely, rounded
from archive.domain.audit import Finding, Severity
from archive.domain.facts import Locator

Around = Callable[[Number], Iterable[Near]]
_CASE = 400
"""Numbers of one case that are tried; a larger case is a table that follows another rule."""
_SHOWN = 12
_TELLING = Decimal("0.6")
"""A slip of less weight may be chance."""
_USUAL = Decimal("0.5")
"""Weight of a common mistake of computing that gives about what is printed."""
_EXACTLY = Decimal("0.9")
"""The same where it gives just what is printed, and nothing else does."""
_ALL_SLIPPED = 3
"""So many members of a family that slipped in the same way prove a column in another unit."""
_RANK = {Severity.VETO: 0, Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFO: 3}


@dataclass(frozen=True, slots=True)
class Suspect:
    """A number, what it should be, and the relations that this mends."""

    number: Number
    slip: Slip
    fit: Interval
    mends: tuple[int, ...]
    spoils: int
    computed: bool
    """It is what the first of its relations computes from the others."""

    @property
    def rank(self) -> tuple[object, ...]:
        net = len(self.mends) - self.spoils
        return net, self.slip.weight, self.computed, self.number.pictured


def explain(relations: Sequence[Relation], around: Around = lambda _: ()) -> list[Finding]:
    """One finding for each root cause of the relations that do not hold."""
    state = [relation.holds() for relation in relations]
    broken = [i for i, holds in enumerate(state) if not holds]
    if not broken:
        return []
    touched = {t.number.key for i in broken for t in relations[i].terms}
    kept: dict[object, list[int]] = {}
    for i, relation in enumerate(relations):
        if state[i]:
            for term in relation.terms:
                if term.number.key in touched:
                    kept.setdefault(term.number.key, []).append(i)
    suspects = [s for case in _cases(relations, broken) for s in _solve(relations, case, kept, around)]
    families = _families(relations, state, suspects)
    return [_finding(relations, group) for group in _grouped(relations, suspects, families)]


def _families(
    relations: Sequence[Relation], state: list[bool], suspects: Sequence[Suspect]
) -> dict[Hashable, tuple[int, int]]:
    """Family -> how many relations hold, how many root causes break the others."""
    good = Counter(r.family for r, holds in zip(relations, state, strict=True) if holds)
    bad = Counter(relations[s.mends[0]].family for s in suspects)
    return {family: (good[family], bad[family]) for family in bad if family is not None}


def _cases(relations: Sequence[Relation], broken: list[int]) -> list[list[int]]:
    """Broken relations that share a number belong together."""
    parent = {i: i for i in broken}

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[object, int] = {}
    for i in broken:
        for term in relations[i].terms:
            other = first.setdefault(term.number.key, i)
            parent[root(i)] = root(other)
    cases: dict[int, list[int]] = {}
    for i in broken:
        cases.setdefault(root(i), []).append(i)
    return list(cases.values())


def _solve(
    relations: Sequence[Relation], case: list[int], kept: dict[object, list[int]], around: Around
) -> Iterator[Suspect]:
    """The best suspect, then what it leaves unexplained, until nothing is left."""
    left = list(case)
    while left:
        best = _best(relations, left, kept, around)
        if best is None:
            return
        yield best
        left = [i for i in left if i not in best.mends]


def _best(
    relations: Sequence[Relation], left: list[int], kept: dict[object, list[int]], around: Around
) -> Suspect | None:
    places: dict[object, list[tuple[int, int]]] = {}
    for i in left:
        for at, term in enumerate(relations[i].terms):
            places.setdefault(term.number.key, []).append((i, at))
    most = max(len(found) for found in places.values())
    tried = [found for found in places.values() if len(found) == most or most <= 2][:_CASE]
    suspects = (_suspect(relations, found, kept, around) for found in tried)
    return max((s for s in suspects if s is not None), key=lambda s: s.rank, default=None)


def _suspect(
    relations: Sequence[Relation],
    found: list[tuple[int, int]],
    kept: dict[object, list[int]],
    around: Around,
) -> Suspect | None:
    first, at = found[0]
    number = relations[first].terms[at].number
    fit = together([_seen_as(number, relations[i], k) for i, k in found])
    mends = tuple(i for i, _ in found)
    if fit is None:
        # No value mends all of them: it is at most what breaks the first.
        own = relations[first].fit(at)
        if own is None:
            return None
        fit, mends = own, (first,)
    spoils = 0
    for i in kept.get(number.key, ()):
        where = next(k for k, t in enumerate(relations[i].terms) if t.number.key == number.key)
        wanted = _seen_as(number, relations[i], where)
        if wanted is None:
            continue
        narrower = fit.common(wanted)
        spoils += narrower is None
        fit = narrower or fit
    relation = relations[first]
    slip = likely(number, fit, around(number))
    wrong = relation.wrong if at == 0 else None
    if wrong is not None and wrong.meets(number.interval):
        weight = _mistaken(number, wrong, fit)
        if slip.cause == UNKNOWN or weight > slip.weight:
            slip = Slip(relation.wrong_cause, max(weight, _USUAL), rounded(number, fit))
    return Suspect(number, slip, fit, mends, spoils, all(k == 0 for _, k in found))


def _mistaken(number: Number, wrong: Interval, fit: Interval) -> Decimal:
    """How telling it is that the print is just what the usual mistake gives: less where the two ways hardly differ."""
    away = abs(wrong.middle - fit.middle)
    open_ = (wrong.width + number.interval.width) / away if away else Decimal(1)
    return _EXACTLY * (1 - min(Decimal(1), open_))


def _seen_as(number: Number, relation: Relation, at: int) -> Interval | None:
    """What a relation asks of a number, in the canonical unit of *number*: a form's cell and its figure have two."""
    fit, scale = relation.fit(at), relation.terms[at].number.scale
    if fit is None or scale == number.scale or not scale:
        return fit
    return fit.scaled(number.scale / scale)


def _grouped(
    relations: Sequence[Relation],
    suspects: list[Suspect],
    families: dict[Hashable, tuple[int, int]],
) -> list[list[Suspect]]:
    """Suspects that may be accused, those of one family that slipped the same way together."""
    groups: dict[Hashable, list[Suspect]] = {}
    for index, suspect in enumerate(suspects):
        relation = relations[suspect.mends[0]]
        same: Hashable = index
        if relation.family is not None and suspect.slip.cause != UNKNOWN and "factor" in suspect.slip.args:
            same = (relation.family, suspect.slip.cause, str(suspect.slip.args["factor"]))
        groups.setdefault(same, []).append(suspect)
    return [group for group in groups.values() if _may_accuse(relations, group, families)]


def _may_accuse(
    relations: Sequence[Relation], group: list[Suspect], families: dict[Hashable, tuple[int, int]]
) -> bool:
    relation = relations[group[0].mends[0]]
    cause = group[0].slip.cause
    if relation.family is None:
        return True
    good, bad = families[relation.family]
    if good >= max(relation.support, bad + 1) or (not relation.support and bad <= max(1, good)):
        return True
    return cause == "unit_slip" and len(group) >= max(_ALL_SLIPPED, bad * 4 // 5)


def _finding(relations: Sequence[Relation], group: list[Suspect]) -> Finding:
    suspect = group[0]
    first = suspect.mends[0]
    relation = relations[first]
    numbers = [suspect.number, *(t.number for t in relation.terms if t.number.key != suspect.number.key)]
    rules = sorted({relations[i].rule for s in group for i in s.mends} - {relation.rule})
    severity = min((relations[i].severity for i in suspect.mends), key=_RANK.__getitem__)
    if suspect.number.pictured and severity is Severity.ERROR:
        severity = Severity.WARNING  # it is read again before anybody is accused
    args = {**relation.args, **told(relation, numbers, suspect), **suspect.slip.args}
    cause: str | None = suspect.slip.cause
    if relation.ask is not None and not _telling(relation, suspect):
        severity, cause = Severity.INFO, None
        args["ask"] = relation.ask
    if rules:
        args["also"] = rules
    if len(group) > 1:
        args["cells"] = len(group)
    places = dict.fromkeys(
        [n.place for n in numbers]
        + [s.number.place for s in group[1:]]
        + [t.number.place for i in suspect.mends[1:] for t in relations[i].terms]
    )
    return Finding(relation.rule, severity, relation.requirement, cause, args, tuple(places)[:_SHOWN])


def _telling(relation: Relation, suspect: Suspect) -> bool:
    return suspect.slip.cause in relation.proof and suspect.slip.weight >= _TELLING


def told(relation: Relation, numbers: Sequence[Number], suspect: Suspect) -> dict[str, object]:
    """The numbers side by side, the suspect first, whose papers print them, and the sum as it was worked out."""
    computed = relation.fit(0)
    found = beside(numbers[:_SHOWN])
    found["printed"] = str(relation.terms[0].number.value)
    if computed is not None:
        scale = abs(relation.terms[0].number.scale) or Decimal(1)
        low, high = sorted((computed.low / scale, computed.high / scale))
        found["low"], found["high"] = shown(low), shown(high)
    if suspect.slip.fits is not None:
        found["fits"] = f"{suspect.slip.fits:f}"
    found["arithmetic"] = worked(relation)
    return found


def beside(numbers: Sequence[Number]) -> dict[str, object]:
    """Parallel lists: one entry for each number, in the order of the evidence."""
    return {
        "values": [str(n.value) for n in numbers],
        "units": [n.unit for n in numbers],
        "owners": [n.filer for n in numbers],
        "intervals": [[plain(n.interval.low), plain(n.interval.high)] for n in numbers],
        "labels": [n.label for n in numbers],
    }


def place_of(at: Locator) -> tuple[object, ...]:
    """Where a number stands, for telling two findings about one number apart."""
    return at.document, at.page, at.cell, at.box, at.quote

"""Rules between papers and figures; each has a file of its own and knows no other rule.

A rule either checks and yields findings, or yields the relations that numbers must keep; those of all rules are
explained together, so that one wrong number is told once, however many relations it breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

from archive.audit.bench import Bench
from archive.audit.explaining import explain, place_of
from archive.audit.relations import Relation
from archive.audit.series import around
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.facts import Locator

Check = Callable[[Bench, Sequence[Slot]], Iterator[Finding]]
Relations = Callable[[Bench], Iterator[Relation]]
_MODULES = tuple(import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
"""In the order of their names; a rule is there because its file is."""
CHECKS: tuple[tuple[str, Check], ...] = tuple((m.CODE, m.check) for m in _MODULES if hasattr(m, "check"))
RELATIONS: tuple[tuple[str, Relations], ...] = tuple(
    (m.CODE, m.relations) for m in _MODULES if hasattr(m, "relations")
)
_ALL: dict[str, Check | Relations] = {**dict(RELATIONS), **dict(CHECKS)}
RULES: tuple[tuple[str, Check | Relations], ...] = tuple(sorted(_ALL.items()))
_BETWEEN = "R-VOUCH-1"
_DIRECT = frozenset({"R-XDOC-1", _BETWEEN})
_SUMS = "R-SUM-1"
_RELATED = frozenset(code for code, _ in RELATIONS) | {_SUMS}
"""Rules whose first evidence is the number that they doubt."""
_TWO = 2


def run(bench: Bench, slots: Sequence[Slot]) -> list[Finding]:
    """Everything that the rules find in one dossier, a number that broke several rules once."""
    found = [finding for _, check in CHECKS for finding in check(bench, slots)]
    relations = [relation for _, rule in RELATIONS for relation in rule(bench)]
    return _told_once(_once([*found, *explain(relations, around(bench))]))


def _once(found: list[Finding]) -> list[Finding]:
    """A part above its whole that a rule of its own tells is not told again as a sum."""
    told = {_places(finding) for finding in found if finding.rule != _SUMS}
    return [f for f in found if f.rule != _SUMS or not f.evidence or _places(f) not in told]


def _places(finding: Finding) -> frozenset[object]:
    return frozenset(place_of(place) for place in finding.evidence)


def _told_once(found: list[Finding]) -> list[Finding]:
    """What follows from a number that another paper already contradicts is told with that contradiction."""
    accused = {
        place_of(place): at
        for at, finding in enumerate(found)
        if finding.rule in _DIRECT and finding.severity is Severity.ERROR
        for place in _doubted(finding)
    }
    also: dict[int, set[str]] = {}
    kept: dict[int, Finding] = {}
    for at, finding in enumerate(found):
        root = next((accused[p] for p in _suspects(finding) if p in accused), None)
        if root is not None and found[root].rule == _BETWEEN and not _across(finding):
            root = None  # what a ledger breaks within itself is told as that, too
        if root is None:
            kept[at] = finding
        else:
            also.setdefault(root, set()).add(finding.rule)
    return [
        replace(finding, args={**finding.args, "also": sorted(also[at])}) if at in also else finding
        for at, finding in kept.items()
    ]


def _doubted(finding: Finding) -> list[Locator]:
    """The places that print the doubted number; with two papers alone either may be wrong."""
    if len(finding.evidence) <= _TWO:
        return list(finding.evidence)
    values = finding.args.get("values")
    doubted = str(values[0]) if isinstance(values, (list, tuple)) and values else ""
    first, *others = finding.evidence
    return [first, *(place for place in others if doubted and doubted in place.quote.replace(",", ""))]


def _across(finding: Finding) -> bool:
    """Two numbers of two papers."""
    return len(finding.evidence) == _TWO and len({place.document for place in finding.evidence}) == _TWO


def _suspects(finding: Finding) -> list[tuple[object, ...]]:
    """The number that a relation doubts; of two numbers that should be one either may be wrong."""
    if finding.rule not in _RELATED:
        return []
    either = len(finding.evidence) == _TWO and finding.rule != _SUMS
    return [place_of(place) for place in finding.evidence[: _TWO if either else 1]]

"""A dossier laid out for judging: papers sorted by kind, once."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from archive.audit.certificates import Standing
from archive.audit.printed import Printed
from archive.audit.timing import Clock
from archive.audit.topics import Topics
from archive.audit.verdicts import Judge
from archive.audit.views import View, folded
from archive.domain.audit import Dossier, Matched
from archive.domain.facts import Facts
from archive.domain.rulebook import Requirement, Rulebook, Scheme

if TYPE_CHECKING:
    from archive.audit.forms import FormRow

_DOCUMENT = attrgetter("document")


@dataclass(slots=True)
class Bench:
    """A dossier laid out for judging."""

    dossier: Dossier
    rulebook: Rulebook
    scheme: Scheme | None
    requirements: tuple[Requirement, ...]
    views: tuple[View, ...]
    others: tuple[View, ...]
    judge: Judge
    clock: Clock
    by_kind: dict[str, list[View]] = field(default_factory=dict)
    undated: dict[str, list[View]] = field(default_factory=dict)
    """Papers whose assessment year nobody knows, by kind."""
    loose: list[View] = field(default_factory=list)
    """Unreadable papers and papers of unknown kind."""
    accepted: dict[str, list[str]] = field(default_factory=dict)
    """Requirement -> documents that a person matched to it."""
    named: dict[str, list[View]] = field(default_factory=dict)
    """Requirement -> papers whose path carries its id."""
    names: tuple[str, ...] = ()
    """What the body is called, folded, longest first."""
    tabled: list[View] = field(default_factory=list)
    """Readable papers with tables of numbers."""
    listed: list[View] = field(default_factory=list)
    """Readable papers with lists of words."""
    without_task: list[View] = field(default_factory=list)
    """Readable papers that say that there is no task."""
    waiting: int = 0
    used: dict[str, bool] = field(default_factory=dict)
    """Document -> whether it was offered with the right topic anywhere."""
    matches: list[Matched] = field(default_factory=list)
    standings: dict[str, list[Standing]] = field(default_factory=dict)
    """Requirement -> its instruments, left there for the rules."""
    figures: dict[str, list[Printed]] = field(default_factory=dict)
    """Printed numbers by source and indicator, left there by `archive.audit.figures`."""
    ledgers: list[tuple[Hashable, dict[str, dict[str, Printed]]]] | None = None
    """Stocks and flows of energies, left there by `archive.audit.ledgers`."""
    forms: dict[str, list[FormRow]] | None = None
    """Lines of forms by role, left there by `archive.audit.forms`."""

    def without_names(self, text: str) -> str:
        """A name of a file without the body's own name, whose words (统计, 交通) are no topic."""
        for name in self.names:
            text = text.replace(name, "")
        return text


def lay_out(
    dossier: Dossier, rulebook: Rulebook, scheme: Scheme | None, requirements: tuple[Requirement, ...]
) -> Bench:
    """Sort the papers by kind once."""
    clock = Clock(dossier.year, dossier.as_of, dossier.today)
    decided = {(m.document, m.requirement): m for m in dossier.matches}
    views = tuple(map(View, sorted(dossier.papers, key=_DOCUMENT)))
    others = tuple(map(View, sorted(dossier.others, key=_DOCUMENT)))
    judge = Judge(dossier.entity, clock, rulebook, Topics(requirements, rulebook), decided)
    bench = Bench(dossier, rulebook, scheme, requirements, views, others, judge, clock)
    own = (dossier.entity.name, *(alias.name for alias in dossier.entity.aliases))
    bench.names = tuple(sorted((folded(name) for name in own), key=len, reverse=True))
    for view in views:
        for id in view.named_ids:
            bench.named.setdefault(id, []).append(view)
        if view.waiting:
            bench.waiting += 1
        elif view.kind is None or not view.readable:
            bench.loose.append(view)
        else:
            bench.by_kind.setdefault(view.kind, []).append(view)
        if view.readable:
            _set_aside(bench, view, view.facts)
    for view in map(View, sorted(dossier.undated, key=_DOCUMENT)):
        if view.readable and view.kind is not None:
            bench.undated.setdefault(view.kind, []).append(view)
    for match in dossier.matches:
        if match.accepted:
            bench.accepted.setdefault(match.requirement, []).append(match.document)
    return bench


def _set_aside(bench: Bench, view: View, facts: Facts) -> None:
    """What a rule looks for in few papers is not looked for in all of them."""
    if facts.tables:
        bench.tabled.append(view)
    if facts.rows:
        bench.listed.append(view)
    if facts.no_task is not None:
        bench.without_task.append(view)

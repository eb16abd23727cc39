"""What a query asks of a page, in few words that every engine translates alike.

The first reading of a query that finds anything is its answer: words as they stand, then their pairs of
characters, then a fair share of all pairs; of a long question, of the pairs that tell most.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.domain.search import Filters, Scope
from archive.text.query import Clause, Parsed, Term
from archive.text.ranking import ENOUGH_PAIRS, Feature, Statistics, is_short, pairs, singles, telling

RUNS = ("text", "title", "number")
"""Fields of characters with positions, in which runs are found."""
MOST_TOKENS = 1000
"""So many different tokens of one query are looked for; no question has more."""
_SHARE = 0.1
"""Of the pairs of a long question so many must stand on a page."""
_FILTERS = (
    ("entity", "entities"),
    ("year", "years"),
    ("doctype", "doctypes"),
    ("state", "states"),
    ("quality", "qualities"),
    ("document", "documents"),
)


@dataclass(frozen=True, slots=True)
class OneOf:
    """The page's own value of *field* is one of these; none of them when there are none."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """The page has *token* in *field*."""

    field: str
    token: str


@dataclass(frozen=True, slots=True)
class Run:
    """The page has these characters in this order, side by side."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds, and none of *without*; no parts = every page."""

    parts: tuple[Condition, ...] = ()
    without: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least so many of the parts hold."""

    parts: tuple[Condition, ...]
    least: int = 1


Condition = OneOf | Token | Run | AllOf | AnyOf


def within(scope: Scope, *filters: Filters) -> Condition:
    """Everything that the asker may see and has not filtered out."""
    parts: list[Condition] = [] if scope.everything else [_one_of("entity", scope.entities)]
    for restriction in filters:
        for field, name in _FILTERS:
            if values := getattr(restriction, name):
                parts.append(_one_of(field, map(str, values)))
    return both(*parts)


def readings(parsed: Parsed, statistics: Callable[[], Statistics]) -> Iterator[tuple[bool, Condition]]:
    """Strict and looser readings of the query; True marks the strict one. Long questions need *statistics*."""
    found: list[Condition] = []
    for strictness in range(3 if any(not term.exact for term in parsed.positive) else 1):
        reading = _Reader(strictness, statistics).reading(parsed)
        if reading not in found:
            found.append(reading)
            yield strictness == 0, reading


def both(*parts: Condition) -> Condition:
    return parts[0] if len(parts) == 1 else AllOf(parts)


def run(field: str, text: str) -> Condition:
    """These very characters in this order, in a field of characters; else the token itself."""
    if field == "text" and len(text) == 2:
        return Token("pairs", text)  # two neighbours are kept as one token, which is quicker
    return Run(field, text) if field in RUNS and len(text) > 1 else Token(field, text)


@dataclass(frozen=True, slots=True)
class Earnings:
    """Pages where *wanted* holds and at least so many of the *shared* features; *others* may hold."""

    wanted: Condition
    shared: tuple[Feature, ...]
    least: int
    others: tuple[Feature, ...]


def earnings(wanted: Condition, features: Sequence[Feature]) -> Earnings:
    """A fair share of many tokens need not be looked for twice, to choose the pages and to add up their weights."""
    parts = wanted.parts if isinstance(wanted, AllOf) else (wanted,)
    share = next((part for part in parts if isinstance(part, AnyOf)), None)
    if share is None:
        return Earnings(wanted, (), 0, tuple(features))
    tokens = [(part.field, part.token) for part in share.parts if isinstance(part, Token)]
    if len(tokens) < len(share.parts):
        return Earnings(wanted, (), 0, tuple(features))
    rest = AllOf(
        tuple(part for part in parts if part is not share),
        wanted.without if isinstance(wanted, AllOf) else (),
    )
    weights = {(feature.field, feature.token): feature.weight for feature in features}
    shared = tuple(Feature(field, token, weights.get((field, token), 0)) for field, token in tokens)
    known = set(tokens)
    others = tuple(feature for feature in features if (feature.field, feature.token) not in known)
    return Earnings(rest, shared, share.least, others)


def _one_of(field: str, values: Iterable[str]) -> OneOf:
    return OneOf(field, tuple(sorted(set(values))))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a query more or less strictly."""

    strictness: int
    statistics: Callable[[], Statistics]

    def reading(self, parsed: Parsed) -> Condition:
        fixed = [c for c in parsed.clauses if not c.negative and any(t.exact for t in c.alternatives)]
        loose = [c for c in parsed.clauses if not c.negative and c not in fixed]
        parts = [self._any(clause) for clause in fixed]
        if loose and self.strictness < 2:
            parts += [self._any(clause) for clause in loose]
        elif loose:
            parts.append(self._some([t for c in loose for t in c.alternatives]))
        unwanted = [t for clause in parsed.clauses if clause.negative for t in clause.alternatives]
        if not unwanted:
            return both(*parts)
        return AllOf(tuple(parts), tuple(run(term.where, term.text) for term in unwanted))

    def _any(self, clause: Clause) -> Condition:
        found = tuple(self._term(term) for term in clause.alternatives)
        return found[0] if len(found) == 1 else AnyOf(found)

    def _term(self, term: Term) -> Condition:
        if term.exact or (self.strictness == 0 and is_short(term)):
            return run(term.where, term.text)
        if is_short(term):
            found: list[Condition] = [Token("pairs", pair) for pair in pairs(term.text)]
            return both(*found) if found else self._some([term])
        return self._some([term])

    def _some(self, terms: Sequence[Term]) -> Condition:
        """A fair share of the pairs of all terms, or any single character where there are no pairs."""
        tokens = list(dict.fromkeys(pair for term in terms for pair in pairs(term.text)))
        field = "pairs" if tokens else "text"
        tokens = tokens or list(dict.fromkeys(c for term in terms for c in singles(term.text) or term.text))
        del tokens[MOST_TOKENS:]
        if field == "pairs" and len(tokens) > ENOUGH_PAIRS:
            tokens = telling(tokens, self.statistics()) or tokens[:ENOUGH_PAIRS]
        return AnyOf(tuple(Token(field, t) for t in tokens), max(1, math.floor(_SHARE * len(tokens))))

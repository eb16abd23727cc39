"""Turns an understood query into what the embedded engine evaluates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import tantivy

from archive.domain.search import Filters, Scope
from archive.text.query import Clause, Parsed, Term
from archive.text.ranking import Feature, is_short, pairs, singles

_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_FILTERS = (
    ("entity", "entities"),
    ("year", "years"),
    ("doctype", "doctypes"),
    ("state", "states"),
    ("quality", "qualities"),
    ("document", "documents"),
)
_SHARE = 0.1
"""Of the pairs of a long question so many must stand on a page."""


class Matcher:
    """Builds engine queries; every one of them is limited to a scope."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def within(self, scope: Scope, *filters: Filters) -> tantivy.Query:
        """Everything that the asker may see and has not filtered out."""
        parts = [] if scope.everything else [self._one_of("entity", scope.entities)]
        for restriction in filters:
            for field, name in _FILTERS:
                if values := getattr(restriction, name):
                    parts.append(self._one_of(field, map(str, values)))
        return self._all(parts)

    def readings(self, parsed: Parsed) -> Iterator[tuple[bool, tantivy.Query]]:
        """Strict and looser readings of the query; the first that finds anything is the answer."""
        for strictness in range(3 if any(not term.exact for term in parsed.positive) else 1):
            yield strictness == 0, self._reading(parsed, strictness)

    def scored(self, wanted: tantivy.Query, base: int, features: Sequence[Feature]) -> tantivy.Query:
        """The wanted pages, each with the sum of the weights of what it has."""
        parts = [(_MUST, tantivy.Query.const_score_query(wanted, float(base)))]
        for feature in features:
            found = self.run(feature.field, feature.token)
            parts.append((_SHOULD, tantivy.Query.const_score_query(found, float(feature.weight))))
        return tantivy.Query.boolean_query(parts)

    def both(self, *queries: tantivy.Query) -> tantivy.Query:
        return self._all(queries)

    def token(self, field: str, token: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, token, "basic")

    def run(self, field: str, text: str) -> tantivy.Query:
        """These very characters in this order, in a field of characters; else the token itself."""
        if field not in ("text", "title", "number") or len(text) == 1:
            return self.token(field, text)
        return tantivy.Query.phrase_query(self._schema, field, list(text))

    def _one_of(self, field: str, values: Iterable[str]) -> tantivy.Query:
        return tantivy.Query.const_score_query(
            tantivy.Query.term_set_query(self._schema, field, sorted(set(values))), 0.0
        )

    @staticmethod
    def _all(parts: Sequence[tantivy.Query]) -> tantivy.Query:
        if not parts:
            return tantivy.Query.all_query()
        return parts[0] if len(parts) == 1 else tantivy.Query.boolean_query([(_MUST, part) for part in parts])

    def _reading(self, parsed: Parsed, strictness: int) -> tantivy.Query:
        fixed = [c for c in parsed.clauses if not c.negative and any(t.exact for t in c.alternatives)]
        loose = [c for c in parsed.clauses if not c.negative and c not in fixed]
        parts = [(_MUST, self._any(clause, strictness)) for clause in fixed]
        if loose and strictness < 2:
            parts += [(_MUST, self._any(clause, strictness)) for clause in loose]
        elif loose:
            parts.append((_MUST, self._some([t for c in loose for t in c.alternatives])))
        if not parts:
            parts.append((_MUST, tantivy.Query.all_query()))
        for clause in parsed.clauses:
            if clause.negative:
                parts += [(_NOT, self.run(term.where, term.text)) for term in clause.alternatives]
        return tantivy.Query.boolean_query(parts)

    def _any(self, clause: Clause, strictness: int) -> tantivy.Query:
        found = [self._term(term, strictness) for term in clause.alternatives]
        return found[0] if len(found) == 1 else tantivy.Query.boolean_query([(_SHOULD, f) for f in found])

    def _term(self, term: Term, strictness: int) -> tantivy.Query:
        if term.exact or (strictness == 0 and is_short(term)):
            return self.run(term.where, term.text)
        if is_short(term):
            return self._all([self.token("pairs", p) for p in pairs(term.text)] or [self._some([term])])
        return self._some([term])

    def _some(self, terms: Sequence[Term]) -> tantivy.Query:
        """A fair share of the pairs of all terms, or any single character where there are no pairs."""
        tokens = list(dict.fromkeys(pair for term in terms for pair in pairs(term.text)))
        field = "pairs" if tokens else "text"
        tokens = tokens or list(dict.fromkeys(c for term in terms for c in singles(term.text) or term.text))
        least = max(1, math.floor(_SHARE * len(tokens)))
        return tantivy.Query.boolean_query([(_SHOULD, self.token(field, t)) for t in tokens], least)

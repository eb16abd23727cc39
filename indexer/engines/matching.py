"""Turns what a query asks into what the embedded engine evaluates."""

from __future__ import annotations

from collections.abc import Sequence

import tantivy

from archive.text.ranking import Feature
from archive.text.wanted import AllOf, AnyOf, Condition, OneOf, Run, Token, earnings, run

_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


class Matcher:
    """Builds engine queries."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def query(self, condition: Condition) -> tantivy.Query:
        match condition:
            case Token(field, token):
                return tantivy.Query.term_query(self._schema, field, token, "basic")
            case Run(field, text):
                return tantivy.Query.phrase_query(self._schema, field, list(text))
            case OneOf(field, values):
                found = tantivy.Query.term_set_query(self._schema, field, list(values))
                return tantivy.Query.const_score_query(found, 0.0)
            case AnyOf(parts, least):
                return tantivy.Query.boolean_query([(_SHOULD, self.query(p)) for p in parts], least)
            case AllOf(parts, without):
                return self._all(parts, without)

    def scored(self, wanted: Condition, base: int, features: Sequence[Feature]) -> tantivy.Query:
        """The wanted pages, each with the sum of the weights of what it has."""
        earning = earnings(wanted, features)
        must = [(_MUST, tantivy.Query.const_score_query(self.query(earning.wanted), float(base)))]
        if earning.shared:
            shared = [(_SHOULD, self._earned(feature)) for feature in earning.shared]
            must.append((_MUST, tantivy.Query.boolean_query(shared, earning.least)))
        return tantivy.Query.boolean_query(must + [(_SHOULD, self._earned(f)) for f in earning.others])

    def _earned(self, feature: Feature) -> tantivy.Query:
        found = self.query(run(feature.field, feature.token))
        return tantivy.Query.const_score_query(found, float(feature.weight))

    def _all(self, parts: Sequence[Condition], without: Sequence[Condition]) -> tantivy.Query:
        if not parts and not without:
            return tantivy.Query.all_query()
        found = [(_MUST, self.query(part)) for part in parts] or [(_MUST, tantivy.Query.all_query())]
        return tantivy.Query.boolean_query(found + [(_NOT, self.query(part)) for part in without])

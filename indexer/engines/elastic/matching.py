"""Turns what a query asks into what Elasticsearch evaluates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive.text.ranking import Feature
from archive.text.wanted import AllOf, AnyOf, Condition, OneOf, Run, Token, earnings, run
from indexer.engines.elastic.bulk import sound

Json = dict[str, Any]

_FIELDS = {"pairs": "text.pairs"}
_MOST_TERMS = 60_000
"""A cluster refuses longer lists of values."""


def matching(condition: Condition) -> Json:
    """Where it holds; says nothing about scores."""
    match condition:
        case Token(field, token):
            return {"term": {_FIELDS.get(field, field): sound(token)}}
        case Run(field, text):
            return {"match_phrase": {field: sound(text)}}
        case OneOf(field, values):
            return _one_of(field, [sound(value) for value in values])
        case AnyOf(parts, least):
            return {"bool": {"should": [matching(p) for p in parts], "minimum_should_match": least}}
        case AllOf(parts, without):
            if not parts and not without:
                return {"match_all": {}}
            return {
                "bool": {"filter": [matching(p) for p in parts], "must_not": [matching(p) for p in without]}
            }


def scored(wanted: Condition, base: int, features: Sequence[Feature], shortness: str) -> Json:
    """The wanted pages, each with the sum of the weights of what it has, times its *shortness*."""
    earning = earnings(wanted, features)
    must = [_constant(matching(earning.wanted), base)]
    if earning.shared:
        shared = {"should": [_earned(f) for f in earning.shared], "minimum_should_match": earning.least}
        must.append({"bool": shared})
    summed = {"bool": {"must": must, "should": [_earned(feature) for feature in earning.others]}}
    factor = {"field": shortness, "missing": 1}
    return {"function_score": {"query": summed, "field_value_factor": factor, "boost_mode": "multiply"}}


def _earned(feature: Feature) -> Json:
    return _constant(matching(run(feature.field, feature.token)), feature.weight)


def _constant(found: Json, weight: int) -> Json:
    return {"constant_score": {"filter": found, "boost": weight}}


def _one_of(field: str, values: list[str]) -> Json:
    if len(values) <= _MOST_TERMS:
        return {"terms": {field: values}}
    parts = [values[at : at + _MOST_TERMS] for at in range(0, len(values), _MOST_TERMS)]
    return {"bool": {"should": [{"terms": {field: part}} for part in parts], "minimum_should_match": 1}}

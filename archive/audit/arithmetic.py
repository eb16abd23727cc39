"""A relation as a line that a person can follow: figures and signs, no words of any language."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from archive.audit.relations import Relation, Term

_LONG = 24
"""Addends beyond this are shown as dots."""


def worked(relation: Relation) -> str:
    """800.00 + 400.00 = 1200.00 ≠ 1150.00."""
    first, *rest = relation.terms
    computed = relation.fit(0)
    side = _sum(first, rest) if relation.kind == "sum" else _product(first, rest)
    scale = first.number.scale or Decimal(1)
    middle = shown(computed.middle / scale) if computed is not None else "?"
    return f"{side} = {middle} ≠ {first.number.value}"


def _sum(first: Term, rest: Sequence[Term]) -> str:
    parts: list[str] = []
    for term in rest[:_LONG]:
        factor = -term.factor / first.factor * (term.number.scale / first.number.scale)
        sign = "- " if factor < 0 else "+ " if parts else ""
        times = f" × {plain(abs(factor))}" if abs(factor) != 1 else ""
        parts.append(f"{sign}{_bracketed(term.number.value)}{times}")
    if len(rest) > _LONG:
        parts.append("+ ...")
    return " ".join(parts)


def _product(first: Term, rest: Sequence[Term]) -> str:
    above = [_factor(t) for t in rest if t.power != first.power]
    below = [_factor(t) for t in rest if t.power == first.power]
    line = " ÷ ".join((" × ".join(above) or "1", *below))
    if first.base == 0:
        return line
    own = abs(first.factor) == Decimal("0.01")
    return f"{plain(first.base)} - {line}" if own and first.factor < 0 else f"{line} - {plain(first.base)}"


def _factor(term: Term) -> str:
    value = _bracketed(term.number.value)
    if term.base == 0:
        return f"{value} {term.number.unit}".strip()
    percent = "%" if abs(term.factor) == Decimal("0.01") else ""
    return f"({plain(term.base)} {'-' if term.factor < 0 else '+'} {value}{percent})"


def _bracketed(value: Decimal) -> str:
    return f"({value})" if value < 0 else str(value)


def shown(value: Decimal) -> str:
    """Six digits that count are enough for a person."""
    digits = max(0, 6 - value.adjusted() - 1) if value else 0
    return plain(round(value, digits))


def plain(value: Decimal) -> str:
    """Without exponent."""
    return f"{value.normalize():f}" if value == value.to_integral() else f"{value:f}"

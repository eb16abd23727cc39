"""Parameters of rules, as the rulebook writes them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from archive.audit.bench import Bench


def parameter(bench: Bench, code: str, name: str) -> object:
    """None when the rulebook says nothing."""
    rule = bench.rulebook.rules.get(code)
    return rule.parameters.get(name) if rule is not None else None


def decimal(bench: Bench, code: str, name: str, default: str) -> Decimal:
    value = parameter(bench, code, name)
    return Decimal(default) if value is None else Decimal(str(value))


def whole(bench: Bench, code: str, name: str, default: int) -> int:
    value = parameter(bench, code, name)
    return default if value is None else int(str(value))


def words(bench: Bench, code: str, name: str) -> tuple[str, ...]:
    value = parameter(bench, code, name)
    return tuple(str(item) for item in value) if isinstance(value, (list, tuple)) else ()


def table(bench: Bench, code: str, name: str) -> Mapping[str, object]:
    value = parameter(bench, code, name)
    return {str(k): v for k, v in value.items()} if isinstance(value, Mapping) else {}


def asked_by(bench: Bench, code: str) -> str | None:
    """The weightiest requirement of this body that asks for a rule."""
    asked = [r for r in bench.requirements if code in r.cross_checks]
    return min(asked, key=lambda r: (not r.veto, not r.gate, -(r.points or 0), r.id)).id if asked else None

"""R-NAME-1 单位名称与信用代码: entity name equals register name; credit code checksum passes (18 chars, mod 31)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.lists import company
from archive.audit.parameters import asked_by
from archive.audit.views import View, folded
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.entity import Kind

CODE = "R-NAME-1"
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_KINDS = frozenset({"license", "enterprise_sheet", "stat_form", "energy_usage_report", "financial_report"})
"""Papers that print the registered name."""
_ALIKE = 0.6
"""Sixty per cent of the pairs of characters in common."""
_SHOWN = 6
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Credit codes printed on the entity's papers that cannot be right, and names that are nearly its own."""
    for view in bench.views:
        code = view.facts.extra.get("credit_code")
        if view.readable and code and len(code) == 18 and not valid(code):
            args = {"credit_code": code}
            yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, (view.locator(code),))
    if bench.dossier.entity.kind is Kind.ENTERPRISE:
        yield from _names(bench)


def _names(bench: Bench) -> Iterator[Finding]:
    """One finding for each other name, with the papers that print it; former and short names are aliases."""
    wrong: dict[str, list[View]] = {}
    for view in bench.views:
        name = view.facts.extra.get("unit_name")
        if name and view.readable and view.kind in _KINDS and "entity_conflict" not in view.paper.notes:
            wrong.setdefault(_plain(name), []).append(view)
    own = {_plain(name) for name in bench.names}
    for name, views in wrong.items():
        if name not in own and _nearly(name, _plain(bench.dossier.entity.name)):
            args = {"values": [name, bench.dossier.entity.name], "count": len(views)}
            places = tuple(view.locator(name) for view in views[:_SHOWN])
            yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, places)


def _nearly(name: str, register: str) -> bool:
    """Another writing of the same full name: not a part of it, and not another body's."""
    here, there = company(name), company(register)
    if not (name.endswith("公司") and register.endswith("公司")) or (
        here != there and (here in there or there in here)
    ):
        return False
    pairs, others = _pairs(here), _pairs(there)
    return 2 * len(pairs & others) >= _ALIKE * (len(pairs) + len(others))


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _plain(name: str) -> str:
    """Two names of the same legal form are one writing, whatever else differs between them."""
    return folded(name).replace("(", "").replace(")", "").replace("有限责任公司", "有限公司")


def valid(code: str) -> bool:
    """Whether the last character is the check character of the seventeen before it (GB 32100)."""
    try:
        total = sum(w * _ALPHABET.index(c) for w, c in zip(_WEIGHTS, code[:17].upper(), strict=True))
        return _ALPHABET[(31 - total % 31) % 31] == code[17].upper()
    except (ValueError, IndexError):
        return False

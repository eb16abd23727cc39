"""Rules between papers and figures; each has a file of its own and knows no other rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from archive.audit.bench import Bench
from archive.audit.rules import (
    cert_1,
    cert_2,
    cert_3,
    comp_1,
    docno_1,
    int_1,
    int_2,
    ledger_1,
    ledger_3,
    meter_3,
    name_1,
    rate_1,
    score_1,
    score_2,
    tgt_2,
    unit_1,
    vouch_1,
    xdoc_1,
)
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.facts import Locator

Rule = Callable[[Bench, Sequence[Slot]], Iterator[Finding]]
RULES: tuple[tuple[str, Rule], ...] = tuple(
    (module.CODE, module.check)
    for module in (
        cert_1,
        cert_2,
        cert_3,
        comp_1,
        docno_1,
        int_1,
        int_2,
        ledger_1,
        ledger_3,
        meter_3,
        name_1,
        rate_1,
        score_1,
        score_2,
        tgt_2,
        unit_1,
        vouch_1,
        xdoc_1,
    )
)
_DIRECT = frozenset({"R-XDOC-1"})
_DERIVED = frozenset({"R-INT-1", "R-INT-2"})
"""Rules whose first evidence is the number that they doubt."""


def run(bench: Bench, slots: Sequence[Slot]) -> list[Finding]:
    """Everything that the rules find in one dossier, a number that broke several rules once."""
    return _told_once([finding for _, check in RULES for finding in check(bench, slots)])


def _told_once(found: list[Finding]) -> list[Finding]:
    """What follows from a number that another paper already contradicts is told with that contradiction."""
    accused = {
        _place(place): at
        for at, finding in enumerate(found)
        if finding.rule in _DIRECT and finding.severity is Severity.ERROR
        for place in finding.evidence
    }
    also: dict[int, set[str]] = {}
    kept: dict[int, Finding] = {}
    for at, finding in enumerate(found):
        root = (
            accused.get(_place(finding.evidence[0]))
            if finding.rule in _DERIVED and finding.evidence
            else None
        )
        if root is None:
            kept[at] = finding
        else:
            also.setdefault(root, set()).add(finding.rule)
    return [
        replace(finding, args={**finding.args, "also": sorted(also[at])}) if at in also else finding
        for at, finding in kept.items()
    ]


def _place(at: Locator) -> tuple[object, ...]:
    return at.document, at.page, at.cell, at.box, at.quote

"""Rules between papers and figures; each has a file of its own and knows no other rule.

A rule either checks and yields findings, or yields the relations that numbers must keep; those of all rules are
explained together, so that one wrong number is told once, however many relations it breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from archive.audit.bench import Bench
from archive.audit.explaining import explain, place_of
from archive.audit.relations import Relation
from archive.audit.rules import (
    cert_1,
    cert_2,
    cert_3,
    coef_1,
    comp_1,
    docno_1,
    eq_1,
    form_1,
    form_2,
    form_3,
    fund_1,
    int_1,
    int_2,
    int_3,
    int_4,
    ledger_1,
    ledger_2,
    ledger_3,
    ledger_4,
    limit_1,
    meter_1,
    meter_2,
    meter_3,
    meter_4,
    meter_5,
    meter_6,
    name_1,
    online_1,
    price_1,
    pub_1,
    pub_2,
    pub_3,
    quota_1,
    rate_1,
    rect_1,
    reg_1,
    reg_2,
    save_1,
    save_2,
    save_3,
    score_1,
    score_2,
    series_1,
    share_1,
    sum_1,
    sum_2,
    tgt_1,
    tgt_2,
    tgt_3,
    tgt_4,
    tgt_5,
    unit_1,
    vouch_1,
    vouch_2,
    xdoc_1,
    xdoc_2,
    ytd_1,
)
from archive.audit.series import around
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.facts import Locator

Check = Callable[[Bench, Sequence[Slot]], Iterator[Finding]]
Relations = Callable[[Bench], Iterator[Relation]]
CHECKS: tuple[tuple[str, Check], ...] = tuple(
    (module.CODE, module.check)
    for module in (
        cert_1,
        cert_2,
        cert_3,
        coef_1,
        comp_1,
        docno_1,
        eq_1,
        form_1,
        form_3,
        fund_1,
        ledger_4,
        limit_1,
        meter_1,
        meter_2,
        meter_3,
        meter_4,
        meter_5,
        meter_6,
        name_1,
        online_1,
        price_1,
        pub_1,
        pub_2,
        quota_1,
        rate_1,
        rect_1,
        reg_1,
        reg_2,
        save_1,
        save_2,
        save_3,
        score_1,
        score_2,
        series_1,
        share_1,
        sum_1,
        sum_2,
        tgt_1,
        tgt_2,
        tgt_4,
        tgt_5,
        unit_1,
        vouch_1,
        vouch_2,
        xdoc_1,
        xdoc_2,
    )
)
RELATIONS: tuple[tuple[str, Relations], ...] = tuple(
    (module.CODE, module.relations)
    for module in (
        coef_1,
        form_2,
        int_1,
        int_2,
        int_3,
        int_4,
        ledger_1,
        ledger_2,
        ledger_3,
        meter_1,
        pub_3,
        share_1,
        tgt_1,
        tgt_3,
        ytd_1,
    )
)
_ALL: dict[str, Check | Relations] = {**dict(RELATIONS), **dict(CHECKS)}
RULES: tuple[tuple[str, Check | Relations], ...] = tuple(sorted(_ALL.items()))
_DIRECT = frozenset({"R-XDOC-1"})
_RELATED = frozenset(code for code, _ in RELATIONS) | {"R-SUM-1"}
"""Rules whose first evidence is the number that they doubt."""
_TWO = 2


def run(bench: Bench, slots: Sequence[Slot]) -> list[Finding]:
    """Everything that the rules find in one dossier, a number that broke several rules once."""
    found = [finding for _, check in CHECKS for finding in check(bench, slots)]
    relations = [relation for _, rule in RELATIONS for relation in rule(bench)]
    return _told_once([*found, *explain(relations, around(bench))])


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
        root = accused.get(place_of(finding.evidence[0])) if _follows(finding) else None
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


def _follows(finding: Finding) -> bool:
    return finding.rule in _RELATED and bool(finding.evidence)

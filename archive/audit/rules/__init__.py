"""Rules between papers and figures; each has a file of its own and knows no other rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

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
    xdoc_1,
)
from archive.domain.audit import Finding, Slot

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
        xdoc_1,
    )
)


def run(bench: Bench, slots: Sequence[Slot]) -> list[Finding]:
    """Everything that the rules find in one dossier."""
    return [finding for _, check in RULES for finding in check(bench, slots)]

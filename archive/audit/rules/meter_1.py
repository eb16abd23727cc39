"""R-METER-1 配备率: 配备率 = 实配/应配 x 100; 0..100; compared with what each level and energy needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import blocks, of
from archive.audit.forms import FormRow, form_rows
from archive.audit.identities import COUNT, PERCENT
from archive.audit.parameters import asked_by, decimal
from archive.audit.printed import Number, Printed
from archive.audit.relations import Relation, Term
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-METER-1"
_RATE = {"%": PERCENT, "percent": PERCENT}
_LEVELS = (
    re.compile(r"一级|^进出用能单位|进出用能单位"),
    re.compile(r"二级|次级用能"),
    re.compile(r"三级|主要(?:用能)?设备"),
)


def relations(bench: Bench) -> Iterator[Relation]:
    """The rate against the two counts, in a table's line or in one paper."""
    slack = decimal(bench, CODE, "slack", "0.01")
    for row in form_rows(bench, "coverage", "due", "installed"):
        rate, due, installed = (row.cells[r] for r in ("coverage", "due", "installed"))
        if due.value > 0 and rate.value > 1:
            yield _relation(rate, due, installed, slack, {"item": row.label})
    for block in blocks(of(bench, "I-COVER", "I-METERN", "I-METERS")).values():
        single = [i[0] for name in ("I-COVER", "I-METERN", "I-METERS") if len(i := block.get(name, [])) == 1]
        if len(single) == 3 and _understood(*single):
            about = {"indicator": "I-COVER", "period": single[0].figure.period}
            yield _relation(single[0], single[1], single[2], slack, about)


def _understood(share: Printed, due: Printed, installed: Printed) -> bool:
    """A rate in percent and two counts of the same things."""
    counts = due.figure.canonical_unit in COUNT and installed.figure.canonical_unit in COUNT
    return counts and share.figure.canonical_unit in _RATE and due.figure.item == installed.figure.item


def _relation(
    rate: Number, due: Number, installed: Number, slack: Decimal, args: Mapping[str, object]
) -> Relation:
    terms = (Term(rate, PERCENT), Term(installed, power=-1, exact=True), Term(due, exact=True))
    return Relation(CODE, terms, "product", slack, args=args)


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """More meters than are needed, and rates below what the level asks for."""
    requirement = asked_by(bench, CODE)
    for row in form_rows(bench, "coverage"):
        rate = row.cells["coverage"]
        if rate.interval.low > 100:
            args = {**beside([rate]), "item": row.label, "high": "100"}
            yield Finding(CODE, Severity.ERROR, requirement, None, args, (rate.place,))
            continue
        needed = _needed(bench, row)
        if needed is not None and rate.value > 1 and rate.interval.high < needed:
            args = {**beside([rate]), "item": row.label, "needed": str(needed)}
            yield Finding(CODE, Severity.WARNING, requirement, None, args, (rate.place,))


def _needed(bench: Bench, row: FormRow) -> Decimal | None:
    """None where energy or level is not named plainly."""
    about = row.label + row.sheet.heads.get(row.cells["coverage"].entry.col, "")
    levels = [i for i, pattern in enumerate(_LEVELS) if pattern.search(about)]
    table = bench.rulebook.metering.get("coverage_required_percent")
    if len(levels) != 1 or not isinstance(table, Mapping):
        return None
    named = [energy for energy in table if str(energy) in row.label]
    if len(named) != 1:
        return None
    wanted = table[named[0]]
    value = wanted[levels[0]] if isinstance(wanted, (list, tuple)) and len(wanted) > levels[0] else None
    return Decimal(str(value)) if value is not None else None

"""R-SUM-2 分解之和覆盖上级目标: sum(节能量 to receivers) >= own target; every receiver named in 名单 has a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import of, partners
from archive.audit.intervals import NOTHING
from archive.audit.lists import Row, company, list_rows
from archive.audit.parameters import asked_by
from archive.audit.printed import Printed
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.entity import Kind

CODE = "R-SUM-2"
_SETS = frozenset({"resp_letter", "target_notice"})
_NAMES = {"name": re.compile(r"企业名称|单位名称|用能单位|名称$")}
_SHOWN = 8


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """What a county hands down against what it was given, and the enterprises that nobody has a letter with."""
    if bench.dossier.entity.kind is not Kind.COUNTY:
        return
    yield from _covered(bench)
    yield from _letters(bench)


def _covered(bench: Bench) -> Iterator[Finding]:
    me, year = bench.dossier.entity.code, str(bench.dossier.year)
    own = [i for i in (*of(bench, "I-SAVET"), *partners(bench)) if _given(i, me, year)]
    values = {i.figure.canonical_value for i in own}
    notices: dict[str, dict[str, Printed]] = {}
    for item in of(bench, "I-SAVET"):
        if item.paper.doctype == "target_notice" and item.entity != me and item.figure.period == year:
            notices.setdefault(item.paper.document, {}).setdefault(item.entity, item)
    if len(values) != 1:
        return
    goal = own[0]
    for receivers in notices.values():
        parts = [p for p in receivers.values() if p.figure.canonical_unit == goal.figure.canonical_unit]
        if len(parts) < 2 or len(parts) != len(receivers):
            continue
        added = NOTHING
        for part in parts:
            added = added.plus(part.interval)
        if added.high < goal.low:
            numbers = [goal, *parts][:_SHOWN]
            args = {**beside(numbers), "indicator": "I-SAVET", "period": year, "count": len(parts)}
            args["sum"] = f"{added.middle.normalize():f}"
            places = tuple(n.place for n in numbers)
            yield Finding(CODE, Severity.ERROR, asked_by(bench, CODE), None, args, places)


def _given(item: Printed, me: str, year: str) -> bool:
    """Set for this body by the city, or promised to it in a letter that names it."""
    figure = item.figure
    return (
        figure.indicator == "I-SAVET"
        and figure.entity == me
        and figure.period == year
        and item.paper.doctype in _SETS
    )


def _letters(bench: Bench) -> Iterator[Finding]:
    """Only when letters were read at all; a letter that nobody could read may be the one that seems absent."""
    letters = [v for v in bench.by_kind.get("resp_letter", ()) if v.readable]
    signed = {company(p.name) for v in letters for p in v.facts.parties if p.name}
    named: dict[str, Row] = {}
    for row in list_rows(bench, frozenset({"key_ent_list"}), _NAMES, "name"):
        if len(company(row.text("name"))) >= 2:
            named.setdefault(company(row.text("name")), row)
    met = {n for n in named if any(n in s or s in n for s in signed)}
    missing = [row for name, row in named.items() if name not in met]
    unknown = len([v for v in letters if not any(p.name for p in v.facts.parties)])
    unknown += bench.waiting + sum(1 for v in bench.loose if not v.readable)
    # Some file a few letters as examples; only who files most of them shows that one was not signed.
    if len(met) * 2 >= len(named) and len(missing) > unknown:
        args = {"missing": [r.text("name") for r in missing], "count": len(missing), "of": len(named)}
        places = tuple(r.row.locator for r in missing[:_SHOWN])
        yield Finding(CODE, Severity.ERROR, asked_by(bench, CODE), None, args, places)

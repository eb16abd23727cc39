"""R-TGT-2 目标值一致: target in 责任书 == target in 分解文件 == target used in 自查报告."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.doubting import doubted_first
from archive.audit.explaining import beside
from archive.audit.figures import Printed, cause, partners, printed
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.entity import Kind

CODE = "R-TGT-2"
_TARGETS = frozenset({"I-TGT", "I-TGT5", "I-SAVET"})
_SETS = frozenset({"resp_letter", "target_notice"})
_USES = frozenset({"self_report", "self_score", "stat_confirm", "energy_usage_report"})


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """What was set for this body against what its papers use; one finding for each target."""
    me = bench.dossier.entity.code
    targets: dict[tuple[str, str | None, str], dict[str, list[Printed]]] = {}
    for item in printed(bench):
        if item.figure.indicator in _TARGETS and item.entity == me and _mine(item, bench):
            _add(targets, item)
    for item in partners(bench):
        # What others print was set for this body only where its row or sentence names it.
        if item.figure.indicator in _TARGETS and item.figure.entity == me and item.paper.doctype in _SETS:
            _add(targets, item)
    for key in sorted(targets, key=str):
        yield from _compare(key[0], targets[key])


def _add(targets: dict[tuple[str, str | None, str], dict[str, list[Printed]]], item: Printed) -> None:
    key = (item.figure.indicator, item.figure.period, item.figure.canonical_unit)
    targets.setdefault(key, {}).setdefault(item.paper.document, []).append(item)


def _compare(indicator: str, papers: dict[str, list[Printed]]) -> Iterator[Finding]:
    """The first two papers that agree in nothing, and all that print either value."""
    order = sorted(papers, key=lambda d: (papers[d][0].paper.doctype not in _SETS, d))
    for at, left in enumerate(order):
        if papers[left][0].paper.doctype not in _SETS:
            return
        for right in order[at + 1 :]:
            if any(a.meets(b) for a in papers[left] for b in papers[right]):
                continue
            a, b = papers[left][0], papers[right][0]
            why, extra = cause(a, b)
            others = [i for d in order if d not in {left, right} for i in papers[d][:1]]
            a, b = doubted_first(a, b, others)
            args = {**beside([a, b]), "indicator": indicator, "period": a.figure.period, **extra}
            places = tuple(i.figure.locator for i in (a, b, *others))
            yield Finding(CODE, Severity.ERROR, None, why, args, places)
            return


def _mine(item: Printed, bench: Bench) -> bool:
    """Papers that set targets for those below print other bodies' numbers."""
    if item.paper.doctype not in _SETS | _USES:
        return False
    if item.paper.doctype in _SETS and bench.dossier.entity.kind is not Kind.ENTERPRISE:
        return item.figure.entity == bench.dossier.entity.code
    return True

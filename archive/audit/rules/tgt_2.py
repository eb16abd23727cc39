"""R-TGT-2 目标值一致: target in 责任书 == target in 分解文件 == target used in 自查报告."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.figures import Printed, cause, printed
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.entity import Kind

CODE = "R-TGT-2"
_TARGETS = frozenset({"I-TGT", "I-TGT5", "I-SAVET"})
_KINDS = frozenset(
    {"resp_letter", "target_notice", "self_report", "self_score", "policy_doc", "stat_confirm"}
)


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """The same target with another value in another paper."""
    me = bench.dossier.entity.code
    first: dict[tuple[str, str | None], Printed] = {}
    said: set[tuple[object, ...]] = set()
    for item in printed(bench):
        if item.figure.indicator not in _TARGETS or item.entity != me or not _mine(item, bench):
            continue
        key = (item.figure.indicator, item.figure.period)
        known = first.setdefault(key, item)
        mark = (*key, known.figure.value, item.figure.value)
        if known.paper.document != item.paper.document and not known.meets(item) and mark not in said:
            said.add(mark)
            why, extra = cause(known, item)
            args = {"values": [str(known.figure.value), str(item.figure.value)], "indicator": key[0], **extra}
            places = (known.figure.locator, item.figure.locator)
            yield Finding(CODE, Severity.ERROR, None, why, args, places)


def _mine(item: Printed, bench: Bench) -> bool:
    """Papers that set targets for those below print other bodies' numbers."""
    if item.paper.doctype not in _KINDS:
        return False
    below = item.paper.doctype in {"resp_letter", "target_notice"}
    if below and bench.dossier.entity.kind is not Kind.ENTERPRISE:
        return item.figure.entity == bench.dossier.entity.code
    return True

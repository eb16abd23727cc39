"""R-XDOC-2 产量跨表一致: 产量 in 能源表 == 产量 in 生产报表 == 财务入库."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import cause, of
from archive.audit.parameters import asked_by
from archive.audit.printed import Printed
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-XDOC-2"
_REPORTS = frozenset(
    {
        "stat_form",
        "energy_usage_report",
        "production_report",
        "financial_report",
        "enterprise_sheet",
        "ledger",
    }
    | {"saving_calc", "self_report", "limit_check", "stat_yearbook"}
)
_SHOWN = 6


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """One finding for each product and period; papers that state another scope of output are asked."""
    facts: dict[tuple[object, ...], dict[str, list[Printed]]] = {}
    for item in of(bench, "I-OUTQ"):
        figure = item.figure
        if figure.item and item.paper.doctype in _REPORTS:
            key: tuple[object, ...] = (item.entity, figure.period, figure.item, figure.canonical_unit)
            facts.setdefault(key, {}).setdefault(item.paper.document, []).append(item)
    for key, papers in facts.items():
        single = [i[0] for i in papers.values() if len({x.figure.canonical_value for x in i}) == 1]
        odd = next(((single[0], other) for other in single[1:] if not single[0].meets(other)), None)
        if odd is not None:
            yield _finding(bench, key, odd, single)


def _finding(
    bench: Bench, key: tuple[object, ...], odd: tuple[Printed, Printed], items: Sequence[Printed]
) -> Finding:
    a, b = odd
    why, extra = cause(a, b)
    qualified = "合格" in a.label or "合格" in b.label
    asked = ("合格" in a.label) != ("合格" in b.label) and why is None and qualified
    severity = Severity.INFO if asked else Severity.WARNING if why == "ocr_pair" else Severity.ERROR
    others = [i for i in items if i is not a and i is not b]
    numbers = [a, b, *others][:_SHOWN]
    args = {
        **beside(numbers),
        "indicator": "I-OUTQ",
        "period": key[1],
        "item": key[2],
        "entity": key[0],
        **extra,
    }
    if asked:
        args["ask"] = "scope"
    return Finding(CODE, severity, asked_by(bench, CODE), why, args, tuple(n.place for n in numbers))

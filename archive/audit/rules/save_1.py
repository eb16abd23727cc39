"""R-SAVE-1 节能量计算: 节能量 = sum((基期单耗 - 报告期单耗) x 报告期产量)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import Printed, of
from archive.audit.forms import FormRow, form_rows
from archive.audit.intervals import Interval
from archive.audit.parameters import asked_by
from archive.audit.printed import Number
from archive.audit.slips import UNKNOWN, likely
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-SAVE-1"
_POWERS = (0, -3, 1, 4, 3, -4)
"""kgce/t x t = 10^-3 tce; kgce/t x 万吨 = 10 tce; tce/t x 万吨 = 10^4 tce."""
_TEN = Decimal(10)
_ENOUGH = 2


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Products of a saving calculation; the other lines of the table tell between which units it works."""
    tables: dict[object, list[FormRow]] = {}
    for row in form_rows(bench, "base", "unit_use", "made", "saved"):
        tables.setdefault(row.family, []).append(row)
    for rows in tables.values():
        powers = [
            next((p for p in _POWERS if _expected(r, p).meets(r.cells["saved"].interval)), None) for r in rows
        ]
        usual = Counter(p for p in powers if p is not None).most_common(1)
        if not usual or usual[0][1] < min(_ENOUGH, len(rows) - 1) or usual[0][1] * 2 <= len(rows):
            continue
        for row in rows:
            fit = _expected(row, usual[0][0])
            if not fit.meets(row.cells["saved"].interval):
                numbers = [row.cells[r] for r in ("saved", "base", "unit_use", "made")]
                yield _report(bench, numbers, fit, row.label, sure=True)
    yield from _told(bench)


def _told(bench: Bench) -> Iterator[Finding]:
    """A calculation in words: one product, its use before and now, its output, and the saving."""
    papers: dict[str, list[Printed]] = {}
    for item in of(bench, "I-UPE", "I-OUTQ", "I-SAVE"):
        if item.paper.doctype == "saving_calc" and item.entity == bench.dossier.entity.code:
            papers.setdefault(item.paper.document, []).append(item)
    for items in papers.values():
        numbers = _calculation(items)
        if numbers is None:
            continue
        saved, base, use, made = numbers
        fit = base.interval.minus(use.interval).times(made.interval).scaled(_TEN**-3)
        if not fit.meets(saved.interval):
            worked = saved.figure.wording.count("=") + saved.figure.wording.count("＝") >= _ENOUGH
            yield _report(bench, numbers, fit, made.figure.item, worked)


def _calculation(items: Sequence[Printed]) -> tuple[Printed, Printed, Printed, Printed] | None:
    """(saved, base, use, made) where each is printed once and in the units of their product."""
    by: dict[str, list[Printed]] = {}
    for item in items:
        by.setdefault(item.figure.indicator, []).append(item)
    saved, made = by.get("I-SAVE", []), by.get("I-OUTQ", [])
    uses = sorted(by.get("I-UPE", []), key=lambda u: u.figure.period or "")
    products = {i.figure.item for i in (*made, *uses)}
    if (len(saved), len(made), len(uses), len(products)) != (1, 1, 2, 1) or saved[0].figure.item:
        return None
    base, use = uses
    year = {saved[0].figure.period, made[0].figure.period, use.figure.period}
    units = [i.figure.canonical_unit for i in (saved[0], base, use, made[0])]
    if len(year) != 1 or base.figure.period == use.figure.period or units != ["tce", "kgce/t", "kgce/t", "t"]:
        return None
    return saved[0], base, use, made[0]


def _expected(row: FormRow, power: int) -> Interval:
    saved = row.cells["base"].interval.minus(row.cells["unit_use"].interval)
    return saved.times(row.cells["made"].interval).scaled(_TEN**power)


def _report(
    bench: Bench, numbers: Sequence[Number], fit: Interval, product: str | None, sure: bool
) -> Finding:
    """*numbers*: saved, base, use, made; *sure* where the paper itself says that it worked so."""
    slip = likely(numbers[0], fit)
    args = {
        **beside(numbers),
        "item": product,
        "indicator": "I-SAVE",
        "printed": str(numbers[0].value),
        "low": str(round(fit.low, 4)),
        "high": str(round(fit.high, 4)),
        "fits": f"{slip.fits:f}" if slip.fits is not None else None,
        "arithmetic": f"({numbers[1].value} - {numbers[2].value}) × {numbers[3].value} ≠ {numbers[0].value}",
        **slip.args,
    }
    sure = sure and not any(n.pictured for n in numbers)
    severity = Severity.ERROR if sure else Severity.WARNING
    places = tuple(n.place for n in numbers)
    return Finding(CODE, severity, asked_by(bench, CODE), slip.cause or UNKNOWN, args, places)

"""R-SAVE-1 节能量计算: 节能量 = sum((基期单耗 - 报告期单耗) x 报告期产量)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.figures import Printed, of
from archive.audit.forms import FormRow, form_rows
from archive.audit.intervals import NOTHING, Interval
from archive.audit.parameters import asked_by
from archive.audit.printed import Cell, Number
from archive.audit.slips import UNKNOWN, likely
from archive.audit.views import folded
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-SAVE-1"
_POWERS = (0, -3, 1, 4, 3, -4)
"""kgce/t x t = 10^-3 tce; kgce/t x 万吨 = 10 tce; tce/t x 万吨 = 10^4 tce."""
_TEN = Decimal(10)
_ENOUGH = 2
_PER_TONNE = ((re.compile(r"(?:千克|公斤)标准?煤/吨|kgce/t"), -3), (re.compile(r"吨标准?煤/吨|tce/t"), 0))
_TONNES = ((re.compile(r"万吨(?!标)"), 4), (re.compile(r"千吨(?!标)"), 3), (re.compile(r"吨(?!标)|\bt\b"), 0))
_SAVED = (
    (re.compile(r"万吨标准?煤|万tce"), 4),
    (re.compile(r"(?<!/)吨标准?煤(?!/)|(?<!kg)tce(?!/)"), 0),
    (re.compile(r"(?:千克|公斤)标准?煤(?!/)|kgce(?!/)"), -3),
)
_TOTAL = re.compile(r"合计|总计|共计")


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Products of a saving calculation, in the units that its heads print or that its other lines tell."""
    tables: dict[object, list[FormRow]] = {}
    for row in form_rows(bench, "base", "unit_use", "made", "saved"):
        if not _TOTAL.search(row.label):
            tables.setdefault(row.family, []).append(row)
    for rows in tables.values():
        power = _agreed(rows)
        for row in rows:
            stated = _stated(row)
            known = stated if stated is not None else power
            if known is None:
                continue
            fit = _expected(row, known)
            if not fit.meets(row.cells["saved"].interval):
                numbers = [row.cells[r] for r in ("saved", "base", "unit_use", "made")]
                # Units that only the heads say may be another slip than the saving's.
                yield _report(bench, numbers, fit, row.label, sure=power == known or len(rows) == 1)
    yield from _told(bench)


def _agreed(rows: Sequence[FormRow]) -> int | None:
    """The power of ten at which most of the lines hold; None when they do not tell."""
    powers = [
        next((p for p in _POWERS if _expected(r, p).meets(r.cells["saved"].interval)), None) for r in rows
    ]
    usual = Counter(p for p in powers if p is not None).most_common(1)
    if not usual or usual[0][1] < min(_ENOUGH, len(rows) - 1):
        return None
    return usual[0][0] if usual[0][1] * 2 > len(rows) or _stated(rows[0]) == usual[0][0] else None


def _stated(row: FormRow) -> int | None:
    """The power of ten between the units that heads, unit column or caption print; None when one is silent."""
    per = {_unit(row, row.cells[role], _PER_TONNE) for role in ("base", "unit_use")}
    made, saved = _unit(row, row.cells["made"], _TONNES), _unit(row, row.cells["saved"], _SAVED)
    if len(per) != 1 or made is None or saved is None:
        return None
    each = per.pop()
    return None if each is None else each + made - saved


def _unit(row: FormRow, cell: Cell, units: Sequence[tuple[re.Pattern[str], int]]) -> int | None:
    table, entry = row.sheet.table, cell.entry
    for text in (
        table.units.get(entry.row, ""),
        table.heads.get(entry.col, ""),
        table.stubs.get(entry.row, ""),
    ):
        for pattern, power in units:
            if pattern.search(folded(text)):
                return power
    return None


def _told(bench: Bench) -> Iterator[Finding]:
    """A calculation in words: each product's use before and now, its output, and the saving."""
    papers: dict[str, list[Printed]] = {}
    for item in of(bench, "I-UPE", "I-OUTQ", "I-SAVE"):
        # Numbers of a table are judged by its lines.
        if item.entity == bench.dossier.entity.code and item.place.cell is None:
            papers.setdefault(item.paper.document, []).append(item)
    for items in papers.values():
        numbers = _calculation(items)
        if numbers is None:
            continue
        saved, *parts = numbers
        fit = NOTHING
        for base, use, made in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            part = base.interval.minus(use.interval).times(made.interval).scaled(_TEN**-3)
            fit = fit.plus(part)
        worked = saved.figure.wording.count("=") + saved.figure.wording.count("＝") >= _ENOUGH
        # Elsewhere a saving may be against another base, unless the paper shows how it was worked out.
        if not fit.meets(saved.interval) and (worked or saved.paper.doctype == "saving_calc"):
            yield _report(bench, numbers, fit, parts[2].figure.item, worked)


def _calculation(items: Sequence[Printed]) -> list[Printed] | None:
    """Saved, then base, use and made of each product, where each is printed once and in the units of its product."""
    by: dict[str, list[Printed]] = {}
    for item in items:
        by.setdefault(item.figure.indicator, []).append(item)
    saved = by.get("I-SAVE", [])
    if len(saved) != 1 or saved[0].figure.item or saved[0].figure.canonical_unit != "tce":
        return None
    numbers = [saved[0]]
    products = {i.figure.item for i in (*by.get("I-UPE", ()), *by.get("I-OUTQ", ())) if i.figure.item}
    for product in sorted(products, key=str):
        # 单位产品能耗 of a paper about one product is that product's.
        names = {product, None} if len(products) == 1 else {product}
        uses = sorted(
            (u for u in by.get("I-UPE", ()) if u.figure.item in names), key=lambda u: u.figure.period or ""
        )
        made = [m for m in by.get("I-OUTQ", ()) if m.figure.item == product]
        if len(made) != 1 or len(uses) != 2:
            return None
        base, use = uses
        year = {saved[0].figure.period, made[0].figure.period, use.figure.period}
        units = [i.figure.canonical_unit for i in (base, use, made[0])]
        if len(year) != 1 or base.figure.period == use.figure.period or units != ["kgce/t", "kgce/t", "t"]:
            return None
        numbers += [base, use, made[0]]
    return numbers if products else None


def _expected(row: FormRow, power: int) -> Interval:
    saved = row.cells["base"].interval.minus(row.cells["unit_use"].interval)
    return saved.times(row.cells["made"].interval).scaled(_TEN**power)


def _report(
    bench: Bench, numbers: Sequence[Number], fit: Interval, product: str | None, sure: bool
) -> Finding:
    """*numbers*: saved, then base, use and made of each product; *sure* where the paper itself says that it worked so."""
    slip = likely(numbers[0], fit)
    parts = [n.value for n in numbers[1:]]
    worked = " + ".join(
        f"({base} - {use}) × {made}"
        for base, use, made in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    )
    args = {
        **beside(numbers),
        "item": product,
        "indicator": "I-SAVE",
        "printed": str(numbers[0].value),
        "low": str(round(fit.low, 4)),
        "high": str(round(fit.high, 4)),
        "fits": f"{slip.fits:f}" if slip.fits is not None else None,
        "arithmetic": f"{worked} ≠ {numbers[0].value}",
        **slip.args,
    }
    sure = sure and not any(n.pictured for n in numbers)
    severity = Severity.ERROR if sure else Severity.WARNING
    places = tuple(n.place for n in numbers)
    return Finding(CODE, severity, asked_by(bench, CODE), slip.cause or UNKNOWN, args, places)

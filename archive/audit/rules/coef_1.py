"""R-COEF-1 折标系数合理: within the range of the energy, and 折标量 = 实物量 x 系数; a measured value is explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.coefficients import Range, other_edition, ranges
from archive.audit.explaining import beside
from archive.audit.forms import FormRow, form_rows
from archive.audit.intervals import Interval
from archive.audit.parameters import asked_by, decimal
from archive.audit.printed import Cell
from archive.audit.relations import Relation, Term
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-COEF-1"
_TEN = Decimal(10)


def relations(bench: Bench) -> Iterator[Relation]:
    """Standard coal = physical amount x coefficient, in the same line; told where other lines of the table keep it."""
    for row in form_rows(bench, "used", "coefficient", "standard"):
        used, factor, standard = (row.cells[r] for r in ("used", "coefficient", "standard"))
        if used.value > 0 and factor.value > 0 and standard.value > 0:
            terms = (Term(standard), Term(used, power=-1), Term(factor, power=-1))
            args = {"item": _energy(row)}
            yield Relation(
                CODE,
                terms,
                "product",
                severity=Severity.WARNING,
                args=args,
                family=(CODE, row.family),
                support=2,
            )


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Coefficients outside of what the energy can have, in the edition of the year."""
    requirement = asked_by(bench, CODE)
    for row in form_rows(bench, "coefficient"):
        cell = row.cells["coefficient"]
        energy, unit = _energy(row), _unit(row)
        known = ranges(bench.rulebook, energy, unit, bench.dossier.year)
        if known and cell.value > 0:
            yield from _judge(bench, cell, energy, unit, known, requirement)


def _judge(
    bench: Bench, cell: Cell, energy: str, unit: str, known: Sequence[Range], requirement: str | None
) -> Iterator[Finding]:
    fitting = [r for r in known if cell.interval.meets(Interval(r.low, r.high))]
    args = {**beside([cell]), "item": energy, "per": unit, "low": str(min(r.low for r in known))}
    args["high"] = str(max(r.high for r in known))
    if fitting:
        usual = fitting[0].reference
        far = decimal(bench, CODE, "explain", "0.15")
        if usual and abs(cell.value / usual - 1) > far:
            told = {**args, "reference": str(usual), "ask": "measured"}
            yield Finding(CODE, Severity.INFO, requirement, None, told, (cell.place,))
        return
    power = next((k for k in (1, -1, 3, -3, 4, -4) if any(_within(cell, r, k) for r in known)), None)
    older = other_edition(bench.rulebook, energy, bench.dossier.year)
    if power is not None:
        args["factor"] = f"10^{-power}"
        args["fits"] = f"{cell.value.scaleb(power):f}"
    elif older is not None and cell.interval.meets(Interval(older, older)):
        args["edition"] = known[0].edition
    cause = "unit_slip" if power is not None else None
    yield Finding(CODE, Severity.WARNING, requirement, cause, args, (cell.place,))


def _within(cell: Cell, allowed: Range, power: int) -> bool:
    return cell.interval.scaled(_TEN**power).meets(Interval(allowed.low, allowed.high))


def _energy(row: FormRow) -> str:
    """The piece of the line's label that is not its number, unit or code."""
    pieces = [p.strip() for p in row.label.split("|")]
    words = [p for p in pieces if p and not p.isdigit() and p != _unit(row)]
    return words[0] if words else ""


def _unit(row: FormRow) -> str:
    return row.unit or next((p for p in row.label.split("|") if p in _UNITS), "")


_UNITS = frozenset(["吨", "万立方米", "立方米", "万千瓦时", "千瓦时", "百万千焦", "吉焦", "千克", "万吨"])

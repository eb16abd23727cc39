"""R-FORM-3 等价值与当量值的次序: 等价值合计 >= 当量值合计."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.comparing import above, exceeding
from archive.audit.figures import of
from archive.audit.forms import form_rows
from archive.audit.parameters import asked_by, words
from archive.audit.printed import Printed
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-FORM-3"


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """One body's consumption by both values of electricity; those that convert or sell energy are left alone."""
    if _converts(bench):
        return
    values: dict[tuple[object, ...], dict[str, list[Printed]]] = {}
    for item in of(bench, "I-CONS", "I-ETOT"):
        value = item.figure.caliber.electricity_value
        if value is not None:
            figure = item.figure
            key: tuple[object, ...] = (
                figure.indicator,
                item.entity,
                figure.period,
                figure.item,
                figure.canonical_unit,
                figure.caliber.scope,
            )
            values.setdefault(key, {}).setdefault(value, []).append(item)
    for key, by_value in values.items():
        direct, equal = by_value.get("当量值", []), by_value.get("等价值", [])
        if direct and equal and all(above(d, e) for d in direct for e in equal):
            args = {"indicator": key[0], "period": key[2], "entity": key[1]}
            yield exceeding(CODE, direct[0], equal[0], Severity.WARNING, args, asked_by(bench, CODE))


def _converts(bench: Bench) -> bool:
    """Power, heat, coke and oil: their net figures may be smaller by the coal equivalent."""
    sectors = str(bench.dossier.entity.attributes.get("sectors", "")) + bench.dossier.entity.name
    if any(word in sectors for word in words(bench, CODE, "converting")):
        return True
    return any(row.cells["output"].value > 0 for row in form_rows(bench, "output"))

"""R-FORM-2 综合能源消费量 = 工业生产消费(标准煤)合计 - 加工转换产出合计 - 回收利用合计."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.figures import of
from archive.audit.forms import FormRow, form_rows
from archive.audit.printed import Cell, Number
from archive.audit.relations import Relation, Term

CODE = "R-FORM-2"
_TOTAL = re.compile(r"合计|总计")
_COAL = re.compile(r"标准?煤|tce")
_WAN = re.compile(r"万吨")
_NET = re.compile(r"(?:\d+[.、|])?综合能源消费量")
_MINUS = Decimal(-1)


def relations(bench: Bench) -> Iterator[Relation]:
    """The consumption that a paper prints against the total lines of its own form, where all three are there.

    A form without columns of output and recovery says nothing: a plant that converts energy subtracts what it made.
    """
    totals: dict[tuple[str, str], dict[str, list[Cell]]] = {}
    printed: dict[tuple[str, str], list[Cell]] = {}
    for row in form_rows(bench):
        if _TOTAL.search(row.label) and _COAL.search(row.unit + row.label) and not _WAN.search(row.unit):
            _add(totals.setdefault((row.view.document, row.variant), {}), row)
        elif _NET.match(row.label) and _COAL.search(row.unit + row.label) and not _WAN.search(row.unit):
            only = [cell for across in row.sheet.across if (cell := row.sheet.at(row.line, across))]
            printed.setdefault((row.view.document, row.variant), []).extend(only)
    for key, cells in printed.items():
        if len(cells) == 1 and _whole(totals.get(key, {})):
            yield _relation(cells[0], totals[key], {"indicator": "I-CONS", "item": cells[0].label}, None)
    for item in of(bench, "I-CONS"):
        if item.figure.canonical_unit not in {"tce", "吨标准煤"} or item.figure.item:
            continue
        for (document, _), found in totals.items():
            if document == item.paper.document and _whole(found):
                about = {"indicator": "I-CONS", "period": item.figure.period, "entity": item.entity}
                other = item.figure.caliber.electricity_value == "等价值"
                yield _relation(item, found, about, "electricity_value" if other else None)


def _add(found: dict[str, list[Cell]], row: FormRow) -> None:
    for role in ("industrial", "output", "recovered"):
        if role in row.cells:
            found.setdefault(role, []).append(row.cells[role])


def _whole(found: Mapping[str, Sequence[Cell]]) -> bool:
    """Each column's total once."""
    return all(len(found.get(role, ())) == 1 for role in ("industrial", "output", "recovered"))


def _relation(
    item: Number, found: Mapping[str, Sequence[Cell]], about: Mapping[str, object], ask: str | None
) -> Relation:
    terms = (
        Term(item, _MINUS),
        Term(found["industrial"][0]),
        Term(found["output"][0], _MINUS),
        Term(found["recovered"][0], _MINUS),
    )
    return Relation(CODE, terms, args=about, ask=ask)

"""R-FORM-3 等价值与当量值的次序: 等价值合计 >= 当量值合计; 原料用能 <= 综合能耗; 综合能耗 >= 耗煤标准量."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.comparing import above, exceeding
from archive.audit.figures import of
from archive.audit.forms import form_rows
from archive.audit.parameters import asked_by, words
from archive.audit.printed import Cell, Printed
from archive.audit.sheets import Sheet, sheets
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-FORM-3"
_WHOLE = re.compile(
    r"^(?:\d{1,2}[.、])?(?:年|年度|企业)?综合能(?:源消[费耗](?:总?量)?|耗(?:总?量)?)(?![^|(]*(?:率|单位|万元))"
)
_PARTS = (
    ("feedstock", re.compile(r"原料用能|用作原料的?能源|用于原材料的?能源")),
    ("coal", re.compile(r"耗煤(?:总?量)?|煤炭消[费耗](?:总?量)?|煤炭消费折标")),
)
_COAL_EQUIVALENT = re.compile(r"(万?)(?:吨标准?煤|tce)")
_TOTAL = re.compile(r"合计|总计")
_DIRECT, _EQUAL = re.compile(r"[(（]?当量值?[)）]?"), re.compile(r"[(（]?等价值?[)）]?")
_NET = re.compile(r"扣除|剔除|不含|不包括|净")
"""A total without its raw material may be smaller than that."""


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
    yield from _parts(bench)


def _parts(bench: Bench) -> Iterator[Finding]:
    """What tables print: totals by both values, and raw material and coal above the whole in the same column."""
    for view in bench.views:
        if not view.readable or "entity_conflict" in view.paper.notes:
            continue
        for sheet in sheets(view):
            for part, whole in _valued(sheet):
                args = {"indicator": "I-CONS", "item": part.label}
                yield exceeding(CODE, part, whole, Severity.WARNING, args, asked_by(bench, CODE))
            for part, whole, name in _pairs(sheet):
                args = {"indicator": "I-CONS", "item": part.label, "part": name}
                yield exceeding(CODE, part, whole, Severity.WARNING, args, asked_by(bench, CODE))


def _valued(sheet: Sheet) -> Iterator[tuple[Cell, Cell]]:
    """The total by 当量值 and by 等价值 in two columns that say nothing else, where the first is larger."""
    heads = {across: sheet.heads.get(across, "") for across in sheet.across}
    equal = {_EQUAL.sub("", head): across for across, head in heads.items() if _EQUAL.search(head)}
    pairs = [
        (across, equal[rest])
        for across, head in heads.items()
        if _DIRECT.search(head) and (rest := _DIRECT.sub("", head)) in equal
    ]
    for line in sheet.lines if len(pairs) == 1 else ():
        if _TOTAL.search(sheet.label(line)):
            direct, other = (sheet.at(line, across) for across in pairs[0])
            if direct is not None and other is not None and other.value > 0 and above(direct, other):
                yield direct, other


def _pairs(sheet: Sheet) -> Iterator[tuple[Cell, Cell, str]]:
    """(part, whole, what it is) where the part is larger; the one line of each, in one unit of standard coal."""
    said = " ".join((sheet.table.caption, *sheet.table.stubs.values()))
    wholes = [line for line in sheet.lines if _WHOLE.search(sheet.label(line))]
    if len(wholes) != 1 or _NET.search(said):
        return
    for name, pattern in _PARTS:
        lines = [line for line in sheet.lines if pattern.search(sheet.label(line)) and line not in wholes]
        unit = _unit(sheet, wholes[0])
        if len(lines) != 1 or unit is None or _unit(sheet, lines[0]) != unit:
            continue
        for across in sheet.across:
            part, whole = sheet.at(lines[0], across), sheet.at(wholes[0], across)
            if part is not None and whole is not None and sheet.adds(across) and above(part, whole):
                yield part, whole, name
                break


def _unit(sheet: Sheet, line: int) -> str | None:
    """万 or nothing before tonnes of standard coal, from the unit column, the label or the caption; None for other units."""
    printed = sheet.table.units.get(line)
    for text in (printed,) if printed else (sheet.label(line), sheet.table.caption):
        match = _COAL_EQUIVALENT.search(text)
        if match is not None:
            return match[1]
    return None


def _converts(bench: Bench) -> bool:
    """Power, heat, coke and oil: their net figures may be smaller by the coal equivalent."""
    sectors = str(bench.dossier.entity.attributes.get("sectors", "")) + bench.dossier.entity.name
    if any(word in sectors for word in words(bench, CODE, "converting")):
        return True
    return any(row.cells["output"].value > 0 for row in form_rows(bench, "output"))

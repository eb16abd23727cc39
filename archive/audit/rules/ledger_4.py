"""R-LEDGER-4 无库存能源: 电力/热力/管道气: 期初=期末=0; 购进 + 自产 - 外供 = 消费."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.forms import FormRow, form_rows
from archive.audit.ledgers import CLOSED, OPEN, Rows, ledgers
from archive.audit.parameters import words
from archive.audit.printed import Printed
from archive.audit.relations import Relation, Term
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-LEDGER-4"
_MINUS = Decimal(-1)
_ENOUGH = 2
"""Months that must keep the balance before another one is odd: the table then has no further way in or out."""
_STOCKS = frozenset({"opening", "closing"})


def relations(bench: Bench) -> Iterator[Relation]:
    """What is bought and made, less what is passed on, is used: lines that print where the energy comes from."""
    stockless = words(bench, CODE, "energies")
    for row in form_rows(bench, "bought", "used"):
        ways = [role for role in ("own", "passed_on", "lost") if role in row.cells]
        if not {"own", "passed_on"} & set(ways) or _STOCKS & set(row.cells):
            continue
        energy = _energy(row, stockless)
        if energy is not None:
            signs = {"own": Decimal(1), "passed_on": _MINUS, "lost": _MINUS}
            others = (Term(row.cells[role], signs[role]) for role in ways)
            terms = (Term(row.cells["used"], _MINUS), Term(row.cells["bought"]), *others)
            args = {"item": energy, "line": row.label}
            yield Relation(CODE, terms, args=args, family=(CODE, row.family), support=_ENOUGH)


def _energy(row: FormRow, stockless: Sequence[str]) -> str | None:
    """The one energy that the line, or else the table, is about."""
    for text in (row.label, row.sheet.table.caption):
        found = [energy for energy in stockless if energy in text]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """One finding for each energy that arrives by wire and is said to lie in store."""
    stockless = frozenset(words(bench, CODE, "energies"))
    for key, rows in ledgers(bench):
        energy = key[2] if isinstance(key, tuple) else None
        if energy in stockless:
            yield from _stored(str(energy), rows)


def _stored(energy: str, rows: Rows) -> Iterator[Finding]:
    found: list[Printed] = [
        row[side] for row in rows.values() for side in (OPEN, CLOSED) if side in row and row[side].low > 0
    ]
    if found:
        args = {**beside(found[:6]), "item": energy, "period": found[0].figure.period, "cells": len(found)}
        args["indicator"] = found[0].figure.indicator
        severity = Severity.WARNING if all(f.pictured for f in found) else Severity.ERROR
        yield Finding(CODE, severity, None, None, args, tuple(f.place for f in found[:6]))

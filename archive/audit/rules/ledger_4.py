"""R-LEDGER-4 无库存能源: 电力/热力/管道气: 期初=期末=0; 购进 + 自产 - 外供 = 消费."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.ledgers import CLOSED, OPEN, Rows, ledgers
from archive.audit.parameters import words
from archive.audit.printed import Printed
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-LEDGER-4"


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """One finding for each energy that arrives by wire and is said to lie in store.

    What is bought, made and passed on differs from what is used where a plant makes its own; that part needs the
    columns of own production and is held by R-LEDGER-1 where they are absent.
    """
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

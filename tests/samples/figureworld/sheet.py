"""Papers as blocks of text and tables; every number that is printed is remembered with what it is about."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from tests.samples.figureworld.truth import Key

FACTORS = {
    "万吨标准煤": "10000", "吨标准煤": "1", "千克标准煤": "0.001", "亿元": "100000000", "万元": "10000", "%": "1",
    "吨标准煤/万元": "1", "千瓦时/万元": "1", "亿千瓦时": "100000000", "万千瓦时": "10000", "千瓦时": "1", "千克标准煤/吨": "1",
    "吨": "1", "万吨": "10000", "个百分点": "1", "万立方米": "10000", "立方米": "1", "千克": "0.001",
}  # fmt: skip


@dataclass(frozen=True)
class Span:
    """A table cell that covers more than one place."""

    text: str
    cols: int = 1
    rows: int = 1


Row = list["str | Span"]


@dataclass
class Table:
    head: list[Row]
    body: list[Row]
    corner: str = ""
    again: int = 0
    """Row of the body at which the table is broken off and continued as 续表 (without or with its head)."""
    repeat: bool = False


@dataclass(frozen=True)
class Print:
    """One number on paper: `value` in `unit` after rounding; `fault` names what was done to it."""

    document: str
    at: int
    key: Key
    text: str
    value: Decimal
    unit: str
    role: str = ""
    """Where it takes part: level, rate, total, part, ledger, target ..."""
    fault: str = ""


Change = Callable[[Print], Print]


@dataclass
class Sheet:
    """One paper in the making."""

    name: str
    owner: str
    kind: str
    rng: random.Random
    year: int
    format: str = "docx"
    grouped: bool = False
    changes: dict[int, Change] = field(default_factory=dict)
    title: str = ""
    blocks: list[str | Table] = field(default_factory=list)
    prints: list[Print] = field(default_factory=list)
    traps: list[str] = field(default_factory=list)

    def number(self, key: Key, value: Decimal, unit: str, decimals: int, role: str = "") -> str:
        """Round half up once, at the printed decimals, and remember; a planted fault changes what is printed."""
        shown = (value / Decimal(FACTORS[unit])).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        return self.printed(key, shown, unit, role)

    def printed(self, key: Key, shown: Decimal, unit: str, role: str = "") -> str:
        """A number that was rounded elsewhere."""
        made = Print(self.name, len(self.prints), key, text_of(shown, self.grouped), shown, unit, role)
        change = self.changes.get(made.at)
        if change is not None:
            made = change(made)
            made = replace(made, text=text_of(made.value, self.grouped))
        self.prints.append(made)
        return made.text

    def say(self, text: str) -> None:
        self.blocks.append(text)


def text_of(value: Decimal, grouped: bool) -> str:
    """As typed; some writers group thousands."""
    return f"{value:,f}" if grouped else f"{value:f}"

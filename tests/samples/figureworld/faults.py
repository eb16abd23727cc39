"""What clerks do to numbers, each with its class and its place."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tests.samples.figureworld.sheet import FACTORS, Print
from tests.samples.figureworld.truth import Key

D = Decimal


@dataclass(frozen=True)
class Fault:
    """One number that was printed wrong: where, how, and what should stand there."""

    kind: str
    document: str
    at: int
    key: Key
    right: str
    wrong: str
    entity: str


def ulp(value: Decimal) -> Decimal:
    return D(1).scaleb(int(value.as_tuple().exponent))


def one_digit(print_: Print, rng: random.Random) -> Print:
    """One of the leading digits is another one."""
    text = [*f"{print_.value:f}"]
    places = [i for i, char in enumerate(text) if char.isdigit()]
    first = next((i for i in places if text[i] != "0"), places[0])
    leading = [i for i in places if i >= first][:3]
    at = leading[-1] if len(leading) > 1 else leading[0]
    text[at] = rng.choice([d for d in "123456789" if d != text[at] and abs(int(d) - int(text[at])) >= 2])
    return replace(print_, value=D("".join(text)), fault="one_digit")


def digit_swap(print_: Print, rng: random.Random) -> Print:
    text = [*f"{print_.value:f}"]
    pairs = [
        i
        for i in range(len(text) - 1)
        if text[i].isdigit() and text[i + 1].isdigit() and abs(int(text[i]) - int(text[i + 1])) >= 2
    ][:2]
    if not pairs or (text[pairs[0]] != "0" and text[pairs[0] + 1] == "0" and pairs[0] == 0):
        return one_digit(print_, rng)
    i = pairs[-1]
    text[i], text[i + 1] = text[i + 1], text[i]
    return replace(print_, value=D("".join(text)), fault="digit_swap")


def unit_slip(print_: Print, rng: random.Random) -> Print:
    """Typed in the smaller unit under the head of the larger one."""
    power = 4 if print_.unit.startswith("万") else 3
    return replace(print_, value=print_.value.scaleb(power).quantize(ulp(print_.value)), fault="unit_slip")


def sign(print_: Print, rng: random.Random) -> Print:
    return replace(print_, value=-print_.value, fault="sign")


def decimal_lost(print_: Print, rng: random.Random) -> Print:
    return replace(print_, value=D(f"{print_.value:f}".replace(".", "")), fault="decimal_lost")


def other_year(values: dict[Key, Decimal]) -> Callable[[Print, random.Random], Print]:
    """The number of the year before stands there."""

    def change(print_: Print, rng: random.Random) -> Print:
        key = replace(print_.key, period=str(int(print_.key.period) - 1))
        shown = (values[key] / D(FACTORS[print_.unit])).quantize(ulp(print_.value))
        return replace(print_, value=shown, fault="other_year")

    return change


def of_month_before(prints: Sequence[Print]) -> Callable[[Print, random.Random], Print]:
    """The number of the line above: the same stock or flow of the month before."""

    def change(print_: Print, rng: random.Random) -> Print:
        year, _, month = print_.key.period.partition("-")
        if not month.isdigit() or int(month) < 2:
            return print_
        key = replace(print_.key, period=f"{year}-{int(month) - 1:02d}")
        above = next((p for p in prints if p.key == key and p.document == print_.document), print_)
        return replace(print_, value=above.value, fault="neighbour_row")

    return change


def of_column_beside(prints: Sequence[Print]) -> Callable[[Print, random.Random], Print]:
    """What was used stands where what was bought belongs, or the other way round."""

    def change(print_: Print, rng: random.Random) -> Print:
        other = {"I-LBUY": "I-LUSE", "I-LUSE": "I-LBUY"}.get(print_.key.indicator, "")
        key = replace(print_.key, indicator=other)
        beside = next((p for p in prints if p.key == key and p.document == print_.document), print_)
        return replace(print_, value=beside.value, fault="neighbour_column")

    return change


def difference_of_rates(values: dict[Key, Decimal]) -> Callable[[Print, random.Random], Print]:
    """A rate of fall as GDP growth minus energy growth, in percentage points."""

    def change(print_: Print, rng: random.Random) -> Print:
        growth, energy = (values[replace(print_.key, indicator=i)] for i in ("I-GDPG", "I-EGRO"))
        shown = (growth - energy).quantize(ulp(print_.value))
        return replace(print_, value=shown, fault="percent_point")

    return change


def sum_of_rates(values: dict[Key, Decimal]) -> Callable[[Print, random.Random], Print]:
    """The falls of the years added up instead of chained."""

    def change(print_: Print, rng: random.Random) -> Print:
        first, last = (int(year) for year in print_.key.period.split(".."))
        years = range(first, last + 1)
        key = replace(print_.key, indicator="I-EGDPR")
        added = sum((values[replace(key, period=str(year))] for year in years), D(0))
        return replace(print_, value=added.quantize(ulp(print_.value)), fault="arithmetic")

    return change


def tail(prints: Sequence[Print]) -> Callable[[Print, random.Random], Print]:
    """A total off by what rounding can do at worst and hardly ever does."""

    def change(print_: Print, rng: random.Random) -> Print:
        parts = [
            p.value
            for p in prints
            if p.document == print_.document and p.role == "part" and p.key.period == print_.key.period
        ]
        deviation = math.sqrt((len(parts) + 1) / 12)
        units = range(math.ceil(4 * deviation), (len(parts) + 1) // 2 + 1)
        off = rng.choice((-1, 1)) * rng.choice(units) * ulp(print_.value)
        return replace(print_, value=sum(parts, D(0)) + off, fault="rounding_tail")

    return change


def far_enough(right: Decimal, wrong: Decimal) -> bool:
    """Beyond what rounding could explain, in the coarsest way that another paper prints it."""
    return abs(right - wrong) > 4 * ulp(right) and abs(right - wrong) > abs(right) * D("0.012")


def candidates(prints: Sequence[Print], role: str = "", units: frozenset[str] = frozenset()) -> list[Print]:
    return [p for p in prints if (not role or p.role == role) and (not units or p.unit in units)]

"""How a number comes to be wrong: what was printed, what would fit, and the slip that leads from one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from archive.audit.intervals import Interval
from archive.audit.printed import Number

UNIT_POWERS = (3, 4, 8, 6, 7)
"""千, 万, 亿, 百万: the steps between units."""
_POINT_POWERS = (1, 2, 5)
_ALIKE = frozenset(
    frozenset(pair) for pair in ("17", "27", "38", "56", "58", "68", "08", "06", "49", "69", "89", "35")
)
_TEN = Decimal(10)
_LONGEST = 14
UNKNOWN = "arithmetic"
_PRIOR = {
    "unit_slip": Decimal("0.95"),
    "sign": Decimal("0.9"),
    "digit_swap": Decimal("0.85"),
    "decimal_lost": Decimal("0.8"),
    "other_year": Decimal("0.8"),
    "neighbour_column": Decimal("0.8"),
    "neighbour_row": Decimal("0.75"),
    "copied": Decimal("0.75"),
    "ocr_pair": Decimal("0.7"),
    "one_digit": Decimal("0.65"),
    "missing_part": Decimal("0.6"),
}
TELLING = frozenset({"unit_slip", "sign"})
"""Slips that no caliber could bring about."""


@dataclass(frozen=True, slots=True)
class Slip:
    """`weight` 0..1: how well it explains, coincidence taken off; `fits` is what should have been printed."""

    cause: str
    weight: Decimal
    fits: Decimal | None = None
    args: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Near:
    """A number that may have been taken instead, and the slip that this would be."""

    number: Number
    cause: str


def likely(number: Number, fit: Interval, near: Iterable[Near] = ()) -> Slip:
    """The slip that best explains why *number* is printed where only *fit* would do."""
    best: Slip | None = None
    for slip in (*_scales(number, fit), *_taken(number, fit, near), *_digits(number, fit)):
        if best is None or slip.weight > best.weight:
            best = slip
    if best is None or best.weight <= 0:
        return Slip(UNKNOWN, Decimal(0), rounded(number, fit))
    return best


def rounded(number: Number, fit: Interval) -> Decimal | None:
    """The middle of what fits, in the printed unit and to the printed decimals."""
    scale = number.scale
    exponent = number.value.as_tuple().exponent
    if not scale or not isinstance(exponent, int):
        return None
    return (fit.middle / scale).quantize(Decimal(1).scaleb(min(0, exponent)))


def _scales(number: Number, fit: Interval) -> Iterator[Slip]:
    """Wrong by a power of ten, or in the other direction."""
    own = number.interval
    if number.value == 0:
        return
    if own.scaled(Decimal(-1)).meets(fit):
        yield Slip("sign", _sure("sign", own, fit), -number.value)
    middle = fit.middle
    if middle == 0 or (middle < 0) != (own.middle < 0) or not own.middle:
        return
    power = round((abs(middle) / abs(own.middle)).log10())
    if power == 0 or not own.scaled(_TEN**power).meets(fit):
        return
    cause = "unit_slip" if abs(power) in UNIT_POWERS else "decimal_lost"
    if abs(power) in {*UNIT_POWERS, *_POINT_POWERS}:
        yield Slip(
            cause,
            _sure(cause, own, fit),
            number.value.scaleb(power),
            {"factor": f"10^{-power}"},
        )


def _taken(number: Number, fit: Interval, near: Iterable[Near]) -> Iterator[Slip]:
    """The very digits of another cell stand here, and they do not belong here."""
    own = number.value
    if own == 0 or len(_plain(own).strip("0")) < 2:
        return
    for other in near:
        if other.number.value == own and other.number.key != number.key:
            yield Slip(other.cause, _sure(other.cause, number.interval, fit), rounded(number, fit))


def _digits(number: Number, fit: Interval) -> Iterator[Slip]:
    """Two digits changed places, or one digit is another."""
    digits = _plain(number.value)
    exponent = number.value.as_tuple().exponent
    if not 2 <= len(digits) <= _LONGEST or not isinstance(exponent, int):
        return
    unit = number.scale.copy_abs().scaleb(exponent)
    sign = -1 if (number.value < 0) != (number.scale < 0) else 1
    half = unit / 2
    own = number.interval
    for cause, other in _edits(digits, number.pictured):
        value = int(other) * unit * sign
        if value - half <= fit.high and fit.low <= value + half:
            fits = Decimal(int(other)).scaleb(exponent) * (-1 if number.value < 0 else 1)
            yield Slip(cause, _sure(cause, own, fit), fits)


def _edits(digits: str, pictured: bool) -> Iterator[tuple[str, str]]:
    for at in range(len(digits) - 1):
        if digits[at] != digits[at + 1]:
            yield "digit_swap", digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    for at, old in enumerate(digits):
        for new in "0123456789":
            if new != old and not (at == 0 and new == "0" and len(digits) == 1):
                alike = pictured and frozenset((old, new)) in _ALIKE
                yield ("ocr_pair" if alike else "one_digit"), digits[:at] + new + digits[at + 1 :]


def _sure(cause: str, own: Interval, fit: Interval) -> Decimal:
    """A wide fit is met by chance: what it leaves open is taken off."""
    away = abs(own.middle - fit.middle)
    open_ = min(Decimal(1), fit.width / away) if away else Decimal(1)
    return _PRIOR[cause] * (1 - open_)


def _plain(value: Decimal) -> str:
    return f"{abs(value):f}".replace(".", "")


def slip(left: Number, right: Number) -> int | None:
    """k when *right* is *left* times 10^k within the printed rounding, k not 0."""
    a, b = left.interval, right.interval
    if a.middle == 0 or b.middle == 0 or (a.middle < 0) != (b.middle < 0):
        return None
    near = b.middle.adjusted() - a.middle.adjusted()
    for power in (near, near - 1, near + 1):
        # Without logarithms: the ratio is a power of ten only when it is one of its neighbours.
        if power and a.scaled(_TEN**power).meets(b) and not a.meets(b):
            return power
    return None


def alike(pair: frozenset[str]) -> bool:
    """Digits that recognition takes for each other."""
    return pair in _ALIKE

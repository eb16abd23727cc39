"""Places of a page as fractions of it, many at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.domain.content import Box

Boxes = Callable[[Sequence[Box]], list[Box]]
"""Turns boxes in units of a page, y downwards, into fractions of the upright page."""
_SCALE, _SAFE, _NEAR_HALF = 1e5, 1e9, 1e-3


def rounded(values: NDArray[np.float64]) -> list[float]:
    """To five places, each exactly as `round` does it."""
    with np.errstate(all="ignore"):
        scaled = values * _SCALE
        whole = np.rint(scaled)
        found: list[float] = (whole / _SCALE).tolist()
        # halves and what is no usual number: multiplying first may come out on the other side
        sure = (abs(abs(scaled - whole) - 0.5) > _NEAR_HALF) & (abs(scaled) < _SAFE)
    for at in np.flatnonzero(~sure).tolist():
        found[at] = round(float(values[at]), 5)
    return found


def of_page(width: float, height: float) -> Boxes:
    """For a page of that size; what lies beyond its border is cut there."""

    def to_boxes(places: Sequence[Box]) -> list[Box]:
        if not places:
            return []
        parts = np.array(places, np.float64) / (width, height, width, height)
        parts = np.where(parts < 0.0, 0.0, np.where(parts > 1.0, 1.0, parts))
        flat = iter(rounded(parts.ravel()))
        return [*zip(flat, flat, flat, flat, strict=True)]

    return to_boxes

"""The truth model: figures that a statistician would accept."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

from webui.demo.facts import COEFFICIENTS, PRODUCTS, dice, plant
from webui.demo.places import figures

YEARS = (2007, 2008, 2009)


@pytest.mark.parametrize("year", YEARS)
def test_intensity_is_energy_over_product(year: int) -> None:
    """R-INT-1 and R-INT-2 hold for what is printed, within rounding."""
    for region in figures(2008, year).regions.values():
        assert abs(region.intensity - region.energy / region.gdp) <= Decimal("0.0005")
        ratio = (1 + region.energy_growth / 100) / (1 + region.gdp_growth / 100)
        assert abs((1 - region.reduction / 100) - ratio) < Decimal("0.0002")


def test_a_year_begins_where_the_last_one_ended() -> None:
    """Papers of two years agree about the year between them."""
    before, after = figures(2008, 2008).regions, figures(2008, 2009).regions

    assert all(before[name].energy == after[name].energy_last for name in before)
    assert all(before[name].gdp == after[name].gdp_last for name in before)


def test_county_b_was_confirmed_at_414() -> None:
    """The figure of the story."""
    assert figures(2008, 2008).regions["安禾县"].reduction == Decimal("4.14")


@pytest.mark.parametrize("product", sorted(PRODUCTS))
def test_a_ledger_closes(product: str) -> None:
    """Opening + bought - used = closing, month after month, and never below nothing."""
    made = plant(dice(product), product)

    for months in made.months.values():
        for last, month in itertools.pairwise(months):
            assert month.opening == last.closing
        assert all(month.closing >= 0 for month in months)


@pytest.mark.parametrize("product", sorted(PRODUCTS))
def test_saving_follows_from_the_rates(product: str) -> None:
    """R-SAVE-1 holds and the target was met."""
    made = plant(dice(product), product)
    total = sum((made.used(name) * factor for name, factor in COEFFICIENTS.items()), Decimal(0))

    assert abs(made.saving - (made.base_rate - made.rate) * made.output / 1000) <= Decimal("0.005")
    assert abs(made.consumption - total) <= Decimal("0.005")
    assert 0 < made.target <= made.saving

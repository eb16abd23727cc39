"""A made-up world with one truth, printed in many ways: what is read of it, and what the audit says about it."""

from __future__ import annotations

import pytest

from archive.rulebook import load
from tests.benchmarks.bench_figures import Tally, measure
from tests.samples.figureworld.truth import world


@pytest.fixture(scope="module")
def clean() -> Tally:
    """Nothing is planted; rounding, forced sums, parts, blanks, revisions and other bodies' numbers are."""
    tally = Tally()
    measure(world(21, 2, 1), load(), tally, scans=False, faulty=False)
    return tally


def test_printed_numbers_are_read_as_what_they_are(clean: Tally) -> None:
    """Nearly every number with its year and body, and none as something else."""
    assert clean.read >= 0.97 * clean.printed
    assert clean.misread == []


def test_consistent_papers_accuse_nobody(clean: Tally) -> None:
    """Neither errors nor warnings, with all the traps."""
    assert clean.false == []


def test_planted_faults_are_found() -> None:
    """Nine of ten at least, and nothing is said about the numbers beside them."""
    tally = Tally()
    measure(world(22, 3, 2), load(), tally, scans=False)

    assert sum(tally.planted.values()) >= 4
    assert tally.caught >= 0.9 * sum(tally.planted.values()), tally.missed
    assert tally.false_errors == 0, tally.false

"""Check characters of organisation identifiers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.codes import (
    CREDIT_ALPHABET,
    credit_code_problem,
    credit_code_valid,
    organisation_code_valid,
)


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000802100433B"])
def test_published_credit_codes_are_valid(code: str) -> None:
    """The example of GB 32100-2015 and a listed company's code."""
    assert credit_code_valid(code)
    assert credit_code_problem(code) is None


@given(st.text(CREDIT_ALPHABET, min_size=17, max_size=17), st.integers(0, 16))
def test_one_wrong_character_shows(body: str, place: int) -> None:
    """Every change of a single character breaks the check."""
    check = next(c for c in CREDIT_ALPHABET if credit_code_valid(body + c))
    other = next(c for c in CREDIT_ALPHABET if c != body[place])
    assert not credit_code_valid(body[:place] + other + body[place + 1 :] + check)


@pytest.mark.parametrize(
    ("code", "valid"), [("802100433", True), ("80210043-3", True), ("802100434", False), ("D2143569X", True)]
)
def test_organisation_codes(code: str, valid: bool) -> None:
    """The example of GB 11714-1997 and a part of a credit code are valid; a changed check character is not."""
    assert organisation_code_valid(code) is valid


@given(st.text(max_size=12))
def test_other_codes_are_left_alone(code: str) -> None:
    """Administrative and office codes have no check character."""
    if len(code.strip()) not in {10, 18}:
        assert credit_code_problem(code) is None

"""Document numbers come out in one normal form."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.text import fold_text
from indexer.extract.numbers import find_numbers

ORGS = st.sampled_from(["咸政发", "咸政办发", "国发", "陕政办函", "云节能办", "发改环资", "恒司发", "青政字"])
BRACKETS = st.sampled_from(["〔〕", "[]", "［］", "()", "（）", "【】"])


@given(ORGS, st.integers(1990, 2060), st.integers(1, 9999), BRACKETS, st.sampled_from(["", "第"]))
def test_every_bracket_form_is_one_number(org: str, year: int, count: int, pair: str, word: str) -> None:
    """Brackets, blanks, 第 and leading zeros make no difference."""
    for digits in (str(count), f"{count:03d}", f" {count} "):
        text = f"根据《通知》（{org}{pair[0]}{year}{pair[1]}{word}{digits}号）"
        assert [n.value for n in find_numbers(fold_text(text))] == [f"{org}〔{year}〕{count}号"]


@given(st.sampled_from(["长政发", "咸政办发", "陕政函"]), st.integers(1990, 2060), st.integers(1, 999))
def test_lost_brackets_are_found_again(org: str, year: int, count: int) -> None:
    """长政发200630号 is 长政发〔2006〕30号."""
    assert [n.value for n in find_numbers(fold_text(f"{org}{year}{count}号"))] == [
        f"{org}〔{year}〕{count}号"
    ]


@given(st.text(max_size=200))
def test_any_text_is_searched_without_harm(text: str) -> None:
    """Nothing breaks the search for numbers."""
    assert all(n.start < n.end for n in find_numbers(fold_text(text)))

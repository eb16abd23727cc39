"""Periods come out in the shortest form of the contract, however they are printed."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from archive.text import fold_text
from indexer.extract.periods import find_periods, first_month, last_month, months, years

PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?|\d{4}-\d\d\.\.\d{4}-\d\d|\d{4}\.\.\d{4}")
year_numbers = st.integers(1990, 2060)
spans = st.integers(1, 12).flatmap(lambda first: st.tuples(st.just(first), st.integers(first, 12)))


@given(year_numbers, spans, st.sampled_from("-—–~～至到"))
def test_month_ranges_round_trip(year: int, span: tuple[int, int], dash: str) -> None:
    """2008年1-6月 with any dash names exactly its months."""
    first, last = span
    text = f"{year}年{first}月" if first == last else f"{year}年{first}{dash}{last}月"
    found = [p.period for p in find_periods(fold_text(f"关于{text}份能耗情况"))]

    assert found == [months(year, first, last)]


@given(year_numbers, st.integers(1, 4), st.sampled_from(["第{}季度", "{}季度"]))
def test_quarters_round_trip(year: int, quarter: int, form: str) -> None:
    """A quarter may be counted in Chinese or in Arabic."""
    for digit in ("一二三四"[quarter - 1], str(quarter)):
        found = [p.period for p in find_periods(fold_text(f"{year}年{form.format(digit)}形势分析"))]
        assert found == [f"{year}-Q{quarter}"]


@given(year_numbers, spans)
def test_the_short_form_keeps_its_ends(year: int, span: tuple[int, int]) -> None:
    """Shortening loses neither the first nor the last month."""
    period = months(year, *span)

    assert PERIOD.fullmatch(period)
    assert (first_month(period) or 1, last_month(period) or 12) == span


@given(year_numbers, st.integers(1, 20))
def test_year_ranges_round_trip(year: int, more: int) -> None:
    """2006-2010年 is a range of whole years."""
    found = [p.period for p in find_periods(fold_text(f"{year}—{year + more}年"))]

    assert found == [years(year, year + more)]


@given(st.text(max_size=200), st.none() | year_numbers)
def test_any_text_gives_only_periods_of_the_notation(text: str, base: int | None) -> None:
    """Whatever is read is written as the contract says."""
    assert all(PERIOD.fullmatch(p.period) for p in find_periods(fold_text(text), base))

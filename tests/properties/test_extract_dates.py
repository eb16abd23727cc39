"""Dates survive every way of printing them."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from archive.text import fold_text
from indexer.extract.dates import find_dates, number

days = st.dates(date(1980, 1, 1), date(2069, 12, 31))
ZEROS = st.sampled_from("〇○零O0")
DIGITS = "〇一二三四五六七八九"


def spoken(value: int) -> str:
    tens, ones = divmod(value, 10)
    high = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return high + (DIGITS[ones] if ones else "")


@given(
    days,
    st.sampled_from(
        ["{y}年{m}月{d}日", "{y}-{m:02d}-{d:02d}", "{y}.{m}.{d}", "{y}/{m}/{d}", "{y} 年 {m} 月 {d} 日"]
    ),
)
def test_arabic_dates_round_trip(day: date, form: str) -> None:
    """Every Arabic form gives back its day, in half or full width."""
    text = form.format(y=day.year, m=day.month, d=day.day)
    wide = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})

    assert [d.day for d in find_dates(fold_text(f"签订于 {text} 生效"))] == [day]
    assert [d.day for d in find_dates(fold_text(f"签订于 {wide} 生效"))] == [day]


@given(days, ZEROS)
def test_chinese_dates_round_trip(day: date, zero: str) -> None:
    """Chinese numerals give back their day, whatever was typed for the zero."""
    year = "".join(DIGITS[int(c)] for c in str(day.year)).replace("〇", zero)
    text = f"{year}年{spoken(day.month)}月{spoken(day.day)}日"

    assert [d.day for d in find_dates(fold_text(text))] == [day]


@given(days)
def test_a_lying_one_is_a_dash_to_the_scanner(day: date) -> None:
    """一 read as a dash inside a date is still one."""
    year = "".join(DIGITS[int(c)] for c in str(day.year))
    text = f"{year}年{spoken(day.month)}月{spoken(day.day)}日".replace("一", "—")

    assert [d.day for d in find_dates(fold_text(text))] == [day]


@given(st.text(max_size=200))
def test_any_text_has_only_real_dates(text: str) -> None:
    """Nothing breaks the grammar, and spans lie inside the text in order."""
    found = list(find_dates(fold_text(text)))

    assert all(0 <= d.start < d.end for d in found)
    assert [d.start for d in found] == sorted(d.start for d in found)


@given(st.integers(1, 39))
def test_small_numbers_are_read(value: int) -> None:
    """三十一 and 31 are the same number."""
    assert number(spoken(value)) == number(str(value)) == value

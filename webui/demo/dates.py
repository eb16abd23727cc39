"""Dates as offices wrote them: in Chinese numerals until 2012, in figures, or short."""

from __future__ import annotations

import calendar
import random
import re
from datetime import date, timedelta

DIGITS = "〇一二三四五六七八九"
RELATIVE = re.compile(r"Y(?P<plus>[+-]\d)?-(?P<month>\d{2})(?:-(?P<day>\d{2}))?")


def chinese_number(number: int) -> str:
    """1 to 99 in words."""
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return lead + (DIGITS[ones] if ones or not tens else "")


def in_words(day: date, zero: str = "○") -> str:
    """二○○八年三月十二日."""
    year = "".join(DIGITS[int(digit)] for digit in str(day.year)).replace("〇", zero)
    return f"{year}年{chinese_number(day.month)}月{chinese_number(day.day)}日"


def in_figures(day: date) -> str:
    """2008年3月12日."""
    return f"{day.year}年{day.month}月{day.day}日"


def resolve(
    rule: str, year: int, rng: random.Random, *, month: int | None = None, quarter: int | None = None
) -> date:
    """`Y-03-12`, `Y+1-01` (some working day of that month), `M+5` and `Q+12` (days after the month, the quarter)."""
    if rule[0] in "MQ":
        last = month if rule[0] == "M" else 3 * (quarter or 1)
        end = date(year, last or 12, calendar.monthrange(year, last or 12)[1])
        return end + timedelta(days=int(rule[1:]))
    found = RELATIVE.fullmatch(rule)
    if found is None:
        raise ValueError(rule)
    year += int(found["plus"] or 0)
    if found["day"]:
        return date(year, int(found["month"]), int(found["day"]))
    day = date(year, int(found["month"]), rng.randint(6, 24))
    return day if day.weekday() < 5 else day - timedelta(days=2)

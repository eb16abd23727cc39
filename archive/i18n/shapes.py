"""What is said of a code."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    zh: str
    advice_zh: str
    en: str
    advice_en: str

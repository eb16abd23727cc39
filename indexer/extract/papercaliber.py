"""The caliber that a paper states once for all its figures: 能耗按等价值计算, 以上数据按不变价计算."""

from __future__ import annotations

import re
from dataclasses import replace

from archive.domain.facts import Caliber, Figure
from indexer.extract.labels import fitting
from indexer.extract.reading import PageView, Reading

_ALL = r"(?:^|[。,;:()]|注|说明|文中|表中|以上|上述|有关|各项|所有|全部)"
_HOW = r"(?:数据|数值|指标|量)?(?:均|统一|都)?(?:按照?|采用|以|系|均?为|使用)[^,。;:%]{0,12}?"
_DONE = r"[^,。;:\d]{0,4}(?:计算|折算|折标|核算|统计|填报|口径|计量|折合)"
_VALUED = re.compile(
    rf"{_ALL}(?:能耗|耗能|电力|电力折标(?:准煤)?(?:系数)?|折标(?:准煤)?(?:系数)?|数据|指标|本表|本报告|本计算书)"
    rf"{_HOW}(?P<word>等价|当量)(?:热)?值?(?:系数)?(?:{_DONE}|(?=[,。;)]|$))"
)
_PRICED = re.compile(
    rf"{_ALL}(?:数据|指标|价值量|本表|本报告|价格)"
    rf"{_HOW}(?P<word>不变价|现价|当年价)格?(?:{_DONE}|(?=[,。;)]|$))"
)
"""Of all figures: what is said of one quantity by its name is not said of another."""
_HEADING = 22
"""Characters of a line that does not run over into the next."""
_ELECTRICITY = {"等价": "等价值", "当量": "当量值"}
_PRICES = {"不变价": "不变价", "现价": "现价", "当年价": "现价"}


def paper_caliber(reading: Reading) -> Caliber:
    """The facets stated for the whole paper; one that also names another word states nothing."""
    text = "。".join(_sentences(view) for view in reading.pages[:60])
    valued, priced = _VALUED.search(text), _PRICED.search(text)
    electricity = _ELECTRICITY[valued["word"]] if valued else None
    price = _PRICES[priced["word"]] if priced else None
    if electricity and all(word in text for word in _ELECTRICITY):
        electricity = None
    if price and re.search("现价|当年价" if price == "不变价" else "不变价|可比价", text):
        price = None
    return Caliber(electricity_value=electricity, gdp_price=price)


def _sentences(view: PageView) -> str:
    """The text with a stop behind headings and short lines, which print none."""
    parts: list[str] = []
    for line in view.lines:
        parts += [line.text, "。" if len(line.text) <= _HEADING else ""]
    return "".join(parts)


def completed(figure: Figure, whole: Caliber) -> Figure:
    """The figure with what the paper states for all of them, where it states nothing itself."""
    own = figure.caliber
    filled = Caliber(
        own.electricity_value or whole.electricity_value,
        own.gdp_price or whole.gdp_price,
        own.period,
        own.scope,
    )
    fits = fitting(filled, figure.indicator)
    return figure if fits == own else replace(figure, caliber=fits)

"""Products: what a label or the words before a bare 产量 say was made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.extract.quantities import NUMBER

_MADE = re.compile(
    r"(?:^|[,:;()、\s]|年|期|完成|实现|生产|公司|我厂|其中|主要|共)(?P<what>(?!产品|总|主要|合格|上年|本年|全年|今年|当年|年|报告期|考核期|统计期|本期|基期)[\u4e00-\u9fa5]{1,5})(?<!产品)$"
)
"""生产水泥, 全年水泥 right before 产量."""
_PRODUCED = re.compile(
    rf"(?P<made>生产(?!总值|能力|用|消费|各类|各种|产品)[\u4e00-\u9fa5]{{1,5}}){NUMBER}(?:万吨|吨|万重量箱|重量箱)(?!标准?煤|[/每])"
)
_CAPACITY = re.compile(r"[可能日每]$|能力|设计|预计|计划|新增|项目|上年|去年")


def produced(text: str) -> Iterator[tuple[int, int]]:
    """Where a text says 生产水泥 before an amount that was really made."""
    for match in _PRODUCED.finditer(text):
        near = re.split(r"[。;]", text[max(0, match.start() - 10) : match.start()])[-1]
        if not _CAPACITY.search(near):
            yield match.span("made")


def product(label: str) -> str | None:
    """The product that a label such as 水泥综合能耗 names, None for 单位产品能耗."""
    return (
        re.sub(
            r"\(.*?\)|可比|吨?单位产品.*|单位.*|综合能耗.*|能耗.*|产量.*|交流电耗.*|\d+|[-/.]|gb|kgce|合格品",
            "",
            label.lower(),
        )
        .strip()
        .removeprefix("吨")
        or None
    )


def product_of(label: str, before: str) -> str | None:
    """The product that the label names, or that stands right before a bare 产量."""
    if label.startswith("生产"):
        return label[2:]
    if not label.startswith("产量"):
        return product(label)
    match = _MADE.search(before)
    return match["what"] if match else None

"""What a payment voucher pays out of the energy-saving funds: the one amount behind its label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from archive.domain.facts import Caliber, Figure
from indexer.extract.figures import Context, seen_as
from indexer.extract.quantities import NUMBER, Quantity, figure_of, quantity
from indexer.extract.reading import PageView, Reading

_FUND = re.compile(r"节能[\u4e00-\u9fa5]{0,8}?(?:资金|经费|奖金|奖励|补助)")
_OF_OTHERS = re.compile(r"(?:中央|国家|省|市)级?(?:财政)?(?:节能|补助|专项|下达|拨付|奖励)|上级")
"""Funds of higher levels are in no budget of the county."""
_AMOUNT = re.compile(
    rf"(?:(?:拨款|拨付|支付|付款|转账|汇款|实付|本次)?金额|小写)(?:\((?:小写|元|人民币)\)|[:¥\s]|人民币|小写)*(?P<number>{NUMBER})(?P<unit>万元|元)?"
)
_CURRENCY = re.compile(r"¥|\(元\)|单位:元")
_SURE = 0.9


def read_voucher(reading: Reading, context: Context) -> Iterator[Figure]:
    """Nothing where the voucher pays several amounts, or what is paid for is not said."""
    if context.doctype != "fund_voucher" or context.owner is None or context.year is None:
        return
    text = "".join(view.text for view in reading.pages)
    if not _FUND.search(text) or _OF_OTHERS.search(text):
        return
    found = [(view, match) for view in reading.pages for match in _AMOUNT.finditer(view.text)]
    amounts: dict[Decimal, tuple[PageView, re.Match[str], Quantity]] = {}
    for view, match in found:
        unit = match["unit"] or ("元" if _CURRENCY.search(view.text) else None)
        amount = quantity(match["number"], unit, "money") if unit else None
        if amount is None:
            return
        amounts.setdefault(amount.canonical, (view, match, amount))
    if len(amounts) != 1:
        return
    view, match, amount = next(iter(amounts.values()))
    yield figure_of(
        amount, indicator="I-FUND", entity=context.owner.code, period=str(context.year), caliber=Caliber(),
        vintage=None, wording=match[0], locator=view.locator(match.start(), match.end()),
        confidence=seen_as(view, _SURE), label="金额",
    )  # fmt: skip

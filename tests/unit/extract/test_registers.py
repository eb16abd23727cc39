"""What stands outside of indicators: sums over key enterprises, registrations, vouchers and points of drawings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from archive.domain.facts import Facts

Describe = Callable[..., Facts]
REPORT = "青河县人民政府关于2008年度节能目标责任完成情况的自查报告"


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("2008年,全县12家重点用能企业共完成节能量41200吨标准煤。", "12家重点用能单位"),
        ("我县重点用能单位节能量合计41200吨标准煤。", "重点用能单位"),
        ("市级重点用能单位完成节能量41200吨标准煤。", None),
        ("建材行业重点用能单位完成节能量41200吨标准煤。", None),
        ("全县规模以上重点用能企业完成节能量41200吨标准煤。", None),
    ],
)
def test_a_sum_over_all_key_enterprises(describe: Describe, said: str, item: str | None) -> None:
    """It is the county's, under a name of its own; a selection of them is nobody's."""
    found = [f for f in describe(f"{REPORT}\n{said}").figures if f.indicator == "I-SAVE"]

    assert [f.item for f in found] == ([item] if item else [])


def test_a_registration_is_printed_once(describe: Describe) -> None:
    """Code and full name behind their labels; two codes are those of buyer and seller."""
    sheet = (
        "企业基本情况信息表\n单位名称（盖章）\t青河县宏达水泥有限公司\n统一社会信用代码\t91350100M000100Y43"
    )
    bill = "增值税专用发票\n统一社会信用代码：91350100M000100Y43\n统一社会信用代码：91610000M000100Y43"

    assert describe(sheet).extra == {
        "credit_code": "91350100M000100Y43",
        "unit_name": "青河县宏达水泥有限公司",
    }
    assert describe(bill).extra == {}


@pytest.mark.parametrize(
    ("lines", "paid"),
    [
        (["用途：节能专项资金", "金额（小写）：¥2,600,000.00"], ["2600000.00"]),
        (["用途：省级节能专项资金", "金额（小写）：¥2,600,000.00"], []),
        (["用途：节能专项资金", "金额（小写）：¥2,600,000.00", "付款金额：30万元"], []),
        (["用途：节能专项资金", "计划（小写）：¥2,600,000.00"], []),
    ],
)
def test_what_a_voucher_pays(describe: Describe, lines: Sequence[str], paid: Sequence[str]) -> None:
    """The one amount of a voucher for the county's own energy-saving fund."""
    head = ("节能专项资金拨付凭证", "付款单位：青河县财政局", "2008年9月12日")
    found = describe("\n".join((*head, *lines))).figures

    assert [str(f.value) for f in found if f.indicator == "I-FUND"] == list(paid)


def test_points_of_a_drawing(describe: Describe) -> None:
    """Numbers written into a diagram are rows of it; what is only planned is not there."""
    found = describe("能源计量采集点网络图\n总降 DL-01   水泥磨 DL-02\n预留 DL-10").rows

    assert [row.cells for row in found] == [{"编号": "DL-01"}, {"编号": "DL-02"}]

"""Tables as people draw them: a cell is read only when its row and heads are understood to the last word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from archive.domain.content import Cell, Content, Page, Table
from archive.domain.facts import Facts, Figure
from indexer.extract.describe import PaperDescriber

Read = Callable[..., list[tuple[str, str | None, str | None, str]]]


@pytest.fixture
def figures(describer: PaperDescriber) -> Callable[[str, Sequence[Sequence[str | Cell]]], tuple[Figure, ...]]:
    """Figures of one page that holds a title and one table; `<` continues the cell on its left."""

    def _figures(title: str, rows: Sequence[Sequence[str | Cell]]) -> tuple[Figure, ...]:
        text = title + "\n"
        cells: list[Cell] = []
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value == "<":
                    last = cells.pop()
                    cells.append(Cell(last.row, last.col, last.text, 1, last.colspan + 1, start=last.start))
                elif isinstance(value, str):
                    cells.append(Cell(r, c, value, start=len(text)))
                    text += value + "\t"
            text = text.rstrip("\t") + "\n"
        page = Page(1, text, tables=(Table(tuple(cells)),))
        facts: Facts = describer.describe("D-000001", "x.xls", Content("application/vnd.ms-excel", (page,)))
        return facts.figures

    return _figures


@pytest.fixture
def read(figures: Callable[..., tuple[Figure, ...]]) -> Read:
    def _read(title: str, rows: Sequence[Sequence[str]]) -> list[tuple[str, str | None, str | None, str]]:
        return [(f.indicator, f.entity, f.period, str(f.value)) for f in figures(title, rows)]

    return _read


def test_years_in_heads_are_periods_and_never_values(read: Read) -> None:
    """基期（2007年） names a period; what stands under it is the rate of that year."""
    found = read(
        "云州恒兴水泥有限责任公司2008年度节能量计算说明",
        [
            [
                "产品名称",
                "单位产品综合能耗（千克标准煤/吨，当量值）",
                "<",
                "报告期产量（吨）",
                "节能量（吨标准煤）",
            ],
            ["", "基期（2007年）", "报告期（2008年）", "", ""],
            ["水泥", "104.35", "100.00", "1313658", "5714.63"],
            ["合计", "", "", "", "5714.63"],
        ],
    )

    assert [(i, p, v) for i, _, p, v in found if i == "I-UPE"] == [
        ("I-UPE", "2007", "104.35"),
        ("I-UPE", "2008", "100.00"),
    ]
    assert [(i, p, v) for i, _, p, v in found if i == "I-SAVE"] == [("I-SAVE", "2008", "5714.63")] * 2
    assert [(i, p) for i, _, p, v in found if v == "1313658"] == [("I-OUTQ", "2008")]
    assert not any(v in {"2007", "2008"} for *_, v in found)


def test_projects_workshops_and_towns_are_not_their_owner(read: Read) -> None:
    """Neither rows of projects nor their sum tell what the body saved or was asked."""
    assert (
        read(
            "青河县2008年节能技改项目表",
            [
                ["序号", "项目名称", "总投资（万元）", "节能量（吨标准煤/年）"],
                ["1", "窑尾余热利用工程", "1200", "2100"],
                ["2", "绿色照明工程", "300", "450"],
                ["", "合计", "1500", "2550"],
            ],
        )
        == []
    )
    assert (
        read(
            "青河县关于分解下达2008年节能目标的通知",
            [
                ["序号", "乡镇（园区）", "万元GDP能耗降低目标（%）"],
                ["1", "城关镇", "4.21"],
                ["", "合计", "4.10"],
            ],
        )
        == []
    )


def test_codes_shares_and_plans_are_not_amounts(read: Read) -> None:
    """科目编码 is no money, a share no amount, a budget no expense."""
    found = read(
        "青河县节能资金占财政收入比重决算表",
        [
            ["单位：万元", "<", "<", "<"],
            ["项目", "2007年决算", "2008年决算", "科目编码"],
            ["节能专项资金", "120", "150", "2110601"],
            ["专项资金占财政收入比重（%）", "0.31", "0.35", ""],
        ],
    )

    assert found == [("I-FUND", "710302", "2007", "120"), ("I-FUND", "710302", "2008", "150")]
    assert (
        read("青河县2008年预算", [["项目", "预算数（万元）"], ["节能专项资金", "150"], ["节能奖励", "20"]])
        == []
    )


def test_each_row_speaks_for_the_body_that_it_names(read: Read) -> None:
    """Rows of strangers, neighbours and sums never become the owner's figures."""
    found = read(
        "云州市统计局关于核定2008年各县区单位GDP能耗指标的函",
        [
            ["县区", "单位GDP能耗（吨标准煤/万元）", "<", "降低率（%）", "<"],
            ["", "2007年", "2008年", "实际", "目标"],
            ["青河县", "1.370", "1.312", "4.21", "4.00"],
            ["东岭区", "1.148", "1.101", "4.05", "4.00"],
            ["西岭县", "2.020", "2.000", "1.00", "4.00"],
            ["全省", "1.500", "1.440", "4.00", "4.00"],
        ],
    )

    assert ("I-EGDP", "710302", "2007", "1.370") in found
    assert ("I-EGDPR", "710303", "2008", "4.05") in found
    assert ("I-TGT", "710302", "2008", "4.00") in found
    assert not any(v in {"2.020", "1.00", "1.500"} for *_, v in found)


def test_a_banner_is_not_a_head_and_a_year_column_not_a_value(read: Read) -> None:
    """Titles across a sheet, units in the corner, numbered columns and target years."""
    found = read(
        "青河县2008年能耗指标核定表",
        [
            ["青河县2008年能耗指标", "<", "<", "<"],
            ["指标", "计量单位", "2008年", "比上年增长（±%）"],
            ["甲", "乙", "1", "2"],
            ["能源消费总量（等价值）", "万吨标准煤", "86.42", "5.13"],
            ["其中：工业", "万吨标准煤", "60.10", "4.00"],
            ["单位GDP能耗（等价值）", "吨标准煤/万元", "1.312", "-4.21"],
        ],
    )

    assert [(i, v) for i, _, _, v in found] == [
        ("I-ETOT", "86.42"), ("I-EGRO", "5.13"), ("I-EGDP", "1.312"), ("I-EGDPR", "4.21"),
    ]  # fmt: skip


def test_limits_and_benchmarks_are_not_what_was_used(read: Read) -> None:
    """限定值, 先进值 and 标杆 stand beside the value that the plant reached."""
    found = read(
        "云州恒兴水泥有限责任公司2008年能耗限额对标表",
        [
            ["产品", "能耗限额限定值（kgce/t）", "先进值（kgce/t）", "实测值（kgce/t）"],
            ["水泥综合能耗", "118", "96", "104.6"],
        ],
    )

    assert [(i, v) for i, _, _, v in found] == [("I-UPE", "104.6")]


def test_a_ledger_keeps_month_and_sum_energy_and_unit_apart(
    figures: Callable[..., tuple[Figure, ...]],
) -> None:
    """Tables one below the other have their own energy and unit; 累计 is the year up to the month."""
    rows: list[list[str]] = []
    for energy, unit, factor in (("原煤", "吨", 100), ("电力", "万千瓦时", 1)):
        rows += [
            [f"能源品种：{energy} 计量单位：{unit}", *"<<<<<<"],
            ["月份", "期初库存", "购进量", "<", "消费量总计", "<", "期末库存"],
            ["", "", "本月", "累计", "本月", "累计", ""],
            [
                "1月",
                f"{5 * factor}",
                f"{20 * factor}",
                f"{20 * factor}",
                f"{18 * factor}",
                f"{18 * factor}",
                f"{7 * factor}",
            ],
            [
                "2月",
                f"{7 * factor}",
                f"{10 * factor}",
                f"{30 * factor}",
                f"{12 * factor}",
                f"{30 * factor}",
                f"{5 * factor}",
            ],
        ]
    found = figures("云州恒兴水泥有限责任公司2008年能源统计台账", rows)
    told = {(f.indicator, f.item, f.period, str(f.value), f.unit) for f in found}

    assert ("I-LUSE", "原煤", "2008-02", "1200", "吨") in told
    assert ("I-LUSE", "原煤", "2008-01..2008-02", "3000", "吨") in told
    assert ("I-LCLOSE", "电力", "2008-02", "5", "万千瓦时") in told
    assert len(told) == 2 * (6 + 6) - 2 * 2  # of January, month and sum are one cell's meaning


def test_sums_over_years_and_single_months_are_not_the_year(read: Read) -> None:
    """A column 累计 beside year columns is nobody's year, 本月 is not the half-year that the paper covers."""
    years = read(
        "青河县历年节能情况",
        [
            ["指标", "单位", "2007年", "2008年", "累计"],
            ["单位GDP能耗降低率", "%", "3.87", "4.21", "7.92"],
            ["节能量", "万吨标准煤", "2.10", "2.60", "4.70"],
        ],
    )
    monthly = read(
        "青河县2008年1-6月能耗情况",
        [
            ["指标", "单位", "本月", "本月止累计", "上年同期累计"],
            ["能源消费总量", "万吨标准煤", "7.10", "42.30", "40.10"],
        ],
    )

    assert [(p, v) for _, _, p, v in years] == [
        ("2007", "3.87"), ("2008", "4.21"), (None, "7.92"), ("2007", "2.10"), ("2008", "2.60"), (None, "4.70"),
    ]  # fmt: skip
    assert [(p, v) for _, _, p, v in monthly] == [
        ("2008-06", "7.10"),
        ("2008-H1", "42.30"),
        ("2007-H1", "40.10"),
    ]

"""Months that are filled, instruments, index entries, lines of score sheets."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from archive.domain.content import Cell, Content, Page, Table
from archive.domain.facts import Facts
from indexer.extract.describe import PaperDescriber


@pytest.fixture
def sheet(describer: PaperDescriber) -> Callable[..., Facts]:
    def _sheet(title: str, rows: list[list[str]], path: str = "x.xls") -> Facts:
        cells = tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
        text = title + "\n" + "\n".join("\t".join(row) for row in rows)
        page = Page(1, text, tables=(Table(cells),), source="sheet")
        return describer.describe("D-1", path, Content("application/vnd.ms-excel", (page,)))

    return _sheet


def periods(facts: Facts) -> list[str]:
    return [claim.value for claim in facts.periods]


def test_only_filled_months_are_covered(sheet: Callable[..., Facts]) -> None:
    """A blank row, a dash, and a row with nothing but coefficient and running total cover nothing; zero does."""
    facts = sheet(
        "云州第二钢铁厂2009年能源统计台账（电力）",
        [
            ["月份", "消费量", "累计", "折标系数"],
            ["1月", "520", "520", "1.229"],
            ["2月", "480", "1000", "1.229"],
            ["3月", "", "1000", "1.229"],
            ["4月", "-", "1000", "1.229"],
            ["5月", "0", "1000", "1.229"],
            ["合计", "1000", "", ""],
        ],
    )

    assert periods(facts) == ["2009-01", "2009-02", "2009-05"]


def test_months_across_the_top(sheet: Callable[..., Facts]) -> None:
    """A ledger may run from left to right."""
    facts = sheet(
        "云州第二钢铁厂2009年能源统计台账",
        [
            ["指标", "1月", "2月", "3月", "4月"],
            ["购进量", "120", "130", "", ""],
            ["消费量", "118", "131", "", ""],
            ["折标系数", "0.7143", "0.7143", "0.7143", "0.7143"],
        ],
    )

    assert periods(facts) == ["2009-01", "2009-02"]


def test_a_cumulative_form_is_the_form_of_its_last_month(describe: Callable[..., Facts]) -> None:
    """2009年1—3月 fills the slot of March; the period of validity of the form is not its period."""
    facts = describe(
        "能源购进、消费与库存\n表号：205-1表\n制定机关：国家统计局\n有效期至：2010年6月\n"
        "单位详细名称：东岭绿达化工股份有限公司        2009年1—3月\n能源名称 计量单位 代码 期末库存量\n报出日期：2009年4月6日\n"
    )

    assert facts.period is not None
    assert facts.period.value == "2009-Q1"
    assert "2009-03" in periods(facts)


def test_instruments_with_blank_fields(sheet: Callable[..., Facts]) -> None:
    """What a row leaves blank is named."""
    facts = sheet(
        "能源计量器具一览表",
        [
            ["序号", "计量器具名称", "型号规格", "准确度等级", "出厂编号", "管理编号", "检定周期", "状态"],
            ["1", "电能表", "DTSD341", "0.5S", "20061190", "LD-001", "6年", "合格"],
            ["2", "汽车衡", "SCS-60", "", "", "LD-002", "12个月", "停用"],
        ],
    )

    first, second = facts.instruments
    assert (first.name, first.serial, first.cycle_months, first.blank_fields) == (
        "电能表",
        "20061190",
        72,
        (),
    )
    assert (second.manage_no, second.cycle_months, second.status) == ("LD-002", 12, "停用")
    assert set(second.blank_fields) == {"准确度等级", "出厂编号"}


def test_index_entries(sheet: Callable[..., Facts]) -> None:
    """Each row of the index names a paper, numbers in normal form."""
    facts = sheet(
        "青河县2008年度节能考核卷内文件目录",
        [
            ["顺序号", "文号", "责任者", "题名", "日期", "页号"],
            ["1", "青政发（2009）8号", "县政府", "关于2008年度节能自查情况的报告", "20090118", "1-8"],
            ["2", "", "县统计局", "能耗核定表", "20090302", "9"],
        ],
    )

    assert [(e.order, e.title, e.number, e.pages) for e in facts.index_entries] == [
        ("1", "关于2008年度节能自查情况的报告", "青政发〔2009〕8号", "1-8"),
        ("2", "能耗核定表", None, "9"),
    ]


def test_score_lines(sheet: Callable[..., Facts]) -> None:
    """Lines with maximum and claim, the total marked, subtotals left out."""
    facts = sheet(
        "青河县2008年度节能目标责任评价考核自评打分表",
        [
            ["序号", "考核内容", "分值", "评分标准", "自评得分", "复核得分"],
            ["1", "万元GDP能耗降低率", "40", "完成得40分", "40", ""],
            ["2", "节能工作组织和领导", "2", "", "1.5", ""],
            ["", "小计", "42", "", "41.5", ""],
            ["", "总计", "100", "", "96", ""],
        ],
    )

    assert [(s.ref, s.maximum, s.claimed, s.is_total) for s in facts.score_lines] == [
        ("万元GDP能耗降低率", Decimal(40), Decimal(40), False),
        ("节能工作组织和领导", Decimal(2), Decimal("1.5"), False),
        ("总计", Decimal(100), Decimal(96), True),
    ]

"""Lists of words: which tables are lists, what their rows hold, what is none of their items."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from archive.domain.content import Cell, Content, Page, Table
from archive.domain.facts import ListRow
from indexer.extract.describe import PaperDescriber

Rows = Callable[..., tuple[ListRow, ...]]


@pytest.fixture
def rows(describer: PaperDescriber) -> Rows:
    def _rows(cells: Sequence[Cell], source: str = "sheet") -> tuple[ListRow, ...]:
        text = "2008年清单\n" + "\n".join(cell.text for cell in cells)
        page = Page(1, text, tables=(Table(tuple(cells)),), source=source)
        return describer.describe("D-1", "x.xls", Content("application/vnd.ms-excel", (page,))).rows

    return _rows


def grid(*lines: Sequence[str]) -> list[Cell]:
    return [Cell(r, c, text) for r, line in enumerate(lines) for c, text in enumerate(line)]


def test_a_list_of_equipment_has_a_row_for_each_device(rows: Rows) -> None:
    """Heads are folded, cells are as printed, a blank is an empty text; sums and signatures are no devices."""
    found = rows(
        grid(
            ["咸阳市秦都区某厂主要用能设备台账", "", "", "", ""],
            ["序号", "设备名称", "型 号", "额定功率（kW）", "状态"],
            ["1", "空气压缩机", "LU250", "250", "在用"],
            ["2", "变压器", "S7-315/10", "", "在用"],
            ["", "合计", "", "250", ""],
            ["填表人：张三", "", "审核人：李四", "", ""],
        )
    )

    assert [dict(row.cells) for row in found] == [
        {"序号": "1", "设备名称": "空气压缩机", "型号": "LU250", "额定功率(kw)": "250", "状态": "在用"},
        {"序号": "2", "设备名称": "变压器", "型号": "S7-315/10", "额定功率(kw)": "", "状态": "在用"},
    ]
    assert found[1].locator.quote == "变压器"


def test_heads_of_two_rows_are_joined(rows: Rows) -> None:
    """A head that covers two columns stands before what divides it."""
    found = rows(
        [
            Cell(0, 0, "存在问题", rowspan=2),
            Cell(0, 1, "整改措施", rowspan=2),
            Cell(0, 2, "时间", colspan=2),
            Cell(1, 2, "整改时限"),
            Cell(1, 3, "完成时间"),
            Cell(2, 0, "计量器具未检定"),
            Cell(2, 1, "送检"),
            Cell(2, 2, "2008年9月30日"),
            Cell(2, 3, ""),
        ]
    )

    assert [dict(row.cells) for row in found] == [
        {
            "存在问题": "计量器具未检定",
            "整改措施": "送检",
            "时间|整改时限": "2008年9月30日",
            "时间|完成时间": "",
        }
    ]


def test_a_table_of_figures_is_no_list(rows: Rows) -> None:
    """Without a head that says what the rows are of, nothing is read."""
    assert rows(grid(["指标", "2008年", "2007年"], ["能源消费总量", "123.44", "120.01"])) == ()


def test_nothing_is_blank_in_a_picture(rows: Rows) -> None:
    """What was not recognised may still be printed: the cell is absent, not empty."""
    lines = grid(
        ["项目名称", "年综合能耗（吨标准煤）", "节能审查批复文号"],
        ["热电联产", "12000", ""],
    )

    assert [list(row.cells) for row in rows(lines, "ocr")] == [["项目名称", "年综合能耗(吨标准煤)"]]
    assert rows(lines)[0].cells["节能审查批复文号"] == ""


def test_a_column_that_stands_twice_says_nothing(rows: Rows) -> None:
    """Two columns of one name cannot be told apart."""
    found = rows(grid(["企业名称", "得分", "得分", "行业"], ["秦岭水泥有限公司", "90", "80", "建材"]))

    assert [dict(row.cells) for row in found] == [{"企业名称": "秦岭水泥有限公司", "行业": "建材"}]

"""Tables as numbers under their words, continued tables, bills, lists of energies and names nobody knows yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from archive.domain.content import Cell, Content, Page, Table
from archive.domain.facts import Facts
from indexer.extract.describe import PaperDescriber

Rows = Sequence[Sequence[str]]
FIRM = "云州恒兴水泥有限责任公司"


def sheet(number: int, title: str, rows: Rows) -> Page:
    """One page with lines above a table."""
    text = title + "\n" if title else ""
    cells = []
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            cells.append(Cell(r, c, value, start=len(text)))
            text += value + "\t"
        text = text.rstrip("\t") + "\n"
    return Page(number, text, tables=(Table(tuple(cells)),))


@pytest.fixture
def pages(describer: PaperDescriber) -> Callable[..., Facts]:
    def _pages(*parts: tuple[str, Rows], name: str = "x.xls") -> Facts:
        made = tuple(sheet(number, title, rows) for number, (title, rows) in enumerate(parts, 1))
        return describer.describe("D-000001", name, Content("application/vnd.ms-excel", made))

    return _pages


def test_numbers_keep_their_words_decimals_and_indents(pages: Callable[..., Facts]) -> None:
    """1.50 stays 1.50, brackets are the accountant's minus, blank is no zero."""
    rows = [
        ["行业", "2007年", "2008年"],
        ["合计", "1.50", "(2.0)"],
        ["　工业", "", "3"],
        ["　其他", "4", "5"],
    ]
    table = pages(("青河县分行业能源消费量", rows)).tables[0]

    assert [(e.row, e.col, str(e.value)) for e in table.entries] == [
        (1, 1, "1.50"), (1, 2, "-2.0"), (2, 2, "3"), (3, 1, "4"), (3, 2, "5"),
    ]  # fmt: skip
    assert (table.heads[2], table.stubs[2], table.indents) == ("2008年", "工业", {2: 1, 3: 1})


def test_a_table_that_goes_on_has_the_heads_of_the_one_before(pages: Callable[..., Facts]) -> None:
    """续表 without heads, and with them on the next page; a strange table in between inherits nothing."""
    head = ["指标", "计量单位", "2007年", "2008年"]
    first = [
        head,
        ["能源消费总量", "万吨标准煤", "80.10", "84.20"],
        ["单位GDP能耗", "吨标准煤/万元", "1.280", "1.220"],
    ]
    rest = [["全社会用电量", "万千瓦时", "30000", "32000"], ["地区生产总值", "亿元", "62.50", "70.10"]]
    found = pages(("青河县主要指标", first), ("续表", rest)).figures
    other = pages(("青河县主要指标", first), ("青河县2008年气象资料及灾害统计情况一览", rest)).figures

    assert ("I-ELEC", "2007", "30000") in [(f.indicator, f.period, str(f.value)) for f in found]
    assert {f.indicator for f in other} == {"I-ETOT", "I-EGDP"}


def test_the_sum_of_a_table_by_branches_is_what_its_title_says(pages: Callable[..., Facts]) -> None:
    """合计 of 分行业能源消费量 is the consumption; that of a list of firms is not."""
    rows = [
        ["行业", "2007年", "2008年"],
        ["工业", "60.00", "63.00"],
        ["其他", "20.00", "21.00"],
        ["合计", "80.00", "84.00"],
    ]
    by_branch = pages(("青河县分行业能源消费量\n单位：万吨标准煤", rows)).figures
    by_firm = pages(
        ("青河县重点企业能源消费量\n单位：万吨标准煤", [["企业名称", *rows[0][1:]], *rows[1:]])
    ).figures

    assert [(f.indicator, f.period, str(f.value)) for f in by_branch] == [
        ("I-ETOT", "2007", "80.00"), ("I-ETOT", "2008", "84.00"),
    ]  # fmt: skip
    assert by_firm == ()


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [
        ("2008年3月1日至2008年3月31日", [("I-LBUY", "2008-03", "492.30", "电力")]),
        ("2008年2月26日至2008年3月25日", []),
    ],
)
def test_a_bill_counts_for_the_month_that_it_fills(
    stretch: str, expected: list[tuple[str, str, str, str]], pages: Callable[..., Facts]
) -> None:
    """From the 26th to the 25th is no month."""
    rows = [
        ["项目", "电量（万千瓦时）", "单价（元/千瓦时）", "电费（万元）"],
        ["有功电量", "492.30", "0.512", "252.06"],
        ["合计", "492.30", "", "252.06"],
    ]
    found = pages((f"2008年3月电费结算单\n用户名称：{FIRM}\n结算期间：{stretch}", rows)).figures

    assert [(f.indicator, f.period, str(f.value), f.item) for f in found] == expected


def test_a_list_of_energies_tells_what_was_used(pages: Callable[..., Facts]) -> None:
    """Coefficients and standard coal beside it are not used energy; a workshop's list is not the firm's."""
    rows = [
        ["能源种类", "计量单位", "消费量", "折标系数", "折标准煤（吨标准煤）"],
        ["原煤", "吨", "20832.45", "0.7143", "14880.62"],
        ["电力", "万千瓦时", "6380.05", "1.229", "7841.08"],
    ]
    own = pages((f"{FIRM}2008年度能源利用状况报告\n能源消费结构表", rows)).figures
    part = pages((f"{FIRM}2008年度能源利用状况报告\n烧成车间能源消费表", rows)).figures

    assert [(f.indicator, f.item, str(f.value), f.unit) for f in own] == [
        ("I-LUSE", "原煤", "20832.45", "吨"), ("I-LUSE", "电力", "6380.05", "万千瓦时"),
    ]  # fmt: skip
    assert part == ()


def test_what_is_said_of_one_quantity_is_not_said_of_another(pages: Callable[..., Facts]) -> None:
    """The caliber of a row, and of a note that names its quantity, stays there."""
    rows = [
        ["指标", "2008年"],
        ["能源消费总量（等价值）（万吨标准煤）", "84.20"],
        ["单位工业增加值能耗（吨标准煤/万元）", "2.100"],
    ]
    found = pages(("青河县主要指标\n说明：能源消费总量按等价值计算。", rows)).figures

    assert [(f.indicator, f.caliber.electricity_value) for f in found] == [
        ("I-ETOT", "等价值"),
        ("I-EIND", None),
    ]


def test_a_target_in_one_head_is_the_target_of_the_rate(pages: Callable[..., Facts]) -> None:
    """单位GDP能耗降低目标 and the sum over a plan, one row a county."""
    rows = [
        ["县区", "2008年单位GDP能耗降低目标（%）", "“十一五”累计降低目标（%）"],
        ["青河县", "4.14", "20.0"],
        ["城关镇", "4.00", "19.0"],
    ]
    found = pages(("云州市人民政府关于下达2008年度节能目标任务的通知", rows)).figures

    assert [(f.indicator, f.entity is not None, f.period, str(f.value)) for f in found] == [
        ("I-TGT", True, "2008", "4.14"), ("I-TGT5", True, "2006..2010", "20.0"),
    ]  # fmt: skip


def test_names_that_nobody_knows_are_kept_for_mapping(pages: Callable[..., Facts]) -> None:
    """A quantity with a unit but without an indicator is asked about, with how many numbers it has."""
    rows = [
        ["指标", "计量单位", "2007年", "2008年"],
        ["能源消费总量", "万吨标准煤", "80.10", "84.20"],
        ["外购绿色电力", "万千瓦时", "100", "120"],
    ]
    facts = pages(("青河县主要指标", rows))

    assert [(label.text, label.cells) for label in facts.unknown_labels] == [("外购绿色电力", 2)]


def test_a_mapped_name_is_read(entities: list, pages: Callable[..., Facts]) -> None:  # type: ignore[type-arg]
    """What people mapped is an indicator's name from then on."""
    from archive.rulebook import load

    rows = [["指标", "计量单位", "2007年", "2008年"], ["全口径用电", "万千瓦时", "100", "120"]]
    taught = PaperDescriber(load(), entities, (), {"全口径用电": "I-ELEC"})
    content = Content("application/vnd.ms-excel", (sheet(1, "青河县主要指标", rows),))

    assert [f.indicator for f in taught.describe("D-000001", "x.xls", content).figures] == [
        "I-ELEC",
        "I-ELEC",
    ]

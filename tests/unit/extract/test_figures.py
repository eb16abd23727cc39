"""Figures from prose and simple tables: exact, with their caliber only where it is stated."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from archive.domain.content import Cell, Content, Page, Table
from archive.domain.facts import Facts
from indexer.extract.describe import PaperDescriber

HEAD = "青河县2008年节能情况汇报\n"
PROSE = (
    (
        "万元GDP能耗为1.220吨标准煤，比上年降低4.14%。",
        [("I-EGDP", "2008", "1.220"), ("I-EGDPR", "2008", "4.14")],
    ),
    ("万元ＧＤＰ能耗下降４．１４％。", [("I-EGDPR", "2008", "4.14")]),
    ("万元GDP能耗上升1.2%。", [("I-EGDPR", "2008", "-1.2")]),
    ("万元GDP能耗由2007年的1.28下降到1.22。", [("I-EGDP", "2007", "1.28"), ("I-EGDP", "2008", "1.22")]),
    (
        "2008年年度目标为万元GDP能耗下降4.2%，实际下降4.5%。",
        [("I-TGT", "2008", "4.2"), ("I-EGDPR", "2008", "4.5")],
    ),
    ("“十一五”期间万元GDP能耗下降20%的目标。", [("I-TGT5", "2006..2010", "20")]),
    ("2006-2008年万元GDP能耗累计下降12.3%。", [("I-CUMR", "2006..2008", "12.3")]),
    ("单位GDP能耗（吨标准煤/万元）：1.312。", [("I-EGDP", "2008", "1.312")]),
    ("能源消费总量86.42万吨标准煤，同比增长5.1%。", [("I-ETOT", "2008", "86.42"), ("I-EGRO", "2008", "5.1")]),
    ("2008年上半年，万元GDP能耗下降3.9%。", [("I-EGDPR", "2008-H1", "3.9")]),
    (
        "节能量目标1200吨标准煤，实际完成节能量1350吨标准煤。",
        [("I-SAVET", "2008", "1200"), ("I-SAVE", "2008", "1350")],
    ),
    ("能源计量器具配备率达到96.7%。", [("I-COVER", "2008", "96.7")]),
    (
        "单位GDP能耗（等价值、2005年不变价）为0.975吨标准煤/万元，比上年的1.018吨标准煤/万元下降4.41%，完成了目标任务。",
        [("I-EGDP", "2008", "0.975"), ("I-EGDP", "2007", "1.018"), ("I-EGDPR", "2008", "4.41")],
    ),
    ("市政府下达我县2008年万元GDP能耗降低目标为4.00%。", [("I-TGT", "2008", "4.00")]),
    ("万元GDP能耗控制在1.3吨标准煤以内。", []),
    ("单位GDP能耗比2007年下降4.5%。", [("I-EGDPR", "2008", "4.5")]),
    ("与2007年相比，单位GDP能耗下降4.14%。", [("I-EGDPR", "2008", "4.14")]),
    (
        "2008年单位GDP能耗1.22吨标准煤/万元，比2005年下降12.1%，比上年下降4.14%。",
        [("I-EGDP", "2008", "1.22"), ("I-CUMR", "2006..2008", "12.1"), ("I-EGDPR", "2008", "4.14")],
    ),
    (
        "市上下达我县的目标是单位GDP能耗下降4.00%。据初步核算，实际下降4.62%。",
        [("I-TGT", "2008", "4.00"), ("I-EGDPR", "2008", "4.62")],
    ),
    (
        "当年承诺节能量5960吨标准煤，实际完成6012.30吨标准煤。",
        [("I-SAVET", "2008", "5960"), ("I-SAVE", "2008", "6012.30")],
    ),
    (
        "单位GDP能耗降低率、规上工业增加值能耗降低率分别为4.14%和5.32%。",
        [("I-EGDPR", "2008", "4.14"), ("I-EINDR", "2008", "5.32")],
    ),
    ("单位GDP能耗降低率、能源消费总量分别为4.14%。", []),
    (
        "2006年、2007年和2008年万元GDP能耗分别为1.35、1.29和1.22吨标准煤/万元。",
        [("I-EGDP", "2006", "1.35"), ("I-EGDP", "2007", "1.29"), ("I-EGDP", "2008", "1.22")],
    ),
    (
        "2007-2008年万元GDP能耗分别下降4.1%、3.9%。",
        [("I-EGDPR", "2007", "4.1"), ("I-EGDPR", "2008", "3.9")],
    ),
    ("2006年、2007年万元GDP能耗分别下降4.1%、3.9%、4.2%。", []),
    ("单位GDP能耗下降百分之四点一四。", [("I-EGDPR", "2008", "4.14")]),
    ("单位GDP能耗下降4%-5%。", []),
    ("能源消费总量为86至90万吨标准煤。", []),
    (
        "单位GDP能耗由上年的1.28吨标准煤/万元下降到1.22吨标准煤/万元，降低率为4.69%。",
        [("I-EGDP", "2007", "1.28"), ("I-EGDP", "2008", "1.22"), ("I-EGDPR", "2008", "4.69")],
    ),
    ("与“十五”末相比，单位GDP能耗下降12.6%。", [("I-CUMR", "2006..2008", "12.6")]),
    (
        "单位GDP能耗同比下降4.14%，较2005年累计下降12.1%。",
        [("I-EGDPR", "2008", "4.14"), ("I-CUMR", "2006..2008", "12.1")],
    ),
    (
        "能源消费总量和地区生产总值分别增长5.1%和12.3%。",
        [("I-EGRO", "2008", "5.1"), ("I-GDPG", "2008", "12.3")],
    ),
    ("城关镇单位GDP能耗下降3.6%。", []),
    ("东风街道办事处完成技改两项，单位GDP能耗下降3.6%。", []),
    ("城关镇关停小水泥厂，全县单位GDP能耗下降3.6%。", [("I-EGDPR", "2008", "3.6")]),
    ("宏远水泥有限公司综合能源消费量12万吨标准煤。", []),
    ("城镇化步伐加快，单位GDP能耗下降3.6%。", [("I-EGDPR", "2008", "3.6")]),
    ("各乡镇层层落实，单位GDP能耗下降3.6%。", [("I-EGDPR", "2008", "3.6")]),
    ("单位GDP能耗降低率较上年提高0.3个百分点。", []),
    ("能源消费总量增加5万吨标准煤。", []),
    ("规模以上工业综合能源消费量56.3万吨标准煤。", [("I-CONS", "2008", "56.3")]),
    ("重点企业综合能源消费量56.3万吨标准煤。", []),
    ("实施余热发电项目，年节能量216吨标准煤。", []),
    ("预计节能潜力2600吨标准煤，可实现节能量1300吨标准煤。", []),
    ("累计降低12.6%，完成五年目标的63%。", []),
    ("万元GDP能耗不低于1.1吨标准煤。", []),
)


@pytest.mark.parametrize(("text", "expected"), PROSE, ids=[text[:18] for text, _ in PROSE])
def test_prose(text: str, expected: list[tuple[str, str, str]], describe: Callable[..., Facts]) -> None:
    """Indicator, period and value as a statistician would read the sentence."""
    found = describe(HEAD + text).figures

    assert [(f.indicator, f.period, str(f.value)) for f in found] == expected
    assert all(f.entity == "710302" for f in found)


def test_a_figure_is_an_interval_of_its_last_digit(describe: Callable[..., Facts]) -> None:
    """1.220 is known to half a thousandth, 1.22 to half a hundredth."""
    [exact] = describe(HEAD + "万元GDP能耗为1.220吨标准煤。").figures
    [rough] = describe(HEAD + "能源消费总量86.4万吨标准煤。").figures

    assert (exact.low, exact.high) == (Decimal("1.2195"), Decimal("1.2205"))
    assert (rough.canonical_low, rough.canonical_high) == (Decimal(863500), Decimal(864500))
    assert (exact.canonical_unit, rough.canonical_unit) == ("tce/10k_yuan", "tce")


def test_caliber_is_never_a_default(describe: Callable[..., Facts]) -> None:
    """Facets are what stands in the text; brackets behind one number do not colour the next."""
    stated, growth = describe(HEAD + "能源消费总量86.42万吨标准煤（等价值），同比增长5.1%。").figures
    [silent] = describe(HEAD + "能源消费总量86.42万吨标准煤。").figures

    assert stated.caliber.electricity_value == "等价值"
    assert growth.caliber.electricity_value is None
    assert silent.caliber.electricity_value is None
    assert silent.vintage is None


def test_what_stands_at_a_number_outweighs_what_stands_before_it(describe: Callable[..., Facts]) -> None:
    """Two calibers of one quantity in one sentence keep their own words."""
    text = "综合能源消费量（当量值）448.52吨标准煤，综合能源消费量（等价值）590.36吨标准煤。"
    found = describe(HEAD + text).figures

    assert [f.caliber.electricity_value for f in found] == ["当量值", "等价值"]


def test_what_a_paper_cannot_know_yet_is_doubtful(describe: Callable[..., Facts]) -> None:
    """A fall of next year is foreseen, not reached."""
    assert [f.confidence < 0.85 for f in describe(HEAD + "2009年单位GDP能耗下降4.2%。").figures] == [True]


def test_standard_coal_of_an_enterprise(describe: Callable[..., Facts]) -> None:
    """消耗能源折标准煤 is 综合能耗 of an enterprise, and of a county any total."""
    said = "全年消耗能源折标准煤12345.6吨，主要产品产量稳定。"
    firm = describe("云州恒兴水泥有限责任公司2008年度能源利用状况报告\n" + said).figures
    county = describe(HEAD + said).figures

    assert [(f.indicator, f.period, str(f.canonical_value), f.canonical_unit) for f in firm] == [
        ("I-CONS", "2008", "12345.6", "tce")
    ]
    assert county == ()


def test_a_product_is_named_with_its_output(describe: Callable[..., Facts]) -> None:
    """产量 belongs to the word before it; without one it proves nothing."""
    found = describe(
        "云州恒兴水泥有限责任公司2008年度能源利用状况报告\n水泥产量412996吨，产量30万吨。"
    ).figures

    assert [(f.item, f.confidence >= 0.85) for f in found] == [("水泥", True), (None, False)]

    made = describe(
        "云州恒兴水泥有限责任公司2008年度能源利用状况报告\n全年生产熟料41.3万吨，新增项目可生产水泥60万吨。"
    )
    assert [(f.item, str(f.value)) for f in made.figures] == [("熟料", "41.3")]


def test_first_estimates_are_marked_however_they_are_called(describe: Callable[..., Facts]) -> None:
    """初步核算 of a 快报 is no confirmed number."""
    found = describe(HEAD + "据初步核算，全县单位GDP能耗同比下降3.21%（快报数）。").figures

    assert [f.vintage for f in found] == ["快报"]


def test_percentage_points_are_not_per_cent(describe: Callable[..., Facts]) -> None:
    """个百分点 keeps a unit of its own."""
    [found] = describe(HEAD + "单位GDP能耗同比下降3.5个百分点。").figures

    assert found.canonical_unit == "percentage_point"


def test_other_bodies_keep_their_figures(describe: Callable[..., Facts]) -> None:
    """What a sentence says of the nation or of a neighbour is not the owner's."""
    neighbour, own = describe(
        HEAD + "全国单位GDP能耗下降4.59%。\n东岭区单位GDP能耗下降4.05%。\n我县单位GDP能耗下降4.21%。"
    ).figures

    assert (neighbour.entity, own.entity) == ("710303", "710302")


def test_a_letter_of_responsibility_states_targets(describe: Callable[..., Facts]) -> None:
    """A fall promised in a letter is a target, not a result."""
    found = describe(
        "2009年节能目标责任书\n甲方：云州市人民政府\n乙方：青河县人民政府\n一、2009年万元GDP能耗降低4.5%。\n"
    ).figures

    assert [(f.indicator, str(f.value)) for f in found] == [("I-TGT", "4.5")]


def test_a_table_gives_cells_with_their_heads(describer: PaperDescriber) -> None:
    """Rows by entity, merged heads, falls printed with a minus sign."""
    rows = [
        ["地区", "单位GDP能耗", None],
        ["", "指标值（吨标准煤/万元）", "上升或下降（±%）"],
        ["青河县", "1.312", "-4.21"],
        ["东岭区", "1.101", "-4.05"],
        ["红岩县", "2.000", "-1.00"],
    ]
    cells = [
        Cell(
            r,
            c,
            text,
            colspan=2 if text == "单位GDP能耗" else 1,
            box=(c / 4, r / 9, (c + 1) / 4, (r + 1) / 9),
        )
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text is not None
    ]
    text = "2008年各县区单位GDP能耗指标公报\n" + "\n".join("\t".join(t or "" for t in row) for row in rows)
    page = Page(1, text, tables=(Table(tuple(cells)),))
    found = describer.describe("D-000001", "x.xls", Content("application/vnd.ms-excel", (page,))).figures

    assert {(f.indicator, f.entity, f.period, str(f.value)) for f in found} >= {
        ("I-EGDP", "710302", "2008", "1.312"),
        ("I-EGDPR", "710302", "2008", "4.21"),
        ("I-EGDP", "710303", "2008", "1.101"),
        ("I-EGDPR", "710303", "2008", "4.05"),
    }
    assert all(f.entity is None for f in found if str(f.value) in {"2.000", "1.00"})
    assert all(f.locator.box is not None and f.locator.cell for f in found)


def test_a_unit_column_and_two_years(describer: PaperDescriber) -> None:
    """The unit stands in its own column, each year in its own head."""
    rows = [
        ["指标", "计量单位", "2008年", "2007年"],
        ["能源消费总量（等价值）", "万吨标准煤", "86.42", "82.20"],
        ["单位GDP能耗", "吨标准煤/万元", "1.312", ""],
    ]
    cells = [Cell(r, c, t) for r, row in enumerate(rows) for c, t in enumerate(row)]
    text = "青河县2008年能耗指标核定反馈表\n" + "\n".join("\t".join(row) for row in rows)
    content = Content("text/plain", (Page(1, text, tables=(Table(tuple(cells)),)),))
    found = describer.describe("D-000001", "x.xls", content).figures

    assert [(f.indicator, f.period, f.canonical_value) for f in found] == [
        ("I-ETOT", "2008", Decimal("864200.00")),
        ("I-ETOT", "2007", Decimal("822000.00")),
        ("I-EGDP", "2008", Decimal("1.312")),
    ]
    assert found[0].caliber.electricity_value == "等价值"


def test_projects_do_not_speak_for_their_owner(describe: Callable[..., Facts]) -> None:
    """The energy of one project is not the enterprise's consumption."""
    facts = describe(
        "关于云州恒兴水泥有限责任公司粉磨站项目节能评估报告的审查意见\n项目年综合能源消费量4200吨标准煤。\n"
    )

    assert facts.figures == ()

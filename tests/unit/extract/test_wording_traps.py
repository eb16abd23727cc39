"""What looks like something else: long days, misread zeros, whose 全市, folders, formulas, wrapped heads."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.domain.content import Box, Cell, Content, Page, Table, Word
from archive.domain.facts import Facts
from indexer.extract.dates import find_dates
from indexer.extract.describe import PaperDescriber
from indexer.extract.periods import find_periods
from indexer.extract.reading import folded

Describe = Callable[..., Facts]
SIGNED = "青河县人民政府\n2009年1月16日\n"
FIRM = "云州恒兴水泥有限责任公司\n2009年1月16日\n"


@pytest.mark.parametrize("day", ["十日", "二十日", "二十一日", "廿九日", "三十一日", "21日", "二十一号"])
def test_a_day_is_no_month(day: str) -> None:
    """However many characters the day has, a date is no period."""
    assert not list(find_periods(f"二○○九年一月{day}"))
    assert [d.day.year for d in find_dates(f"二○○九年一月{day}")] == [2009]


def test_the_date_of_a_report_is_not_the_year_it_serves(describe: Describe) -> None:
    """A report on 2008 that was signed on the twenty-first of January 2009 serves 2008."""
    facts = describe(
        "关于报送节能目标完成情况自查报告的函\n青政函〔2009〕5号\n"
        "现将我县2008年度节能目标完成情况自查报告报上。\n青河县人民政府\n二○○九年一月二十一日\n"
    )

    assert facts.year is not None
    assert facts.year.value == "2008"


@pytest.mark.parametrize("text", ["二C一一年一月十二日", "二（一一年一月十二日", "二口一一年一月十二日"])
def test_zeros_as_a_scanner_reads_them(text: str) -> None:
    """In a date of Chinese numerals a round sign is a zero."""
    assert [d.day.isoformat() for d in find_dates(folded(text))] == ["2011-01-12"]


@pytest.mark.parametrize("text", ["附件二（一）年一月十二日", "C一一年一月十二日", "二一一年一月十二日"])
def test_other_round_signs_are_no_zeros(text: str) -> None:
    """Where no year of four signs stands nothing is guessed."""
    assert not list(find_dates(folded(text)))


@pytest.mark.parametrize(
    ("head", "said", "owner"),
    [
        ("石门市人民政府", "全市", "710304"),
        ("石门市人民政府", "我市", "710304"),
        ("青河县人民政府", "全县", "710302"),
        ("青河县人民政府", "全市", "710300"),
        ("东岭区人民政府", "我区", "710303"),
        ("云州市统计局", "全市", "710300"),
        ("云州恒兴水泥有限责任公司", "全县", "710302"),
        ("云州恒兴水泥有限责任公司", "全市", "710300"),
    ],
)
def test_whose_region(head: str, said: str, owner: str, describe: Describe) -> None:
    """A county-level city calls itself 全市; a firm means the region around it."""
    facts = describe(
        f"{head}2008年节能工作总结\n2008年{said}万元GDP能耗为0.926吨标准煤/万元。\n{head}\n2009年1月5日\n"
    )

    assert [f.entity for f in facts.figures] == [owner]


def test_a_folder_is_a_claim_and_no_rival(describe: Describe) -> None:
    """Who signs is as sure in another's folder as anywhere; a mere mention does not become sure."""
    text = "2008年度节能目标责任评价考核自评报告\n我县对目标完成情况进行了自查。\n" + SIGNED
    filed = describe(text, path="东岭区_2008/自评报告.pdf")
    loose = describe("2008年度节能情况\n青河县工作较好。\n2009年1月5日\n", path="东岭区_2008/自评报告.pdf")

    assert filed.entity == describe(text).entity
    assert filed.entity is not None
    assert filed.entity.confidence >= 0.9
    assert all(claim.confidence < 0.9 for claim in loose.entities)


def test_a_caliber_stated_once_holds_for_all(describe: Describe) -> None:
    """能耗按等价值计算 reaches the figures; a paper that prints both words states neither."""
    text = "恒兴水泥2008年节能量计算书\n能耗按等价值计算。\n2008年实现节能量1790吨标准煤。\n"
    [stated] = describe(text + FIRM).figures
    [both] = describe(text + "当量值另附。\n" + FIRM).figures

    assert stated.caliber.electricity_value == "等价值"
    assert both.caliber.electricity_value is None


def test_a_value_behind_its_formula(describe: Describe) -> None:
    """How a value was worked out does not hide it, nor the value of the period reported."""
    facts = describe(
        "恒兴水泥2008年节能量计算书\n"
        "基期（2007年）水泥综合能耗95.00千克标准煤/吨，报告期（2008年）93.38千克标准煤/吨。\n"
        "2008年节能量＝（95.00－93.38）×110.49×10＝1790吨标准煤。\n" + FIRM
    )

    assert {(f.indicator, f.period, str(f.value)) for f in facts.figures} == {
        ("I-UPE", "2007", "95.00"),
        ("I-UPE", "2008", "93.38"),
        ("I-SAVE", "2008", "1790"),
    }


@pytest.mark.parametrize("called", ["（乙方）", "（以下简称乙方）", "（以下简称“乙方”）"])
def test_a_party_named_before_its_label(called: str, describe: Describe) -> None:
    """X县人民政府（乙方）: the letter's second party, whose letter it is."""
    facts = describe(
        f"2008年度节能目标责任书\n云州市人民政府（甲方）与青河县人民政府{called}签订2008年度节能目标责任书。\n"
        "甲方（盖章）：云州市人民政府 签字：李明\n乙方（盖章）：青河县人民政府 签字：王强\n2008年3月3日\n"
    )

    assert [(p.role, p.name) for p in facts.parties] == [
        ("甲方", "云州市人民政府"),
        ("乙方", "青河县人民政府"),
    ]
    assert facts.entity is not None
    assert facts.entity.value == "710302"


def test_a_wrapped_table_head_is_no_title(describe: Describe) -> None:
    """Broken words of narrow columns are neither title nor kind; the months so far are no whole year."""
    facts = describe(
        "表 号：P201表 制定机关：国家统计局\n工业企业能源购进、消费与库存\n"
        "单位详细名称：云州恒兴水泥有限责任公司 2008年1-11月\n"
        "能源名\n称\t计量单\n位\t代\n码\t年初库存\n量\t购进\n量\t消费量合\n计\n原煤\t吨\t01\t1200.00\t33000.\n00\t32890.00\n"
        "综合能源消费量（当量值）：51542.92吨标准煤\n报出日期：2008年12月6日\n"
    )

    assert facts.title is not None
    assert facts.title.value == "工业企业能源购进、消费与库存"
    assert facts.doctype is not None
    assert facts.doctype.value == "stat_form"
    assert {f.period for f in facts.figures if f.indicator == "I-CONS"} == {"2008-01..2008-11"}


def test_words_inside_a_table_are_no_title(describer: PaperDescriber) -> None:
    """A line in a row of several fields is passed over, however much it looks like a title."""
    lines = ("能源消费统计表", "计量单位", "节能量核定报告", "代码", "云州恒兴水泥有限责任公司")
    boxes: tuple[Box, ...] = (
        (0.3, 0.05, 0.7, 0.08), (0.1, 0.2, 0.3, 0.23), (0.4, 0.2, 0.6, 0.24), (0.7, 0.2, 0.9, 0.23),
        (0.5, 0.8, 0.9, 0.83),
    )  # fmt: skip
    words, text = [], ""
    for line, box in zip(lines, boxes, strict=True):
        words.append(Word(line, len(text), box))
        text += line + "\n"
    cells = tuple(Cell(0, col, lines[col + 1], box=boxes[col + 1]) for col in range(3))
    page = Page(1, text, words=tuple(words), tables=(Table(cells),))

    title = describer.describe("D-000001", "a.pdf", Content("application/pdf", (page,))).title

    assert title is not None
    assert title.value == "能源消费统计表"


def test_numbers_without_brackets_and_numbers_of_others(describe: Describe) -> None:
    """A line of its own is a number whatever the agency; rows of a list carry those of others."""
    report = describe("东政报200939号\n关于报送2008年度节能自查报告的报告\n云州市人民政府：\n" + SIGNED)
    listed = describe(
        "2008年度节能考核佐证材料目录\n序号\t材料名称\t文号\t页码\n1\t关于下达目标的通知\n函云统字〔2009〕31号\n3\n"
    )

    assert report.number is not None
    assert report.number.value == "东政报〔2009〕39号"
    assert listed.number is None


def test_years_that_a_title_looks_back_on(describe: Describe) -> None:
    """A table of 2006 to 2008 made in 2009 is not one of 2009."""
    facts = describe(
        "青河县2006-2008年能源消费情况表\n年份\t能源消费总量(万吨标准煤)\n2006\t80.1\n2007\t84.3\n2008\t88.0\n青河县统计局\n2009年2月3日\n"
    )

    assert facts.year is None or facts.year.value == "2008"


def test_a_form_filled_in_for_a_year(describe: Describe) -> None:
    """表B.8 2008年 says the year of a list that otherwise claims none."""
    facts = describe(
        "能源计量器具配备情况统计汇总表\n表B.8　2008年　单位：云州恒兴水泥有限责任公司\n能源种类\t应配数\t实配数\n电力\t24\t24\n"
    )

    assert facts.year is not None
    assert facts.year.value == "2008"

"""Seals, signatures, drafts, secrecy, tasks that are none, minutes bound together, lessons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.domain.content import Content, Page, Seal, Word
from archive.domain.entity import Entity
from archive.domain.facts import Facts
from archive.rulebook import load
from indexer.extract.describe import PaperDescriber
from indexer.extract.lessons import Lesson

Describe = Callable[..., Facts]
REPORT = "青河县2008年度节能自查报告\n目标完成情况：完成。\n{}\n"
SEALS = (
    ("青河县人民政府（盖章）\n2009年1月5日", "present"),
    ("青河县人民政府（公章）\n2009年1月5日", "present"),
    ("【青河县人民政府公章】\n2009年1月5日", "present"),
    ("青河县人民政府\n〔印章〕\n2009年1月5日", "present"),
    ("青河县人民政府\n2009年1月5日", "unclear"),
    ("单位（盖章）：\n2009年1月5日", "absent"),
    ("单位（盖章）：________\n2009年1月5日", "absent"),
    ("（未盖章）\n2009年1月5日", "absent"),
    ("第三条 未盖章的无效。", None),
)


@pytest.mark.parametrize(("end", "expected"), SEALS, ids=[end[:14] for end, _ in SEALS])
def test_seals(end: str, expected: str | None, describe: Describe) -> None:
    """Absent is said only where a place for the seal stands empty."""
    found = describe(REPORT.format(end)).seal

    assert (found.value if found else None) == expected


def test_a_red_stamp_on_the_image_is_a_seal(describer: PaperDescriber) -> None:
    """What the page image shows outweighs what the text cannot."""
    page = Page(
        1, REPORT.format("青河县人民政府"), seals=(Seal((0.6, 0.7, 0.8, 0.9), "青河县人民政府", 0.8),)
    )
    found = describer.describe("D-1", "a.jpg", Content("image/jpeg", (page,))).seal

    assert found is not None
    assert found.value == "present"
    assert found.locator is not None
    assert found.locator.box == (0.6, 0.7, 0.8, 0.9)


def test_parties_of_a_letter(describe: Describe) -> None:
    """Who signed and who did not, also where the two sides stand beside each other."""
    below = describe(
        "节能目标责任书\n为确保完成目标，签订本责任书。\n甲方：云州市人民政府（盖章）\n代表签字：王强\n2008年3月1日\n"
        "乙方：青河县人民政府\n代表签字：\n"
    ).parties
    beside = describe(
        "节能目标责任书\n为确保完成目标，签订本责任书。\n甲方：云州市人民政府（盖章）\t乙方：青河县人民政府（盖章）\n代表签字：王强\t代表签字：李军\n"
    ).parties

    assert [(p.role, p.name, p.signed) for p in below] == [
        ("甲方", "云州市人民政府", True),
        ("乙方", "青河县人民政府", False),
    ]
    assert [p.signed for p in beside] == [True, True]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("青河县节能管理办法（征求意见稿）", "征求意见稿"),
        ("青河县节能管理办法（送审稿）", "送审稿"),
        ("青河县节能管理办法（讨论稿）", "讨论稿"),
        ("关于征求意见稿修改情况的报告", "征求意见稿"),
        ("青河县节能管理办法", None),
        ("关于报送财政预算草案的报告", None),
    ],
)
def test_drafts(title: str, expected: str | None, describe: Describe) -> None:
    """A draft says so in its title."""
    found = describe(f"{title}\n第一章 总则\n第一条 为节能制定本办法，草案说明另附。\n").draft

    assert (found.value if found else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("机密★5年\n青河县人民政府文件\n关于报送节能情况的报告\n", "机密"),
        ("秘密\n青河县人民政府文件\n关于报送节能情况的报告\n", "秘密"),
        ("绝密★\n关于报送节能情况的报告\n", "绝密"),
        ("青河县人民政府文件\n关于保守国家秘密的通知\n要保守国家秘密和商业秘密。\n", None),
    ],
)
def test_secrecy(text: str, expected: str | None, describe: Describe) -> None:
    """A mark stands in the head; words about secrets are none."""
    found = describe(text).classified

    assert (found.value if found else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2008年我县无淘汰落后产能任务。", True),
        ("我公司2009年没有新建固定资产投资项目。", True),
        ("本年度未下达淘汰任务。", True),
        ("我县没有完成节能目标任务。", False),
        ("我县全面完成淘汰落后产能任务。", False),
    ],
)
def test_no_task(text: str, expected: bool, describe: Describe) -> None:
    """Having no task is another thing than not having done it."""
    assert (describe(f"青河县情况说明\n{text}\n").no_task is not None) is expected


def test_minutes_bound_together_are_counted(describe: Describe) -> None:
    """Two issues in one file are two meetings, two headings of one issue are one."""
    issue = (
        "青河县人民政府专题会议纪要\n第{n}期\n2008年{m}月16日\n研究节能工作会议纪要\n会议议定："
        + "各部门落实责任。" * 40
        + "\n"
    )

    assert describe(issue.format(n=5, m=5)).meetings == 1
    assert describe(issue.format(n=5, m=5) + "\f" + issue.format(n=6, m=9)).meetings == 2
    assert describe(issue.format(n=5, m=5) + issue.format(n=6, m=9)).meetings == 2
    assert describe("关于开会的通知\n学习会议纪要。\n").meetings == 0


def test_a_correction_teaches_the_next_paper(entities: list[Entity]) -> None:
    """A title like a corrected one is of the corrected kind, numbers and years aside."""
    taught = PaperDescriber(load(), entities, [Lesson("青河县二〇〇八年节能情况表之三", "stat_confirm")])
    untaught = PaperDescriber(load(), entities)
    content = Content("text/plain", (Page(1, "青河县2009年节能情况表之五\n数据如下。\n"),))

    assert untaught.describe("D-1", "x.pdf", content).doctype is None
    found = taught.describe("D-1", "x.pdf", content).doctype
    assert found is not None
    assert (found.value, found.basis) == ("stat_confirm", "learned")


def test_boxes_cover_the_quoted_characters(describer: PaperDescriber) -> None:
    """A locator's box is cut out of its word by character edges."""
    text = "青河县2008年度节能自查报告"
    edges = tuple(0.1 + 0.05 * n for n in range(len(text) + 1))
    page = Page(1, text, words=(Word(text, 0, (0.1, 0.1, edges[-1], 0.14), edges=edges),))
    found = describer.describe("D-1", "x.pdf", Content("application/pdf", (page,))).entity

    assert found is not None
    assert found.value == "710302"
    assert found.locator is not None
    assert found.locator.box == pytest.approx((0.1, 0.1, 0.25, 0.14))


def test_a_paper_without_text_keeps_suggestions(describe: Describe) -> None:
    """A promising name alone is never enough to settle the kind."""
    facts = describe("", "2008/青河县/2008年节能目标责任自查报告.pdf")

    assert facts.doctype is None
    assert facts.doctypes[0].value == "self_report"
    assert facts.entity is not None
    assert facts.entity.value == "710302"
    assert facts.year is not None
    assert facts.year.value == "2008"


def test_the_speech_is_no_evidence(describe: Describe) -> None:
    """A speech in traditional script with inline readings is understood, and is none of the kinds."""
    seed = Path(__file__).parents[4] / "shared" / "seed" / "speech.txt"
    text = (
        seed.read_text("utf-8")
        if seed.exists()
        else "市節(jié)能降耗考核工作會講話\n2008年萬元GDP能耗下降4.14%。\n"
    )
    facts = describe(text, "speech.txt")

    assert facts.doctype is None
    assert facts.year is not None
    assert facts.year.value == "2008"
    assert ("I-EGDPR", "4.14") in [(f.indicator, str(f.value)) for f in facts.figures]

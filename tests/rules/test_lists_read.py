"""Lists as people write them, from the file to the finding."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from archive.audit import audit
from archive.domain.audit import Dossier, Finding, Paper
from archive.domain.document import Limits
from archive.domain.entity import Entity, Kind
from archive.rulebook import load
from indexer.extract.describe import PaperDescriber
from indexer.parsers.reading import parse_file
from tests.samples.figureworld.files import write
from tests.samples.figureworld.sheet import Row, Sheet, Span, Table

YEAR = 2010
FIRM = Entity("E1", "清川水泥有限公司", Kind.ENTERPRISE, "C")
COUNTY = Entity("X1", "清川县", Kind.COUNTY, "C")


def findings(
    folder: Path, owner: Entity, format: str, *lists: tuple[str, list[Row], list[Row]]
) -> tuple[Finding, ...]:
    """What is said about papers that hold one list each."""
    book = load()
    describer = PaperDescriber(book, [owner, Entity("C", "清平市", Kind.CITY)])
    papers = []
    for number, (title, head, body) in enumerate(lists):
        sheet = Sheet(f"D-{number}", owner.code, "list", random.Random(1), YEAR, format, title=title)
        sheet.blocks.append(Table(head, body))
        path = write(sheet, folder)
        content = parse_file(path, path.name, Limits())
        facts = describer.describe(sheet.name, path.name, content)
        papers.append(
            Paper(sheet.name, owner.code, YEAR, path.name, "ready", doctype=facts.doctype.value if facts.doctype else None,
                  doctype_confidence=0.9, title=title, pages=len(content.pages), facts=facts)
        )  # fmt: skip
    return audit(Dossier(owner, YEAR, date(YEAR, 12, 31), papers=tuple(papers)), book).findings


@pytest.mark.parametrize("format", ["xlsx", "docx", "pdf"])
def test_a_transformer_of_the_catalogue(format: str, tmp_path: Path) -> None:
    """The one device in use whose model was eliminated is named; the one that stands still is not."""
    head: list[Row] = [["序号", "设备名称", "型号", "额定功率（kW）", "台数", "状态"]]
    body: list[Row] = [
        ["1", "空气压缩机", "LU250", "250", "1", "在用"],
        ["2", "厂用变压器", "S7-315/10", "315", "1", "在用"],
        ["3", "旧变压器", "SL7-200/10", "200", "1", "停用"],
    ]
    found = findings(tmp_path, FIRM, format, (f"清川水泥有限公司{YEAR}年主要用能设备台账", head, body))
    said = [f for f in found if f.rule == "R-EQ-1"]

    assert [f.args["models"] for f in said] == [["S7-315/10"]]
    assert "变压器" in said[0].evidence[0].quote


@pytest.mark.parametrize("format", ["xlsx", "docx"])
def test_a_fault_that_nobody_mended_in_time(format: str, tmp_path: Path) -> None:
    """Heads of two rows; an empty cell and a late day are told, what is complete is not."""
    head: list[Row] = [
        [Span("序号", 1, 2), Span("存在问题", 1, 2), Span("整改措施", 1, 2), Span("责任人", 1, 2), Span("时间", 2),
         Span("复查情况", 1, 2)],
        ["整改时限", "完成时间"],
    ]  # fmt: skip
    body: list[Row] = [
        ["1", "计量器具未检定", "送检", "张三", f"{YEAR}年9月30日", f"{YEAR}年9月20日", "合格"],
        ["2", "台账不全", "补齐台账", "", f"{YEAR}年9月30日", f"{YEAR}年10月20日", "合格"],
    ]
    found = findings(tmp_path, FIRM, format, (f"清川水泥有限公司{YEAR}年节能问题整改报告", head, body))
    said = [f for f in found if f.rule == "R-RECT-1"]

    assert sorted(str(f.args.get("days", f.args.get("fields"))) for f in said) == ["20", "['person']"]


@pytest.mark.parametrize("format", ["xlsx", "docx"])
def test_a_project_without_its_review(format: str, tmp_path: Path) -> None:
    """A large project whose approval stands nowhere is named; a small one is not, nor one that has its number."""
    head: list[Row] = [["序号", "项目名称", "建设单位", "年综合能耗（吨标准煤）", "节能审查批复文号"]]
    body: list[Row] = [
        ["1", "热电联产工程", "清川热力公司", "12000", f"清发改〔{YEAR}〕12号"],
        ["2", "水泥粉磨站", "清川水泥有限公司", "5600", ""],
        ["3", "食品加工厂", "清川食品厂", "300", ""],
    ]
    found = findings(tmp_path, COUNTY, format, (f"清川县{YEAR}年固定资产投资项目台账", head, body))

    assert [f.args["items"] for f in found if f.rule == "R-REG-1"] == [["水泥粉磨站"]]

"""Published material that agrees with itself: whatever is read of it, nobody is accused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
import yaml

from archive.audit import audit
from archive.domain.audit import Dossier, Finding, Paper, Severity
from archive.domain.content import Cell, Content, Page, Table
from archive.domain.document import Limits
from archive.domain.entity import Entity, Kind
from archive.rulebook import load
from indexer.extract.describe import PaperDescriber
from indexer.parsers.biff import BiffParser

SHARED = Path(__file__).parents[3].parent / "shared"
GOLDEN = SHARED / "domain" / "golden-tables.yaml"
SMALL = SHARED / "data" / "small-tables"
REPORTS = SHARED / "data" / "figures-tatqa" / "tatqa_dataset_dev.json"
OFFICIAL = SHARED / "data" / "nbs-xls"
COUNTY = Entity("710302", "青河县", Kind.COUNTY, "7103")


def accusations(describer: PaperDescriber, contents: Sequence[Content]) -> list[Finding]:
    """Figure findings when one county filed everything as its own reports."""
    book = load()
    papers = tuple(
        Paper(
            f"D-{number:04d}", COUNTY.code, 2008, f"{number}.xls", "ready", doctype="self_report", doctype_confidence=0.9,
            title=None, pages=len(content.pages), facts=describer.describe(f"D-{number:04d}", "x.xls", content),
        )
        for number, content in enumerate(contents)
    )  # fmt: skip
    found = audit(Dossier(COUNTY, 2008, date(2008, 12, 31), papers, (), {}), book).findings
    return [f for f in found if f.severity in {Severity.ERROR, Severity.WARNING} and f.evidence]


def page(rows: Sequence[Sequence[str]], title: str = "") -> Content:
    text = title + "\n" + "\n".join("\t".join(row) for row in rows)
    cells = tuple(Cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    return Content("text/csv", (Page(1, text, tables=(Table(cells),)),))


@pytest.mark.skipif(not GOLDEN.is_file(), reason="the published tables are not here")
def test_golden_tables_are_quiet(describer: PaperDescriber) -> None:
    """Energy balances, intensities and results that the statisticians themselves published."""
    tables = yaml.safe_load(GOLDEN.read_text("utf-8"))["tables"]
    contents = []
    for table in tables:
        rows = [["指标", "数值"]]
        for name, value in table["values"].items():
            rows += [[name, str(v)] for v in (value if isinstance(value, list) else [value])]
        contents.append(page(rows, f"{table.get('title', table['id'])} 单位：万吨标准煤"))
    spoken = (
        "2005年能源消费总量222468万吨标准煤，地区生产总值（2005年不变价）182321亿元，万元GDP能耗1.2202吨标准煤。",
        "2008年上半年产值204.03亿元，综合能耗123.44万吨标准煤，万元产值能耗0.6吨标准煤，下降5.21%。",
        "2006年至2010年单位GDP能耗分别下降4.0%、4.1%、4.2%、4.5%、5.0%，五年累计降低19.98%。",
    )
    contents += [Content("text/plain", (Page(1, "青河县能耗情况\n" + text),)) for text in spoken]

    assert accusations(describer, contents) == []


@pytest.mark.skipif(not SMALL.is_dir(), reason="the small tables are not here")
def test_arbitrary_tables_are_quiet(describer: PaperDescriber) -> None:
    """A thousand tables about anything but energy."""
    files = sorted(SMALL.glob("*.csv"))
    contents = [page([line.split("#") for line in f.read_text("utf-8").splitlines()]) for f in files]

    assert contents
    assert accusations(describer, contents) == []


@pytest.mark.skipif(not REPORTS.is_file(), reason="the report tables are not here")
def test_report_tables_are_quiet(describer: PaperDescriber) -> None:
    """Tables of business reports with their paragraphs."""
    reports = json.loads(REPORTS.read_text("utf-8"))
    contents = [page(r["table"]["table"], "\n".join(p["text"] for p in r["paragraphs"])) for r in reports]

    assert contents
    assert accusations(describer, contents) == []


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="the official workbooks are not here")
def test_official_workbooks_are_quiet(describer: PaperDescriber) -> None:
    """Exports of the statistics bureau: year columns, units in corners, trailing zeros gone."""
    assert accusations(describer, list(_workbooks())) == []


def _workbooks() -> Iterator[Content]:
    for path in sorted(OFFICIAL.glob("*.xls")):
        yield BiffParser().parse(path, "application/vnd.ms-excel", Limits())

"""Published material of others, when it is there: energy balances, small tables about anything, tables of reports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from archive.domain.content import Cell, Content, Page, Table
from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.parsers.reading import parse_file

SHARED = Path(__file__).parents[3].parent / "shared"
GOLDEN = SHARED / "domain" / "golden-tables.yaml"
SMALL = SHARED / "data" / "small-tables"
REPORTS = SHARED / "data" / "figures-tatqa" / "tatqa_dataset_dev.json"
OFFICIAL = SHARED / "data" / "nbs-xls"


def page(rows: Sequence[Sequence[str]], title: str = "") -> Content:
    """One page with a title and one table."""
    text = title + "\n" + "\n".join("\t".join(row) for row in rows)
    cells = tuple(Cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    return Content("text/csv", (Page(1, text, tables=(Table(cells),)),))


def golden() -> Iterator[Content]:
    if GOLDEN.is_file():
        for table in yaml.safe_load(GOLDEN.read_text("utf-8"))["tables"]:
            rows = [["指标", "数值"]]
            for name, value in table["values"].items():
                rows += [[name, str(v)] for v in (value if isinstance(value, list) else [value])]
            yield page(rows, f"{table.get('title', table['id'])} 单位：万吨标准煤")


def small() -> Iterator[Content]:
    if SMALL.is_dir():
        for file in sorted(SMALL.glob("*.csv")):
            yield page([line.split("#") for line in file.read_text("utf-8").splitlines()])


def reports() -> Iterator[Content]:
    if REPORTS.is_file():
        for report in json.loads(REPORTS.read_text("utf-8")):
            yield page(report["table"]["table"], "\n".join(p["text"] for p in report["paragraphs"]))


def official() -> Iterator[Content]:
    for file in sorted(OFFICIAL.glob("*.xls")) if OFFICIAL.is_dir() else ():
        try:
            yield parse_file(file, file.name, Limits())
        except Unreadable:
            continue


SETS = {
    "golden tables": golden,
    "small tables": small,
    "report tables": reports,
    "official workbooks": official,
}

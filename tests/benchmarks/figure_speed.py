"""How long checking takes, in seconds of CPU: a million figures, a report of 200 pages, one new paper, pure chance."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from archive.audit import audit
from archive.domain.audit import Dossier, Paper
from archive.domain.content import Cell, Content, Page, Table
from archive.domain.entity import Entity, Kind
from archive.domain.facts import Caliber, Facts, Figure, Locator
from archive.domain.rulebook import Rulebook
from indexer.extract.describe import PaperDescriber
from tests.benchmarks.figure_spread import spread
from tests.samples.figureworld.truth import YEAR

_END = date(YEAR, 12, 31)
_KINDS = ("self_report", "stat_yearbook", "stat_confirm", "energy_usage_report", "ledger", "stat_form")
_UNITS = {
    "energy": ("万吨标准煤", 10000, "tce"),
    "money": ("万元", 1, "10k_yuan"),
    "percent": ("%", 1, "%"),
    "energy_intensity": ("吨标准煤/万元", 1, "tce/10k_yuan"),
}
COUNTY = Entity("710302", "青河县", Kind.COUNTY, "7103")


def speed(book: Rulebook, dossiers: Sequence[Dossier], wanted: int) -> Iterator[str]:
    """One line for each measurement; *dossiers* are papers that were read before."""
    yield _many(book, dossiers, wanted)
    yield spread(book, dossiers, wanted)
    yield _chance(book, wanted // 5)
    yield from _report(book)
    yield _one_more(book, max(dossiers, key=_figures))


def _figures(dossier: Dossier) -> int:
    return sum(len(p.facts.figures) for p in dossier.papers)


def _many(book: Rulebook, dossiers: Sequence[Dossier], wanted: int) -> str:
    """The dossiers of many bodies, one after the other."""
    done = numbers = rounds = 0
    begin = time.process_time()
    while done < wanted:
        for dossier in dossiers:
            audit(dossier, book)
            rounds += 1
            done += _figures(dossier)
            numbers += sum(len(t.entries) for p in dossier.papers for t in p.facts.tables)
            if done >= wanted:
                break
    spent = time.process_time() - begin
    return (
        f"{done} figures and {numbers} numbers of tables in {rounds} dossiers: {spent:.1f} s of CPU, "
        f"{spent / done * 1e6:.0f} s for 1,000,000"
    )


def _chance(book: Rulebook, count: int) -> str:
    """One dossier in which everything contradicts everything: nothing may grow faster than its figures."""
    spent = []
    for size in (count // 4, count):
        dossier = Dossier(COUNTY, YEAR, _END, papers=tuple(_random_papers(book, size)))
        begin = time.process_time()
        audit(dossier, book)
        spent.append(time.process_time() - begin)
    return f"{count} figures of pure chance in one dossier: {spent[1]:.1f} s of CPU; a quarter of them {spent[0]:.1f} s"


def _random_papers(book: Rulebook, count: int, each: int = 500) -> Iterator[Paper]:
    rng = random.Random(count)
    indicators = list(book.indicators.values())
    for number in range(count // each):
        figures = []
        for place in range(each):
            indicator = rng.choice(indicators)
            unit, factor, canonical = _UNITS.get(indicator.unit_family, ("吨", 1, "t"))
            value, half = Decimal(rng.randint(1, 99999)) / 100, Decimal("0.005")
            figures.append(
                Figure(
                    indicator.id, None, rng.choice(("2008", "2007", "2008-03", "2008-06", "2006")),
                    Caliber(rng.choice((None, "等价值", "当量值")), rng.choice((None, "不变价"))), None,
                    value, value - half, value + half, unit,
                    value * factor, (value - half) * factor, (value + half) * factor, canonical,
                    str(value), Locator(f"D{number}", 1, None, str(value), f"r{place}c1"), 0.9,
                )
            )  # fmt: skip
        yield Paper(f"D{number}", COUNTY.code, YEAR, f"{number}.xls", "ready", doctype=rng.choice(_KINDS),
                    doctype_confidence=0.9, pages=1, facts=Facts(figures=tuple(figures)))  # fmt: skip


def _report(book: Rulebook) -> Iterator[str]:
    """A parsed report of 200 pages, each with prose and a table of thirty rows."""
    content = Content("application/pdf", tuple(_page(number) for number in range(1, 201)))
    begin = time.process_time()
    facts = PaperDescriber(book, [COUNTY]).describe("D-1", "自查报告.pdf", content)
    read = time.process_time() - begin
    paper = Paper("D-1", COUNTY.code, YEAR, "自查报告.pdf", "ready", doctype="self_report",
                  doctype_confidence=0.9, pages=200, facts=facts)  # fmt: skip
    begin = time.process_time()
    audit(Dossier(COUNTY, YEAR, _END, papers=(paper,)), book)
    spent = time.process_time() - begin
    numbers = sum(len(t.entries) for t in facts.tables)
    yield (
        f"a report of 200 pages, {len(facts.figures)} figures and {numbers} numbers of tables: "
        f"understood in {read:.1f} s, checked in {spent:.1f} s of CPU"
    )


def _page(number: int) -> Page:
    rng = random.Random(number)
    lines = [
        f"青河县{YEAR}年节能目标完成情况自查报告" if number == 1 else f"第{number}节 各行业用能情况",
        f"{YEAR}年全县能源消费总量（等价值）123.44万吨标准煤，单位GDP能耗（等价值）1.220吨标准煤/万元，比上年下降4.14%。",
        "成立领导小组，层层签订责任书，制定实施方案，加强重点用能单位监管，开展宣传培训。" * 4,
    ]
    rows = [["行业", *(f"{year}年" for year in range(2004, 2009))]]
    parts = [[Decimal(rng.randint(100, 99999)) / 100 for _ in range(5)] for _ in range(29)]
    rows += [[f"行业{n}", *map(str, part)] for n, part in enumerate(parts)]
    rows.append(["合计", *(str(sum(column)) for column in zip(*parts, strict=True))])
    cells = tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Page(number, "\n".join([*lines, *("\t".join(row) for row in rows)]), tables=(Table(cells),))


def _one_more(book: Rulebook, dossier: Dossier) -> str:
    """A dossier of fifty times as many papers of which one is new."""
    copies = tuple(
        replace(paper, document=f"{paper.document}-{n}") for n in range(50) for paper in dossier.papers
    )
    grown = replace(dossier, papers=copies)
    begin = time.process_time()
    audit(grown, book)
    spent = time.process_time() - begin
    begin = time.process_time()
    audit(dossier, book)
    usual = time.process_time() - begin
    return (
        f"one new paper: its dossier of {len(dossier.papers)} papers is checked again in {usual:.2f} s, "
        f"one of {len(copies)} papers and {_figures(grown)} figures in {spent:.2f} s of CPU"
    )

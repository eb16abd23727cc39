"""Every rule against its cases: tests/rules/<code>.yaml holds at least a pass, a fail and a trap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from archive.audit import audit
from archive.audit.rules import RULES
from archive.domain.audit import Dossier, Finding, Paper
from archive.domain.entity import Entity, Kind
from archive.domain.facts import (
    Caliber,
    Certificate,
    Claim,
    Entry,
    Facts,
    Figure,
    IndexEntry,
    Instrument,
    ListRow,
    Locator,
    NumberTable,
    Party,
    ScoreLine,
)
from archive.rulebook import load

FOLDER = Path(__file__).parent
YEAR = 2008
CASES = [
    pytest.param(file.stem, case, id=f"{file.stem}: {name}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for name, case in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader).items()
]


@pytest.mark.parametrize(("code", "case"), CASES)
def test_case(code: str, case: Mapping[str, Any]) -> None:
    """The rule finds exactly what the case says, and nothing else."""
    found = [f for f in audit(dossier(case), load()).findings if f.rule == code.upper()]

    assert len(found) == len(case["findings"]), found
    for expected in case["findings"]:
        assert any(agrees(f, expected) for f in found), (expected, found)


def test_every_rule_has_a_pass_and_a_fail() -> None:
    """A rule without a failing and a passing case is not trusted."""
    for code, _ in RULES:
        cases = yaml.safe_load((FOLDER / f"{code.lower()}.yaml").read_text("utf-8")).values()
        assert len(cases) >= 3, code
        assert any(c["findings"] for c in cases), code
        assert any(not c["findings"] for c in cases), code


def agrees(finding: Finding, expected: Mapping[str, Any]) -> bool:
    """Whether severity, cause, requirement, evidence and named arguments are as written."""
    for key, value in expected.items():
        if key == "evidence":
            if [e.document for e in finding.evidence] != value:
                return False
        elif key in {"severity", "cause", "requirement"}:
            if getattr(finding, key) != value:
                return False
        elif finding.args.get(key) != value:
            return False
    return True


def dossier(case: Mapping[str, Any]) -> Dossier:
    """The dossier that a case describes."""
    entity = Entity(
        "E1",
        case.get("name", "秦都区"),
        Kind(case.get("kind", "county")),
        "C",
        attributes=case.get("attributes", {}),
    )
    relatives = {
        code: Entity(code, raw["name"], Kind(raw.get("kind", "enterprise")), raw.get("parent", "E1"))
        for code, raw in case.get("relatives", {}).items()
    }
    papers = tuple(paper(i, raw) for i, raw in enumerate(case.get("papers", ()), 1))
    others = tuple(paper(50 + i, raw) for i, raw in enumerate(case.get("others", ()), 1))
    theirs = tuple(
        paper(70 + i, {"entity": "D1", **raw}) for i, raw in enumerate(case.get("partners", ()), 1)
    )
    partners: dict[str, tuple[Paper, ...]] = {}
    for each in theirs:
        partners[each.entity or "D1"] = (*partners.get(each.entity or "D1", ()), each)
    year = case.get("year", YEAR)
    return Dossier(entity, year, date(year, 12, 31), papers, others, partners=partners, relatives=relatives)


def paper(number: int, raw: Mapping[str, Any]) -> Paper:
    id = f"D-{number:02d}"
    day = raw.get("date")
    title = raw.get("title")
    facts = Facts(
        title=Claim(title, 0.9, "title") if title else None,
        figures=tuple(figure(id, f) for f in raw.get("figures", ())),
        certificates=tuple(Certificate(**c) for c in raw.get("certificates", ())),
        periods=tuple(Claim(p, 0.9, "title") for p in raw.get("periods", ())),
        parties=tuple(Party(p["role"], p["name"], True, True) for p in raw.get("parties", ())),
        instruments=tuple(instrument(i) for i in raw.get("instruments", ())),
        index_entries=tuple(IndexEntry(**e) for e in raw.get("index", ())),
        score_lines=tuple(line(x) for x in raw.get("lines", ())),
        extra=raw.get("extra", {}),
        tables=tuple(number_table(t) for t in raw.get("tables", ())),
        rows=tuple(list_row(id, at, r, raw.get("caption", "")) for at, r in enumerate(raw.get("list", ()))),
        no_task=Claim("none", 0.9, "body") if raw.get("no_task") else None,
    )
    return Paper(
        id, raw.get("entity", "E1"), raw.get("year", YEAR), raw.get("path", f"{number}.docx"),
        raw.get("state", "ready"), doctype=raw.get("doctype"), doctype_confidence=0.9, title=title,
        number=raw.get("number"), date=day, pages=1, facts=facts, notes=frozenset(raw.get("notes", ())),
    )  # fmt: skip


def figure(document: str, raw: Mapping[str, Any]) -> Figure:
    """{i: indicator, p: period, v: printed value, u: unit, x: factor to the canonical unit, c: canonical unit}."""
    value = Decimal(str(raw["v"]))
    half = Decimal(5).scaleb(int(value.as_tuple().exponent) - 1)
    factor = Decimal(str(raw.get("x", 1)))
    unit = raw.get("u", "%")
    return Figure(
        raw["i"], raw.get("e"), str(raw.get("p", YEAR)), Caliber(**raw.get("k", {})), raw.get("vintage"),
        value, value - half, value + half, unit,
        value * factor, (value - half) * factor, (value + half) * factor, raw.get("c", unit),
        str(raw["v"]), Locator(document, 1, None, f"{raw['i']} {raw['v']}"),
        confidence=raw.get("confidence", 0.9), item=raw.get("item"),
    )  # fmt: skip


def number_table(raw: Mapping[str, Any]) -> NumberTable:
    """{heads: [words above each value column], rows: [[label, values...]], caption}; a blank value is no entry."""
    entries = [
        Entry(row, col, Decimal(str(value)), None, f"r{row}c{col}", str(value))
        for row, (_, *values) in enumerate(raw["rows"], 1)
        for col, value in enumerate(values, 1)
        if value not in (None, "")
    ]
    stubs = {row: str(cells[0]) for row, cells in enumerate(raw["rows"], 1) if cells[0]}
    heads = {col: str(head) for col, head in enumerate(raw["heads"], 1)}
    units = dict(enumerate(raw.get("units", ()), 1))
    return NumberTable(1, raw.get("caption", ""), stubs, heads, tuple(entries), units, {})


def list_row(document: str, at: int, raw: Mapping[str, Any], caption: str) -> ListRow:
    cells = {str(head): "" if text is None else str(text) for head, text in raw.items()}
    return ListRow(cells, Locator(document, 1, None, " ".join(cells.values())[:60], f"r{at}"), caption)


def instrument(raw: Mapping[str, Any]) -> Instrument:
    given = dict(raw)
    given["blank_fields"] = tuple(given.get("blank_fields", ()))
    return Instrument(given.pop("name", "电能表"), given.pop("serial", None), **given)


def line(raw: Mapping[str, Any]) -> ScoreLine:
    def amount(key: str) -> Decimal | None:
        return Decimal(str(raw[key])) if raw.get(key) is not None else None

    return ScoreLine(str(raw["ref"]), amount("max"), amount("claimed"), bool(raw.get("total")))

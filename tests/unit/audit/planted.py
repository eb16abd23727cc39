"""Dossiers with known truth: the ideal papers of every requirement, as facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from archive.audit.periods import slots_of
from archive.domain.audit import Dossier, Paper
from archive.domain.entity import Entity, Kind
from archive.domain.facts import (
    Caliber,
    Certificate,
    Claim,
    Facts,
    Figure,
    Instrument,
    KeywordHit,
    Locator,
    Party,
)
from archive.domain.rulebook import Need, Requirement, Rulebook

YEAR = 2018
"""Late enough that no requirement is switched off by its year."""
EVERYTHING = {
    "has_elimination_task": True,
    "has_rectification_notice": True,
    "has_limit_standard": "是",
    "has_project": True,
    "has_sector_target": True,
    "annual_tce": "12,000",
}


def body(kind: str, department: str | None = None) -> Entity:
    """An assessed body for which every condition holds."""
    attributes: dict[str, object] = dict(EVERYTHING)
    if department:
        attributes["department"] = department
    return Entity("E1", "秦都区", Kind(kind), "C", attributes=attributes)


def claim(value: str, basis: str = "title") -> Claim:
    return Claim(value, 0.9, basis)


def paper(
    number: int,
    doctype: str,
    title: str,
    *,
    year: int = YEAR,
    day: date | None = None,
    period: str | None = None,
    words: tuple[str, ...] = (),
    **facts: object,
) -> Paper:
    """One readable paper with what would be read from it."""
    id = f"D-{number:06d}"
    hits = tuple(KeywordHit(w, "body", Locator(id, 1, None, w)) for w in words)
    made = Facts(
        doctype=claim(doctype),
        year=claim(str(year)),
        period=claim(period) if period else None,
        periods=(claim(period),) if period else (),
        title=Claim(title, 0.9, "title", Locator(id, 1, (0.1, 0.1, 0.9, 0.2), title)),
        date=claim(day.isoformat(), "body") if day else None,
        keywords=hits,
    )
    made = replace(made, **facts)  # type: ignore[arg-type]
    return Paper(
        id, "E1", YEAR, f"{number}.docx", "ready", doctype=doctype, doctype_confidence=0.95,
        title=title, date=day, period=period, pages=2, facts=made,
    )  # fmt: skip


def ideal(requirement: Requirement, start: int = 1, year: int = YEAR) -> list[Paper]:
    """The papers that a careful clerk would hand in for one requirement."""
    if any(n.per == "instrument" for n in requirement.needs):
        return _certificates(start, year)
    made: list[Paper] = []
    for need in requirement.needs:
        for period in slots_of(requirement.frequency, year) if need.per == "slot" else (None,):
            made.extend(_papers(requirement, need, period, start + len(made), year))
    return made


def _papers(requirement: Requirement, need: Need, slot: str | None, start: int, year: int) -> list[Paper]:
    own = year - 1 if need.per == "previous_year" else year
    period = slot or (f"{own}-H1" if need.per == "first_half" else str(own))
    found = []
    for index in range(need.count):
        kind = need.any_of[index % len(need.any_of)]
        day = _day(requirement, need, own, index)
        title = f"{own}年{requirement.title['zh']}{index + 1}"
        words = (*requirement.title_keywords, *requirement.body_keywords)
        made = paper(start + index, kind, title, year=own, day=day, period=period, words=words)
        found.append(_dressed(made, need, requirement))
    return found


def _day(requirement: Requirement, need: Need, year: int, index: int) -> date:
    if requirement.due is not None:
        return date(year + requirement.due.years_after, requirement.due.month, requirement.due.day)
    if need.per == "slot" or requirement.validity["rule"] == "covers_period":
        return date(year + 1, 1, 10)
    return date(year, 3 + 4 * index, 12)


def _dressed(made: Paper, need: Need, requirement: Requirement) -> Paper:
    facts = made.facts
    if made.doctype == "resp_letter":
        names = (
            ("秦都区人民政府", "古渡镇人民政府")
            if need.side == "first"
            else ("咸阳市人民政府", "秦都区人民政府")
        )
        parties = tuple(Party(r, n, True, True) for r, n in zip(("甲方", "乙方"), names, strict=True))
        facts = replace(facts, parties=parties, seal=claim("present", "body"))
    if made.doctype == "certificate":
        made_on, until = date(YEAR - 1, 5, 1), date(YEAR + 2, 4, 30)
        facts = replace(
            facts, certificates=(Certificate("认证证书", verified_on=made_on, valid_until=until),)
        )
    if requirement.veto and requirement.needs_caliber:
        facts = replace(facts, figures=(_asked(made.document, requirement),))
    return replace(made, facts=facts, date=made.date)


def _asked(document: str, requirement: Requirement) -> Figure:
    """A value of an indicator that the requirement asks for, in its caliber; levels earn no points."""
    levels = [id for id in requirement.caliber_indicators if id in {"I-EGDP", "I-CONS"}]
    value, half = Decimal("1.25"), Decimal("0.005")
    return Figure(
        levels[0], None, str(YEAR), Caliber(**requirement.needs_caliber), None, value, value - half, value + half,
        "吨标准煤", value, value - half, value + half, "吨标准煤", "1.25", Locator(document, 1, None, "1.25"),
    )  # fmt: skip


def certificate(
    number: int, serial: str, since: date, until: date | None, kind: str = "检定证书", verdict: str = "合格"
) -> Paper:
    """A certificate of one instrument."""
    held = Certificate(
        kind, f"N{number}", "电能表", serial, verdict=verdict, verified_on=since, valid_until=until
    )
    return paper(number, "certificate", kind, year=since.year, day=since, certificates=(held,))


def _certificates(start: int, year: int) -> list[Paper]:
    rows = tuple(Instrument("电能表", s, status="合格") for s in ("A-1", "A-2"))
    made = [paper(start, "meter_list", "能源计量器具一览表", day=date(year, 1, 5), instruments=rows)]
    for index, serial in enumerate(("A-1", "A-2")):
        at = start + 1 + 2 * index
        made.append(certificate(at, serial, date(year, 3, 1), date(year + 1, 2, 28)))
        made.append(certificate(at + 1, serial, date(year - 1, 3, 1), date(year, 2, 28)))
    return made


def dossier(kind: str, papers: list[Paper], department: str | None = None, **more: object) -> Dossier:
    """A dossier judged on the last day of its year."""
    return Dossier(body(kind, department), YEAR, date(YEAR, 12, 31), tuple(papers), **more)  # type: ignore[arg-type]


def all_requirements(rulebook: Rulebook) -> list[tuple[str, Requirement]]:
    """Every requirement with the kind of body that owes it."""
    return [(kind, r) for kind, c in sorted(rulebook.checklists.items()) for r in c.requirements]


def department_of(requirement: Requirement) -> str | None:
    return requirement.department if requirement.department != "ALL" else "统计"


__all__ = ["YEAR", "Caliber", "all_requirements", "body", "certificate", "claim", "dossier", "ideal", "paper"]

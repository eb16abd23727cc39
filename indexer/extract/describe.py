"""Understands a paper: what kind, whose, which year, numbers, dates, figures. Implements `Describer`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from archive.domain.content import Content, Note
from archive.domain.entity import Entity
from archive.domain.facts import Caliber, Claim, Facts, Figure, NumberTable
from archive.domain.rulebook import Rulebook
from archive.text import garbled_spots
from indexer.extract.certificates import find_certificates, validity
from indexer.extract.coverage import find_coverage, part_of_year
from indexer.extract.docdate import claimed_day, document_date, find_validity
from indexer.extract.doctype import Kinds, claims
from indexer.extract.entities import Names
from indexer.extract.figures import Context, Figures
from indexer.extract.grids import tables
from indexer.extract.issuer import find_issuer, signature_block
from indexer.extract.keywords import Keywords
from indexer.extract.labels import Labels
from indexer.extract.lessons import Lesson, Lessons
from indexer.extract.lists import find_rows
from indexer.extract.marks import count_meetings, find_classified, find_draft, find_language, find_no_task
from indexer.extract.numbers import own_number
from indexer.extract.numbertables import MOST, number_table
from indexer.extract.ownership import Owners
from indexer.extract.papercaliber import completed, paper_caliber
from indexer.extract.points import find_points
from indexer.extract.reading import Reading, folded
from indexer.extract.registration import find_registration
from indexer.extract.rows import find_entries, find_instruments, find_scores
from indexer.extract.seals import find_parties, find_seal, find_signature
from indexer.extract.tablefigures import TableFigures
from indexer.extract.title import read_title
from indexer.extract.unknown import Unknown
from indexer.extract.vouchers import read_voucher
from indexer.extract.year import find_year, older_than, stale_year

_BUNDLES = frozenset(
    {
        "invoice",
        "settlement",
        "stock_voucher",
        "record",
        "stat_form",
        "screenshot",
        "production_report",
        "certificate",
    }
)
_ABOUT_PROJECTS = frozenset(
    {
        "project_register",
        "energy_review",
        "project_report",
        "contract",
        "sci_plan",
        "plan",
        "acceptance",
        "evidence_index",
        "elimination_plan",
        "invoice",
    }
)


# Letters with those below the assessed bodies: their promises are not the body's own target.
_LOWER_LETTER = re.compile(r"乡镇.*责任书|与[^与]{0,14}(?:镇|乡|街道|办事处|车间|班组|村)[^与]*责任书")


class PaperDescriber:
    """Reads claims off a parsed paper; everything slow is built once, here."""

    def __init__(
        self,
        rulebook: Rulebook,
        entities: Iterable[Entity],
        lessons: Iterable[Lesson] = (),
        synonyms: Mapping[str, str] | None = None,
    ) -> None:
        """*synonyms*: names of quantities that people mapped, to ids of indicators."""
        self._kinds = Kinds(rulebook.doctypes, Lessons(lessons))
        self._names = Names(entities, rulebook.departments)
        self._owners = Owners(self._names)
        self._keywords = Keywords(rulebook)
        labels = Labels(rulebook.indicators, synonyms or {})
        self._figures = Figures(labels, self._names)
        self._table_figures = TableFigures(labels, self._names)

    def describe(self, document: str, path: str, content: Content) -> Facts:
        """Everything that can be said about the paper, each claim with its confidence and quote."""
        reading = Reading(document, path, content)
        title = read_title(reading)
        day = document_date(reading)
        dated = claimed_day(day)
        signed = signature_block(reading)
        doctype, doctypes = claims(self._kinds.rank(reading, title))
        kind = doctype.value if doctype else None
        if kind in _BUNDLES and len(reading.pages) > 1:
            day = document_date(reading, bundle=True) or day
            dated = claimed_day(day)
        number = own_number(reading) if kind != "evidence_index" else None  # its rows print those of others
        period, periods = find_coverage(reading, title, kind, dated)
        year, years = find_year(reading, title, kind, dated, period)
        stale = stale_year(reading, title, number, dated, kind)
        if stale is not None:
            year, years = stale, (stale, *(c for c in years if c.value != stale.value))
            period, periods = older_than(period, stale), tuple(p for p in periods if older_than(p, stale))
        used = int(year.value) if year else dated.year if dated else None
        entity, entities = self._owners.claims(reading, title, signed, kind, used)
        certificates = find_certificates(reading, kind)
        valid_from, valid_until = validity(certificates) if certificates else find_validity(reading, kind)
        unknown = Unknown()
        return Facts(
            doctype=doctype,
            doctypes=doctypes,
            entity=entity,
            entities=entities,
            year=year,
            years=years,
            period=period,
            periods=periods,
            number=number,
            date=day,
            issuer=find_issuer(reading, signed),
            title=title.claim if title else None,
            valid_from=valid_from,
            valid_until=valid_until,
            draft=find_draft(reading, title),
            seal=find_seal(reading, signed),
            signature=find_signature(reading),
            parties=find_parties(reading, kind),
            no_task=find_no_task(reading),
            keywords=self._keywords.hits(reading, title),
            certificates=certificates,
            instruments=tuple(find_instruments(reading)),
            index_entries=tuple(find_entries(reading)) if kind == "evidence_index" else (),
            score_lines=tuple(find_scores(reading)) if kind == "self_score" else (),
            figures=self._all_figures(reading, kind, entity, (year, used), period, unknown),
            meetings=count_meetings(reading, kind),
            language=find_language(reading),
            classified=find_classified(reading),
            notes=_notes(content),
            tables=_tables(reading),
            unknown_labels=unknown.labels(),
            rows=find_rows(reading) or tuple(find_points(reading, kind)),
            extra=find_registration(reading),
        )

    def _all_figures(
        self,
        reading: Reading,
        kind: str | None,
        entity: Claim | None,
        years: tuple[Claim | None, int | None],
        period: Claim | None,
        unknown: Unknown,
    ) -> tuple[Figure, ...]:
        owner = self._names.entities.get(entity.value) if entity else None
        if kind == "resp_letter":
            lower = any(_LOWER_LETTER.search(line.text) for line in reading.head[:3])
            owner = None if lower else self._promiser(reading, owner)
        if kind in _ABOUT_PROJECTS:
            return ()  # energy and savings of a project are none of its owner's totals
        stated, year = years
        covered = period.value if period and period.confidence >= 0.6 else None
        if stated is not None and covered is None and part_of_year(reading):
            stated = None  # whose months are printed, but not as the paper's: no figure is the year's
        context = Context(kind, owner, year, covered, int(stated.value) if stated else None)
        found = (*self._figures.read(reading, context), *self._table_figures.read(reading, context, unknown))
        if not any(figure.indicator == "I-FUND" for figure in found):
            found = (*found, *read_voucher(reading, context))
        whole = paper_caliber(reading) if found else Caliber()
        return tuple(completed(figure, whole) for figure in _once(found))

    def _promiser(self, reading: Reading, owner: Entity | None) -> Entity | None:
        """Who promises in a letter: its second party, nobody when we do not know that one."""
        second = next((p for p in find_parties(reading, "resp_letter") if p.role == "乙方" and p.name), None)
        if second is None or second.name is None:
            return owner
        named = [m for m in self._names.mentions(folded(second.name)) if len(m.names) == 1 and not m.part]
        return self._names.entities[named[0].names[0].entity] if named else None


def _once(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Each figure of a page once: a table's row may also read as a sentence."""
    seen: set[tuple[object, ...]] = set()
    for figure in figures:
        key = (
            figure.indicator, figure.entity, figure.period, figure.item, figure.value, figure.unit, figure.locator.page
        )  # fmt: skip
        if key not in seen:
            seen.add(key)
            yield figure


def _tables(reading: Reading) -> tuple[NumberTable, ...]:
    """Numbers under their heads; a paper of too many is a register, of which no table is kept."""
    found: list[NumberTable] = []
    left = MOST
    for grid in tables(reading):
        table = number_table(grid)
        if table is not None:
            left -= len(table.entries)
            if left < 0:
                break
            found.append(table)
    return tuple(found)


def _notes(content: Content) -> tuple[Note, ...]:
    """What a careful reader is told about the text: pages with characters that nobody can read."""
    notes = []
    for page in content.pages:
        spots = garbled_spots(page.text)
        if spots:
            excerpt = " … ".join(around for _, _, around in spots[:3])
            notes.append(
                Note(
                    "garbled_text",
                    {"page": str(page.number), "spots": str(len(spots)), "excerpt": excerpt[:90]},
                )
            )
    return tuple(notes[:20])

"""What is said about published tables that agree, and how much of them was read and tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from archive.audit import audit
from archive.audit.sheets import sheets
from archive.audit.tablesums import Limits
from archive.audit.tablesums import found as found_sums
from archive.audit.views import View
from archive.domain.audit import Dossier, Paper, Severity
from archive.domain.content import Content
from archive.domain.entity import Entity, Kind
from archive.domain.rulebook import Rulebook
from indexer.extract.describe import PaperDescriber
from indexer.extract.numbertables import value_of
from tests.samples.figureworld.published import SETS
from tests.samples.figureworld.truth import YEAR

ABOUT_PAPERS = re.compile(r"R-(?:COMP|DOCNO|NAME|CERT|METER|SCORE-2|RECT|ONLINE|REG|EQ|PUB)")
"""Rules about papers and lists; they have tests of their own."""


def quiet(book: Rulebook) -> Iterator[str]:
    """Published tables filed as one county's own: what is said about them, and how much of them was read and tried."""
    county = Entity("710302", "青河县", Kind.COUNTY, "7103")
    describer = PaperDescriber(book, [county])
    for name, contents in SETS.items():
        papers, cells = [], 0
        for number, content in enumerate(contents()):
            cells += _numeric(content)
            facts = describer.describe(f"D-{number:04d}", "x.xls", content)
            papers.append(
                Paper(f"D-{number:04d}", county.code, YEAR, f"{number}.xls", "ready", doctype="self_report",
                      doctype_confidence=0.9, pages=len(content.pages), facts=facts)
            )  # fmt: skip
        if not papers:
            continue
        dossier = Dossier(county, YEAR, date(YEAR, 12, 31), papers=tuple(papers))
        found = [f for f in audit(dossier, book).findings if f.evidence and not ABOUT_PAPERS.match(f.rule)]
        errors = sum(f.severity in {Severity.ERROR, Severity.VETO} for f in found)
        warnings = sum(f.severity is Severity.WARNING for f in found)
        read = sum(len(t.entries) for p in papers for t in p.facts.tables)
        tried, kept = _taking_part(papers, book)
        yield (
            f"{name:20} {cells} numeric cells, read {read / max(1, cells):.2f}, tried for sums {tried / max(1, cells):.2f}, "
            f"in a sum that holds or is stated {kept / max(1, cells):.2f}; "
            f"errors {errors} ({1000 * errors / max(1, read):.2f} per 1,000), warnings {warnings} ({1000 * warnings / max(1, read):.2f})"
        )


def _numeric(content: Content) -> int:
    texts = ("".join(c.text.split()) for p in content.pages for t in p.tables for c in t.cells)
    return sum(1 for text in texts if value_of(text) is not None)


def _taking_part(papers: Sequence[Paper], book: Rulebook) -> tuple[int, int]:
    """(numbers under heads that add up, in tables that were searched; numbers of sums that were found)."""
    tried: set[object] = set()
    kept: set[object] = set()
    limits = Limits(Decimal("0.8"), 3, 4.0, Decimal("3.7"), 10)
    for paper in papers:
        for sheet in sheets(View(paper)):
            for side in (sheet, sheet.turn()):
                tried |= {
                    c.key for n in side.across if side.adds(n) for i in side.lines if (c := side.at(i, n))
                }
                for each in found_sums(side, limits):
                    kept |= {c.key for s in each.sums for c in (s.total, *s.parts)}
    return len(tried), len(kept)

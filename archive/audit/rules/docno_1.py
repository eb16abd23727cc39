"""R-DOCNO-1 文号规范: 文号 pattern with 〔year〕; the year is not after 成文日期."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-DOCNO-1"


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """A number of a later year than the paper's own date."""
    for view in bench.views:
        if not view.readable or not (view.paper.number or view.facts.number):
            continue
        if view.number_year is None or view.date is None:
            continue
        if view.number_year > view.date.year:
            claim = view.facts.number
            place = claim.locator if claim and claim.locator else view.locator(view.paper.number)
            args = {"number": view.paper.number, "date": view.date.isoformat()}
            yield Finding(CODE, Severity.WARNING, None, "other_year", args, (place,))

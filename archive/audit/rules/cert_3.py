"""R-CERT-3 周期衔接: next.检定日期 - prev.有效期至 <= 1 day, else 脱检 days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.cycles import standings
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-CERT-3"


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Days that an instrument worked without a verification between its last two cycles."""
    for requirement, each in standings(bench):
        for reason in each.reasons:
            if reason.code == "gap_between_cycles" and each.current and each.former:
                pair = (each.former, each.current)
                places = tuple(h.certificate.locator or h.view.locator() for h in pair)
                yield Finding(CODE, Severity.WARNING, requirement, None, dict(reason.args), places)

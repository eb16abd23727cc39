"""R-PUB-2 逐月齐全: 12 monthly bills and a bill list exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.parameters import asked_by, whole
from archive.audit.periods import slots_of
from archive.audit.views import View
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-PUB-2"
_BILLS = ("invoice", "settlement")
_SHOWN = 6


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Months without a bill among bodies that report as public institutions and file bills by month."""
    if not bench.by_kind.get("pub_inst_report"):
        return
    bills = [v for kind in _BILLS for v in bench.by_kind.get(kind, ())]
    months: dict[int, View] = {}
    for view in bills:
        for span in view.spans:
            for month in range(span.first, span.last + 1) if span.months <= 12 else ():
                months.setdefault(month, view)
    year = bench.dossier.year
    absent = [s for at, s in enumerate(slots_of("monthly", year)) if year * 12 + at not in months]
    unknown = sum(1 for v in bills if not v.spans) + sum(1 for v in bench.loose) + bench.waiting
    enough = 12 - len(absent) >= whole(bench, CODE, "least", 3)
    if absent and enough and len(absent) > unknown:
        args = {"periods": absent, "found": 12 - len(absent), "needed": 12}
        places = tuple(v.locator() for v in list(dict.fromkeys(months.values()))[:_SHOWN])
        yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, places)

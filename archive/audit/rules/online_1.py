"""R-ONLINE-1 月报上报率: rate = reported months/12; steps 100/90/80."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.parameters import asked_by, parameter, whole
from archive.audit.periods import slots_of
from archive.audit.views import View
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-ONLINE-1"
_KINDS = ("screenshot", "record")
_REPORTED = re.compile(r"上报|填报|在线|平台|直报")
_SHOWN = 6


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """The months of the year for which a report to the platform is shown; none at all is a matter of the slot."""
    requirement = asked_by(bench, CODE)
    if requirement is None:
        return
    months: dict[int, View] = {}
    for kind in _KINDS:
        for view in bench.by_kind.get(kind, ()):
            if _REPORTED.search(view.title + view.stem + "".join(view.body_words)):
                for span in view.spans:
                    if span.months == 1:
                        months.setdefault(span.first, view)
    year = bench.dossier.year
    absent = [s for at, s in enumerate(slots_of("monthly", year)) if year * 12 + at not in months]
    unknown = bench.waiting + sum(1 for v in bench.loose)
    found = 12 - len(absent)
    if not absent or found < whole(bench, CODE, "least", 3) or len(absent) <= unknown:
        return
    rate = Decimal(found) / 12 * 100
    steps = parameter(bench, CODE, "steps")
    listed = [Decimal(str(s)) for s in steps] if isinstance(steps, (list, tuple)) else []
    args = {
        "periods": absent,
        "found": found,
        "needed": 12,
        "rate": f"{rate:.1f}%",
        "step": str(max((s for s in listed if rate >= s), default=Decimal(0))),
    }
    places = tuple(v.locator() for v in list(dict.fromkeys(months.values()))[:_SHOWN])
    yield Finding(CODE, Severity.WARNING, requirement, None, args, places)

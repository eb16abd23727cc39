"""R-RATE-1 率值范围: 0 <= rate <= 100."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.figures import printed
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-RATE-1"
_WHOLE = (Decimal(0), Decimal(100))


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Shares and rates outside of what a rate can be."""
    bounded = {
        i.id
        for i in bench.rulebook.indicators.values()
        if i.unit_family == "percent" and i.range_error == _WHOLE
    }
    for item in printed(bench):
        if item.figure.indicator in bounded and (item.high < _WHOLE[0] or item.low > _WHOLE[1]):
            args = {"indicator": item.figure.indicator, "value": str(item.figure.value)}
            yield Finding(CODE, Severity.ERROR, None, None, args, (item.figure.locator,))

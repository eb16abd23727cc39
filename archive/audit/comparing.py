"""One number that must not be above another: told only when no rounding makes it so."""

from __future__ import annotations

from collections.abc import Mapping

from archive.audit.explaining import beside
from archive.audit.printed import Number
from archive.domain.audit import Finding, Severity


def above(part: Number, whole: Number) -> bool:
    """Beyond the rounding of both."""
    return part.interval.low > whole.interval.high


def exceeding(
    rule: str,
    part: Number,
    whole: Number,
    severity: Severity,
    args: Mapping[str, object],
    requirement: str | None = None,
) -> Finding:
    """*part* is larger than *whole*, which it must not be."""
    if severity is Severity.ERROR and (part.pictured or whole.pictured):
        severity = Severity.WARNING
    told = {**args, **beside([part, whole]), "difference": f"{part.value - whole.value:+f}"}
    return Finding(rule, severity, requirement, None, told, (part.place, whole.place))

"""What people said about contradictions: a signed "this is fine because" does not come back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from archive.domain.audit import Finding, Severity, Verdict

CONFIRMED, CALIBER, MISREAD = "confirmed", "caliber", "misread"
SETTLING = frozenset({CALIBER, MISREAD})
"""Verdicts after which nobody is accused any more; `confirmed` 真矛盾 keeps the finding as it is."""
VERDICTS = (CONFIRMED, CALIBER, MISREAD)
_PASSING = frozenset(
    {"as_of", "days", "ask", "suspected", "documents", "document", "places", "also", "labels", "owners"}
    | {"difference", "arithmetic", "fits", "low", "high", "printed"}
)
"""Arguments that change with the day or with further copies, not with what the papers say."""


def contradiction(finding: Finding, entity: str) -> str:
    """A name that stays the same as long as the papers tell the same: rule, subject and what was compared.

    Papers are left out on purpose: one more copy of either side is the same contradiction, another value is not.
    So are line and order: what is told on two sides is one contradiction. *entity* is where the finding stands.
    """
    told = {name: _plain(value) for name, value in finding.args.items() if name not in _PASSING}
    text = json.dumps([finding.rule, {"entity": entity, **told}], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    if isinstance(value, list | tuple):
        return sorted(str(_plain(item)) for item in value)
    return {str(k): _plain(v) for k, v in value.items()} if isinstance(value, Mapping) else str(value)


def pronounced(findings: Iterable[Finding], entity: str, verdicts: Iterable[Verdict]) -> list[Finding]:
    """The findings with what a person said; a settled one is information from then on."""
    said: Mapping[str, Verdict] = {verdict.contradiction: verdict for verdict in verdicts}
    if not said:
        return list(findings)
    return [_with(finding, said.get(contradiction(finding, entity))) for finding in findings]


def _with(finding: Finding, verdict: Verdict | None) -> Finding:
    if verdict is None:
        return finding
    severity = Severity.INFO if verdict.verdict in SETTLING else finding.severity
    return replace(finding, severity=severity, verdict=verdict)

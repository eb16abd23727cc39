"""R-NAME-1 单位名称与信用代码: credit code checksum passes (18 chars, mod 31)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-NAME-1"
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Credit codes printed on the entity's papers that cannot be right."""
    requirement = next((r.id for r in bench.requirements if CODE in r.cross_checks), None)
    for view in bench.views:
        code = view.facts.extra.get("credit_code")
        if view.readable and code and len(code) == 18 and not valid(code):
            args = {"credit_code": code}
            yield Finding(CODE, Severity.WARNING, requirement, None, args, (view.locator(code),))


def valid(code: str) -> bool:
    """Whether the last character is the check character of the seventeen before it (GB 32100)."""
    try:
        total = sum(w * _ALPHABET.index(c) for w, c in zip(_WEIGHTS, code[:17].upper(), strict=True))
        return _ALPHABET[(31 - total % 31) % 31] == code[17].upper()
    except (ValueError, IndexError):
        return False

"""R-REG-2 名单一致: same enterprise set in 名单, 责任书, 考核结果, 台账."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.lists import Row, company, list_rows
from archive.audit.parameters import asked_by
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-REG-2"
_NAMES = {"name": re.compile(r"企业名称|单位名称|用能单位|重点用能")}
_KINDS = ("key_ent_list", "key_ent_result", "target_notice", "ledger")
_LEAST = 3
_SHOWN = 10


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Enterprises that the list of the year has and the results leave out, or the other way round."""
    found = {kind: _names(bench, kind) for kind in _KINDS}
    base = found["key_ent_list"]
    if len(base) < _LEAST:
        return
    for kind in _KINDS[1:]:
        other = found[kind]
        common = {n for n in base if _in(n, other)}
        if len(common) < _LEAST or len(common) * 2 < len(base):
            continue  # another list of other enterprises
        absent = [base[n] for n in base if n not in common]
        extra = [other[n] for n in other if not _in(n, base)]
        if absent or extra:
            args = {
                "missing": [r.text("name") for r in absent[:_SHOWN]],
                "unlisted": [r.text("name") for r in extra[:_SHOWN]],
                "doctypes": ["key_ent_list", kind],
                "count": len(absent) + len(extra),
            }
            places = tuple(r.row.locator for r in (*absent[:_SHOWN], *extra[:_SHOWN]))
            yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, places)


def _names(bench: Bench, kind: str) -> dict[str, Row]:
    """Names of a kind's lists; papers with pages that were not read may hold the one that seems absent."""
    if any(v.torn for v in bench.by_kind.get(kind, ())):
        return {}
    rows = list_rows(bench, frozenset({kind}), _NAMES, "name")
    return {name: row for row in rows if len(name := company(row.text("name"))) >= 2}


def _in(name: str, names: dict[str, Row]) -> bool:
    """Lists shorten names."""
    return name in names or any(name in other or other in name for other in names)

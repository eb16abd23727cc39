"""R-METER-5 汇总表与清单一致: count by level in B.3-B.7 == counts in B.8."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.explaining import beside
from archive.audit.forms import form_rows
from archive.audit.parameters import asked_by
from archive.audit.views import View
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-METER-5"
_LEVELS = {
    "一级": re.compile(r"一级|^进出用能单位|(?<!次级)进出用能单位"),
    "二级": re.compile(r"二级|次级用能"),
    "三级": re.compile(r"三级|主要(?:用能)?设备"),
}


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """The installed meters of a level in the summary against the rows of that level's own list."""
    lists: dict[str, list[View]] = {}
    for view in bench.by_kind.get("meter_list", ()):
        level = _level(view.paper.title or "")
        if level is not None and view.facts.instruments and not view.torn:
            lists.setdefault(level, []).append(view)
    counted: dict[str, int] = {}
    for row in form_rows(bench, "installed"):
        level = _level(row.label)
        if row.view.kind != "meter_summary" or level is None:
            continue
        counted[level] = counted.get(level, 0) + 1
    for row in form_rows(bench, "installed"):
        level = _level(row.label)
        # A level on several lines is split by energy, one on several lists by workshop: neither is compared.
        if (
            row.view.kind != "meter_summary"
            or level is None
            or counted[level] != 1
            or len(lists.get(level, ())) != 1
        ):
            continue
        view = lists[level][0]
        found = len({i.serial or id(i) for i in view.facts.instruments})
        cell = row.cells["installed"]
        if cell.value != found:
            args = {**beside([cell]), "item": level, "found": found}
            places = (cell.place, view.facts.instruments[0].locator or view.locator())
            yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, places)


def _level(text: str) -> str | None:
    found = [level for level, pattern in _LEVELS.items() if pattern.search(text)]
    return found[0] if len(found) == 1 else None

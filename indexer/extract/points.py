"""Numbers written into a drawing: the points of a network diagram, which stand in no table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.domain.facts import ListRow
from indexer.extract.reading import Reading

_POINT = re.compile(r"(?<![A-Za-z0-9./-])[A-Za-z]{1,4}[-_#]?\d{1,4}(?:-\d{1,3})?(?![A-Za-z0-9./])")
_PLANNED = re.compile(r"(?:预留|备用|规划|拟装|待装|拟建)[^\dA-Za-z]{0,6}$")
_PAGES, _MOST = 20, 500
HEAD = "编号"


def find_points(reading: Reading, kind: str | None) -> Iterator[ListRow]:
    """Each number of a diagram once, as a row; which of them are instruments their list tells."""
    if kind != "diagram":
        return
    seen: set[str] = set()
    for view in reading.pages[:_PAGES]:
        if view.page.source == "ocr":
            continue
        for line in view.lines:
            printed = line.printed()
            for match in _POINT.finditer(printed):
                planned = _PLANNED.search(printed[: match.start()])
                if match[0] not in seen and not planned and len(seen) < _MOST:
                    seen.add(match[0])
                    yield ListRow({HEAD: match[0]}, line.locator())

"""Pieces of text with a place on the page, and the order in which a reader takes them in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

MIN_COLUMN_LINES = 4


@dataclass(slots=True, eq=False)
class Stroke:
    """Text on one line, in units of the page with y downwards; `order` is its rank in the file."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    edges: list[float] | None = None
    confidence: float = 1.0
    order: int = 0
    vertical: bool = False
    payload: object = None
    """A table that stands here instead of text."""


Line = list[Stroke]


def edges_of(stroke: Stroke) -> list[float]:
    """Where its characters begin and the last one ends; evenly when the file does not say."""
    size = len(stroke.text)
    return stroke.edges or [stroke.x0 + (stroke.x1 - stroke.x0) * n / size for n in range(size + 1)]


def part(stroke: Stroke, start: int, end: int) -> Stroke:
    """Some characters of a level stroke, where they stand."""
    own = edges_of(stroke)[start : end + 1]
    return Stroke(
        stroke.text[start:end],
        own[0],
        stroke.y0,
        own[-1],
        stroke.y1,
        own,
        stroke.confidence,
        stroke.order + start,
    )


def arrange(strokes: Sequence[Stroke]) -> list[Line]:
    """The strokes as lines in reading order; columns of running text are read one after the other."""
    return _columns(lines(strokes), 0)


def lines(strokes: Sequence[Stroke]) -> list[Line]:
    """Strokes that overlap vertically stand on one line: a decimal point stays with its digits."""
    upright = sum(len(stroke.text) for stroke in strokes if stroke.vertical)
    if upright:
        if 2 * upright > sum(len(stroke.text) for stroke in strokes):
            return _vertical(strokes)
        across = lines([stroke for stroke in strokes if not stroke.vertical])
        aside = [[stroke] for stroke in strokes if stroke.vertical]  # each a line of its own, where it begins
        return sorted([*across, *aside], key=lambda line: min(stroke.y0 for stroke in line))
    found: list[tuple[Line, list[float]]] = []
    open_from = 0
    for stroke in sorted(strokes, key=lambda s: (s.y0 + s.y1, s.x0)):
        while open_from < len(found) and found[open_from][1][1] < stroke.y0 - 50:
            open_from += 1
        best = None
        for line, span in reversed(found[open_from:]):
            common = min(stroke.y1, span[1]) - max(stroke.y0, span[0])
            share = common / max(min(stroke.y1 - stroke.y0, span[1] - span[0]), 0.01)
            if share >= 0.5 and (best is None or share > best[2]) and not _stacked(stroke, line):
                best = (line, span, share)
        if best is None:
            found.append(([stroke], [stroke.y0, stroke.y1]))
        else:
            best[0].append(stroke)
            if stroke.y1 - stroke.y0 > best[1][1] - best[1][0]:
                best[1][:] = [stroke.y0, stroke.y1]
    for line, _ in found:
        line.sort(key=lambda s: s.x0)
    found.sort(key=lambda pair: min(s.y0 for s in pair[0]))
    return [line for line, _ in sorted(found, key=lambda pair: pair[1][0] + pair[1][1])]


def _stacked(stroke: Stroke, line: Line) -> bool:
    """One above the other: two small lines beside a tall one are not one line."""
    width = stroke.x1 - stroke.x0
    for other in line:
        common = min(stroke.x1, other.x1) - max(stroke.x0, other.x0)
        if common > 0.4 * max(min(width, other.x1 - other.x0), 0.01):
            higher = abs((stroke.y0 + stroke.y1) - (other.y0 + other.y1)) / 2
            if higher > 0.3 * min(stroke.y1 - stroke.y0, other.y1 - other.y0):
                return True
    return False


def _vertical(strokes: Sequence[Stroke]) -> list[Line]:
    """Vertical writing runs from right to left; lines that lie across come first."""
    upright = [s for s in strokes if s.vertical]
    rest = [s for s in strokes if not s.vertical]
    turned = lines([_turn(stroke) for stroke in upright])
    by_place = {(-s.x1, s.y0, s.order): s for s in upright}
    columns = [[by_place[t.y0, t.x0, t.order] for t in line] for line in turned]
    across = lines(rest) if rest else []
    top = min((s.y0 for s in upright), default=0.0)
    above = [line for line in across if line[0].y0 < top]
    return [*above, *columns, *(line for line in across if line[0].y0 >= top)]


def _turn(stroke: Stroke) -> Stroke:
    return Stroke(stroke.text, stroke.y0, -stroke.x1, stroke.y1, -stroke.x0, order=stroke.order)


def _columns(rows: list[Line], depth: int) -> list[Line]:
    """Split runs of lines at a gutter that none of them crosses, when both sides are running text."""
    gutter = _gutter(rows) if depth < 4 else None
    if gutter is None:
        return rows
    arranged: list[Line] = []
    run: list[Line] = []
    for row in [*rows, None]:
        if row is not None and not any(s.x0 < gutter - 1 and s.x1 > gutter + 1 for s in row):
            run.append(row)
            continue
        arranged += _split(run, gutter, depth)
        run = []
        if row is not None:
            arranged.append(row)
    return arranged


def _gutter(rows: list[Line]) -> float | None:
    """The place where most lines have a wide gap."""
    votes: dict[int, int] = {}
    for row in rows:
        height = max(s.y1 - s.y0 for s in row)
        for left, right in pairwise(row):
            if right.x0 - left.x1 > 0.9 * height:
                for place in range(int(left.x1 / 4) + 1, int(right.x0 / 4) + 1):
                    votes[place] = votes.get(place, 0) + 1
    if not votes:
        return None
    most = max(votes.values())
    best = [place for place, count in votes.items() if count == most]
    return None if most < MIN_COLUMN_LINES else 4 * best[len(best) // 2]


def _split(run: list[Line], gutter: float, depth: int) -> list[Line]:
    left = [[s for s in row if s.x1 <= gutter + 1] for row in run]
    right = [[s for s in row if s.x1 > gutter + 1] for row in run]
    if not (_running(left) and _running(right)) or _by_rows(left, right):
        return run
    sides = []
    for side in (left, right):
        sides += _columns(lines([s for row in side for s in row]), depth + 1)
    return sides


def _running(side: list[Line]) -> bool:
    """Lines of running text are long and fill their column; cells of a table are not and do not."""
    filled = [row for row in side if row and not any(s.payload for s in row)]
    if len(filled) < MIN_COLUMN_LINES:
        return False
    width = max(row[-1].x1 for row in filled) - min(row[0].x0 for row in filled)
    lengths = [sum(len(s.text) for s in row) for row in filled]
    fills = [sum(s.x1 - s.x0 for s in row) / max(width, 1) for row in filled]
    return median(lengths) >= 10 and median(fills) >= 0.6


def _by_rows(left: list[Line], right: list[Line]) -> bool:
    """The file itself goes from left to right in every line: these are rows."""
    orders = [(row[0].order, other[0].order) for row, other in zip(left, right, strict=True) if row and other]
    if len({place for pair in orders for place in pair}) < 3:
        return False
    ordered = sum(a[1] < b[0] for a, b in pairwise(orders))
    return len(orders) > 2 and ordered >= 0.7 * (len(orders) - 1)


def join(line: Line, text: Callable[[str], int]) -> list[tuple[Stroke, int]]:
    """Write the strokes of one line, with a blank where there is a gap; answer with their offsets."""
    placed = []
    former: Stroke | None = None
    for stroke in line:
        if former is not None and _apart(former, stroke):
            text(" ")
        placed.append((stroke, text(stroke.text)))
        former = stroke
    return placed


def _apart(left: Stroke, right: Stroke) -> bool:
    if left.vertical:
        return right.y0 - left.y1 > 0.5 * (left.x1 - left.x0)
    return right.x0 - left.x1 > 0.15 * min(left.y1 - left.y0, right.y1 - right.y0)

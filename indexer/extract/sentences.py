"""Where sentences, paragraphs and clauses begin and end; folding has joined the printed lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.extract.labels import Label
from indexer.extract.reading import Line, PageView

_STOP = re.compile(r"[。;!?]")
_TITLES = 6
_TITLE_END = re.compile(
    r"(?:报告|总结|通知|汇报|责任书|公报|说明|方案|意见|台账|分析|简报)(?:\([^()]{1,12}\))?$"
)
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[、.](?!\d)|第[一二三四五六七八九十]{1,2}[章节条部]|附[件表注]?\d?:|注:)"
)
_COMMA = re.compile(r",(?!\d{3})")
_CLAUSE = 40


def sentences(view: PageView, labels: Sequence[Label]) -> Iterator[tuple[int, int]]:
    """Stretches that hold a label, cut at full stops and at lines that end short of the margin."""
    widest = max((len(line.text) for line in view.lines), default=0)
    lines = view.lines
    cuts = {line.end for line in lines if len(line.text) < widest * 0.75}
    cuts |= {line.end for line in lines[:_TITLES] if _TITLE_END.search(line.text)}
    cuts |= {lines[n].start for n in range(1, len(lines)) if _begins(view, lines[n])}
    cuts |= {match.start() for match in _STOP.finditer(view.text)} | {len(view.text)}
    order = sorted(cuts)
    start = at = 0
    for label in labels:
        if label.start < start:
            continue
        while order[at] < label.end:
            start = order[at]
            at += 1
        yield start, order[at]
        start = order[at]


def _begins(view: PageView, line: Line) -> bool:
    """A numbered or indented line begins a paragraph."""
    return bool(_NUMBERED.match(line.text)) or view.indented(line.start)


def clause_start(view: PageView, start: int, end: int) -> int:
    """Where the clause of the number begins: what people look at is the number, not the name far before it."""
    if end - start <= _CLAUSE:
        return start
    commas = [m.end() for m in _COMMA.finditer(view.text[start : end - 1])]
    return start + commas[-1] if commas else start

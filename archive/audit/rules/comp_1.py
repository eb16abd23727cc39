"""R-COMP-1 目录与实物: every entry of the evidence index exists in the volume."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from archive.audit.bench import Bench
from archive.audit.views import View, folded
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.facts import IndexEntry

CODE = "R-COMP-1"
_NOISE = re.compile(
    r"[《》〈〉「」\"'“”‘’()（）〔〕\[\]【】,，.。、:：;；/\\—_·\s-]|关于|印发|的通知|通知|的报告|(?:19|20)\d\d年?度?"
)
_NUMBER = re.compile(r"[^0-9\u4e00-\u9fff]|第")
_DIGITS = re.compile(r"\d+|[一二三四五六七八九十]+(?=次|期|季|月)")
_ALIKE = 0.55
_ROOM = 3
_LISTED = 50


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Entries without a paper accuse; papers without an entry are information."""
    indexes = [v for v in bench.views if v.kind == "evidence_index" and v.readable and v.facts.index_entries]
    if not indexes:
        return
    undated = [view for views in bench.undated.values() for view in views]
    papers = [view for view in (*bench.views, *undated) if view.kind != "evidence_index"]
    volume = _Volume(papers, bench)
    requirement = next((r.id for r in bench.requirements if "evidence_index" in r.documents), None)
    absent: list[tuple[View, IndexEntry]] = []
    listed: set[str] = set()
    for view in indexes:
        for entry in view.facts.index_entries:
            found = volume.find(entry)
            listed |= found
            if not found and len(_core(entry.title)) > 1:
                absent.append((view, entry))
    if len(absent) > volume.unknown:  # a paper that could not be read may be the one that seems absent
        for view, entry in absent:
            place = entry.locator or view.locator(entry.title)
            args: dict[str, object] = {"title": entry.title, "number": entry.number}
            yield Finding(CODE, Severity.ERROR, requirement, None, args, (place,))
    loose = {view.document for view in undated}  # whose year nobody knows: no matter of this volume yet
    unlisted = [v for v in volume.views if v.readable and v.document not in listed | loose]
    if unlisted:
        args = {"count": len(unlisted), "unlisted": [v.document for v in unlisted[:_LISTED]]}
        places = tuple(v.locator() for v in unlisted[:_LISTED])
        yield Finding(CODE, Severity.INFO, requirement, None, args, places)


class _Volume:
    """The papers of a volume, found by number, by title or by the name of their kind."""

    def __init__(self, views: list[View], bench: Bench) -> None:
        self.views = views
        self.unknown = sum(1 for v in views if not v.readable or not v.title)
        self._by_number: dict[str, set[str]] = {}
        self._by_pair: dict[str, list[int]] = {}
        self._cores: list[tuple[str, list[str], str]] = []
        """Title, the numbers in it, document."""
        self._kinds: dict[str, set[str]] = {}
        for view in views:
            if view.paper.number:
                self._by_number.setdefault(_plain(view.paper.number), set()).add(view.document)
            kind = bench.rulebook.doctypes.get(view.kind or "")
            for word in (kind.name["zh"], *kind.keywords) if kind else ():
                self._kinds.setdefault(folded(word), set()).add(view.document)
            for text in {view.title, view.stem}:
                if core := _core(text):
                    for pair in _pairs(core):
                        self._by_pair.setdefault(pair, []).append(len(self._cores))
                    self._cores.append((core, _DIGITS.findall(core), view.document))

    def find(self, entry: IndexEntry) -> set[str]:
        """Documents that the entry may mean; being generous here keeps from accusing."""
        found = set(self._by_number.get(_plain(entry.number), ())) if entry.number else set()
        wanted = _core(entry.title)
        numbers, size = _DIGITS.findall(wanted), len(_pairs(wanted))
        shared = Counter(at for pair in _pairs(wanted) for at in self._by_pair.get(pair, ()))
        for at, common in shared.items():
            core, there, document = self._cores[at]
            if numbers and there and numbers != there:
                continue  # indexes shorten titles; numbers in them (第二次, 3月) must still agree
            if wanted in core or core in wanted or 2 * common / (size + len(_pairs(core))) >= _ALIKE:
                found.add(document)
        if not found:
            for word, documents in self._kinds.items():
                if len(word) > 1 and word in wanted and len(wanted) <= len(word) + _ROOM:
                    found |= documents
        return found


def _plain(number: str) -> str:
    return _NUMBER.sub("", folded(number))


@lru_cache(maxsize=1 << 14)
def _core(title: str) -> str:
    return _NOISE.sub("", folded(title))


@lru_cache(maxsize=1 << 14)
def _pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))

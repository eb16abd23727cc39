"""Whether a paper is about what a requirement asks."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from archive.audit.views import View, folded
from archive.domain.rulebook import Need, Requirement, Rulebook

_COLLECTION = ("汇编", "合集", "材料", "附件", "手册")


_CHAPTER = 6
"""Mentions that a chapter of its own has; a clause in passing has fewer."""


class Topic(Enum):
    RIGHT = "right"
    UNSURE = "unsure"
    OTHER = "other"


Words = tuple[tuple[str, ...], ...]
"""Any of these; each is a set of words that must stand together (`!` = must not)."""
ANYTHING = (("*",),)
_PLAIN = re.compile(
    r"^.{0,24}?(?:会议纪要|会议记录|纪要|记录|照片|图片|影像|截图|通知|文件|凭证|登记表|汇总表|一览表|清单|证明|签到表|附件|年鉴"
    r"|统计公报|发票|预算表?|决算表?|预算|决算).{0,14}$"
)
"""Titles that name the kind of a paper and leave the topic to its body."""


@lru_cache(maxsize=4096)
def words_of(expressions: tuple[str, ...]) -> Words:
    return tuple(tuple(folded(w) for w in e.split("+")) for e in expressions)


@lru_cache(maxsize=4096)
def _pattern(words: Words) -> re.Pattern[str]:
    """One pattern for all sets: a single pass in C."""
    sets = (
        "".join(f"(?{'!' if w[0] == '!' else '='}.*{re.escape(w.lstrip('!'))})" for w in g) for g in words
    )
    return re.compile("|".join(sets), re.DOTALL)


def says(text: str, words: Words) -> bool:
    """Whether one of the sets of words stands in *text*."""
    return bool(text and words) and _pattern(words).match(text) is not None


class Topics:
    """The topic test of one checklist."""

    def __init__(self, requirements: tuple[Requirement, ...], rulebook: Rulebook) -> None:
        self._topical = frozenset(d.id for d in rulebook.doctypes.values() if d.topical)
        self._kinds = {d.id: tuple(folded(k) for k in d.keywords) for d in rulebook.doctypes.values()}
        self._all: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        self._asked: dict[tuple[str, int], tuple[Words, re.Pattern[str] | None]] = {}
        self._titles: dict[tuple[str, str], frozenset[str]] = {}
        for requirement in requirements:
            for index, need in enumerate(requirement.needs):
                words = wanted(requirement, need)
                asked = None if not words or words == ANYTHING else _pattern(words)
                self._asked[requirement.id, index] = words, asked
                for kind in need.any_of:
                    if asked is not None:
                        self._all.setdefault(kind, []).append((requirement.id, asked))

    def test(self, view: View, requirement: Requirement, need: Need) -> Topic:
        """A title decides; without a telling one the body does; names of files only help."""
        if view.foreign:
            return Topic.OTHER
        if view.kind is not None and view.kind not in self._topical:
            return Topic.RIGHT
        words, asked = self._asked[requirement.id, requirement.needs.index(need)]
        if asked is None or asked.match(view.title):
            return Topic.RIGHT
        if not view.title:
            named = asked.match(view.path) is not None
            return _untitled(view, named=named, strength=self._body(view, requirement, words))
        if self._elsewhere(view, requirement):
            return Topic.RIGHT if self._collected(view, requirement, words) else Topic.OTHER
        named = asked.match(view.path) is not None
        strength = self._body(view, requirement, words)
        if strength >= 2 or (named and strength):
            return Topic.RIGHT
        if named or (strength and _PLAIN.match(view.title)):
            return Topic.UNSURE
        return Topic.OTHER

    def _collected(self, view: View, requirement: Requirement, words: Words) -> bool:
        """A 汇编 holds a paper on the topic when its body speaks of it again and again."""
        if not any(w in view.title for w in _COLLECTION) or self._body(view, requirement, words) < 2:
            return False
        shown = {group[0] for group in (*words, *words_of(requirement.title_keywords))}
        return sum(view.body_words.get(word, 0) for word in shown) >= _CHAPTER

    def _elsewhere(self, view: View, requirement: Requirement) -> bool:
        """The title says that the paper belongs to another requirement."""
        key = (view.kind or "", view.title)
        told = self._titles.get(key)
        if told is None:
            told = frozenset(id for id, asked in self._all.get(key[0], ()) if asked.match(view.title))
            self._titles[key] = told
        return bool(told - {requirement.id})

    def _body(self, view: View, requirement: Requirement, asked: Words) -> int:
        """How many different words of the topic the body shows; words of the paper's kind do not count."""
        found = view.body_words
        if not found:
            return 0
        kinds = self._kinds.get(view.kind or "", ())
        shown = {
            group
            for group in (*asked, *words_of(requirement.title_keywords))
            if group[0] in found
            and all(w[0] == "!" or w in found for w in group)
            and not _of_kind(group[0], kinds)
        }
        body = any(w[0] in found for w in words_of(requirement.body_keywords))
        return len(shown) + (1 if shown and body else 0)


def _of_kind(word: str, kinds: tuple[str, ...]) -> bool:
    return any(word in k or k in word for k in kinds)


def wanted(requirement: Requirement, need: Need) -> Words:
    """The words that show the topic of a need."""
    return words_of(need.topic or requirement.topic or requirement.title_keywords)


def _untitled(view: View, *, named: bool, strength: int) -> Topic:
    if named or strength >= 2:
        return Topic.RIGHT
    if strength == 1 or not view.body_words:
        return Topic.UNSURE
    return Topic.OTHER

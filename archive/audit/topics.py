"""Whether a paper is about what a requirement asks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from archive.audit.views import View, folded
from archive.domain.rulebook import Need, Requirement, Rulebook

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


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The topic of one need, prepared once for all papers."""

    requirement: str
    kinds: frozenset[str]
    pattern: re.Pattern[str] | None
    """None when any topic will do."""
    words: Words
    groups: Words
    """The words and those of the requirement's title."""
    body: Words
    telling: dict[str, Words] = field(default_factory=dict)
    """Kind -> the groups that are no words of that kind."""


_NOWHERE: tuple[frozenset[str], frozenset[Asked]] = frozenset(), frozenset()


class Topics:
    """The topic test of one checklist."""

    def __init__(self, requirements: tuple[Requirement, ...], rulebook: Rulebook) -> None:
        self._topical = frozenset(d.id for d in rulebook.doctypes.values() if d.topical)
        self._kinds = {d.id: tuple(folded(k) for k in d.keywords) for d in rulebook.doctypes.values()}
        self._asked: dict[str, tuple[tuple[Need, Asked], ...]] = {}
        self._all: dict[str, dict[re.Pattern[str], list[Asked]]] = {}
        self._told: dict[tuple[str, str], tuple[frozenset[str], frozenset[Asked]]] = {}
        for requirement in requirements:
            prepared = tuple((need, _prepared(requirement, need)) for need in requirement.needs)
            self._asked[requirement.id] = prepared
            for _, asked in prepared:
                if asked.pattern is not None:
                    for kind in asked.kinds:
                        self._all.setdefault(kind, {}).setdefault(asked.pattern, []).append(asked)

    def asked(self, requirement: Requirement, need: Need) -> Asked:
        """What papers for this need must be about."""
        known = self._asked[requirement.id]
        return next((a for n, a in known if n is need), None) or next(a for n, a in known if n == need)

    def test(self, view: View, requirement: Requirement, need: Need) -> Topic:
        """Whether the paper is about what the need asks."""
        return self.compare(view, self.asked(requirement, need))

    def compare(self, view: View, asked: Asked) -> Topic:
        """A title decides; without a telling one the body does; names of files only help."""
        if view.foreign:
            return Topic.OTHER
        if view.kind is not None and view.kind not in self._topical:
            return Topic.RIGHT
        pattern = asked.pattern
        if pattern is None:
            return Topic.RIGHT
        title = view.title
        if not title:
            named = pattern.match(view.path) is not None
            return _untitled(view, named=named, strength=self._body(view, asked))
        ids, told = self._tells(view.kind or "", title)
        if asked in told or (view.kind not in asked.kinds and pattern.match(title)):
            return Topic.RIGHT
        if len(ids) > 1 or (ids and asked.requirement not in ids):  # the title belongs to another requirement
            return Topic.RIGHT if self._collected(view, asked) else Topic.OTHER
        strength = self._body(view, asked)
        if strength >= 2:
            return Topic.RIGHT
        named = pattern.match(view.path) is not None
        if named:
            return Topic.RIGHT if strength else Topic.UNSURE
        return Topic.UNSURE if strength and _PLAIN.match(title) else Topic.OTHER

    def topical(self, kind: str) -> bool:
        """Whether papers of this kind have a topic that their kind does not say."""
        return kind in self._topical

    def named(self, view: View) -> frozenset[str]:
        """Requirements on whose topic the title of a topical paper is: it proves nothing for any other."""
        if view.kind not in self._topical or not view.title:
            return frozenset()
        return self._tells(view.kind, view.title)[0]

    def _tells(self, kind: str, title: str) -> tuple[frozenset[str], frozenset[Asked]]:
        """Requirements on whose topic a title is, and which of their needs."""
        found = self._told.get((kind, title))
        if found is None:
            told = [
                a for pattern, asked in self._all.get(kind, {}).items() if pattern.match(title) for a in asked
            ]
            found = (frozenset(a.requirement for a in told), frozenset(told)) if told else _NOWHERE
            self._told[kind, title] = found
        return found

    def _collected(self, view: View, asked: Asked) -> bool:
        """A 汇编 holds a paper on the topic when its body speaks of it again and again."""
        if not view.collection or self._body(view, asked) < 2:
            return False
        return sum(view.body_words.get(word, 0) for word in {group[0] for group in asked.groups}) >= _CHAPTER

    def _body(self, view: View, asked: Asked) -> int:
        """How many different words of the topic the body shows; words of the paper's kind do not count."""
        found = view.body_words
        if not found:
            return 0
        groups = asked.telling.get(view.kind or "")
        if groups is None:
            kinds = self._kinds.get(view.kind or "", ())
            groups = tuple(g for g in asked.groups if not _of_kind(g[0], kinds))
            asked.telling[view.kind or ""] = groups
        shown = sum(
            1 for g in groups if g[0] in found and (len(g) == 1 or all(w[0] == "!" or w in found for w in g))
        )
        return shown + (1 if shown and any(w[0] in found for w in asked.body) else 0)


def _prepared(requirement: Requirement, need: Need) -> Asked:
    words, titles = wanted(requirement, need), words_of(requirement.title_keywords)
    return Asked(
        requirement.id,
        frozenset(need.any_of),
        None if not words or words == ANYTHING else _pattern(words),
        words,
        tuple(dict.fromkeys((*words, *titles))),
        words_of(requirement.body_keywords),
    )


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

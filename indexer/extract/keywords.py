"""The words that the checklists look for, found in one pass over the folded text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import ahocorasick

from archive.domain.facts import KeywordHit, Locator
from archive.domain.rulebook import Requirement, Rulebook
from indexer.extract.reading import Reading, folded
from indexer.extract.title import Title

_NOWHERE = "\x00\x00\x00"
"""Stands in no folded text."""


class Keywords:
    """All title and body keywords of all checklists as one automaton."""

    def __init__(self, rulebook: Rulebook) -> None:
        words: dict[str, list[str]] = {}
        for requirement in rulebook.requirements.values():
            for word in _words(requirement):
                known = words.setdefault(folded(word), [])
                if word not in known:
                    known.append(word)
        self._find = automaton(words)

    def hits(self, reading: Reading, title: Title | None) -> tuple[KeywordHit, ...]:
        """Every keyword once per place (title, body, path) with its first locator and count."""
        found: dict[tuple[str, str], tuple[Locator, int]] = {}
        if title is not None:
            for word, _, _ in self._matches(title.text):
                _count(found, word, "title", title.claim.locator or reading.named(title.text))
        for view in reading.pages:
            for word, start, end in self._matches(view.text):
                known = found.get((word, "body"))
                place = known[0] if known else view.locator(start, end)
                _count(found, word, "body", place)
        for word, _, _ in self._matches(reading.folded_path):
            _count(found, word, "path", reading.named(reading.path))
        return tuple(KeywordHit(word, where, place, n) for (word, where), (place, n) in found.items())

    def _matches(self, text: str) -> Iterable[tuple[str, int, int]]:
        for end, words in self._find.iter(text):
            for word in words:
                yield word, end + 1 - len(folded(word)), end + 1


def _words(requirement: Requirement) -> Iterator[str]:
    """What a requirement looks for: its keywords and each word of its topics (`甲+!乙` is two words)."""
    yield from requirement.title_keywords
    yield from requirement.body_keywords
    for topics in (requirement.topic, *(need.topic for need in requirement.needs)):
        for expression in topics:
            yield from (word.lstrip("!") for word in expression.split("+") if word != "*")


def automaton(words: Mapping[str, object]) -> ahocorasick.Automaton:
    """An automaton that yields (end, value) for each key."""
    built = ahocorasick.Automaton()
    built.add_word(_NOWHERE, None)  # without any word there is no automaton to ask
    for word, value in words.items():
        if word:
            built.add_word(word, value)
    built.make_automaton()
    return built


def _count(found: dict[tuple[str, str], tuple[Locator, int]], word: str, where: str, place: Locator) -> None:
    known = found.get((word, where))
    found[(word, where)] = (known[0] if known else place, (known[1] if known else 0) + 1)

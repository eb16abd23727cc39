"""The words that the checklists look for, found in one pass over the folded text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
        self._words = tuple(words.items())
        """Each key, folded, with the words that are written like it."""
        self._find = automaton({key: at for at, key in enumerate(words)})

    def hits(self, reading: Reading, title: Title | None) -> tuple[KeywordHit, ...]:
        """Every keyword once per place (title, body, path) with its first locator and count."""
        found: list[KeywordHit] = []
        if title is not None:
            found += self._told("title", title.text, title.claim.locator or reading.named(title.text))
        body: dict[int, tuple[Locator, int]] = {}
        for view in reading.pages:
            for at, (end, count) in self._counted(view.text).items():
                known = body.get(at)
                if known is None:
                    known = view.locator(end + 1 - len(self._words[at][0]), end + 1), 0
                body[at] = known[0], known[1] + count
        for at, (place, count) in body.items():
            found += [KeywordHit(word, "body", place, count) for word in self._words[at][1]]
        found += self._told("path", reading.folded_path, reading.named(reading.path))
        return tuple(found)

    def _told(self, where: str, text: str, place: Locator) -> Iterator[KeywordHit]:
        """The words of a title or a name, all of them at one place."""
        for at, (_, count) in self._counted(text).items():
            for word in self._words[at][1]:
                yield KeywordHit(word, where, place, count)

    def _counted(self, text: str) -> dict[int, tuple[int, int]]:
        """(where it ends first, how often it stands there) of each key that a text has, in the order of the text."""
        found: dict[int, tuple[int, int]] = {}
        for end, at in self._find.iter(text):
            first, count = found.get(at, (end, 0))
            found[at] = first, count + 1
        return found


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

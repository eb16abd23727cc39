"""Papers that cannot be sorted by kind: where their names, a person or a good guess point."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from archive.audit.bench import Bench
from archive.audit.topics import Words, says, wanted, words_of
from archive.audit.views import View
from archive.domain.rulebook import Need, Requirement

_GUESS = 0.35
"""Suggestions below this point nowhere."""
_WIDE = 10
_FEW = 2
"""A kind that so few requirements accept points by its topic, too."""
_TELLING = 3
"""Characters of a word that says something; 节能 stands in every folder's name."""


def points_to(view: View, requirement: Requirement, need: Need, bench: Bench) -> bool:
    """Whether an unreadable paper, or one of unknown kind, was offered for this need."""
    if requirement.id in view.named_ids or view.document in bench.accepted.get(requirement.id, ()):
        return True
    if view.readable:
        return _guessed(view, requirement, need, bench)
    if view.kind is not None and "doctype" in view.paper.by_person:
        return view.kind in need.any_of
    if view.kind is not None and view.kind not in need.any_of:
        return False
    return _named_like(view, requirement, need, bench)


def _guessed(view: View, requirement: Requirement, need: Need, bench: Bench) -> bool:
    """A suggested kind needs the topic in the title, unless the kind itself is one topic."""
    kinds = bench.rulebook.doctypes
    suggestions = view.facts.doctypes[:3]
    fitting = [
        c.value for c in suggestions if c.confidence >= _GUESS and c.value in need.any_of and c.value in kinds
    ]
    asked = wanted(requirement, need)
    topical = says(view.title, asked) or says(view.stem, _telling(asked))
    if fitting:
        return topical or any(not kinds[k].topical for k in fitting)
    if topical and (not suggestions or any(c.value in need.any_of for c in suggestions)):
        return True
    return says(view.title, _telling(words_of(requirement.title_keywords)))


def _named_like(view: View, requirement: Requirement, need: Need, bench: Bench) -> bool:
    """The file's name, or that of its folder, says kind or topic in words of its own."""
    titles = words_of(requirement.title_keywords)
    stem = bench.without_names(view.stem)
    place = bench.without_names("/".join(view.path.replace("\\", "/").split("/")[-2:]))
    if says(place, _telling(titles)) and _kind_fits(place, need, bench):
        return True
    if says(stem, _telling(wanted(requirement, need), 4)) and _kind_fits(stem, need, bench):
        return True
    for kind in need.any_of:
        known = bench.rulebook.doctypes.get(kind)
        if known is None:
            continue
        words = words_of((known.name["zh"], *(k for k in known.keywords if not _general(k, bench))))
        if says(stem, words) and (
            not known.topical
            or says(stem, titles)
            or (len(known.used_by) <= _FEW and says(stem, wanted(requirement, need)))
        ):
            return True
    return False


def _general(word: str, bench: Bench) -> bool:
    """Short words of the kinds that half of the requirements accept (计划, 办法) point nowhere."""
    if len(word) >= _TELLING:
        return False
    return any(word in k.keywords and len(k.used_by) >= _WIDE for k in bench.rulebook.doctypes.values())


def _kind_fits(text: str, need: Need, bench: Bench) -> bool:
    """No other kind of paper is named instead: 会议纪要 is not the leading group's document."""
    kinds = bench.rulebook.doctypes
    named = {k.id for k in kinds.values() if says(text, _telling(words_of(k.keywords)))}
    return not named or not named.isdisjoint(need.any_of)


@lru_cache(maxsize=4096)
def _telling(words: Words, length: int = _TELLING) -> Words:
    return tuple(
        group for group in words if group[0] != "*" and sum(len(w) for w in group if w[0] != "!") >= length
    )


def named(requirement: Requirement, need: Need, bench: Bench) -> Iterator[View]:
    """Readable papers of another kind in a folder that carries the requirement's id, about its topic.

    The name says one thing and the reading another: a person decides.
    """
    for view in bench.named.get(requirement.id, ()):
        if view.readable and view.kind is not None and view.kind not in need.any_of:
            first = next((n for n in requirement.needs if says(view.title, wanted(requirement, n))), None)
            if first is need and all(view.kind not in n.any_of for n in requirement.needs):
                yield view

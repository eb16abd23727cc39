"""What corrections by people teach: papers titled alike are of the same kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.extract.reading import folded

_VARIABLE = re.compile(r"[\d零一二三四五六七八九十]+|[^\w]+")
_NEAR = 0.72


@dataclass(frozen=True, slots=True)
class Lesson:
    """A person said that a paper with this title (or, without one, this file name) is of this kind."""

    title: str
    doctype: str
    path: str = ""


class Lessons:
    """Finds the corrected paper that is titled most alike, numbers and years left out."""

    def __init__(self, lessons: Iterable[Lesson] = ()) -> None:
        self._exact: dict[str, str] = {}
        self._grams: list[tuple[frozenset[str], str, str]] = []
        for lesson in lessons:
            shape = _shape(lesson.title) or _shape(_stem(lesson.path))
            if len(shape) >= 3:
                self._exact[shape] = lesson.doctype  # a later correction replaces an earlier one
        for shape, doctype in self._exact.items():
            self._grams.append((_bigrams(shape), doctype, shape))

    def nearest(self, title: str, stem: str) -> tuple[str, float, str] | None:
        """(kind, likeness 0..1, the lesson's title) of the closest lesson."""
        if not self._exact:
            return None
        for text in (title, stem):
            shape = _shape(text)
            if shape in self._exact:
                return self._exact[shape], 1.0, shape
        grams = _bigrams(_shape(title))
        best: tuple[str, float, str] | None = None
        for known, doctype, shape in self._grams:
            likeness = len(grams & known) / max(1, len(grams | known))
            if likeness >= _NEAR and (best is None or likeness > best[1]):
                best = doctype, likeness, shape
        return best


def _stem(path: str) -> str:
    return re.sub(r"\.[A-Za-z0-9]{1,5}$", "", re.split(r"[/\\]", path)[-1])


def _shape(text: str) -> str:
    return _VARIABLE.sub("", folded(text))


def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))

"""The kind of a paper, by evidence that can be told: title, words, table heads, number, names, lessons."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from archive.domain.facts import Claim, Locator
from archive.domain.rulebook import Doctype
from indexer.extract.keywords import automaton
from indexer.extract.lessons import Lessons
from indexer.extract.reading import PageView, Reading, folded
from indexer.extract.title import Title

THRESHOLD = 0.6
SUGGESTIONS = 5
_STRONG, _WEAK, _KEYWORD = 4.0, 1.6, 0.5
_DENIED, _LAYOUT = -3.5, 0.75
_BODY, _BODY_CAP = 0.32, 1.9
_FILE, _FOLDER = 0.5, 0.28
_THIN, _PICTURE = 60, 200
_UNREAD, _NAME_ONLY = 16, 0.55
_SEEN = frozenset({"photo", "screenshot", "diagram"})  # kinds that carry little or no text
_SPEECH = re.compile(r"(?:讲话|致辞|发言|讲话稿|发言稿|贺信|讲话摘要|讲话要点)(?:材料|提纲)?(?:\([^)]*\))?$")
_INNER = re.compile(r"<(?P<inner>[^<>]{2,60})>")
_ASIDE = re.compile(r"\([^()]{1,14}\)(?=.)")
_ISSUER = re.compile(r"^[^<>]{2,40}?(?:领导小组|联席会议)(?:办公室)?(?=关于)")
"""Who writes is named like what is set up."""
_ISSUED = re.compile(r"关于(?:印发|转发|批转|发布|下发|颁布)")


@dataclass(slots=True)
class Evidence:
    """What speaks for one kind: points, the strongest basis, and where it is printed."""

    points: float = 0.0
    basis: str = "body"
    weight: float = 0.0
    locator: Locator | None = None
    reasons: list[str] = field(default_factory=list)

    def add(self, points: float, basis: str, locator: Locator | None, reason: str) -> None:
        self.points += points
        self.reasons.append(f"{reason} {points:+.1f}")
        if points > self.weight:
            self.weight, self.basis = points, basis
            self.locator = locator or self.locator


@dataclass(frozen=True, slots=True)
class _Signals:
    title: re.Pattern[str] | None
    weak: re.Pattern[str] | None
    deny: re.Pattern[str] | None
    keywords: tuple[str, ...]
    names: tuple[str, ...]


class Kinds:
    """Scores every kind of the rulebook for a paper."""

    def __init__(self, doctypes: Mapping[str, Doctype], lessons: Lessons) -> None:
        self._lessons = lessons
        self._signals = {id: _signals(doctype) for id, doctype in doctypes.items()}
        self._named = lru_cache(maxsize=4096)(self._score_name)  # folders come again with every file
        words: dict[str, list[tuple[str, str]]] = {}
        for id, doctype in doctypes.items():
            for role in ("body", "heads", "against"):
                for word in _strings(doctype.signals.get(role)):
                    words.setdefault(folded(word), []).append((id, role))
        self._words = automaton({word: (word, roles) for word, roles in words.items()})

    def rank(self, reading: Reading, title: Title | None) -> list[tuple[str, float, Evidence]]:
        """(kind, confidence, evidence), best first."""
        board = {id: Evidence() for id in self._signals}
        if title is not None:
            self._by_title(board, title)
        self._by_words(board, reading)
        self._by_path(board, reading, title)
        self._by_lesson(board, reading, title)
        ranked = sorted(board.items(), key=lambda item: -item[1].points)
        speech = title is not None and bool(_SPEECH.search(title.text))
        return _confidences(ranked, speech, unread=reading.size < _UNREAD)

    def _by_title(self, board: dict[str, Evidence], title: Title) -> None:
        trust = 0.6 + 0.4 * title.claim.confidence
        text, inner = _subject(title.text)
        for id, signals in self._signals.items():
            points, reason = max(_title_points(signals, variant) for variant in text)
            if points:
                board[id].add(points * trust, "title", title.claim.locator, reason)
        if inner:
            for id, signals in self._signals.items():
                points, reason = _title_points(signals, inner)
                if points > 0:
                    board[id].add(points * trust * 0.5, "title", title.claim.locator, f"<{reason}>")

    def _by_words(self, board: dict[str, Evidence], reading: Reading) -> None:
        seen: dict[str, set[str]] = {}
        heads: dict[str, set[str]] = {}
        places: dict[str, Locator] = {}
        for view in _sample(reading):
            for end, (word, roles) in self._words.iter(view.text):
                for id, role in roles:
                    if role == "heads":
                        heads.setdefault(id, set()).add(word)
                    elif role == "body":
                        seen.setdefault(id, set()).add(word)
                    if id not in places:
                        places[id] = view.locator(end + 1 - len(word), end + 1)
        for id, found in seen.items():
            points = min(_BODY_CAP, _BODY * _distinct(found))
            board[id].add(points, "keyword", places.get(id), "正文: " + "、".join(sorted(found)[:6]))
        for id, found in heads.items():
            count = _distinct(found)
            if count >= 3:
                points = min(3.0, _LAYOUT * (count - 1))
                board[id].add(points, "layout", places.get(id), "表头: " + "、".join(sorted(found)[:6]))

    def _by_path(self, board: dict[str, Evidence], reading: Reading, title: Title | None) -> None:
        bare = title is None or reading.size < _THIN
        image = reading.content.media_type.startswith("image/")
        names = [(reading.stem, _FILE, "file_name")]
        names += [(folder, _FOLDER, "folder_name") for folder in reading.folders[-2:]]
        for name, share, basis in names:
            if not re.search(r"[\u4e00-\u9fa5]{2}", name):
                continue
            factor = share * (1.5 if bare else 1.0)
            for id, points, reason in self._named(name):
                board[id].add(points * factor, basis, reading.named(name), f"{basis}: {reason}")
        for id, signals in self._signals.items():
            if signals.names and any(word in reading.folded_path for word in signals.names):
                points = 1.5 if bare or (image and reading.size < _PICTURE) else 0.6
                board[id].add(points, "file_name", reading.named(reading.path), "文件名")

    def _score_name(self, name: str) -> tuple[tuple[str, float, str], ...]:
        scored = ((id, *_title_points(signals, name)) for id, signals in self._signals.items())
        return tuple(item for item in scored if item[1] > 0)

    def _by_lesson(self, board: dict[str, Evidence], reading: Reading, title: Title | None) -> None:
        known = self._lessons.nearest(title.text if title else "", reading.stem)
        if known is not None and known[0] in board:
            doctype, likeness, shape = known
            place = title.claim.locator if title else reading.named(reading.path)
            board[doctype].add(9.0 * likeness**2, "learned", place, f"更正: {shape}")


def claims(ranked: Sequence[tuple[str, float, Evidence]]) -> tuple[Claim | None, tuple[Claim, ...]]:
    """The chosen kind, None below the threshold, and the ranked suggestions."""
    suggestions = tuple(
        Claim(id, round(confidence, 3), evidence.basis, evidence.locator)
        for id, confidence, evidence in ranked[:SUGGESTIONS]
        if confidence >= 0.02
    )
    sure = suggestions[0] if suggestions and suggestions[0].confidence >= THRESHOLD else None
    return sure, suggestions


def _confidences(
    ranked: Sequence[tuple[str, Evidence]], speech: bool, unread: bool
) -> list[tuple[str, float, Evidence]]:
    """Confidence grows with the points and with the lead over the next kind."""
    result = []
    for place, (id, evidence) in enumerate(ranked):
        if evidence.points <= 0:
            break
        rival = ranked[1][1].points if place == 0 and len(ranked) > 1 else ranked[0][1].points
        lead = 1 / (1 + math.exp(-1.7 * (evidence.points - max(0.0, rival)) - 0.1))
        confidence = (1 - math.exp(-evidence.points / 1.9)) * lead
        if unread and not (
            id in _SEEN and evidence.basis in {"file_name", "folder_name"} and confidence > THRESHOLD
        ):
            confidence = min(confidence, _NAME_ONLY)  # a name promises, only the page proves
        result.append((id, min(0.99, confidence * (0.3 if speech else 1.0)), evidence))
    return result


def _title_points(signals: _Signals, text: str) -> tuple[float, str]:
    """Points of a title and the words that gave them; the kind is named at the end of a title."""
    points, reason = 0.0, ""
    match = _last(signals.title, text)
    if match is not None:
        rest = len(text) - match.end()
        points = _STRONG + (0.9 if rest <= 1 else 0.5 if rest <= 4 else -0.05 * min(rest, 20))
        points += min(0.8, 0.08 * (match.end() - match.start()))
        reason = match[0]
    else:
        match = _last(signals.weak, text)
        if match is not None:
            points, reason = _WEAK, match[0]
    named = [word for word in signals.keywords if word in text]
    if named:
        points += _KEYWORD * min(2, len(named))
        reason = reason or named[0]
    if points and signals.deny is not None and (denied := signals.deny.search(text)):
        return points + _DENIED if points + _DENIED < 0 else (
            points + _DENIED
        ) * 0.6, f"{reason} 但有 {denied[0]}"
    return points, reason


def _last(pattern: re.Pattern[str] | None, text: str) -> re.Match[str] | None:
    """The match that ends last, the longest of those."""
    best = None
    if pattern is not None:
        for match in pattern.finditer(text):
            best = match
    return best


def _subject(title: str) -> tuple[tuple[str, ...], str]:
    """The title as it reads with and without the papers it names, and the paper it hands on."""
    title = _ISSUER.sub("", title)
    inner = _INNER.search(title)
    whole = title.replace("<", "").replace(">", "")
    if inner and _ISSUED.search(title):
        return (whole,), inner["inner"]
    outer = _ASIDE.sub("", _INNER.sub("", title))
    return (whole, outer) if outer != whole and len(outer) >= 6 else (whole,), ""


def _sample(reading: Reading) -> Iterable[PageView]:
    """The pages that tell the kind: the beginning and the last one; a long report repeats itself."""
    pages = reading.pages
    return (*pages[:4], *pages[-1:]) if len(pages) > 5 else pages


def _distinct(words: set[str]) -> int:
    """How many words, those inside a longer found word not counted."""
    return sum(1 for word in words if not any(word != other and word in other for other in words))


def _signals(doctype: Doctype) -> _Signals:
    raw = doctype.signals
    return _Signals(
        title=_any_of(raw.get("title")),
        weak=_any_of(raw.get("weak")),
        deny=_any_of(raw.get("deny")),
        keywords=tuple(folded(word) for word in doctype.keywords if len(word) > 1),
        names=tuple(folded(word) for word in _strings(raw.get("path"))),
    )


def _any_of(patterns: object) -> re.Pattern[str] | None:
    found = _strings(patterns)
    return re.compile("|".join(f"(?:{pattern})" for pattern in found)) if found else None


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, (list, tuple)) else ()

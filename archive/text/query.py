"""What a person typed into the search box, understood without ever complaining.

Words stand for themselves; "…" is an exact run of characters; -word leaves pages out; a OR b (a | b)
accepts either; year: entity: type: state: quality: document: restrict, title: and number: look there.
Whatever makes no sense as an operator is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.domain.search import Filters
from archive.text.folding import fold_text

MAX_CLAUSES = 64
MAX_ALTERNATIVES = 32

_CLOSERS = {'"': '"”“＂', "“": '”"“＂', "”": '”"“＂', "＂": '＂"', "「": "」", "『": "』", "„": '”"“'}
_RESTRICTS = {
    "year": "years", "年度": "years", "年": "years", "年份": "years",
    "entity": "entities", "单位": "entities", "單位": "entities", "考核对象": "entities",
    "type": "doctypes", "doctype": "doctypes", "类型": "doctypes", "類型": "doctypes",
    "state": "states", "状态": "states", "狀態": "states",
    "quality": "qualities", "页况": "qualities",
    "document": "documents", "doc": "documents", "文件": "documents",
}  # fmt: skip
_LOOKS = {"title": "title", "标题": "title", "標題": "title", "题名": "title",
          "number": "number", "文号": "number", "文號": "number"}  # fmt: skip
_NUMBER_NAMES = frozenset(name for name, field in _LOOKS.items() if field == "number")
_NAMED = re.compile(
    rf"({'|'.join(sorted([*_RESTRICTS, *_LOOKS], key=len, reverse=True))})[:：]", re.IGNORECASE
)
_OR = re.compile(r"OR(?=\s|$)|[|｜]+")
_RANGE = re.compile(r"(\d{4})(?:-|\.\.|~|～|—)(\d{4})")
_NUMBERED = re.compile(r"[\u4e00-\u9fff]{0,8}(?P<core>\((?:19|20)[0-9]{2}\)第?[0-9]{1,5}号)")
_ORDINAL = re.compile(r"(\((?:19|20)[0-9]{2}\))(第?)(?=[0-9]{1,5}号)")
_STRAY = "\"'()<>~,;:·、。!?…"


@dataclass(frozen=True, slots=True)
class Term:
    """Folded characters to look for; `exact` means this very run, `where` is text, title or number."""

    text: str
    exact: bool = False
    where: str = "text"


@dataclass(frozen=True, slots=True)
class Clause:
    """One of the alternatives must be there, or none of them when `negative`."""

    alternatives: tuple[Term, ...]
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """Every clause holds; `filters` come from field names in the query."""

    clauses: tuple[Clause, ...] = ()
    filters: Filters = field(default_factory=Filters)

    @property
    def positive(self) -> tuple[Term, ...]:
        return tuple(t for c in self.clauses if not c.negative for t in c.alternatives)


@dataclass(slots=True)
class _Reading:
    """The state of reading one query from left to right."""

    text: str
    at: int = 0
    clauses: list[Clause] = field(default_factory=list)
    filters: dict[str, list[str]] = field(default_factory=dict)
    joined: bool = False


def parse(text: str) -> Parsed:
    """Understand *text*; never raises."""
    reading = _Reading(text)
    while reading.at < len(text) and len(reading.clauses) < MAX_CLAUSES:
        _step(reading)
    clauses = reading.clauses
    if clauses and all(clause.negative for clause in clauses) and not reading.filters:
        clauses = [Clause(clause.alternatives) for clause in clauses]  # -5.2 alone is a number
    return Parsed(tuple(clauses), _filters(reading.filters))


def _step(reading: _Reading) -> None:
    text, at = reading.text, reading.at
    if text[at].isspace():
        reading.at += 1
        return
    if match := _OR.match(text, at):
        reading.at = match.end()
        reading.joined = bool(reading.clauses)
        return
    negative = text[at] in "-－" and at + 1 < len(text) and not text[at + 1].isspace()
    if negative:
        reading.at = at = at + 1
    if (match := _NAMED.match(text, at)) and _named(reading, match, negative=negative):
        return
    chunk, exact = _chunk(reading)
    for alternatives in _terms(chunk, exact=exact):
        _add_any(reading, alternatives, negative=negative)


def _named(reading: _Reading, match: re.Match[str], *, negative: bool) -> bool:
    """Read `name:value`; a name without a usable value is text."""
    before = reading.at
    reading.at = match.end()
    if reading.at >= len(reading.text) or reading.text[reading.at].isspace():
        reading.at = before
        return False
    name = match.group(1).lower()
    value, _ = _chunk(reading)
    if name in _LOOKS:
        folded = fold_text(value)
        if folded:
            forms = _forms(folded) if name in _NUMBER_NAMES else (folded,)
            terms = tuple(Term(form, exact=True, where=_LOOKS[name]) for form in forms)
            _add_any(reading, terms, negative=negative)
        return bool(folded) or _back(reading, before)
    values = _values(_RESTRICTS[name], value)
    if not values or negative:
        return _back(reading, before)
    reading.filters.setdefault(_RESTRICTS[name], []).extend(values)
    return True


def _back(reading: _Reading, at: int) -> bool:
    reading.at = at
    return False


def _values(name: str, value: str) -> list[str]:
    if name != "years":
        return [part for part in re.split(r"[,，]", value) if part]
    if (span := _RANGE.fullmatch(value)) and 0 <= int(span[2]) - int(span[1]) <= 100:
        return [str(year) for year in range(int(span[1]), int(span[2]) + 1)]
    parts = [part.removesuffix("年") for part in re.split(r"[,，]", fold_text(value))]
    return parts if all(re.fullmatch("[0-9]{4}", part) for part in parts) else []


def _chunk(reading: _Reading) -> tuple[str, bool]:
    """The next quoted run, or the characters up to a blank, a bar or a quotation that closes."""
    text, at = reading.text, reading.at
    if text[at] in _CLOSERS:
        end = _closing(text, at)
        if end > at + 1:
            reading.at = end + 1
            return text[at + 1 : end], True
        reading.at = at + 1 if end < 0 else end + 1
        return "", False
    end = at + 1
    while (
        end < len(text) and not text[end].isspace() and text[end] not in _CLOSERS and text[end] not in "|｜"
    ):
        end += 1
    reading.at = end
    return text[at:end], False


def _closing(text: str, at: int) -> int:
    """Where the quotation that opens at *at* ends, -1 when it never does."""
    found = [place for closer in _CLOSERS[text[at]] if (place := text.find(closer, at + 1)) >= 0]
    return min(found, default=-1)


def _terms(chunk: str, *, exact: bool) -> Iterator[tuple[Term, ...]]:
    folded = fold_text(chunk)
    if exact:
        if folded:
            yield (Term(folded, exact=True),)
        return
    done = 0
    for match in _NUMBERED.finditer(folded):  # document numbers count as one thing in every bracket form
        start = match.start() if match.start() == done else match.start("core")
        yield from _loose(folded[done:start])
        yield tuple(Term(form, exact=True) for form in _forms(folded[start : match.end()]))
        done = match.end()
    yield from _loose(folded[done:])


def _forms(number: str) -> tuple[str, ...]:
    """A document number with and without 第, the form that was typed first."""
    match = _ORDINAL.search(number)
    if match is None:
        return (number,)
    other = f"{number[: match.end(1)]}{'' if match[2] else '第'}{number[match.end() :]}"
    return (number, other)


def _loose(text: str) -> Iterator[tuple[Term, ...]]:
    """Punctuation around words is no part of what is looked for."""
    text = text.strip(_STRAY + "-") if text.strip(_STRAY + "-").isalnum() else text.strip(_STRAY)
    if any(char.isalnum() for char in text):
        yield (Term(text),)


def _add_any(reading: _Reading, alternatives: tuple[Term, ...], *, negative: bool) -> None:
    for number, term in enumerate(alternatives):
        reading.joined = reading.joined or number > 0
        _add(reading, term, negative=negative)


def _add(reading: _Reading, term: Term, *, negative: bool) -> None:
    last = reading.clauses[-1] if reading.clauses else None
    joined, reading.joined = reading.joined, False
    if joined and last is not None and last.negative == negative:
        if term not in last.alternatives and len(last.alternatives) < MAX_ALTERNATIVES:
            reading.clauses[-1] = Clause((*last.alternatives, term), negative)
        return
    clause = Clause((term,), negative)
    if clause not in reading.clauses:
        reading.clauses.append(clause)


def _filters(found: dict[str, list[str]]) -> Filters:
    def values(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(found.get(name, ())))

    return Filters(
        entities=values("entities"),
        years=tuple(int(year) for year in values("years")),
        doctypes=values("doctypes"),
        states=values("states"),
        qualities=values("qualities"),
        documents=values("documents"),
    )

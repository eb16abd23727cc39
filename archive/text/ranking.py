"""How pages are ordered, the same in every engine.

A score is a sum of whole numbers, one for each thing of the query that a page has, so that it is the
same to the last digit wherever it is added up; it uses only statistics of the pages in scope, so that
papers which the asker may not see change nothing. What counts: distinct pairs of neighbouring
characters and single characters, weighed by rarity, again when they come twice and four times, whole
phrases, the title; then the page's length, and what else of the same document was found.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from typing import Protocol

from archive.text.query import Parsed, Term

SHORT = 6
"""Loose text of up to so many characters, or runs of Latin letters and digits, must stand there as it is."""

_RUN = re.compile(r"[0-9a-z.,%()/+-]+")

_UNIT = 64
ENOUGH_PAIRS = 16
"""So many pairs of a question are looked for in any case, as far as they stand anywhere, the rarest first ..."""
_MAX_PAIRS = 40
_PAIR_PAGES = 0.6
"""... and more only while all of them together stand on fewer pages than this share."""
_MAX_SINGLES = 16
_SINGLE = 0.5
_AGAIN = 0.3
_OFTEN = 0.3
_ASKING = 0.5
_PHRASE = 0.5
_LONGEST_PHRASE = 64
_SATURATION = 1.2
_LENGTH = 0.5
_CONTEXT = 0.8
_CONTEXT_PAGES = 20
AVERAGES = (125, 250, 500, 1000, 2000)
"""Usual page lengths for which engines keep `shortness`, to choose candidates before the exact one is known."""

_QUESTION_WORDS = [
    "什么",
    "怎么",
    "怎样",
    "如何",
    "哪些",
    "哪个",
    "哪里",
    "哪种",
    "多少",
    "多久",
    "多长",
    "是否",
    "能否",
    "可否",
    "可以",
    "应该",
    "怎么办",
    "请问",
    "需要",
    "有没有",
    "为什么",
    "的话",
    "时候",
    "一个",
    "没有",
    "我们",
    "他们",
    "自己",
    "这个",
    "那个",
    "如果",
    "因为",
    "所以",
]
_ASKING_PAIRS = frozenset(word[at : at + 2] for word in _QUESTION_WORDS for at in range(len(word) - 1))
_ASKING_SINGLES = frozenset("吗呢么啊吧谁哪怎几请问的了是我你他她它这那有没能会要")
CANDIDATES = 1000
"""So many best pages are weighed together with the rest of their document."""

Field = str
"""text, title, number: characters with positions; pairs; again, often: repeated pairs."""


class Statistics(Protocol):
    """Counts over the pages that the asker may see."""

    pages: int
    average: float
    """Mean number of folded characters on a page."""

    def frequency(self, field: Field, token: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Feature:
    """A page that has *token* in *field* earns *weight*. `phrase` = a run of characters in that order."""

    field: Field
    token: str
    weight: int
    phrase: bool = False


def repeated(folded: str) -> tuple[str, str]:
    """The pairs that stand at least twice, and at least four times, on a page, parted by blanks."""
    if len(folded) < 3:
        return "", ""
    import numpy as np

    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    found = codes[1:].astype("<u8") << 32 | codes[:-1]  # each pair is one number
    if " " in folded:
        blank = codes == ord(" ")
        found = found[~(blank[1:] | blank[:-1])]
    found.sort()

    def joined(least: int) -> str:
        last = found[least - 1 :]
        kept = last[last == found[: len(last)]]
        is_first = np.ones(len(kept), dtype=bool)
        np.not_equal(kept[1:], kept[:-1], out=is_first[1:])
        rows = np.full((np.count_nonzero(is_first), 3), ord(" "), dtype="<u4")
        rows[:, :2] = kept[is_first].view("<u4").reshape(-1, 2)
        return rows.tobytes()[:-4].decode("utf-32-le", "surrogatepass")

    return joined(2), joined(4)


def pairs(text: str) -> list[str]:
    """Distinct neighbouring characters of one word or run of Chinese, in order."""
    found = (text[at : at + 2] for at in range(len(text) - 1))
    return list(dict.fromkeys(pair for pair in found if pair[0].isalnum() and pair[1].isalnum()))


def singles(text: str) -> list[str]:
    return list(dict.fromkeys(char for char in text if char.isalnum()))


def is_short(term: Term) -> bool:
    """Whether loose text is looked for as it stands: a short word, a number, a code."""
    return not term.exact and len(_RUN.sub("x", term.text)) <= SHORT


def tokens(parsed: Parsed) -> list[tuple[Field, str]]:
    """Everything whose frequency `features` will ask for, so that an engine far away is asked once."""
    found: dict[tuple[Field, str], None] = {}
    for term in parsed.positive:
        found |= dict.fromkeys(("pairs", pair) for pair in pairs(term.text))
        found |= dict.fromkeys(("text", char) for char in singles(term.text))
    return list(found)


def rarity(statistics: Statistics, field: Field, token: str) -> float:
    count = statistics.frequency(field, token)
    return math.log(1 + (statistics.pages - count + 0.5) / (count + 0.5))


def features(parsed: Parsed, statistics: Statistics, *, strict: bool = False) -> tuple[int, list[Feature]]:
    """What every page earns, and everything that earns a page more, as much as an engine adds up quickly.

    What a *strict* reading demands is on every page and need not be looked for again.
    """
    text = [term for term in parsed.positive if term.where == "text"]
    given = _demanded(parsed) if strict else frozenset()
    open_ones = [term for term in text if term not in given]
    found = (
        *_of_pairs([pair for term in open_ones for pair in pairs(term.text)], statistics, once=True),
        *_of_pairs([pair for term in text for pair in pairs(term.text)], statistics, once=False),
        *_of_singles([char for term in open_ones for char in singles(term.text)], statistics),
        *(feature for term in text for feature in _of_phrase(term, statistics, demanded=term in given)),
    )
    demanded = (pair for term in given for pair in pairs(term.text) or singles(term.text))
    base = _UNIT + sum(
        _weight(rarity(statistics, "pairs" if len(token) > 1 else "text", token)) for token in set(demanded)
    )
    return base, [feature for feature in dict.fromkeys(found) if feature.weight > 0]


def _demanded(parsed: Parsed) -> frozenset[Term]:
    alone = (c.alternatives[0] for c in parsed.clauses if not c.negative and len(c.alternatives) == 1)
    return frozenset(term for term in alone if term.exact or is_short(term))


def _weight(value: float) -> int:
    return round(_UNIT * value)


def _rarest(
    tokens: Iterable[str], field: Field, asking: frozenset[str], statistics: Statistics
) -> list[tuple[float, str]]:
    """Distinct tokens that stand anywhere by what they are worth; words of asking say little about the answer."""
    worth = (
        (rarity(statistics, field, token) * (_ASKING if token in asking else 1.0), token)
        for token in dict.fromkeys(tokens)
        if statistics.frequency(field, token)
    )
    return sorted(worth, reverse=True)


def telling(pairs: Iterable[str], statistics: Statistics) -> list[str]:
    """The pairs that say most about which pages are meant; frequent ones cost most time and say least."""
    return [pair for _, pair in _telling(pairs, statistics)]


def _telling(pairs: Iterable[str], statistics: Statistics) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    seen = 0
    for worth, pair in _rarest(pairs, "pairs", _ASKING_PAIRS, statistics)[:_MAX_PAIRS]:
        seen += statistics.frequency("pairs", pair)
        if len(found) >= ENOUGH_PAIRS and seen > _PAIR_PAGES * statistics.pages:
            break
        found.append((worth, pair))
    return found


def _of_pairs(tokens: Iterable[str], statistics: Statistics, *, once: bool) -> list[Feature]:
    rarest = _telling(tokens, statistics)
    if once:
        return [Feature("pairs", token, _weight(value)) for value, token in rarest]
    return [
        feature
        for value, token in rarest
        for feature in (
            Feature("again", token, _weight(value * _AGAIN)),
            Feature("often", token, _weight(value * _OFTEN)),
        )
    ]


def _of_singles(tokens: Iterable[str], statistics: Statistics) -> list[Feature]:
    rarest = _rarest(tokens, "text", _ASKING_SINGLES, statistics)[:_MAX_SINGLES]
    return [Feature("text", token, _weight(value * _SINGLE)) for value, token in rarest]


def _of_phrase(term: Term, statistics: Statistics, *, demanded: bool) -> Iterator[Feature]:
    """A run found as it was typed, on the page or in the title, says more than its pairs."""
    if not 1 < len(term.text) <= _LONGEST_PHRASE:
        return
    weight = _weight(_PHRASE * sum(rarity(statistics, "pairs", pair) for pair in pairs(term.text)))
    if not demanded:
        yield Feature("text", term.text, weight, phrase=True)
    if term.exact or is_short(term):
        yield Feature("title", term.text, weight, phrase=True)


@lru_cache(maxsize=2**15)
def shortness(length: float, average: float) -> float:
    """Factor by which a page of *length* characters counts; long pages have everything somewhere."""
    relative = length / average if average > 0 else 1.0
    return 1.0 / (1.0 + _SATURATION * (1.0 - _LENGTH + _LENGTH * relative))


@lru_cache(maxsize=2**15)
def usual_factor(length: int, average: float) -> float:
    """`shortness` as engines keep it, at least 1: pages of eight times the average count like any longer one."""
    return max(1.0, shortness(length, average) / shortness(8, 1.0))


def usual_average(average: float) -> int:
    """The kept average that comes nearest."""
    return min(AVERAGES, key=lambda usual: abs(math.log(usual / max(average, 1.0))))


def weighed(
    scores: Sequence[float], sizes: Sequence[int], documents: Sequence[Hashable], average: float
) -> list[float]:
    """Judge an engine's hits, best first, by the average length in scope and by the rest of their documents.

    *scores* are sums of weights times `usual_factor`; what follows the candidates never outranks them.
    """
    usual = usual_average(average)
    factors = [usual_factor(size, usual) for size in sizes]
    sums = [round(score / factor) for score, factor in zip(scores, factors, strict=True)]
    judged = [
        (whole * shortness(size, average), document)
        for whole, size, document in zip(sums[:CANDIDATES], sizes, documents, strict=False)
    ]
    lifted = with_context(judged)
    rest = [whole * factor for whole, factor in zip(sums[CANDIDATES:], factors[CANDIDATES:], strict=True)]
    scale = min(lifted) / rest[0] if rest and rest[0] else 0.0
    return lifted + [round(score * scale, 4) for score in rest]


def with_context(scores: Sequence[tuple[float, Hashable]]) -> list[float]:
    """Page scores in order, each raised by the best pages of its document; pairs of score and document."""
    by_document: dict[Hashable, list[float]] = defaultdict(list)
    for score, document in scores:
        by_document[document].append(score)
    lift = {
        document: _CONTEXT / _CONTEXT_PAGES * math.fsum(_best(found))
        for document, found in by_document.items()
    }
    return [round(score + lift[document], 4) for score, document in scores]


def _best(found: list[float]) -> list[float]:
    return found if len(found) <= _CONTEXT_PAGES else nlargest(_CONTEXT_PAGES, found)

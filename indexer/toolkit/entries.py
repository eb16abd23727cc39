"""What every search engine keeps of a page, whatever its own way of keeping."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from archive.domain.search import IndexPage
from archive.text import ranking
from archive.text.folding import fold_text

FACETS = ("entity", "year", "doctype", "state", "quality")
_NUMBER = re.compile(r"[0-9]+")
_PART = "\x1f"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page, folded and counted."""

    document: str
    page: int
    text: str
    title: str
    number: str
    again: str
    often: str
    facets: dict[str, str]
    key: int
    """A number for each document that fits into a column of an index."""
    order: int
    """By document number and page."""
    newest: int
    """By date, the newest highest, then by document and page."""
    offers: tuple[str, ...]
    """Suggestions, each behind the folded text that calls it up; on the first page of a document only."""

    @property
    def factors(self) -> dict[str, float]:
        """What an engine multiplies a score by, for each usual page length."""
        size = len(self.text)
        return {f"shortness_{usual}": ranking.usual_factor(size, usual) for usual in ranking.AVERAGES}


def entry(page: IndexPage, *, first: bool) -> Entry:
    text = fold_text(page.text)
    again, often = ranking.repeated(text)
    order, newest = _places(page)
    known = ((name, getattr(page, name)) for name in FACETS)
    return Entry(
        document=page.document,
        page=page.page,
        text=text,
        title=fold_text(f"{page.title} {page.number}"),
        number=fold_text(page.number),
        again=again,
        often=often,
        facets={name: str(value) for name, value in known if value is not None and value != ""},
        key=document_key(page.document),
        order=order,
        newest=newest,
        offers=tuple(_offers(page)) if first else (),
    )


def document_key(document: str) -> int:
    return int.from_bytes(blake2b(document.encode("utf-8", "surrogatepass"), digest_size=7).digest())


def _places(page: IndexPage) -> tuple[int, int]:
    numbers = _NUMBER.findall(page.document)
    number = int(numbers[-1]) % 2**32 if numbers else 0
    tail = document_key(page.document) % 2**11
    order = (number << 31) | (tail << 20) | min(page.page, 2**20 - 1)
    day = int(re.sub("[^0-9]", "", page.date or "")[:8] or (page.year or 0) * 10_000)
    newest = (min(day, 99_999_999) << 36) | (2**36 - 1 - (number % 2**24 << 12 | min(page.page, 2**12 - 1)))
    return order, newest


def page_of(order: int) -> int:
    """The page that has this place in the order of documents."""
    return order % 2**20


def _offers(page: IndexPage) -> Iterator[str]:
    """Title, document number and the words of the title."""
    offers = [page.title, page.number, *_words(page.title)]
    for offer in dict.fromkeys(text.strip() for text in offers):
        folded = fold_text(offer)
        if 1 < len(folded) <= 120:
            yield f"{folded}{_PART}{offer}"
    folded = fold_text(page.title)
    for at in _word_starts(folded)[1:12]:
        yield f"{folded[at:][:120]}{_PART}{page.title.strip()}"


def _words(text: str) -> list[str]:
    import rjieba

    return [word for word in rjieba.cut(text) if len(word) > 1 and word.isalnum()] if text else []


def _word_starts(text: str) -> list[int]:
    import rjieba

    starts, at = [], 0
    for word in rjieba.cut(text):
        starts.append(at)
        at += len(word)
    return starts


def best_offers(found: Iterable[tuple[str, int]], limit: int) -> tuple[str, ...]:
    """The suggestions behind the tokens that were found, those of most papers first, then the shorter."""
    counts: dict[str, int] = {}
    for token, count in found:
        offer = token.rpartition(_PART)[2]
        counts[offer] = max(counts.get(offer, 0), count)
    return tuple(sorted(counts, key=lambda offer: (-counts[offer], len(offer), offer))[:limit])

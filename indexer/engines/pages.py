"""How a page lies in the embedded index: characters with positions, pairs, and what is filtered by."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import tantivy

from archive.domain.search import IndexPage
from archive.text import ranking
from archive.text.folding import fold_text

FACETS = ("entity", "year", "doctype", "state", "quality")
_NUMBER = re.compile(r"[0-9]+")
_PART = "\x1f"


def schema() -> tantivy.Schema:
    """Only document and page are stored: the text itself lives in the database."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("document", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("page", stored=True)
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("text", "title", "number"):
        builder.add_text_field(name, tokenizer_name="characters", index_option="position")
    builder.add_text_field("pairs", tokenizer_name="pairs", index_option="basic")
    for name in ("again", "often"):
        builder.add_text_field(name, tokenizer_name="blanks", index_option="basic")
    builder.add_text_field("suggest", tokenizer_name="raw", index_option="basic")
    for name in ("key", "size", "order", "newest"):
        builder.add_unsigned_field(name, fast=True)
    for average in ranking.AVERAGES:
        builder.add_float_field(f"shortness_{average}", fast=True)
    return builder.build()


def create(path: Path) -> tantivy.Index:
    return prepared(tantivy.Index(schema(), str(path)))


def opened(path: Path) -> tantivy.Index:
    return prepared(tantivy.Index.open(str(path)))


def prepared(index: tantivy.Index) -> tantivy.Index:
    for name, tokenizer in (
        ("characters", tantivy.Tokenizer.regex("(?s).")),
        ("pairs", tantivy.Tokenizer.ngram(2, 2)),
        ("blanks", tantivy.Tokenizer.whitespace()),
    ):
        index.register_tokenizer(name, tantivy.TextAnalyzerBuilder(tokenizer).build())
    index.config_reader("manual")
    return index


def row(page: IndexPage, *, first: bool) -> tantivy.Document:
    """The page as the index keeps it; *first* pages also carry the document's suggestions."""
    text = fold_text(page.text)
    title = fold_text(f"{page.title} {page.number}")
    again, often = ranking.repeated(text)
    order, newest = _places(page)
    row = tantivy.Document()
    row.add_text("document", page.document)
    row.add_unsigned("page", page.page)
    for name in ("text", "pairs"):
        row.add_text(name, text)
    row.add_text("title", title)
    row.add_text("number", fold_text(page.number))
    row.add_text("again", again)
    row.add_text("often", often)
    for name in FACETS:
        value = getattr(page, name)
        if value is not None and value != "":
            row.add_text(name, str(value))
    row.add_unsigned("key", document_key(page.document))
    row.add_unsigned("size", len(text))
    row.add_unsigned("order", order)
    row.add_unsigned("newest", newest)
    for average in ranking.AVERAGES:
        row.add_float(f"shortness_{average}", _as_weight(ranking.usual_factor(len(text), average)))
    if first:
        for offer in _offers(page):
            row.add_text("suggest", offer)
    return row


def _as_weight(factor: float) -> float:
    """The engine multiplies a score by log2(2 + weight)."""
    return math.exp2(factor) - 2.0


def document_key(document: str) -> int:
    """A number for each document that fits into a column of the index."""
    return int.from_bytes(blake2b(document.encode("utf-8", "surrogatepass"), digest_size=7).digest())


def _places(page: IndexPage) -> tuple[int, int]:
    """Sort keys: by document number and page; by date, the newest highest, then by document and page."""
    numbers = _NUMBER.findall(page.document)
    number = int(numbers[-1]) % 2**32 if numbers else 0
    tail = document_key(page.document) % 2**11
    order = (number << 31) | (tail << 20) | min(page.page, 2**20 - 1)
    day = int(re.sub("[^0-9]", "", page.date or "")[:8] or (page.year or 0) * 10_000)
    newest = (min(day, 99_999_999) << 36) | (2**36 - 1 - (number % 2**24 << 12 | min(page.page, 2**12 - 1)))
    return order, newest


def _offers(page: IndexPage) -> Iterator[str]:
    """Title, document number and the words of the title, each behind the folded text that calls it up."""
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


def offered(token: str) -> str:
    """The suggestion that a token of the suggest field stands for."""
    return token.rpartition(_PART)[2]

"""How a page lies in the embedded index: characters with positions, pairs, and what is filtered by."""

from __future__ import annotations

import math
from pathlib import Path

import tantivy

from archive.domain.search import IndexPage
from archive.text import ranking
from indexer.toolkit.entries import FACETS, entry


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
    found = entry(page, first=first)
    row = tantivy.Document()
    row.add_text("document", found.document)
    row.add_unsigned("page", found.page)
    for name, text in (("text", found.text), ("pairs", found.text), ("title", found.title)):
        row.add_text(name, text)
    for name in ("number", "again", "often"):
        row.add_text(name, getattr(found, name))
    for name, value in found.facets.items():
        row.add_text(name, value)
    row.add_unsigned("size", len(found.text))
    for name in ("key", "order", "newest"):
        row.add_unsigned(name, getattr(found, name))
    for name, factor in found.factors.items():
        row.add_float(name, math.exp2(factor) - 2.0)  # the engine multiplies a score by log2(2 + weight)
    for offer in found.offers:
        row.add_text("suggest", offer)
    return row

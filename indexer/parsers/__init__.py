"""The parsers, one module a family, and the one place that chooses among them."""

from __future__ import annotations

from indexer.parsers.reading import PARSERS, page_image, parse_file

__all__ = ["PARSERS", "page_image", "parse_file"]

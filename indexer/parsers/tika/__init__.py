"""Formats that no parser of ours knows, read with a Tika server: asked by us, its answer read behind the walls."""

from __future__ import annotations

from indexer.parsers.tika.reading import ANSWERS, TikaReader
from indexer.parsers.tika.server import TikaServer

__all__ = ["ANSWERS", "TikaReader", "TikaServer"]

"""Text as people write it, made comparable; queries understood; passages shown. Pure functions."""

from archive.text.folding import Folded, fold, fold_text
from archive.text.mojibake import garbled_share, garbled_spots
from archive.text.query import Parsed, parse
from archive.text.snippets import boxes, marks, snippet

__all__ = [
    "Folded",
    "Parsed",
    "boxes",
    "fold",
    "fold_text",
    "garbled_share",
    "garbled_spots",
    "marks",
    "parse",
    "snippet",
]

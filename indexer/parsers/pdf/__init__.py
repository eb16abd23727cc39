"""PDF: the text layer with the place of every character, ruled tables, and recognition where text is missing."""

from indexer.parsers.pdf.parser import PdfParser

__all__ = ["PdfParser"]

"""Reports as files: one renderer a format."""

from __future__ import annotations

from collections.abc import Callable

from archive.domain.report import Report
from archive.reports.html import render_html
from archive.reports.pdf import render_pdf
from archive.reports.word import render_docx
from archive.reports.workbook import render_xlsx

RENDERERS: dict[str, Callable[[Report], bytes]] = {
    "xlsx": render_xlsx,
    "docx": render_docx,
    "html": render_html,
    "pdf": render_pdf,
}

__all__ = ["RENDERERS", "render_docx", "render_html", "render_pdf", "render_xlsx"]

"""PDF: A4 landscape with embedded Chinese font, set by typst; texts are passed as strings, never as markup."""

from __future__ import annotations

from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from archive.domain.report import Grid, Piece, Report
from archive.reports.colours import STATE_COLOURS

FONT = Path(pylopdf_fonts_zh_cn.sans_path())
_STYLE = """
#set page(paper: "a4", flipped: true, margin: 12mm, numbering: "1 / 1")
#set text(font: "Noto Sans SC", size: 9pt, lang: "zh", fill: rgb("#1c2430"))
#set par(leading: 0.55em)
#set table(stroke: 0.5pt + rgb("#c9d1da"), inset: 3.5pt, fill: (_, y) => if y == 0 { rgb("#e8edf3") })
#show link: set text(fill: rgb("#1f4e8c"))
#show heading.where(level: 1): set text(size: 15pt)
#show heading.where(level: 2): set text(size: 11pt)
"""


def render_pdf(report: Report) -> bytes:
    parts = [
        f"#set document(title: {_string(report.title)})",
        _STYLE,
        f"#heading(level: 1, {_string(report.title)})",
        *(f"#block(spacing: 0.5em, text(fill: rgb(85, 85, 102), {_string(line)}))" for line in report.facts),
    ]
    for section in report.sections:
        parts.append(f"#heading(level: 2, {_string(section.title)})")
        parts += [f"#par({_string(line)})" for line in section.paragraphs]
        if section.grid is not None:
            parts.append(_table(section.grid))
    source = "\n".join(parts).encode("utf-8", "replace")
    made = typst.Compiler(font_paths=[str(FONT.parent)], ignore_system_fonts=True).compile(source)
    assert isinstance(made, bytes)  # one document, not one picture a page
    return made


def _table(grid: Grid) -> str:
    columns = ", ".join(f"{width}fr" for width in grid.widths)
    heads = ", ".join(f"strong({_string(head)})" for head in grid.heads)
    cells = ", ".join(_cell(piece) for row in grid.rows for piece in row)
    return f"#table(columns: ({columns},), table.header({heads}), {cells})"


def _cell(piece: Piece) -> str:
    body = f"text({_string(piece.text)})"
    if piece.state in STATE_COLOURS:
        body = f'text(weight: 700, fill: rgb("#{STATE_COLOURS[piece.state]}"), {_string(piece.text)})'
    if piece.link is not None:
        body = f"link({_string(piece.link)}, {body})"
    return f"align(right, {body})" if piece.number is not None else body


def _string(text: str) -> str:
    """A typst string literal; lone surrogates and control characters of odd file names become a box."""
    clean = "".join(
        c if c in "\n\t" or (c.isprintable() and not 0xD800 <= ord(c) < 0xE000) else "□" for c in text
    )
    escaped = clean.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'

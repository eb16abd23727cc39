"""PDF through typst: official layout with red head, ruled tables and drawn seals."""

from __future__ import annotations

import functools
import importlib.resources
from pathlib import Path

import typst

from webui.demo.paper import Block, Break, Grid, Line, Paper, Picture, Rule, Seal, shown

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
RED = 'rgb("#c8161d")'
STYLES = {
    "head": "#align(center)[#text(font: sans, size: 26pt, fill: red, weight: 700, tracking: 2pt)[{}]]\n#v(8pt)",
    "number": "#align(center)[#text(size: 14pt)[{}]]",
    "title": "#v(10pt)\n#align(center)[#text(font: sans, size: 18pt)[{}]]\n#v(8pt)",
    "heading": "#par(first-line-indent: (amount: 2em, all: true))[#text(font: sans)[{}]]",
    "body": "#par(first-line-indent: (amount: 2em, all: true), justify: true)[{}]",
    "plain": "#par[{}]",
    "right": "#align(right)[#pad(right: 2em)[{}]]",
    "center": "#align(center)[{}]",
    "small": "#text(size: 9pt)[{}]",
}


def font_folder() -> Path:
    """Where the fonts of the font package lie."""
    return Path(str(importlib.resources.files("pylopdf_fonts_zh_cn")))


@functools.cache
def _fonts() -> typst.Fonts:
    """Only our own fonts: the same bytes on every machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[font_folder()])


def pdf_bytes(paper: Paper, *, size: float = 12, seals: bool = True) -> bytes:
    """The paper as PDF; without *seals* when a stamp is to be put on the scan instead."""
    return bytes(
        typst.compile(
            _source(paper, size, seals).encode(),
            font_paths=_fonts(),
            format="pdf",
            pdf_tags=False,
        )
    )


def _source(paper: Paper, size: float, seals: bool) -> str:
    head = f"header: align(right)[#text(size: 8pt)[{_escape(paper.letterhead)}]]," if paper.letterhead else ""
    lines = [
        f"#set document(date: none, title: {_string(paper.title)})",
        f'#set page(paper: "a4", flipped: {str(paper.landscape).lower()}, numbering: "— 1 —")',
        f"#set page({head} margin: (x: 2.4cm, y: 2.2cm))",
        f'#set text(font: "{SERIF}", size: {size}pt, lang: "zh", region: "cn")',
        "#set par(leading: 0.9em, spacing: 0.9em)",
        f'#let sans = "{SANS}"',
        f"#let red = {RED}",
    ]
    lines.extend(_block(block, seals) for block in paper.blocks)
    return "\n".join(lines)


def _block(block: Block, seals: bool) -> str:
    match block:
        case Line(text, style):
            return STYLES[style].format(_escape(text)) + "\n"
        case Grid():
            return _table(block)
        case Rule():
            return "#line(length: 100%, stroke: 1.6pt + red)\n"
        case Seal(text):
            return _seal(text) if seals else ""
        case Break():
            return "#pagebreak()\n"
        case Picture(scene, stamp):
            return f"#rect(width: 100%, height: 7cm)[{_escape(scene)} {_escape(stamp)}]\n"


def _table(table: Grid) -> str:
    parts = []
    if table.caption:
        parts.append(f"#align(center)[#text(font: sans)[{_escape(table.caption)}]]")
    if table.corner:
        parts.append(f"#align(right)[#text(size: 9pt)[{_escape(table.corner)}]]")
    columns = ", ".join(f"{_weight(table, x)}fr" for x in range(table.width))
    small = 10 if table.width <= 6 else 8.5 if table.width <= 9 else 7.5
    parts.append(f"#text(size: {small}pt)[#table(columns: ({columns},), align: center + horizon, inset: 4pt,")
    for _, _, cell in table.placed():
        spans = f"colspan: {cell.across}, rowspan: {cell.down}"
        parts.append(f"table.cell({spans})[{_escape(shown(cell.value))}],")
    parts.append(")]\n")
    return "\n".join(parts)


def _weight(table: Grid, column: int) -> int:
    widest = max(
        (len(shown(cell.value)) for _, x, cell in table.placed() if x == column and cell.across == 1),
        default=2,
    )
    return min(max(widest, 3), 18)


def _seal(text: str) -> str:
    """A circle with a star, the name along the upper half, laid over the signature."""
    letters = []
    step = min(26.0, 250 / max(len(text) - 1, 1))
    for place, letter in enumerate(text):
        angle = (place - (len(text) - 1) / 2) * step
        letters.append(
            f"place(center + horizon, rotate({angle:.1f}deg, box(height: 3.5cm,"
            f" align(top + center, text(size: 9pt, fill: red)[{_escape(letter)}]))))"
        )
    inner = "; ".join(letters)
    return (
        "#place(right, dx: -1.2cm, dy: -2.6cm, box(width: 4cm, height: 4cm, {"
        "place(center + horizon, circle(radius: 1.95cm, stroke: 1.5pt + red));"
        "place(center + horizon, text(size: 24pt, fill: red, font: sans)[★]); " + inner + "}))\n"
    )


def _escape(text: str) -> str:
    marks = "\\#$*_`<>@[]~=-+/\"'"
    return "".join(f"\\{char}" if char in marks else char for char in text).replace("\n", " \\ ")


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

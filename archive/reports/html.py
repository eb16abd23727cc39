"""HTML: one self-contained page that prints on A4; everything escaped."""

from __future__ import annotations

from html import escape

from archive.domain.report import Grid, Piece, Report
from archive.reports.colours import STATE_COLOURS

_STYLE = """
body{font:14px/1.5 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif;color:#1c2430;
margin:24px auto;max-width:1280px;padding:0 16px}h1{font-size:20px}h2{font-size:16px;margin-top:28px}
.fact{color:#556;margin:2px 0}table{border-collapse:collapse;width:100%;font-size:13px;line-height:1.35}
th,td{border:1px solid #c9d1da;padding:4px 6px;text-align:left;vertical-align:top}th{background:#e8edf3}
td.n{text-align:right;font-variant-numeric:tabular-nums}a{color:#1f4e8c}thead{display:table-header-group}
@media print{body{margin:0;max-width:none}@page{size:A4 landscape;margin:12mm}}
"""


def render_html(report: Report) -> bytes:
    states = "".join(
        f".s-{name}{{color:#{colour};font-weight:600}}" for name, colour in STATE_COLOURS.items()
    )
    parts = [
        "<!doctype html><html lang=zh-CN><meta charset=utf-8>",
        f"<title>{escape(report.title)}</title><style>{_STYLE}{states}</style>",
        f"<h1>{escape(report.title)}</h1>",
        *(f"<p class=fact>{escape(line)}</p>" for line in report.facts),
    ]
    for section in report.sections:
        parts.append(f"<h2>{escape(section.title)}</h2>")
        parts += [f"<p>{escape(line)}</p>" for line in section.paragraphs]
        if section.grid is not None:
            parts.append(_table(section.grid))
    return "".join(parts).encode("utf-8", "replace")


def _table(grid: Grid) -> str:
    total = sum(grid.widths)
    columns = "".join(f'<col style="width:{100 * width / total:.1f}%">' for width in grid.widths)
    heads = "".join(f"<th>{escape(head)}</th>" for head in grid.heads)
    rows = "".join(f"<tr>{''.join(_cell(piece) for piece in row)}</tr>" for row in grid.rows)
    return (
        f"<table><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _cell(piece: Piece) -> str:
    text = escape(piece.text).replace("\n", "<br>")
    if piece.link is not None:
        text = f'<a href="{escape(piece.link, quote=True)}">{text}</a>'
    kind = "n" if piece.number is not None else f"s-{piece.state}" if piece.state in STATE_COLOURS else ""
    return f'<td class="{kind}">{text}</td>' if kind else f"<td>{text}</td>"

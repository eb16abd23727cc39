"""Plain text, web pages, mail with attachments and zip archives with GBK names."""

from __future__ import annotations

import html
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP

from webui.demo.paper import Block, Grid, Line, Paper, Picture, Seal, shown

INDENT = "　　"


def txt_bytes(paper: Paper, encoding: str = "utf-8") -> bytes:
    """The paper as typed text; tables become columns parted by tabs."""
    lines: list[str] = []
    for block in paper.blocks:
        lines.extend(_text_lines(block))
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def _text_lines(block: Block) -> list[str]:
    match block:
        case Line(text, style):
            lead = INDENT if style in {"body", "heading"} else " " * 40 if style == "right" else ""
            return [lead + text]
        case Grid():
            rows = [[""] * block.width for _ in block.rows]
            for y, x, cell in block.placed():
                rows[y][x] = shown(cell.value)
            head = [text for text in (block.caption, block.corner) if text]
            return [*head, *("\t".join(row) for row in rows), ""]
        case Seal(text):
            return [" " * 40 + f"({text}印)"]
        case _:
            return [""]


def html_bytes(paper: Paper, encoding: str = "utf-8") -> bytes:
    """The paper as a saved web page."""
    body = "\n".join(_html_block(block) for block in paper.blocks)
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
        f"<title>{html.escape(paper.title)}</title></head>\n<body>\n{body}\n</body></html>\n"
    )
    return page.encode(encoding)


def _html_block(block: Block) -> str:
    match block:
        case Line(text, style):
            tag = "h1" if style in {"title", "head"} else "p"
            align = (
                "center"
                if style in {"title", "head", "number", "center"}
                else "right"
                if style == "right"
                else "left"
            )
            return f'<{tag} align="{align}">{html.escape(text)}</{tag}>'
        case Grid():
            return _html_table(block)
        case Seal(text):
            return f'<p align="right">（{html.escape(text)}　章）</p>'
        case Picture(scene, stamp):
            return f"<p>[{html.escape(scene)} {html.escape(stamp)}]</p>"
        case _:
            return "<hr>"


def _html_table(table: Grid) -> str:
    parts = [f"<p>{html.escape(text)}</p>" for text in (table.caption, table.corner) if text]
    parts.append('<table border="1">')
    rows: dict[int, list[str]] = {}
    for y, _, cell in table.placed():
        spans = f' colspan="{cell.across}"' * (cell.across > 1) + f' rowspan="{cell.down}"' * (cell.down > 1)
        tag = "th" if y < table.heads else "td"
        rows.setdefault(y, []).append(f"<{tag}{spans}>{html.escape(shown(cell.value))}</{tag}>")
    parts.extend("<tr>" + "".join(rows[y]) + "</tr>" for y in sorted(rows))
    parts.append("</table>")
    return "\n".join(parts)


def eml_bytes(
    sender: str, to: str, subject: str, text: str, date: str, attached: Mapping[str, bytes]
) -> bytes:
    """A mail with attachments; boundary and clock are fixed."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, to, subject, date
    mail["Message-ID"] = f"<{zlib.crc32(subject.encode()):08x}@mail.example>"
    mail.set_content(text)
    for name, data in attached.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    mail.set_boundary(f"----=_Part_{zlib.crc32(text.encode()):08x}")
    return mail.as_bytes()


def zip_bytes(members: Mapping[str, bytes], *, gbk: bool = True) -> bytes:
    """An archive as old Chinese tools packed it: names in GBK, without the UTF-8 flag."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, (name, data) in enumerate(members.items()):
            raw = name.encode("gbk") if gbk else name.encode()
            stand_in = f"{place:04d}".ljust(len(raw), "_") if gbk else name
            info = zipfile.ZipInfo(stand_in, (2009, 1, 12, 9, 30, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return _renamed(buffer.getvalue(), list(members)) if gbk else buffer.getvalue()


def _renamed(packed: bytes, names: list[str]) -> bytes:
    """Put the GBK names where zipfile, which only writes ASCII or UTF-8, left stand-ins of equal length."""
    data = bytearray(packed)
    for place, name in enumerate(names):
        raw = name.encode("gbk")
        stand_in = f"{place:04d}".ljust(len(raw), "_").encode()
        start = 0
        while (found := data.find(stand_in, start)) >= 0:
            length_at = found - 4 if data[found - 30 : found - 26] == b"PK\x03\x04" else found - 18
            if struct.unpack_from("<H", data, length_at)[0] == len(raw):
                data[found : found + len(raw)] = raw
            start = found + 1
    return bytes(data)

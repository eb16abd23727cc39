"""Files of formats that only a Tika server reads: by hand, or by the library inside the server."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

from tests.samples.reading import make, office
from tests.servers import jdk, tika

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(
    f'xmlns:{prefix}="{_OFFICE}{name}:1.0"'
    for prefix, name in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"))
)
_MANIFEST = f"{_OFFICE}manifest:1.0"


def report_rtf() -> bytes:
    """Two paragraphs in GBK, as Chinese Word wrote them."""
    words = "".join(f"\\'{byte:02x}" for byte in "节能自查报告".encode("gbk"))
    return (
        r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}}\f0 "
        + words
        + r"\par 6824.01 tce\line 4.14%\par}"
    ).encode("ascii")


def slides_odp(*, locked: bool = False, words: str = "节能目标") -> bytes:
    """Two slides, the first with a table."""
    box = "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    cells = "".join(
        f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in ("煤", "12.50")
    )
    table = f"<draw:frame><table:table><table:table-row>{cells}</table:table-row></table:table></draw:frame>"
    slides = f"<draw:page>{box.format(words)}{table}</draw:page><draw:page>{box.format('第二张')}</draw:page>"
    body = f"<office:body><office:presentation>{slides}</office:presentation></office:body>"
    key = (
        '<m:file-entry m:full-path="content.xml" m:media-type="text/xml" m:size="100"><m:encryption-data>'
        '<m:algorithm m:algorithm-name="Blowfish CFB"/></m:encryption-data></m:file-entry>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.presentation")
        archive.writestr(
            "content.xml", f"<office:document-content {_SPACES}>{body}</office:document-content>"
        )
        manifest = f'<m:manifest xmlns:m="{_MANIFEST}">{key if locked else ""}</m:manifest>'
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def write_old(folder: Path) -> None:
    """slides.ppt, locked.ppt, picture.ppt and mail.msg, real ones; raise Absent without Java."""
    (folder / "ledger.xlsx").write_bytes(office.ledger_xlsx())
    page = make.render(make.typst_pdf("#set text(size: 18pt)\n节能目标完成情况 1.220 吨标准煤/万元"), 100)
    page.crop((0, 0, 827, 400)).save(folder / "scan.png")
    program = [str(jdk.home(17, "jdk.compiler") / "bin" / "java"), "-cp", str(tika._jar())]
    source = Path(__file__).with_name("Foreign.java")
    subprocess.run([*program, str(source), str(folder)], check=True, capture_output=True, timeout=120)

"""Zip and compound containers made up by hand for the reading tests."""

from __future__ import annotations

import io
import struct
import zipfile


def _zip(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(f'xmlns:{name}="{_OFFICE}{name}:1.0"' for name in ("office", "text", "table", "style"))


def report_odt() -> bytes:
    """Two pages and a table."""
    body = (
        '<office:automatic-styles><style:style style:name="P1" style:family="paragraph">'
        f'<style:paragraph-properties xmlns:fo="{_OFFICE}xsl-fo-compatible:1.0" fo:break-before="page"/></style:style>'
        "</office:automatic-styles><office:body><office:text><text:h>节能自查报告</text:h><table:table>"
        '<table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>合计</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row><table:table-row><table:table-cell><text:p>煤</text:p>"
        "</table:table-cell><table:table-cell><text:p>6824.01</text:p></table:table-cell></table:table-row></table:table>"
        '<text:p text:style-name="P1">第二页<text:s text:c="2"/>末</text:p></office:text></office:body>'
    )
    content = f"<office:document-content {_SPACES}>{body}</office:document-content>"
    return _zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def ledger_ods() -> bytes:
    """One sheet of three cells."""
    row = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>节能量</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="6824.01"><text:p>6824.01</text:p></table:table-cell>'
        "</table:table-row>"
    )
    body = f'<office:body><office:spreadsheet><table:table table:name="台账">{row}</table:table></office:spreadsheet></office:body>'
    content = f'<?xml version="1.0"?><office:document-content {_SPACES}>{body}</office:document-content>'
    manifest = '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return _zip({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def slides_pptx() -> bytes:
    """Two slides."""
    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    slide = "<p:sld {}><a:p><a:r><a:t>节能{}</a:t></a:r></a:p></p:sld>"
    return _zip(
        {
            "[Content_Types].xml": "<Types/>",
            "ppt/presentation.xml": f"<p:presentation {space}/>",
            "ppt/slides/slide1.xml": slide.format(space, "一"),
            "ppt/slides/slide2.xml": slide.format(space, "二"),
        }
    )


def paper_ofd() -> bytes:
    """One page with a heading, a ruled table of two cells, and steps in short form."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'

    def text(x: float, y: float, words: str, steps: str) -> str:
        return (
            f'<ofd:TextObject ID="{int(x * 10 + y)}" Boundary="{x} {y} 80 8" Font="1" Size="5">'
            f'<ofd:TextCode X="0" Y="5" DeltaX="{steps}">{words}</ofd:TextCode></ofd:TextObject>'
        )

    lines = "".join(f"M 0 {y} L 100 {y} " for y in (0, 10)) + "".join(
        f"M {x} 0 L {x} 10 " for x in (0, 50, 100)
    )
    path = f'<ofd:PathObject ID="9" Boundary="20 50 100 10"><ofd:AbbreviatedData>{lines}</ofd:AbbreviatedData></ofd:PathObject>'
    layer = (
        text(20, 20, "节能情况报告", "g 5 5")
        + path
        + text(22, 51, "煤", "5")
        + text(72, 51, "6824.01", "g 6 2.5")
    )
    page = f"<ofd:Page {space}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer>{layer}</ofd:Layer></ofd:Content></ofd:Page>"
    return _zip(
        {
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f'<ofd:Document {space}><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/Pages/Page_0/Content.xml": page,
        }
    )


def compound(names: tuple[str, ...]) -> bytes:
    """An OLE2 container with these streams, all empty."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = bytearray()
    for number, name in enumerate(("Root Entry", *names)):
        entry = bytearray(128)
        raw = name.encode("utf-16-le") + b"\0\0"
        entry[: len(raw)] = raw
        child = 1 if number == 0 and names else 0xFFFFFFFF
        following = number + 1 if 0 < number < len(names) else 0xFFFFFFFF
        struct.pack_into(
            "<HBBIII", entry, 64, len(raw), 5 if number == 0 else 2, 1, 0xFFFFFFFF, following, child
        )
        struct.pack_into("<I", entry, 116, 0xFFFFFFFE)
        directory += entry
    return bytes(header) + table + bytes(directory.ljust(512, b"\0"))

"""Office files: entities, remote parts, bombs inside parts, cells that are code."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import openpyxl

from tests.hostile.images import png
from tests.hostile.kinds import READY, Trap, kind, unreadable, zipped
from tests.samples.reading import office as papers
from tests.samples.reading import packages

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SAYS = "节能工作总结"
DAMAGED = unreadable("damaged")


def word(
    body: str = "", *, head: str = "", parts: Mapping[str, str | bytes] | None = None, more: str = ""
) -> bytes:
    """A docx that says SAYS, then whatever is given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f"{head}<w:document {W} {R} {A} {more}><w:body>{text(SAYS)}{body}</w:body></w:document>",
        )
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def text(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def relations(*items: tuple[str, str, bool]) -> str:
    """Relations of these types to these targets, external or not."""
    mode = {True: 'TargetMode="External"', False: ""}
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{TYPES}/{kind_}" Target="{target}" {mode[outside]}/>'
        for n, (kind_, target, outside) in enumerate(items, 1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


RELS = "word/_rels/document.xml.rels"
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY l0 "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 12))
    + "]>"
)


# -- docx -----------------------------------------------------------------------------------------
@kind("xxe.docx", READY, says=SAYS)
def docx_external_entity(trap: Trap) -> bytes:
    return word(text("&x;"), head=f'<!DOCTYPE d [<!ENTITY x SYSTEM "{trap.file_url}">]>')


@kind("xxe-net.docx", READY, says=SAYS)
def docx_entity_over_the_network(trap: Trap) -> bytes:
    return word(text("&x;"), head=f'<!DOCTYPE d [<!ENTITY x SYSTEM "{trap.url}">]>')


@kind("dtd.docx", READY, says=SAYS)
def docx_external_definition(trap: Trap) -> bytes:
    return word(head=f'<!DOCTYPE d SYSTEM "{trap.url}">')


@kind("parameter.docx", READY, says=SAYS)
def docx_parameter_entity(trap: Trap) -> bytes:
    return word(head=f'<!DOCTYPE d [<!ENTITY % p SYSTEM "{trap.url}"> %p;]>')


@kind("include.docx", READY, says=SAYS)
def docx_xinclude(trap: Trap) -> bytes:
    more = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
    return word(f'<xi:include href="{trap.file_url}" parse="text"/>', more=more)


@kind("template.docx", READY, says=SAYS)
def docx_remote_template(trap: Trap) -> bytes:
    parts = {
        RELS: relations(("settings", "settings.xml", False)),
        "word/settings.xml": f'<w:settings {W} {R}><w:attachedTemplate r:id="rId1"/></w:settings>',
        "word/_rels/settings.xml.rels": relations(("attachedTemplate", trap.url, True)),
    }
    return word(parts=parts)


@kind("remote-image.docx", READY, says=SAYS)
def docx_remote_image(trap: Trap) -> bytes:
    body = '<w:p><w:r><w:drawing><a:blip r:link="rId1"/><a:blip r:embed="rId2"/></w:drawing></w:r></w:p>'
    return word(body, parts={RELS: relations(("image", trap.url, True), ("image", trap.file_url, True))})


@kind("climbing.docx", READY, says=SAYS)
def docx_part_outside(trap: Trap) -> bytes:
    body = '<w:p><w:r><w:drawing><a:blip r:embed="rId1"/></w:drawing></w:r></w:p>'
    return word(body, parts={RELS: relations(("image", "../../../../../../.." + trap.file, False))})


@kind("frame.docx", READY, says=SAYS)
def docx_frames_and_fields(trap: Trap) -> bytes:
    body = (
        f'<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"</w:instrText></w:r></w:p>'
        f'<w:p><w:fldSimple w:instr="INCLUDEPICTURE {trap.url}"><w:r><w:t>图</w:t></w:r></w:fldSimple></w:p>'
    )
    parts = {
        RELS: relations(
            ("frame", trap.url, True), ("oleObject", trap.url, True), ("subDocument", trap.url, True)
        )
    }
    return word(body, parts=parts)


@kind("macro.docx", READY, says=SAYS)
def docx_with_macros(_: Trap) -> bytes:
    return word(parts={"word/vbaProject.bin": packages.compound(("VBA",))})


@kind("laughs.docx", DAMAGED)
def docx_billion_laughs(_: Trap) -> bytes:
    return word(text("&l11;"), head=LAUGHS)


@kind("quadratic.docx", DAMAGED)
def docx_quadratic_entities(_: Trap) -> bytes:
    return word(text("&a;" * 20_000), head='<!DOCTYPE d [<!ENTITY a "' + "x" * 20_000 + '">]>')


@kind("attribute.docx", READY, says=SAYS)
def docx_attribute_of_nine_megabytes(_: Trap) -> bytes:
    return word("<w:p w:rsidR='" + "A" * 9_000_000 + "'/>")


@kind("attribute2.docx", DAMAGED)
def docx_attribute_of_twelve_megabytes(_: Trap) -> bytes:
    return word("<w:p w:rsidR='" + "A" * 12_000_000 + "'/>")


@kind("attributes.docx", READY, says=SAYS)
def docx_a_hundred_thousand_attributes(_: Trap) -> bytes:
    attributes = " ".join(f'a{n}="1"' for n in range(100_000))
    return word(f"<w:p {attributes}/>")


@kind("deep.docx", DAMAGED)
def docx_thousands_of_nested_tags(_: Trap) -> bytes:
    return word("<w:sdt>" * 30_000 + "</w:sdt>" * 30_000)


@kind("deeper.docx", DAMAGED, campaign=True)
def docx_a_million_nested_tags(_: Trap) -> bytes:
    return word("<w:sdt>" * 1_000_000 + "</w:sdt>" * 1_000_000)


def _tables(depth: int) -> bytes:
    return word("<w:tbl><w:tr><w:tc>" * depth + text("内") + "</w:tc></w:tr></w:tbl>" * depth)


@kind("tables.docx", READY, says=SAYS)
def docx_tables_in_tables(_: Trap) -> bytes:
    return _tables(10)


@kind("more-tables.docx", DAMAGED)
def docx_sixty_tables_deep(_: Trap) -> bytes:
    return _tables(60)


@kind("span.docx", READY, says=SAYS)
def docx_absurd_spans(_: Trap) -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>' + text("一") + "</w:tc>"
    return word(f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>")


@kind("part-bomb.docx", unreadable("out_of_memory"))
def docx_part_bomb(_: Trap) -> bytes:
    """A declared part of more than a gigabyte; nobody unfolds it to find out."""
    import struct

    data = bytearray(word())
    place = data.index(b"PK\1\2", data.index(b"PK\1\2") + 4)
    struct.pack_into("<I", data, place + 24, 0x7FFFFFFF)
    return bytes(data)


@kind("text-bomb.docx", unreadable("out_of_memory"), campaign=True)
def docx_text_bomb(_: Trap) -> bytes:
    return word(text("节能" * 60) * 3_000_000)


@kind("no-main.docx", DAMAGED)
def docx_without_its_main_part(_: Trap) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/styles.xml": b"<a/>"})


@kind("cut.docx", DAMAGED)
def docx_truncated(_: Trap) -> bytes:
    return papers.report_docx()[:-3000]


@kind("not-xml.docx", DAMAGED)
def docx_of_garbage(_: Trap) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": bytes(range(256)) * 9})


@kind("self.docx", READY, says=SAYS)
def docx_relations_in_a_circle(_: Trap) -> bytes:
    parts = {RELS: relations(("header", "document.xml", False), ("footnotes", "document.xml", False))}
    return word('<w:sectPr><w:headerReference r:id="rId1"/></w:sectPr>', parts=parts)


@kind("giant-image.docx", READY, says=SAYS, note="unread_picture")
def docx_giant_image(_: Trap) -> bytes:
    body = '<w:p><w:r><w:drawing><a:blip r:embed="rId1"/></w:drawing></w:r></w:p>'
    parts = {RELS: relations(("image", "media/a.png", False)), "word/media/a.png": png(60_000, 60_000, b"")}
    return word(body, parts=parts)


@kind("script.docx", READY, says="<script>alert(1)</script>")
def docx_script_as_text(_: Trap) -> bytes:
    return word(text("&lt;script&gt;alert(1)&lt;/script&gt;") * 2)


@kind("report.pdf", READY, says=SAYS, note="renamed")
def docx_named_pdf(_: Trap) -> bytes:
    return word(text("改名"))


# -- xlsx -----------------------------------------------------------------------------------------
def book(
    sheet: str, *, words: str = "", parts: Mapping[str, str | bytes] | None = None, names: str = ""
) -> bytes:
    """A workbook whose one sheet has this body."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    listed = names or '<sheet name="台账" sheetId="1" r:id="rId1"/>'
    everything: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{main}" {R}><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml", False), ("sharedStrings", "sharedStrings.xml", False)
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{sheet}</worksheet>',
    }
    if words:
        everything["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{words}</sst>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**everything, **(parts or {})}.items():
            archive.writestr(name, data)
    return out.getvalue()


def rows(*cells: str) -> str:
    first = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{SAYS}</t></is></c></row>'
    return f"<sheetData>{first}{''.join(cells)}</sheetData>"


@kind("rows.xlsx", READY, says=SAYS)
def xlsx_two_hundred_thousand_empty_rows(_: Trap) -> bytes:
    return book(rows(*(f'<row r="{n}"/>' for n in range(2, 200_000))))


@kind("million.xlsx", READY, says=SAYS, campaign=True)
def xlsx_a_million_empty_rows(_: Trap) -> bytes:
    return book(rows(*(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 1_048_577))))


@kind("strings.xlsx", unreadable("out_of_memory"))
def xlsx_shared_string_bomb(_: Trap) -> bytes:
    """One long string in ten thousand cells."""
    cells = (f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 10_002))
    return book(rows(*cells), words=f"<si><t>{'节能' * 250_000}</t></si>")


@kind("numbers.xlsx", READY, says=SAYS)
def xlsx_numbers_of_a_billion_digits(_: Trap) -> bytes:
    values = ("1e999999999", "1E-999999999", "-1e400000000", "NaN", "Infinity", "1e308", "9" * 4000)
    cells = (f'<row r="{n}"><c r="A{n}"><v>{v}</v></c></row>' for n, v in enumerate(values, 2))
    return book(rows(*cells))


@kind("formats.xlsx", READY, says=SAYS)
def xlsx_absurd_number_formats(_: Trap) -> bytes:
    codes = ("0." + "0" * 60_000, "#,##0" * 5_000, '"' * 999, "[" * 999, "yyyy" * 2_000, "?/" + "?" * 5_000)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    quoted = [code.replace('"', "&quot;") for code in codes]
    formats = "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{c}"/>' for n, c in enumerate(quoted))
    uses = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(codes)))
    styles = f'<styleSheet xmlns="{main}"><numFmts>{formats}</numFmts><cellXfs>{uses}</cellXfs></styleSheet>'
    cells = (
        f'<row r="{n + 2}"><c r="A{n + 2}" s="{n}"><v>39448.125</v></c></row>' for n in range(len(codes))
    )
    parts = {
        "xl/styles.xml": styles,
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml", False), ("styles", "styles.xml", False)
        ),
    }
    return book(rows(*cells), parts=parts)


@kind("addresses.xlsx", READY, says=SAYS)
def xlsx_cells_far_outside(_: Trap) -> bytes:
    places = ("ZZZ9999999", "A0", "1A", "XFD1048577", "Ａ１", "A" * 500)
    cells = (f'<row r="{n}"><c r="{p}"><v>{n}</v></c></row>' for n, p in enumerate(places, 2))
    return book(rows(*cells))


@kind("merged.xlsx", READY, says=SAYS)
def xlsx_absurd_merges(_: Trap) -> bytes:
    merges = '<mergeCell ref="A2:XFD1048576"/><mergeCell ref="A3:ZZZ9999999"/><mergeCell ref="B9:A1"/>'
    merges += '<mergeCell ref="A1:C9000"/>' * 2_000
    return book(rows('<row r="2"><c r="A2"><v>1</v></c></row>') + f"<mergeCells>{merges}</mergeCells>")


@kind("hidden.xlsx", READY, says=SAYS)
def xlsx_absurd_columns(_: Trap) -> bytes:
    cols = '<cols><col min="1" max="2000000000" hidden="1"/><col min="-5" max="x" hidden="1"/></cols>'
    return book(cols + rows())


@kind("sheets.xlsx", unreadable("damaged"))
def xlsx_without_sheets(_: Trap) -> bytes:
    return book(rows(), names="<none/>")


@kind("same-sheet.xlsx", READY, says=SAYS)
def xlsx_one_part_many_sheets(_: Trap) -> bytes:
    return book(
        rows(), names="".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 200))
    )


@kind("links.xlsx", READY, says=SAYS)
def xlsx_external_links(trap: Trap) -> bytes:
    parts = {
        "xl/externalLinks/externalLink1.xml": f'<externalLink {R}><externalBook r:id="rId1"/></externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": relations(("externalLinkPath", trap.url, True)),
        "xl/connections.xml": f'<connections><connection><webPr url="{trap.url}"/></connection></connections>',
    }
    cell = f'<row r="2"><c r="A2"><f>WEBSERVICE("{trap.url}")</f><v>0</v></c></row>'
    return book(rows(cell), parts=parts)


@kind("dde.xlsx", READY, says=SAYS)
def xlsx_dde_formula(_: Trap) -> bytes:
    return book(rows('<row r="2"><c r="A2"><f>cmd|\'/C calc\'!A0</f><v>1</v></c></row>'))


@kind("injection.xlsx", READY, says="=HYPERLINK")
def xlsx_text_that_is_a_formula(trap: Trap) -> bytes:
    sheet = openpyxl.Workbook()
    for row, words in enumerate((f'=HYPERLINK("{trap.url}","点这里")', "+1+1", "-2", "@SUM(A1)", "\t=1"), 1):
        sheet.active.cell(row, 1).value = words  # type: ignore[union-attr]
        sheet.active.cell(row, 1).data_type = "s"  # type: ignore[union-attr]
    out = io.BytesIO()
    sheet.save(out)
    return out.getvalue()


@kind("sheetname.xlsx", READY, says=SAYS)
def xlsx_script_as_sheet_name(_: Trap) -> bytes:
    return book(rows(), names='<sheet name="&lt;script&gt;alert(1)&lt;/script&gt;" sheetId="1" r:id="rId1"/>')


@kind("xxe.xlsx", READY, says=SAYS)
def xlsx_external_entity(trap: Trap) -> bytes:
    words = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "{trap.file_url}">]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&x;</t></si></sst>'
    return book(rows('<row r="2"><c r="A2" t="s"><v>0</v></c></row>'), parts={"xl/sharedStrings.xml": words})


@kind("laughs.xlsx", DAMAGED)
def xlsx_billion_laughs(_: Trap) -> bytes:
    words = f'{LAUGHS}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&l11;</t></si></sst>'
    return book(rows('<row r="2"><c r="A2" t="s"><v>0</v></c></row>'), parts={"xl/sharedStrings.xml": words})


@kind("cut.xlsx", DAMAGED)
def xlsx_truncated(_: Trap) -> bytes:
    return papers.ledger_xlsx()[:-1500]


# -- others ---------------------------------------------------------------------------------------
@kind("cut.xls", unreadable("needs_tika"))
def xls_truncated(_: Trap) -> bytes:
    return papers.ledger_xls()[:9000]


@kind("loop.xls", DAMAGED)
def xls_sector_loop(_: Trap) -> bytes:
    """Every sector of the container follows itself."""
    import struct

    data = bytearray(packages.compound(("Workbook",)))
    data[512:1024] = struct.pack("<128I", *range(128))
    return bytes(data)


@kind("empty.xls", DAMAGED)
def xls_without_content(_: Trap) -> bytes:
    return packages.compound(("Workbook",))


@kind("junk.doc", unreadable("needs_tika"))
def ole_junk(_: Trap) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 1500


@kind("old.doc", unreadable("needs_tika"))
def doc_old_word(_: Trap) -> bytes:
    return packages.compound(("WordDocument", "1Table"))


@kind("old.ppt", unreadable("needs_tika"))
def ppt_old_slides(_: Trap) -> bytes:
    return packages.compound(("PowerPoint Document",))


@kind("locked.docx", unreadable("password_protected"))
def office_under_password(_: Trap) -> bytes:
    return packages.compound(("EncryptedPackage", "EncryptionInfo"))


@kind("bad.rtf", unreadable("needs_tika"))
def rtf_with_objects(trap: Trap) -> bytes:
    return (
        b"{\\rtf1{\\*\\template "
        + trap.url.encode()
        + b"}{\\object\\objupdate{\\*\\objdata 0105}}}"
        + b"{" * 9999
    )


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(f'xmlns:{name}="{OFFICE}{name}:1.0"' for name in ("office", "text", "table"))


def open_document(kind_: str, body: str, head: str = "") -> bytes:
    content = (
        f"{head}<office:document-content {SPACES}><office:body>{body}</office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind_}",
        "content.xml": f'<?xml version="1.0"?>{content}',
        "META-INF/manifest.xml": f'<?xml version="1.0"?>{manifest}',
    }
    return zipped({name: data.encode() for name, data in parts.items()})


STRING = 'office:value-type="string"'


def _repeated(rows_: int, columns: int, words: str) -> bytes:
    """One filled row, then one that is repeated."""
    filled = f"<table:table-row><table:table-cell {STRING}><text:p>{SAYS}</text:p></table:table-cell></table:table-row>"
    inner = f"<text:p>{words}</text:p>" if words else ""
    kind_ = STRING if words else ""
    cell = f'<table:table-cell {kind_} table:number-columns-repeated="{columns}">{inner}</table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="{rows_}">{cell}</table:table-row>'
    sheet = f'<table:table table:name="a">{filled}{row}</table:table>'
    return open_document("spreadsheet", f"<office:spreadsheet>{sheet}</office:spreadsheet>")


@kind("emptiness.ods", READY, says=SAYS)
def ods_empty_to_the_last_cell(_: Trap) -> bytes:
    """As honest office programs write it."""
    return _repeated(1_048_575, 16_384, "")


@kind("repeat.ods", DAMAGED)
def ods_repeated_a_billion_times(_: Trap) -> bytes:
    return _repeated(1_000_000_000, 1_000_000_000, "x")


@kind("filled.ods", DAMAGED)
def ods_filled_to_the_last_cell(_: Trap) -> bytes:
    return _repeated(1_048_575, 16_384, "x")


@kind("spaces.odt", READY, says=SAYS)
def odt_a_billion_spaces(_: Trap) -> bytes:
    return open_document(
        "text", f'<office:text><text:p>{SAYS}<text:s text:c="1000000000"/>完</text:p></office:text>'
    )


@kind("xxe.odt", READY, says=SAYS)
def odt_external_entity(trap: Trap) -> bytes:
    head = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{trap.file_url}">]>'
    return open_document("text", f"<office:text><text:p>{SAYS}&x;</text:p></office:text>", head)


def ofd(layer: str, head: str = "", more: Mapping[str, str] | None = None) -> bytes:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    page = (
        f"{head}<ofd:Page {space}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>"
        f"<ofd:Content><ofd:Layer>{ofd_text(SAYS, 'g 5 5')}{layer}</ofd:Layer></ofd:Content></ofd:Page>"
    )
    parts = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document {space}><ofd:CommonData><ofd:TemplatePage ID="9" BaseLoc="Pages/0.xml"/></ofd:CommonData>'
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/0.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/Pages/0.xml": page,
        **(more or {}),
    }
    return zipped({name: data.encode() for name, data in parts.items()})


def ofd_text(words: str, steps: str) -> str:
    return (
        '<ofd:TextObject ID="1" Boundary="20 20 80 8" Font="1" Size="5">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="{steps}">{words}</ofd:TextCode></ofd:TextObject>'
    )


@kind("steps.ofd", READY, says=SAYS)
def ofd_a_billion_steps(_: Trap) -> bytes:
    return ofd(ofd_text("完", "g 1000000000 5") + ofd_text("了", "g -5 nan inf 1e999"))


@kind("template.ofd", READY, says=SAYS)
def ofd_page_is_its_own_template(_: Trap) -> bytes:
    return ofd('<ofd:Template TemplateID="9"/>')


@kind("xxe.ofd", READY, says=SAYS)
def ofd_external_entity(trap: Trap) -> bytes:
    return ofd(ofd_text("&x;", "g 1 1"), head=f'<!DOCTYPE d [<!ENTITY x SYSTEM "{trap.file_url}">]>')


@kind("deep.pptx", DAMAGED)
def pptx_nested_shapes(_: Trap) -> bytes:
    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    slide = f"<p:sld {space}>" + "<p:grpSp>" * 20_000 + "</p:grpSp>" * 20_000 + "</p:sld>"
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "ppt/presentation.xml": f"<p:presentation {space}/>".encode(),
            "ppt/slides/slide1.xml": slide.encode(),
        }
    )

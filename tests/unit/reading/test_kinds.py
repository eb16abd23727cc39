"""What a file is, and how its bytes become characters."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile

import pytest

from indexer.toolkit.charset import clean, decode
from indexer.toolkit.sniff import sniff
from tests.samples.reading import make, office, packages

TEXT = "为了推动全社会节约能源，提高能源利用效率，保护和改善环境，促进经济社会全面协调可持续发展，制定本法。二〇〇八年4.14%\n"
OLD = "為了推動全社會節約能源，提高能源利用效率，保護和改善環境，促進經濟社會全面協調可持續發展，制定本法。\n"


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (make.prose_pdf(), "pdf"),
        (b"\n\n junk before" + make.prose_pdf(), "pdf"),
        (office.report_docx(), "docx"),
        (office.ledger_xlsx(), "xlsx"),
        (office.ledger_xls(), "xls"),
        (packages.paper_ofd(), "ofd"),
        (packages.report_odt(), "odt"),
        (packages.ledger_ods(), "ods"),
        (packages.slides_pptx(), "pptx"),
        (packages.compound(("WordDocument",)), "doc"),
        (packages.compound(("PowerPoint Document",)), "ppt"),
        (packages.compound(("__substg1.0_0037001F",)), "msg"),
        (packages.compound(("EncryptedPackage",)), "office-encrypted"),
        (packages.compound(("Something",)), "ole"),
        (b"{\\rtf1\\ansi x}", "rtf"),
        (_zip(), "zip"),
        (_tar(), "tar"),
        (gzip.compress(b"x", mtime=0), "gz"),
        (b"From: a@b.cn\r\nTo: c@d.cn\r\nSubject: x\r\nDate: today\r\n\r\nbody", "eml"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "html"),
        (b'<?xml version="1.0"?><data/>', "xml"),
        (TEXT.encode(), "txt"),
        (TEXT.encode("gb18030"), "txt"),
        (TEXT.encode("utf-16-le"), "txt"),
        (TEXT.encode("utf-16-be"), "txt"),
        (OLD.encode("big5"), "txt"),
        (bytes(range(256)) * 40, "unknown"),
    ],
)
def test_content_says_what_it_is(tmp_path, data, kind):
    """Whatever its name, a file is what it holds."""
    assert sniff(make.write(tmp_path, "noname", data), "noname").kind == kind


@pytest.mark.parametrize(
    ("data", "name", "renamed"),
    [
        (make.prose_pdf(), "a.jpg", True),
        (make.prose_pdf(), "a.PDF", False),
        (make.prose_pdf(), "扫描件", False),
        (office.ledger_xls(), "a.et", False),
        (office.ledger_xlsx(), "a.et", False),
        (office.report_docx(), "a.wps", False),
        (office.report_docx(), "a.doc", True),
        (office.ledger_xlsx(), "a.xls", True),
        (b"<html><table></table></html>", "a.xls", True),
        (TEXT.encode(), "a.csv", False),
        (TEXT.encode(), "a.docx", True),
    ],
)
def test_a_false_name_is_noticed(tmp_path, data, name, renamed):
    """Only a name that promises another kind is false."""
    assert sniff(make.write(tmp_path, "x", data), name).renamed is renamed


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be", "utf-16", "utf-32"]
)
@pytest.mark.parametrize("length", [12, 40, 3000])
def test_chinese_is_decoded(encoding, length):
    """Without anybody saying in which encoding it was written."""
    text = (TEXT * 60)[:length]

    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("length", [20, 40, 3000])
def test_traditional_chinese_is_decoded(length):
    """Big5 is told from GB18030."""
    text = (OLD * 70)[:length]

    assert decode(text.encode("big5"))[0] == text


@pytest.mark.parametrize("words", ["节能", "考核材料", "12.5,煤\n", "能耗：1.22"])
def test_few_characters_are_taken_for_gb(words):
    """Two bytes that could be anything are what they mostly are in a Chinese office."""
    assert decode(words.encode("gb18030"))[0] == words


def test_a_broken_byte_does_not_turn_the_text():
    """A UTF-8 text with one bad byte stays UTF-8."""
    data = bytearray(TEXT.encode() * 5)
    data[100] = 0xFF

    text, encoding = decode(bytes(data))

    assert encoding == "utf-8"
    assert text.count("节约能源") == 5 or text.count("�") <= 3


def test_text_is_fit_for_every_store():
    """No NUL, no lone surrogate, one kind of line end."""
    assert clean("a\r\nb\rc\0d\ud800e\x07") == "a\nb\nc d\ufffde "

"""What a file is, judged by its content; its name only decides between kinds of plain text."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from indexer.toolkit import compound, zipdirectory
from indexer.toolkit.original import open_original

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ofd": "application/ofd",
    "epub": "application/epub+zip",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
    "office-encrypted": "application/x-ole-encrypted",
    "ole": "application/x-ole-storage",
    "rtf": "application/rtf",
    "html": "text/html",
    "mhtml": "multipart/related",
    "xml": "application/xml",
    "eml": "message/rfc822",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
    "gif": "image/gif",
    "webp": "image/webp",
    "jp2": "image/jp2",
    "svg": "image/svg+xml",
    "zip": "application/zip",
    "gz": "application/gzip",
    "bz2": "application/x-bzip2",
    "xz": "application/x-xz",
    "tar": "application/x-tar",
    "7z": "application/x-7z-compressed",
    "rar": "application/vnd.rar",
    "empty": "application/x-empty",
    "unknown": "application/octet-stream",
}
KINDS = {media_type: kind for kind, media_type in MEDIA_TYPES.items()}
ARCHIVES = frozenset({"zip", "gz", "bz2", "xz", "tar", "7z", "rar"})

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
)
_EXTENSIONS = {
    "pdf": "pdf", "docx": "docx", "docm": "docx", "dotx": "docx", "xlsx": "xlsx", "xlsm": "xlsx", "xltx": "xlsx",
    "xlsb": "xlsb", "pptx": "pptx", "ppsx": "pptx", "odt": "odt", "ods": "ods", "odp": "odp", "ofd": "ofd",
    "doc": "doc", "dot": "doc", "wps": "doc", "xls": "xls", "et": "xls", "xlt": "xls", "ppt": "ppt", "dps": "ppt",
    "msg": "msg", "rtf": "rtf", "html": "html", "htm": "html", "mht": "mhtml", "mhtml": "mhtml", "eml": "eml",
    "csv": "csv", "tsv": "csv", "txt": "txt", "text": "txt", "md": "txt", "log": "txt", "xml": "xml", "json": "txt",
    "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "tif": "tiff", "tiff": "tiff", "bmp": "bmp",
    "gif": "gif", "webp": "webp", "jp2": "jp2", "svg": "svg", "zip": "zip", "gz": "gz", "tgz": "gz", "bz2": "bz2",
    "xz": "xz", "tar": "tar", "7z": "7z", "rar": "rar", "epub": "epub",
}  # fmt: skip
_TEXTS = frozenset({"txt", "csv", "xml", "html", "eml", "svg", "mhtml"})
"""Text is text: which kind it is is a matter of taste, never a false name."""
_WPS = {"doc": {"docx"}, "xls": {"xlsx"}, "ppt": {"pptx"}}
"""New Kingsoft files keep the endings wps, et and dps and are zip inside; no renaming by anybody."""
_HEAD = 1 << 16
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|div)[\s>]", re.IGNORECASE)
_MAIL_FIELD = re.compile(
    rb"^(?:from|to|subject|date|received|mime-version|message-id|return-path|content-type|x-[\w-]+|delivered-to)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(rb"^(?:[!-9;-~]+:|[ \t]|From )")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """`kind` is the short name of the media type; `renamed` when the file name promises another kind."""

    kind: str
    media_type: str
    renamed: bool = False


def sniff(path: Path, name: str = "") -> Sniffed:
    """Look at the content of *path*; *name* is what the clerk called it."""
    ending = PurePath(name or path.name).suffix.lower().lstrip(".")
    with open_original(path) as stream:
        kind = _kind(stream, ending)
    promised = _EXTENSIONS.get(ending)
    return Sniffed(kind, MEDIA_TYPES[kind], _renamed(promised, kind, ending))


def _renamed(promised: str | None, kind: str, ending: str) -> bool:
    if promised is None or promised == kind or kind in {"empty", "unknown", "office-encrypted", "ole"}:
        return False
    if ending in {"wps", "et", "dps"} and kind in _WPS[promised]:
        return False
    return not (promised in _TEXTS and kind in _TEXTS)


def _kind(stream: BinaryIO, ending: str) -> str:
    head = stream.read(_HEAD)
    if not head:
        return "empty"
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(compound.MAGIC):
        return _ole(stream)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(stream)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if (
        head.startswith(b"BM")
        and len(head) > 26
        and struct.unpack_from("<I", head, 14)[0] in {12, 40, 52, 56, 64, 108, 124}
    ):
        return "bmp"
    if head[257:262] == b"ustar" or _old_tar(head):
        return "tar"
    return _text(head, ending)


def _ole(stream: BinaryIO) -> str:
    names = compound.names(stream)
    for wanted, kind in (
        ("EncryptedPackage", "office-encrypted"),
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("Book", "xls"),
        ("PowerPoint Document", "ppt"),
    ):
        if wanted in names:
            return kind
    if any(name.startswith("__substg1.0_") or name == "__properties_version1.0" for name in names):
        return "msg"
    return "ole"


def _zip(stream: BinaryIO) -> str:
    """An office document when its parts say so, else an archive; damaged ones are judged by their first parts."""
    if zipdirectory.too_long(stream):
        return "zip"
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            mimetype = (
                archive.read("mimetype")[:100]
                if "mimetype" in names[:3] and archive.getinfo("mimetype").file_size < 200
                else b""
            )
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        stream.seek(0)
        head = stream.read(1 << 20)
        names = [
            part.decode("utf-8", "replace")
            for part in re.findall(rb"PK\x03\x04.{26}([!-~]{1,80}?\.xml|mimetype)", head, re.DOTALL)
        ]
        mimetype = head[38:100]
    return _parts(set(names), mimetype)


def _parts(names: set[str], mimetype: bytes) -> str:
    for text, kind in (
        (b"opendocument.text", "odt"),
        (b"opendocument.spreadsheet", "ods"),
        (b"opendocument.presentation", "odp"),
        (b"epub+zip", "epub"),
    ):
        if text in mimetype:
            return kind
    plain = {name.lower().replace("\\", "/") for name in names}
    if "ofd.xml" in plain:
        return "ofd"
    for part, kind in (
        ("word/document.xml", "docx"),
        ("xl/workbook.xml", "xlsx"),
        ("xl/workbook.bin", "xlsb"),
        ("ppt/presentation.xml", "pptx"),
    ):
        if part in plain:
            return kind
    if "[content_types].xml" in plain:
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in plain):
                return kind
    return "zip"


def _old_tar(head: bytes) -> bool:
    """Tar archives older than the ustar mark carry a checksum of their first header."""
    if len(head) < 512 or not head[0]:
        return False
    digits = head[148:156].strip(b" \0")
    if not digits or not re.fullmatch(rb"[0-7]{1,7}", digits):
        return False
    return sum(head[:148]) + 8 * 32 + sum(head[156:512]) == int(digits, 8)


def _text(head: bytes, ending: str) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:4096]
    promised = _EXTENSIONS.get(ending)
    if _binary(head, 0.6 if promised in _TEXTS else 0.9):
        return "unknown"
    if _mail(head, promised):
        return "mhtml" if promised == "mhtml" else "eml"
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:200]
    look = head.replace(b"\0", b"")[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n") if wide else start
    if look.startswith(b"<?xml") or (look.startswith(b"<") and promised in {"xml", "svg"}):
        if b"<svg" in look:
            return "svg"
        return "html" if _HTML.search(look[:1024]) and promised == "html" else _office_xml(look)
    if look.startswith(b"<") and _HTML.search(look):
        return "html"
    if promised in {"html", "csv"} and (promised == "csv" or _HTML.search(look)):
        return promised
    return "txt"


def _office_xml(look: bytes) -> str:
    """Pages saved as XHTML are pages; other XML is text with marks in it."""
    return "html" if re.search(rb"<html[\s>]", look, re.IGNORECASE) else "xml"


def _mail(head: bytes, promised: str | None) -> bool:
    """A block of header fields before the first empty line, with at least two that only mails have."""
    block = re.split(rb"\r?\n\r?\n", head.lstrip(b"\xef\xbb\xbf\r\n"), maxsplit=1)[0]
    lines = block.splitlines()
    if not lines or not all(_FIELD.match(line) for line in lines[:40]):
        return False
    fields = len(set(_MAIL_FIELD.findall(block.lower())))
    return fields >= (1 if promised in {"eml", "mhtml"} else 3)


def _binary(head: bytes, enough: float) -> bool:
    """No text of any encoding we know: many control bytes, or NULs that do not stand in UTF-16 order."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    control = sum(head.count(code) for code in (*range(9), 11, *range(14, 27), *range(28, 32), 127))
    zeros = head.count(0)
    if not zeros:
        return control * 50 > len(head)
    even, odd = head[::2].count(0), head[1::2].count(0)
    wide = max(even, odd) > 8 * min(even, odd) and (control - zeros) * 20 < len(head)
    stray = enough < 0.9 and control * 20 < len(head)
    return not (wide or stray or _wide_chinese(head, enough))


def _wide_chinese(head: bytes, enough: float) -> bool:
    """UTF-16 without mark and with hardly any Latin letter: most units are Chinese characters or line ends."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(encoding, "replace")
        good = sum(
            "\u4e00" <= char <= "\u9fff" or " " <= char <= "~" or char in "\r\n\t，。、；：（）《》“”　"
            for char in text
        )
        if good > enough * len(text):
            return True
    return False

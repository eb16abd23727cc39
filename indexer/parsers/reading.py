"""Chooses the parser for a file by its content, and adds what the file itself does not say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from archive.domain.content import Content, Note
from archive.domain.document import Limits
from archive.domain.errors import NotFound, Unreadable
from archive.ports import Parser
from indexer.parsers.biff import BiffParser
from indexer.parsers.docx import DocxParser
from indexer.parsers.images import ImageParser
from indexer.parsers.mail import MailParser
from indexer.parsers.markup import MarkupParser
from indexer.parsers.ofd import OfdParser
from indexer.parsers.opendocument import OpenDocumentParser
from indexer.parsers.pdf import PdfParser
from indexer.parsers.plain import PlainParser
from indexer.parsers.slides import SlidesParser
from indexer.parsers.workbook import WorkbookParser
from indexer.parsers.xlsx import XlsxParser
from indexer.toolkit.locked import unlocked, unlocked_members
from indexer.toolkit.original import held
from indexer.toolkit.sniff import MEDIA_TYPES, Sniffed, sniff

PARSERS: tuple[Parser, ...] = (
    PdfParser(),
    DocxParser(),
    XlsxParser(),
    BiffParser(),
    WorkbookParser(),
    OfdParser(),
    ImageParser(),
    PlainParser(),
    MarkupParser(),
    MailParser(),
    OpenDocumentParser(),
    SlidesParser(),
)

_ELSEWHERE = frozenset(MEDIA_TYPES[kind] for kind in ("doc", "ppt", "msg", "rtf", "ole", "odp", "epub"))
"""Kinds we know by name and leave to a Tika server."""
_UNFOLDED = frozenset({"tar", "gz", "bz2", "xz"})
"""Archives are taken apart when they are handed in; one that comes here could not be."""


def parse_file(path: Path, name: str, limits: Limits, password: str | None = None) -> Content:
    """Raise Unreadable with the reason; *name* only tells what the clerk called it."""
    sniffed = sniff(path, name)
    if sniffed.kind == "office-encrypted":
        with held(unlocked(path, password)) as plain:
            return parse_file(plain, name, limits)
    if sniffed.kind in _UNFOLDED:
        raise Unreadable(code="damaged", kind=sniffed.kind)
    if sniffed.kind == "zip":
        return _locked_archive(path, name, limits, password)
    content = _parser(sniffed).parse(path, sniffed.media_type, limits, password)
    if sniffed.renamed:
        note = Note("renamed", {"kind": sniffed.kind, "name": name})
        content = replace(content, notes=(note, *content.notes))
    return content


def _locked_archive(path: Path, name: str, limits: Limits, password: str | None) -> Content:
    """The members' pages one after the other; an archive that is not locked comes here because it is damaged."""
    contents = []
    for member, data in unlocked_members(path, password, limits):
        with held(data) as plain:
            if sniff(plain, member).kind == "zip":
                raise Unreadable(code="damaged")
            contents.append(parse_file(plain, f"{name}!/{member}", limits))
    pages = [page for content in contents for page in content.pages]
    numbered = tuple(replace(page, number=number) for number, page in enumerate(pages[: limits.pages], 1))
    cut = "too_many_pages" if len(pages) > limits.pages else None
    reason = next((content.reason for content in contents if content.reason), cut)
    notes = tuple(note for content in contents for note in content.notes)
    return Content(MEDIA_TYPES["zip"], numbered, notes, reason)


def page_image(
    path: Path,
    name: str,
    page: int,
    width: int,
    limits: Limits,
    password: str | None = None,
    rotation: int | None = None,
) -> bytes:
    """The upright page; raise NotFound for kinds whose pages have no image."""
    draw = getattr(_parser(sniff(path, name)), "image", None)
    if draw is None:
        raise NotFound("page image")
    data: bytes = draw(path, page, max(16, min(width, 8000)), limits, password, rotation)
    return data


def _parser(sniffed: Sniffed) -> Parser:
    if sniffed.kind == "empty":
        raise Unreadable(code="empty_file")
    best = max(PARSERS, key=lambda parser: parser.score(sniffed.media_type))
    if best.score(sniffed.media_type):
        return best
    raise Unreadable(
        code="needs_tika" if sniffed.media_type in _ELSEWHERE else "unknown_format", kind=sniffed.kind
    )

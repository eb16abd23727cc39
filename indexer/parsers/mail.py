"""Mails: who, to whom, about what, when, and the words; attachments are named and filed on their own."""

from __future__ import annotations

import email
import email.errors
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path

from archive.domain.content import Content, Note
from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.toolkit import htmltext
from indexer.toolkit.charset import clean, decode
from indexer.toolkit.composing import PageText
from indexer.toolkit.original import read_original
from indexer.toolkit.sniff import MEDIA_TYPES

_FIELDS = ("From", "To", "Cc", "Subject", "Date")
_HEADER_BYTES = re.compile(rb"[\x80-\xff]")
_MOST_PARTS = 2000
_FAILURES = (
    email.errors.MessageError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
)


class MailParser:
    """Reads eml and mhtml."""

    def score(self, media_type: str) -> int:
        return {MEDIA_TYPES["eml"]: 10, MEDIA_TYPES["mhtml"]: 5}.get(media_type, 0)

    def parse(self, path: Path, media_type: str, limits: Limits, password: str | None = None) -> Content:
        try:
            message = email.message_from_bytes(
                _decoded_head(read_original(path)), policy=email.policy.default
            )
            assert isinstance(message, EmailMessage)
            return _content(message, media_type)
        except _FAILURES as exc:
            raise Unreadable(code="damaged", error=type(exc).__name__) from exc


def _content(message: EmailMessage, media_type: str) -> Content:
    page = PageText()
    meta = {}
    for field in _FIELDS:
        value = clean(_field(message, field)).replace("\n", " ").strip()
        if value:
            page.line(f"{field}: {value}")
            meta[field.lower()] = value[:500]
    page.add("\n")
    names: list[str] = []
    plain, marked = _bodies(message, names)
    for text in plain or ():
        page.line(text)
    if not plain:
        for text in marked:
            htmltext.write(text, page)
    for name in names:
        page.line(f"附件: {name}")
    notes = (Note("attachments", {"names": ", ".join(names[:50])}),) if names else ()
    return Content(media_type, (page.page(1),), notes, meta=meta)


def _field(message: EmailMessage, name: str) -> str:
    """As the library understands it; as it stands when the library is at its wits' end."""
    try:
        return str(message.get(name) or "")
    except (RecursionError, *_FAILURES):
        raw = (value for key, value in message.raw_items() if key.lower() == name.lower())
        return str(next(raw, ""))[:500]


def _bodies(message: EmailMessage, names: list[str]) -> tuple[list[str], list[str]]:
    """(plain texts, HTML texts) of the mail itself; what is attached is named only."""
    plain: list[str] = []
    marked: list[str] = []
    stack: list[EmailMessage] = [message]
    seen = 0
    while stack and seen < _MOST_PARTS:
        part = stack.pop()
        seen += 1
        kind = part.get_content_type()
        name = part.get_filename()
        attached = part.get_content_disposition() == "attachment" or bool(name) or kind == "message/rfc822"
        if attached and part is not message:
            names.append(clean(name or kind).replace("\n", " "))
        elif part.is_multipart():
            stack += [inner for inner in reversed(list(part.iter_parts())) if isinstance(inner, EmailMessage)]
        elif kind == "text/plain":
            plain.append(_text(part))
        elif kind == "text/html":
            marked.append(_text(part))
    return plain, marked


def _text(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    return clean(decode(data, part.get_content_charset())[0]) if isinstance(data, bytes) else ""


def _decoded_head(data: bytes) -> bytes:
    """Header fields with bare bytes, as old Chinese mailers write them, in UTF-8."""
    head, mark, body = data.partition(b"\r\n\r\n" if b"\r\n\r\n" in data[: 1 << 16] else b"\n\n")
    if not _HEADER_BYTES.search(head):
        return data
    return decode(head)[0].encode("utf-8", "replace") + mark + body

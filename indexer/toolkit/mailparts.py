"""The attachments of a mail, wherever in its tree they hang; runs in the confined process."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import cast

from indexer.toolkit.original import open_original

_DECORATION = 20_000
"""Pictures woven into the text that are smaller than this are logos, not papers."""
_BROKEN = (
    MessageError,
    RecursionError,
    LookupError,
    AttributeError,
    TypeError,
    ValueError,
    OSError,
    AssertionError,
)


def parts(path: Path) -> Iterator[tuple[str, bytes | None]]:
    """(name, bytes) of each; None for the bytes of one that cannot be decoded."""
    try:
        with open_original(path) as stream:
            message = BytesParser(policy=policy.default).parse(stream)
    except _BROKEN:
        return  # the mail itself is kept and read; only its attachments cannot be told apart
    number = 0
    stack: list[EmailMessage] = [message]
    while stack:
        part = stack.pop()
        if part is not message and _is_attached(part):
            number += 1
            name, data = _taken(part, number)
            if data is None or not _is_decoration(part, data):
                yield name, data
        elif part.is_multipart() and part.get_content_maintype() == "multipart":
            inner = cast("list[object]", part.get_payload())
            stack += [each for each in reversed(inner) if isinstance(each, EmailMessage)]


def _is_attached(part: EmailMessage) -> bool:
    """Everything but the branches of the tree and the words of the mail itself."""
    try:
        if part.get_content_disposition() == "attachment" or part.get_filename():
            return True
        return part.get_content_maintype() not in {"multipart", "text"}
    except _BROKEN:
        return True


def _taken(part: EmailMessage, number: int) -> tuple[str, bytes | None]:
    name = f"attachment-{number}"
    try:
        mail = part.get_content_type() == "message/rfc822"
        name = part.get_filename() or name + (".eml" if mail else "")
        if mail:
            return name, cast("EmailMessage", part.get_payload(0)).as_bytes()
        return name, cast("bytes", part.get_payload(decode=True) or b"")
    except _BROKEN:
        return name, None


def _is_decoration(part: EmailMessage, data: bytes) -> bool:
    return bool(
        part.get_content_maintype() == "image"
        and part.get("Content-ID")
        and part.get_content_disposition() != "attachment"
        and len(data) < _DECORATION
    )

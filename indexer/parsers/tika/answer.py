"""Reads what a Tika server answered about a file, behind the walls like any other file: it is not trusted.

The answer is the list that `/rmeta/xml` gives: the file first, then everything inside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from lxml import html

from archive.domain.content import Content, Note, Page
from archive.domain.document import Limits
from archive.domain.errors import NotFound, Unreadable
from indexer.toolkit import effort, htmltext
from indexer.toolkit.charset import clean
from indexer.toolkit.composing import PageText
from indexer.toolkit.original import read_original
from indexer.toolkit.sniff import MEDIA_TYPES

_BROKEN = "X-TIKA:EXCEPTION:container_exception"
_CUT = "X-TIKA:EXCEPTION:write_limit_reached"
_TEXT = "X-TIKA:content"
_PATH = "X-TIKA:final_embedded_resource_path"
_LOCKED = "EncryptedDocumentException"
_PAGES = frozenset({"page", "slide"})
"""Classes of the marks that Tika sets around pages and slides."""
_NOT_PAPERS = (
    "audio/",
    "video/",
    "image/",
    "text/",
    "font/",
    "application/octet-stream",
    "application/x-dosexec",
)
_META = {"dc:title": "title", "dc:creator": "author", "dcterms:created": "created", "Message-From": "from"}
_MOST_NAMES = 50
INSIDE = "inside"
"""Key of `Content.meta`: how many things lie inside the file."""


def parse_file(path: Path, name: str, limits: Limits, password: str | None = None) -> Content:
    """Raise Unreadable: damaged, password_protected, unknown_format."""
    entries = _entries(read_original(path))
    first = entries[0]
    media_type = _string(first, "Content-Type").partition(";")[0].strip().lower()[:100]
    if _LOCKED in _string(first, _BROKEN):
        raise Unreadable(code="password_protected")
    if not media_type or media_type.startswith(_NOT_PAPERS):
        raise Unreadable(code="unknown_format", media_type=media_type)
    pages = list(_pages(_string(first, _TEXT), limits))
    if _string(first, _BROKEN) and not any(page.text for page in pages):
        raise Unreadable(code="damaged")
    names = [clean(_string(entry, _PATH)).lstrip("/").replace("\n", " ")[:200] for entry in entries[1:]]
    reason = _reason(first, len(pages), limits)
    shown = tuple(pages[: limits.pages])
    return Content(media_type, shown, _notes(media_type, names), reason, _meta(first, len(names)))


def page_image(*_: object) -> bytes:
    raise NotFound("page image")


def _entries(data: bytes) -> list[dict[str, object]]:
    try:
        found = msgspec.json.decode(data, type=list[dict[str, object]])
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Unreadable(code="crashed", error="answer") from error
    if not found:
        raise Unreadable(code="damaged")
    return found


def _string(entry: dict[str, object], key: str) -> str:
    value = entry.get(key)
    if isinstance(value, list):
        value = next(iter(value), "")
    return value if isinstance(value, str) else ""


def _pages(text: str, limits: Limits) -> Iterator[Page]:
    """A page for every mark that Tika set, then one for the words outside of them."""
    text = clean(text)
    root = htmltext.tree(text)
    if root is None:
        page = PageText()
        htmltext.write(text, page)
        yield page.page(1)
        return
    _break_lines(root)
    marks = [mark for mark in root.iter("div") if _is_mark(mark)]
    effort.pages(min(max(len(marks), 1), limits.pages))
    for number, mark in enumerate(marks, 1):
        page = PageText()
        htmltext.write_element(mark, page)
        yield page.page(number)
    rest = PageText()
    for mark in marks:
        mark.drop_tree()  # the words behind it stay
    htmltext.write_element(root, rest)
    if rest.text().strip() or not marks:
        yield rest.page(len(marks) + 1)


def _break_lines(root: html.HtmlElement) -> None:
    """What Tika found as a line break inside a paragraph is a bare newline, which HTML takes for a blank."""
    for paragraph in list(root.iter("p")):
        for element in list(paragraph.iter()):
            if element.text and "\n" in element.text:
                lines = element.text.split("\n")
                element.text = lines[0]
                for place, line in enumerate(lines[1:]):
                    element.insert(place, _line_break(line))
            if element is not paragraph and element.tail and "\n" in element.tail:
                lines = element.tail.split("\n")
                element.tail = lines[0]
                parent = element.getparent()
                assert parent is not None
                for place, line in enumerate(lines[1:], parent.index(element) + 1):
                    parent.insert(place, _line_break(line))


def _line_break(tail: str) -> html.HtmlElement:
    made: html.HtmlElement = html.Element("br")
    made.tail = tail
    return made


def _is_mark(element: html.HtmlElement) -> bool:
    """The outermost mark only: a slide inside a page is part of it."""
    return element.get("class") in _PAGES and not any(
        above.get("class") in _PAGES for above in element.iterancestors()
    )


def _reason(first: dict[str, object], found: int, limits: Limits) -> str | None:
    if _string(first, _CUT) or found > limits.pages:
        return "too_many_pages"
    return "pages_unread" if _string(first, _BROKEN) else None


def _notes(media_type: str, names: list[str]) -> tuple[Note, ...]:
    if media_type != MEDIA_TYPES["msg"]:
        return ()
    shown = ", ".join(name for name in names[:_MOST_NAMES] if name)
    return (Note("attachments", {"names": shown}),) if shown else ()


def _meta(first: dict[str, object], inside: int) -> dict[str, str]:
    told = {ours: clean(_string(first, theirs))[:500] for theirs, ours in _META.items()}
    return {key: value for key, value in told.items() if value} | {INSIDE: str(inside)}

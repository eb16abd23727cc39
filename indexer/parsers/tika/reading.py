"""A reader that asks a Tika server about the files which the reader inside it does not know.

The file goes out from here, since the confined process has no network; the answer comes back as a file and is read
behind the walls like any other.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from archive.domain.content import Content, Note, Page, PageState
from archive.domain.document import Limits
from archive.domain.errors import Rejected, Unavailable, Unreadable
from archive.ports import Reader
from indexer.parsers.tika.answer import INSIDE
from indexer.parsers.tika.server import TikaServer
from indexer.toolkit.unpack import FileUnpacker

ANSWERS = "indexer.parsers.tika.answer"
"""What a confined process has to offer so that it can read answers."""
FOREIGN = frozenset({"needs_tika", "unknown_format"})
MOST_CHARACTERS = 40_000_000
MOST_BYTES = 512 << 20
ANSWER_FROM_BYTES = 8 << 20
"""An answer beyond this and beyond the ratio of archives is no paper's text."""
MOST_INSIDE = 500
SECONDS_PER_MEGABYTE = 1.0


class TikaReader:
    """Implements `archive.ports.Reader`."""

    def __init__(self, reader: Reader, server: TikaServer, answers: Reader) -> None:
        self._reader = reader
        self._server = server
        self._answers = answers
        self._unpacker = FileUnpacker()

    def read(self, path: Path, name: str, limits: Limits, password: str | None = None) -> Content:
        """Raise Unreadable; `tika_unavailable` when only the server is missing."""
        try:
            return self._reader.read(path, name, limits, password)
        except Unreadable as error:
            if error.code not in FOREIGN:
                raise
        try:
            return self._foreign(path, name, limits, password)
        except Unavailable as error:
            if error.code != "tika_unavailable":
                raise
            raise Unreadable(code="tika_unavailable") from error

    def image(
        self,
        path: Path,
        name: str,
        page: int,
        width: int,
        limits: Limits,
        password: str | None = None,
        rotation: int | None = None,
    ) -> bytes:
        """Only pages of formats that we know ourselves have images."""
        return self._reader.image(path, name, page, width, limits, password, rotation)

    def close(self) -> None:
        self._reader.close()
        self._answers.close()
        self._unpacker.close()

    def _foreign(self, path: Path, name: str, limits: Limits, password: str | None) -> Content:
        headers = {
            "Accept": "application/json",
            "writeLimit": str(MOST_CHARACTERS),
            "maxEmbeddedResources": str(MOST_INSIDE),
        }
        with tempfile.NamedTemporaryFile(prefix="qijuan-tika-") as out:
            most = min(MOST_BYTES, max(ANSWER_FROM_BYTES, limits.ratio * path.stat().st_size))
            self._server.send(path, "/rmeta/xml", headers, out, _seconds(path, limits), most)
            content = self._answers.read(Path(out.name), name, limits)
        if content.meta.get(INSIDE, "0") != "0":
            content = self._with_inside(path, name, content, limits)
        if all(page.state is PageState.BLANK for page in content.pages):
            raise Unreadable(code="damaged", kind=content.media_type)  # nobody saw that it is really blank
        return content

    def _with_inside(self, path: Path, name: str, content: Content, limits: Limits) -> Content:
        """What lies inside (pictures, attachments) is read by our own reader; its pages follow."""
        pages, notes, reason = list(content.pages), list(content.notes), content.reason
        unread: list[str] = []
        for inner, found in self._inside(path, name, limits):
            if isinstance(found, str):
                if found in FOREIGN:  # drawings, sounds: no papers
                    unread.append(inner)
                    continue
                found = Content("", (Page(1, state=PageState.UNREADABLE, confidence=0.0, reason=found),))
            elif all(page.state is PageState.BLANK for page in found.pages):
                continue  # ornaments
            room = limits.pages - len(pages)
            if len(found.pages) > room:
                reason = reason or "too_many_pages"
            reason = reason or found.reason
            pages += _numbered(found.pages[:room], inner, len(pages) + 1)
            notes += [note for note in found.notes if note not in notes]
        if unread:
            notes.append(Note("unread_picture", {"names": ", ".join(unread[:20])}))
        return replace(content, pages=tuple(pages), notes=tuple(notes), reason=reason)

    def _inside(self, path: Path, name: str, limits: Limits) -> Iterator[tuple[str, Content | str]]:
        """(name, what it says or why that cannot be known) of everything inside."""
        most = min(limits.expanded_bytes, max(limits.ratio_from_bytes, limits.ratio * path.stat().st_size))
        with tempfile.NamedTemporaryFile(prefix="qijuan-tika-", suffix=".zip") as out:
            try:
                self._server.send(path, "/unpack", {}, out, _seconds(path, limits), most)
            except Unreadable as error:
                if error.code != "unknown_format":  # that is how the server says: nothing
                    yield "", error.code
                return
            yield from self._members(Path(out.name), name, limits)

    def _members(self, package: Path, name: str, limits: Limits) -> Iterator[tuple[str, Content | str]]:
        try:
            for member in self._unpacker.members(package, "inside.zip", limits):
                inner = member.path.removeprefix("inside.zip!/")
                if member.problem or member.spooled is None:
                    yield inner, member.problem or "damaged"
                    continue
                try:
                    yield inner, self._reader.read(member.spooled, f"{name}!/{inner}", limits)
                except Unreadable as error:
                    yield inner, error.code
        except (Rejected, Unreadable) as error:
            yield "", error.code


def _numbered(pages: tuple[Page, ...], name: str, first: int) -> list[Page]:
    return [
        replace(page, number=number, name=f"{name} {page.name}" if page.name else name or None)
        for number, page in enumerate(pages, first)
    ]


def _seconds(path: Path, limits: Limits) -> float:
    return limits.seconds + SECONDS_PER_MEGABYTE * path.stat().st_size / 2**20

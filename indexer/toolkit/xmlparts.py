"""Reads XML parts out of zip containers without ever resolving anything from outside."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Self, cast

from lxml import etree

from archive.domain.errors import Unreadable

PART_BYTES = 1 << 30
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    etree.XMLSyntaxError,
)
"""What damaged containers make the libraries throw."""


def parser() -> etree.XMLParser:
    """No entities, no network, no external definitions."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, recover=False
    )


class Parts:
    """The parts of one container, found whatever the case or slash of their names."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            self._archive = zipfile.ZipFile(stream)
        except DAMAGE as exc:
            raise Unreadable(code="damaged") from exc
        self._names = {_plain(name): name for name in self._archive.namelist()}

    def names(self) -> tuple[str, ...]:
        return tuple(self._names)

    def has(self, name: str) -> bool:
        return _plain(name) in self._names

    def size(self, name: str) -> int:
        return self._archive.getinfo(self._names[_plain(name)]).file_size

    def open(self, name: str) -> BinaryIO:
        """Raise Unreadable when the part is missing, locked or absurdly large."""
        try:
            info = self._archive.getinfo(self._names[_plain(name)])
            if info.flag_bits & 1:
                raise Unreadable(code="password_protected")
            if info.file_size > PART_BYTES:
                raise Unreadable(code="out_of_memory", part=name)
            return cast("BinaryIO", self._archive.open(info))
        except DAMAGE as exc:
            raise Unreadable(code="damaged", part=name) from exc

    def read(self, name: str) -> bytes:
        try:
            with self.open(name) as stream:
                return stream.read(PART_BYTES)
        except DAMAGE as exc:
            raise Unreadable(code="damaged", part=name) from exc

    def tree(self, name: str) -> etree._Element:
        try:
            with self.open(name) as stream:
                return etree.parse(stream, parser()).getroot()
        except DAMAGE as exc:
            raise Unreadable(code="damaged", part=name) from exc

    def events(
        self, name: str, tags: tuple[str, ...] | None = None, events: tuple[str, ...] = ("end",)
    ) -> Iterator[tuple[str, etree._Element]]:
        """Elements of the part as they are read."""
        with self.open(name) as stream:
            try:
                yield from etree.iterparse(
                    stream, events=events, tag=tags, resolve_entities=False, no_network=True, load_dtd=False
                )
            except DAMAGE as exc:
                raise Unreadable(code="damaged", part=name) from exc

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id -> (last word of its type, target part); external targets are left out."""
        folder, _, base = part.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        if not self.has(name):
            return {}
        found = {}
        for relation in self.tree(name).iter(_RELATION):
            if relation.get("TargetMode") == "External":
                continue
            target = (relation.get("Target") or "").replace("\\", "/")
            place = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            found[relation.get("Id") or ""] = ((relation.get("Type") or "").rpartition("/")[2], place)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._archive.close()


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def properties(parts: Parts) -> dict[str, str]:
    """What docProps/core.xml says of title, author and dates; never trusted."""
    if not parts.has("docProps/core.xml"):
        return {}
    try:
        root = parts.tree("docProps/core.xml")
    except Unreadable:
        return {}
    names = {
        "title": "title",
        "creator": "author",
        "created": "created",
        "modified": "modified",
        "subject": "subject",
    }
    found = {}
    for child in root:
        if (
            isinstance(child.tag, str)
            and (key := names.get(etree.QName(child).localname))
            and (child.text or "").strip()
        ):
            found[key] = (child.text or "").strip()[:500]
    return found

"""OFD, the national format of electronic documents (GB/T 33190)."""

from __future__ import annotations

import io
import posixpath
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from archive.domain.content import Content, Page, PageState
from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.toolkit import effort, pictures
from indexer.toolkit.charset import clean
from indexer.toolkit.fractions import of_page
from indexer.toolkit.grid import Span, grids
from indexer.toolkit.layout import Layout
from indexer.toolkit.original import open_original
from indexer.toolkit.sniff import MEDIA_TYPES
from indexer.toolkit.strokes import Stroke
from indexer.toolkit.xmlparts import Parts

_POINTS = 72 / 25.4
_A4 = (0.0, 0.0, 210.0, 297.0)
_LINE = re.compile(r"[ML]\s+(-?[\d.]+)\s+(-?[\d.]+)")


class OfdParser:
    """Reads OFD: text with its boxes, ruled tables, pages that are pictures."""

    def score(self, media_type: str) -> int:
        return 10 if media_type == MEDIA_TYPES["ofd"] else 0

    def parse(self, path: Path, media_type: str, limits: Limits, password: str | None = None) -> Content:
        with open_original(path) as stream, Parts(stream) as parts:
            package = _Package(parts)
            places = package.pages()
            shown = places[: limits.pages]
            effort.pages(len(shown))
            pages = tuple(package.page(place, number, limits) for number, place in enumerate(shown, 1))
        if not pages or all(page.state is PageState.UNREADABLE for page in pages):
            raise Unreadable(code="damaged")
        return Content(media_type, pages, reason="too_many_pages" if len(places) > len(shown) else None)


@dataclass(slots=True)
class _Found:
    strokes: list[Stroke] = field(default_factory=list)
    across: list[Span] = field(default_factory=list)
    down: list[Span] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


class _Package:
    """One OFD container: documents, templates, resources."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._size: tuple[float, ...] = _A4
        self._templates: dict[str, str] = {}
        self._media: dict[str, str] = {}

    def pages(self) -> list[str]:
        """Places of the pages of all documents in the container."""
        found = []
        for root in _all(self._parts.tree("OFD.xml"), "DocRoot"):
            place = (root.text or "").strip().lstrip("/")
            document = self._parts.tree(place)
            folder = posixpath.dirname(place)
            for area in _all(document, "PhysicalBox"):
                self._size = _numbers(area.text, 4) or self._size
                break
            for template in _all(document, "TemplatePage"):
                self._templates[template.get("ID") or ""] = _join(folder, template.get("BaseLoc"))
            for kind in ("PublicRes", "DocumentRes"):
                for resource in _all(document, kind):
                    self._resources(_join(folder, resource.text))
            found += [
                _join(folder, page.get("BaseLoc")) for page in _all(document, "Page") if page.get("BaseLoc")
            ]
        return found

    def _resources(self, place: str) -> None:
        if not self._parts.has(place):
            return
        root = self._parts.tree(place)
        folder = _join(posixpath.dirname(place), root.get("BaseLoc"))
        for media in _all(root, "MultiMedia"):
            for file in _all(media, "MediaFile"):
                self._media[media.get("ID") or ""] = _join(folder, (file.text or "").strip())

    def page(self, place: str, number: int, limits: Limits) -> Page:
        """A page that cannot be read is unreadable; the others are none the worse for it."""
        try:
            root = self._parts.tree(place)
        except Unreadable as exc:
            return Page(number, state=PageState.UNREADABLE, reason=exc.code)
        box = next((_numbers(area.text, 4) for area in _all(root, "PhysicalBox")), None) or self._size
        found = _Found()
        for template in _all(root, "Template"):
            part = self._templates.get(template.get("TemplateID") or "", "")
            if self._parts.has(part):
                self._objects(self._parts.tree(part), found)
        self._objects(root, found)
        width, height = max(box[2], 1.0), max(box[3], 1.0)
        if not found.strokes and found.pictures:
            return self._picture(found.pictures[0], number, limits, (width * _POINTS, height * _POINTS))
        layout = Layout(of_page(width, height))
        layout.write(found.strokes, grids(found.across, found.down, near=0.8))
        page = layout.text.page(number)
        return replace(page, width=round(width * _POINTS, 2), height=round(height * _POINTS, 2))

    def _picture(self, part: str, number: int, limits: Limits, size: tuple[float, float]) -> Page:
        try:
            with pictures.open_image(io.BytesIO(self._parts.read(part)), limits) as image:
                page = pictures.page_of(image, number)
        except Unreadable as exc:
            return Page(number, state=PageState.UNREADABLE, reason=exc.code, source="ocr")
        turned = page.rotation in {90, 270}
        return replace(page, width=size[1] if turned else size[0], height=size[0] if turned else size[1])

    def _objects(self, root: etree._Element, found: _Found) -> None:
        for item in root.iter():
            name = _local(item)
            if name == "TextObject":
                _text(item, found)
            elif name == "PathObject":
                _path(item, found)
            elif name == "ImageObject":
                part = self._media.get(item.get("ResourceID") or "", "")
                area = _numbers(item.get("Boundary"), 4)
                if self._parts.has(part) and area and area[2] * area[3] > 0.3 * self._size[2] * self._size[3]:
                    found.pictures.append(part)


def _text(item: etree._Element, found: _Found) -> None:
    area = _numbers(item.get("Boundary"), 4)
    if area is None:
        return
    matrix = _numbers(item.get("CTM"), 6) or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    size = (_numbers(item.get("Size"), 1) or (4.0,))[0] * abs(matrix[3] or matrix[1] or 1.0)
    for code in _all(item, "TextCode"):
        text = clean(code.text or "").replace("\n", " ")
        if not text.strip():
            continue
        x, y = (_numbers(code.get(axis), 1) or (0.0,) for axis in ("X", "Y"))
        left = area[0] + matrix[0] * x[0] + matrix[2] * y[0] + matrix[4]
        base = area[1] + matrix[1] * x[0] + matrix[3] * y[0] + matrix[5]
        _stroke(
            found,
            text,
            left,
            base,
            size,
            _deltas(code.get("DeltaX")),
            _deltas(code.get("DeltaY")),
            abs(matrix[0]) or 1.0,
        )


def _stroke(
    found: _Found,
    text: str,
    left: float,
    base: float,
    size: float,
    dx: list[float],
    dy: list[float],
    scale: float,
) -> None:
    """One stroke; without steps the characters have their usual widths."""
    if dy and not dx and len(text) > 1 and all(step > 0 for step in dy):
        edges = [base - 0.88 * size]
        for step in _steps(dy, len(text)):
            edges.append(edges[-1] + step * scale)
        edges[-1] = edges[-2] + size
        found.strokes.append(
            Stroke(
                text, left, edges[0], left + size, edges[-1], edges, order=len(found.strokes), vertical=True
            )
        )
        return
    steps = (
        [step * scale for step in _steps(dx, len(text))]
        if dx
        else [size if char >= "\u2e80" else size / 2 for char in text]
    )
    edges = [left]
    for step in steps:
        edges.append(edges[-1] + max(step, 0.0))
    edges[-1] = edges[-2] + (size if text[-1] >= "\u2e80" else size / 2)
    found.strokes.append(
        Stroke(text, left, base - 0.88 * size, edges[-1], base + 0.12 * size, edges, order=len(found.strokes))
    )


def _steps(given: list[float], count: int) -> list[float]:
    """A step for every character; the last given one goes on."""
    return (given + [given[-1]] * count)[:count]


def _deltas(text: str | None) -> list[float]:
    """Steps, where `g 3 4.5` stands for three steps of 4.5."""
    steps: list[float] = []
    words = iter((text or "").split())
    try:
        for word in words:
            if word == "g":
                times = int(next(words))
                steps += [float(next(words))] * min(times, 100_000)
            else:
                steps.append(float(word))
    except (StopIteration, ValueError):
        return steps
    return steps


def _path(item: etree._Element, found: _Found) -> None:
    area = _numbers(item.get("Boundary"), 4)
    if area is None:
        return
    matrix = _numbers(item.get("CTM"), 6) or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    for data in _all(item, "AbbreviatedData"):
        last: tuple[float, float] | None = None
        for kind, x, y in (
            (m.group()[0], float(m.group(1)), float(m.group(2)))
            for m in _LINE.finditer(data.text or "")
            if _is_number(m.group(1)) and _is_number(m.group(2))
        ):
            here = (
                area[0] + matrix[0] * x + matrix[2] * y + matrix[4],
                area[1] + matrix[1] * x + matrix[3] * y + matrix[5],
            )
            if kind == "L" and last is not None:
                if abs(here[1] - last[1]) < 0.3 < abs(here[0] - last[0]) - 1.5:
                    found.across.append((here[1], min(here[0], last[0]), max(here[0], last[0])))
                elif abs(here[0] - last[0]) < 0.3 < abs(here[1] - last[1]) - 1.5:
                    found.down.append((here[0], min(here[1], last[1]), max(here[1], last[1])))
            last = here


def _numbers(text: str | None, count: int) -> tuple[float, ...] | None:
    try:
        values = tuple(float(word) for word in (text or "").split())
    except ValueError:
        return None
    return values if len(values) == count else None


def _is_number(text: str) -> bool:
    return text.count(".") <= 1 and text not in {"-", ".", "-."}


def _all(root: etree._Element, name: str) -> list[etree._Element]:
    return [element for element in root.iter() if _local(element) == name]


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _join(folder: str, place: str | None) -> str:
    target = (place or "").strip().replace("\\", "/")
    return (
        target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    )

"""资料 (one paper): its pages with boxes, what was understood and why, what it proves, and its history."""

from __future__ import annotations

import io
from dataclasses import dataclass
from math import ceil
from urllib.parse import quote as percent

from flask import render_template, request, send_file
from PIL import Image
from werkzeug.wrappers import Response

from archive.domain.content import Box
from archive.domain.errors import NotFound, Unreadable
from archive.domain.facts import Claim, Facts
from archive.domain.records import Head
from archive.domain.rulebook import Requirement
from archive.services.papers import sealed_off
from webui.current import actor, office
from webui.pages.door import bp
from webui.pages.viewing import asked_page, box_from, page_view

IMAGE_WIDTHS = (120, 480, 1240, 1800)
FIELDS = ("doctype", "entity", "year", "period", "number", "date", "issuer", "title")
CHOICES = 5
WORTH_OFFERING = 0.05
ASKED = frozenset({"doctype", "entity", "year"})
"""Without these a paper serves nothing."""
STRIP = 60


@dataclass(frozen=True, slots=True)
class Field:
    """One line of what is known: the value in force, where it came from, and other readings."""

    name: str
    value: str
    claim: Claim | None
    others: tuple[Claim, ...]
    by_person: bool
    declared: bool

    @property
    def unsure(self) -> bool:
        return not self.value and (self.name in ASKED or self.claim is not None)

    @property
    def confidence(self) -> int | None:
        if self.by_person or self.claim is None:
            return None
        return round(100 * self.claim.confidence)


@bp.get("/documents/<document>")
def document(document: str) -> str:
    whole = office().papers.show(actor(), document)
    head = whole.head
    if sealed_off(head) or not whole.pages:
        return render_template(
            "document.html", whole=whole, head=head, view=None, fields=fields(whole.facts, head)
        )
    numbers = [page.number for page in whole.pages]
    number = min(max(asked_page(), numbers[0]), numbers[-1])
    view = page_view(
        actor(),
        document,
        number,
        query=request.args.get("q", "")[:500],
        quote=request.args.get("quote", "")[:500],
        box=box_from(request.args.get("box")),
    )
    first = max(0, min(number - STRIP // 2, len(numbers) - STRIP))
    return render_template(
        "document.html",
        whole=whole,
        head=head,
        view=view,
        strip=whole.pages[first : first + STRIP],
        fields=fields(whole.facts, head),
        offers=offers(head),
        cell=request.args.get("cell"),
        quote=request.args.get("quote", "").strip(),
        next_review=_next_review(head),
    )


def fields(facts: Facts, head: Head) -> list[Field]:
    """The eight values that people may correct."""
    others = {"doctype": facts.doctypes, "entity": facts.entities, "year": facts.years}
    found = []
    for name in FIELDS:
        value = getattr(head, name)
        claim: Claim | None = getattr(facts, name)
        found.append(
            Field(
                name,
                "" if value is None else str(value),
                claim,
                tuple(
                    c
                    for c in others.get(name, ())
                    if c.value != str(value or "") and c.confidence >= WORTH_OFFERING
                )[:CHOICES],
                name in head.corrections,
                getattr(head, f"declared_{name}", None) is not None and name not in head.corrections,
            )
        )
    return found


def offers(head: Head) -> list[Requirement]:
    """Requirements of the owner's checklist that accept this kind of paper."""
    if head.doctype is None or head.entity is None:
        return []
    owner = office().registry.get(actor(), head.entity)
    checklist = office().parts.rulebook.checklists.get(owner.kind.value) if owner else None
    if checklist is None:
        return []
    return [r for r in checklist.requirements if any(head.doctype in n.any_of for n in r.needs)]


def _next_review(head: Head) -> str | None:
    """The next paper that waits in 待复核, for save-and-next."""
    _, waiting = office().papers.find(actor(), {"review": True}, limit=200)
    later = [other.id for other in waiting if other.id > head.id]
    first = [other.id for other in waiting if other.id != head.id]
    return next(iter(later or first), None)


@bp.get("/documents/<document>/pages/<int:number>/image")
def page_image(document: str, number: int) -> Response:
    """`crop` asks for a piece of the page, in fractions like a box."""
    width = request.args.get("width", 1240, type=int)
    return image_response(document, number, width, box_from(request.args.get("crop")))


def image_response(document: str, number: int, width: int, crop: Box | None = None) -> Response:
    """The page as a picture; the same bytes at the same width never change."""
    chosen = min(IMAGE_WIDTHS, key=lambda known: abs(known - width))
    head = office().papers.head(actor(), document)
    tag = f"{head.sha256[:24]}-{number}-{chosen}"
    if crop:
        tag += "-" + "-".join(f"{edge:.4f}" for edge in crop)
    if request.if_none_match.contains(tag):
        office().papers.page(actor(), document, number)
        response = Response(status=304)
    else:
        try:
            data = office().papers.image(actor(), document, number, chosen)
        except Unreadable as error:
            raise NotFound(document, code="page_unknown", document=document) from error
        data = cropped(data, crop) if crop else data
        media_type = "image/png" if data[:4] == b"\x89PNG" else "image/jpeg"
        response = Response(data, mimetype=media_type)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def cropped(data: bytes, box: Box) -> bytes:
    """That piece of a picture which our own reader drew; at least one pixel of it."""
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
        edges = (
            int(box[0] * image.width),
            int(box[1] * image.height),
            ceil(box[2] * image.width),
            ceil(box[3] * image.height),
        )
        out = io.BytesIO()
        image.crop(edges).save(out, image.format, quality=88)
        return out.getvalue()


@bp.get("/documents/<document>/original")
def original(document: str) -> Response:
    return original_response(document)


def original_response(document: str) -> Response:
    """The bytes as they came, always as a download: nothing a stranger made is shown in our origin."""
    head, stream = office().papers.original(actor(), document)
    name = head.path.rsplit("/", 1)[-1] or head.id
    response = send_file(stream, mimetype="application/octet-stream")
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in "._-" else "_" for c in name)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{percent(name, safe='')}"
    )
    response.headers["Content-Length"] = str(head.size)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Download-Options"] = "noopen"
    return response

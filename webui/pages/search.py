"""检索: the page is the hit; facets left, the page with its marks right, all of it in the address."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import render_template, request

from archive.domain.errors import ArchiveError
from archive.domain.search import Filters, Query
from archive.services.searching import Hit
from archive.text.folding import fold_text
from webui.current import actor, office, words
from webui.pages.door import bp
from webui.pages.viewing import PageView, page_view
from webui.place import place

PER_PAGE = 20
FACETS = (
    ("entity", "单位"),
    ("year", "年度"),
    ("doctype", "类型"),
    ("state", "状态"),
    ("quality", "识别质量"),
)
ORDERS = ("relevance", "newest", "document")
EXAMPLES = ("节能目标责任书", '"4.14%"', "能源计量器具 检定", "万元GDP能耗 -公报", "節能")
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """One paper among the hits: its best page, and further pages of the same paper."""

    first: Hit
    further: tuple[Hit, ...]


@bp.get("/search")
def search() -> str:
    text = request.args.get("q", "")[:LONGEST]
    page = max(1, request.args.get("p", 1, type=int))
    order = request.args.get("order", "relevance")
    if not text.strip():
        return render_template("search.html", query="", examples=EXAMPLES, drawer=None)
    result = office().searching.search(
        actor(),
        Query(
            text,
            _filters(),
            limit=PER_PAGE,
            offset=(page - 1) * PER_PAGE,
            order=order if order in ORDERS else "relevance",
            facets=True,
        ),
    )
    if request.args.get("part") == "drawer":
        return render_template("parts/drawer.html", **_drawer(text, result.hits))
    return render_template(
        "search.html",
        query=text,
        result=result,
        found=gather(result.hits),
        facets=_facets(result.facets),
        order=order,
        page=page,
        pages=max(1, -(-result.total // PER_PAGE)),
        folded=_folded(text),
        examples=EXAMPLES,
        **_drawer(text, result.hits),
    )


def gather(hits: tuple[Hit, ...]) -> list[Found]:
    """Papers in the order of their best page."""
    order = {id: n for n, id in reversed([(n, hit.head.id) for n, hit in enumerate(hits)])}
    together = sorted(hits, key=lambda hit: order[hit.head.id])
    found = []
    for _, pages in groupby(together, key=lambda hit: hit.head.id):
        first, *further = pages
        found.append(Found(first, tuple(sorted(further, key=lambda hit: hit.page))))
    return found


def _filters() -> Filters:
    arguments = request.args
    years = tuple(year for year in arguments.getlist("year", type=int))
    return Filters(
        entities=tuple(arguments.getlist("entity")),
        years=years,
        doctypes=tuple(arguments.getlist("doctype")),
        states=tuple(arguments.getlist("state")),
        qualities=tuple(arguments.getlist("quality")),
    )


def _facets(counts: Any) -> list[tuple[str, str, list[tuple[str, str, int, bool]]]]:
    """(field, heading, [(value, name, count, chosen)]), chosen values always listed."""
    shown = []
    for field, heading in FACETS:
        chosen = request.args.getlist(field)
        found = dict(counts.get(field, {}))
        for value in chosen:
            found.setdefault(value, 0)
        values = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:12]
        named = [(value, _name(field, value), count, value in chosen) for value, count in values if value]
        if named:
            shown.append((field, heading, named))
    return shown


def _name(field: str, value: str) -> str:
    t = words()
    if field == "entity":
        return place().name(value)
    if field == "doctype":
        return t.doctype(value)
    if field == "state":
        return t.document_state(value)
    if field == "quality":
        return t.page_state(value)
    return value


def _drawer(text: str, hits: tuple[Hit, ...]) -> dict[str, Any]:
    """The opened hit with its neighbours among the hits, from `?open=D-000001.2`."""
    document, _, number = request.args.get("open", "").rpartition(".")
    if not document or not number.isdigit():
        return {"drawer": None}
    try:
        view: PageView = page_view(actor(), document, int(number), query=text)
    except ArchiveError as error:
        return {"drawer": None, "drawer_problem": words().error(error.code)}
    keys = [f"{hit.head.id}.{hit.page}" for found in gather(hits) for hit in (found.first, *found.further)]
    at = keys.index(f"{document}.{number}") if f"{document}.{number}" in keys else None
    return {
        "drawer": view,
        "previous_hit": keys[at - 1] if at else None,
        "next_hit": keys[at + 1] if at is not None and at + 1 < len(keys) else None,
    }


def _folded(text: str) -> str | None:
    """What the query becomes before it is compared, when that differs from what was typed."""
    folded = fold_text(text)
    return folded if folded != text else None

"""资料: the list of papers, what waits in 待复核, and acts on many at once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive.domain.errors import Invalid
from webui.current import actor, office, words
from webui.pages.door import bp

PER_PAGE = 50
STATES = ("ready", "partial", "unreadable", "received", "processing")
LONGEST = 200


@bp.get("/documents")
def documents() -> str:
    where = _where()
    page = max(1, request.args.get("p", 1, type=int))
    total, heads = office().papers.find(actor(), where, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    base = {k: v for k, v in where.items() if k not in {"state", "review", "doctype"}}
    kinds = office().papers.counts(actor(), "doctype", base)
    return render_template(
        "documents.html",
        heads=heads,
        total=total,
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
        first=(page - 1) * PER_PAGE,
        by_state=office().papers.counts(actor(), "state", base),
        review=office().papers.find(actor(), {**base, "review": True}, limit=0)[0],
        kinds=sorted(((words().doctype(k), k, n) for k, n in kinds.items() if k), key=lambda row: -row[2]),
        states=STATES,
    )


def _where() -> dict[str, object]:
    """Filters of the address: `entity=-` and `year=-` mean: not known."""
    arguments = request.args
    where: dict[str, object] = {}
    entity, year = arguments.get("entity"), arguments.get("year")
    if entity == "-":
        where["entity"] = None
    elif entity:
        where["entities"] = {entity}
    if year == "-":
        where["year"] = None
    elif year and year.isascii() and year.isdigit() and len(year) == 4:
        where["year"] = int(year)
    if arguments.get("state") in STATES:
        where["state"] = arguments["state"]
    if arguments.get("doctype"):
        where["doctype"] = None if arguments["doctype"] == "-" else arguments["doctype"]
    if arguments.get("receipt"):
        where["receipt"] = arguments["receipt"]
    if arguments.get("review"):
        where["review"] = True
    if arguments.get("withdrawn"):
        where["with_withdrawn"] = True
    if arguments.get("name"):
        where["name"] = arguments["name"][:LONGEST]
    return where


@bp.post("/documents/act")
def act() -> Response:
    """Refile, withdraw or read again the chosen rows, or all rows of the list, in one step."""
    chosen = _chosen()
    if not chosen:
        raise Invalid(code="nothing_chosen")
    deed = request.form.get("deed", "")
    t = words()
    if deed == "refile":
        entity = request.form.get("entity") or None
        year = request.form.get("year", type=int)
        if entity is None and year is None:
            raise Invalid(code="nothing_to_change")
        count = office().deciding.refile(actor(), chosen, entity=entity, year=year)
        flash(t("已改归 {count} 份资料, 系统会重新判断。", count=count), "undo")
    elif deed == "withdraw":
        for id in chosen:
            office().deciding.withdraw(actor(), id, request.form.get("reason", ""))
        flash(
            t("已撤下 {count} 份资料; 原件仍保存。", count=len(chosen)),
            "undo" if len(chosen) == 1 else "message",
        )
    elif deed == "retry":
        for id in chosen:
            office().deciding.retry(actor(), id)
        flash(t("{count} 份资料已排队重新读取。", count=len(chosen)))
    else:
        raise Invalid(deed, code="deed_unknown")
    query = request.query_string.decode("ascii", "ignore")
    return redirect(url_for("pages.documents") + (f"?{query}" if query else ""))


def _chosen() -> list[str]:
    if request.form.get("all"):
        _, heads = office().papers.find(actor(), _where())
        return [head.id for head in heads]
    return list(dict.fromkeys(request.form.getlist("document")))

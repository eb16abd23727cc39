"""数字: what the papers of one entity print, fact by fact, and how it went over the years."""

from __future__ import annotations

from flask import render_template, request

from archive.domain.errors import NotFound
from webui.current import actor, office
from webui.figuretable import Canvas, figure_table, trends
from webui.pages.checklist import titles
from webui.pages.door import bp
from webui.place import place

COLUMNS = 12
"""Papers side by side; further ones are on the next sheet."""


@bp.get("/entities/<code>/<int:year>/figures")
def figures(code: str, year: int) -> str:
    entity = place().named(code, year)
    try:
        findings = office().auditing.standing(actor(), code, year).findings
    except NotFound:
        findings = ()
    order = {id: number for number, id in enumerate(office().parts.rulebook.indicators)}
    told = office().papers.figures(actor(), entity=code, year=year)
    table = figure_table(told, findings, order, parts=request.args.get("parts") == "1")
    sheets = max(1, -(-len(table.documents) // COLUMNS))
    sheet = min(max(1, request.args.get("p", 1, type=int)), sheets)
    canvas = Canvas()
    return render_template(
        "figures.html",
        entity=entity,
        year=year,
        table=table,
        first=(sheet - 1) * COLUMNS,
        columns=COLUMNS,
        titles=titles({figure.locator.document for figure in told} | set(table.documents)),
        trends=trends(office().papers.figures(actor(), entity=code), order, canvas),
        canvas=canvas,
        page=sheet,
        pages=sheets,
    )

"""指标名称: names of quantities that the rulebook does not know; one click says what they are."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webui.current import actor, office, words
from webui.pages.checklist import titles
from webui.pages.door import bp
from webui.place import place

SHOWN = 100


@bp.get("/labels")
def labels() -> str:
    found = office().naming.unknown(actor(), place().year)
    return render_template(
        "labels.html",
        names=found[:SHOWN],
        total=len(found),
        titles=titles({name.locator.document for name in found[:SHOWN]}),
        indicators=office().parts.rulebook.indicators,
        mapped=sorted(office().naming.mapped(actor()).items()),
    )


@bp.post("/labels")
def map_label() -> Response:
    label, indicator = request.form.get("label", ""), request.form.get("indicator", "")
    documents = office().naming.map(actor(), label, indicator or None)
    flash(words()("已记下; {count} 份材料重新读取。", count=len(documents)), "undo")
    return redirect(url_for("pages.labels", year=place().year))

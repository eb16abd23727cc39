"""操作记录: what I did and can undo; the custody log for those who keep it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webui.auth import safe_next
from webui.current import actor, office, words
from webui.pages.door import bp

SHOWN = 100


@bp.get("/changes")
def changes() -> str:
    return render_template("changes.html", changes=office().deciding.changes(actor(), SHOWN))


@bp.post("/changes/undo")
def undo_last() -> Response:
    """Takes back the newest thing this person did."""
    change = office().deciding.undo(actor())
    flash(words()("已撤销: {verb} {subject}", verb=words().deed(change.verb), subject=change.subject))
    return redirect(safe_next(request.form.get("next")) or url_for("pages.changes"))


@bp.post("/changes/<int:change>/undo")
def undo(change: int) -> Response:
    done = office().deciding.undo(actor(), change)
    flash(words()("已撤销: {verb} {subject}", verb=words().deed(done.verb), subject=done.subject))
    return redirect(safe_next(request.form.get("next")) or url_for("pages.changes"))


@bp.get("/custody")
def custody() -> str:
    before = request.args.get("before", type=int)
    entries = office().upkeep.log(actor(), SHOWN, before)
    return render_template("custody.html", entries=entries, shown=SHOWN)

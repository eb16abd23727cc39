"""用户: who may come in, as what, and for which entity."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive.domain.actor import BOUND, ROLES
from webui import auth
from webui.current import actor, office, words
from webui.pages.door import bp


@bp.get("/people")
def people() -> str:
    return render_template("people.html", accounts=office().accounts.list(actor()), roles=ROLES, bound=BOUND)


@bp.post("/people")
def add_person() -> str:
    """Shows the one-time password once; it is kept nowhere in readable form."""
    form = request.form
    with auth.hashing():
        password = office().accounts.add(
            actor(), form.get("name", "").strip(), form.get("role", ""), form.get("entity") or None
        )
    return _shown(words()("{name} 的一次性密码", name=form.get("name", "").strip()), password)


@bp.post("/people/<name>/token")
def make_token(name: str) -> str:
    token = office().accounts.token(actor(), name)
    return _shown(words()("{name} 的接口令牌", name=name), token)


def _shown(label: str, secret: str) -> str:
    accounts = office().accounts.list(actor()) if actor().may("users") else []
    return render_template(
        "people.html", accounts=accounts, roles=ROLES, bound=BOUND, secret=secret, secret_label=label
    )


@bp.post("/people/<name>/disable")
def disable(name: str) -> Response:
    office().accounts.disable(actor(), name)
    flash(words()("{name} 已停用, 登录和令牌立即失效。", name=name))
    return redirect(url_for("pages.people"))

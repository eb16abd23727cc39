"""登录: one form, and the change of a one-time password."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from archive.domain.errors import Invalid
from webui import auth
from webui.auth import TooManyTries
from webui.current import actor, office, words
from webui.demo_hint import demo_accounts
from webui.pages.door import bp
from webui.words import LANGUAGES


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> str | Response | tuple[str, int]:
    target = auth.safe_next(request.values.get("next"))
    if request.method == "GET":
        if g.actor is not None:
            return redirect(target or url_for("pages.home"))
        return _form(target)
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    try:
        known = auth.sign_in(
            current_app.extensions["throttle"], name, password, request.remote_addr or "unknown"
        )
    except TooManyTries as error:
        return _form(target, name, words().error(error.code), 429)
    if not known:
        return _form(target, name, words().error("password_wrong"), 403)
    if session.get("must_change"):
        return redirect(url_for("pages.password", next=target))
    return redirect(target or url_for("pages.home"))


def _form(
    target: str | None, name: str = "", problem: tuple[str, str] | None = None, status: int = 200
) -> tuple[str, int]:
    accounts = demo_accounts(office().settings.home)
    return render_template(
        "sign_in.html", target=target, name=name, problem=problem, accounts=accounts
    ), status


@bp.post("/sign-out")
def sign_out() -> Response:
    auth.sign_out()
    return redirect(url_for("pages.sign_in"))


@bp.route("/password", methods=["GET", "POST"])
def password() -> str | Response | tuple[str, int]:
    """One's own password; somebody with a one-time password comes no further before."""
    if request.method == "GET":
        return render_template("password.html", problem=None)
    old, new = request.form.get("old", ""), request.form.get("new", "")
    if new != request.form.get("again", ""):
        return render_template("password.html", problem=(words()("两次输入的新密码不一样"), "")), 422
    with auth.hashing():
        try:
            office().accounts.change_password(actor().name, old, new)
        except Invalid as error:
            return render_template("password.html", problem=words().error(error.code)), 422
    with office().parts.store.read() as tx:
        secret = tx.accounts.secret(actor().name)
    assert secret is not None
    auth.begin(actor().name, secret[2], must_change=False)
    flash(words()("密码已更改, 其他地方的登录已退出。"))
    return redirect(auth.safe_next(request.args.get("next")) or url_for("pages.home"))


@bp.post("/language")
def set_language() -> Response:
    chosen = request.form.get("language")
    if chosen in LANGUAGES:
        session["language"] = chosen
    return redirect(auth.safe_next(request.form.get("next")) or url_for("pages.home"))

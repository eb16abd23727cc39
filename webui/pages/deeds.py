"""What a person does to one paper: correct, match, withdraw, unlock, read again, bind from pictures."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from archive.domain.errors import ArchiveError, Invalid
from archive.services.deciding import FIELDS
from webui.auth import safe_next
from webui.current import actor, office, words
from webui.pages.door import bp

KEPT = ("page", "q", "quote", "box")


def _back(document: str) -> Response:
    kept: dict[str, Any] = {name: request.args[name] for name in KEPT if name in request.args}
    return redirect(url_for("pages.document", document=document, **kept))


@bp.post("/documents/<document>/correct")
def correct(document: str) -> Response:
    """Only fields whose value differs from what the form was shown with are a correction."""
    values: dict[str, str | None] = {}
    for name in FIELDS:
        if name in request.form and request.form[name].strip() != request.form.get(f"was_{name}", ""):
            values[name] = request.form[name].strip() or None
    if values:
        office().deciding.correct(actor(), document, values)
        flash(words()("已更正 {count} 项, 系统会重新判断。", count=len(values)), "undo")
    else:
        office().papers.head(actor(), document)
        flash(words()("没有改动。"))
    following = request.form.get("following")
    if following and request.form.get("then") == "next":
        return redirect(url_for("pages.document", document=following, review=1))
    try:
        office().papers.head(actor(), document)
    except ArchiveError:  # refiled to an entity that this person does not see
        return redirect(url_for("pages.documents"))
    return _back(document)


@bp.post("/documents/<document>/match")
def match(document: str) -> Response:
    verdict = request.form.get("verdict")
    if verdict not in {"accept", "reject"}:
        raise Invalid(code="verdict_unknown")
    requirement = request.form.get("requirement", "")
    office().deciding.match(actor(), document, requirement, accept=verdict == "accept")
    said = words()("认定符合") if verdict == "accept" else words()("认定不符合")
    flash(
        words()(
            "{document} 对 {requirement}: {said}。", document=document, requirement=requirement, said=said
        ),
        "undo",
    )
    return _back(document)


@bp.post("/documents/<document>/withdraw")
def withdraw(document: str) -> Response:
    office().deciding.withdraw(actor(), document, request.form.get("reason", ""))
    flash(words()("{document} 已撤下, 不再参与检索和审核; 原件仍保存, 可以撤销。", document=document), "undo")
    return redirect(safe_next(request.form.get("next")) or url_for("pages.document", document=document))


@bp.post("/documents/<document>/unlock")
def unlock(document: str) -> Response:
    password = request.form.get("password", "")
    if not password:
        raise Invalid(code="password_needed")
    office().deciding.unlock(actor(), document, password)
    flash(words()("密码已加密保存, 文件正在重新读取。"))
    return _back(document)


@bp.post("/documents/<document>/retry")
def retry(document: str) -> Response:
    office().deciding.retry(actor(), document)
    flash(words()("已排队重新读取。"))
    return _back(document)


@bp.post("/documents/bind")
def bind() -> Response:
    """One paper from pictures that were taken page by page; goes back to the receipt that proposed it."""
    pictures = request.form.getlist("document")
    bound = office().binding.bind(actor(), pictures)
    flash(
        words()(
            "{count} 张图片已装订为 {document}, 正在读取; 图片仍保存, 可以撤销。",
            count=len(pictures),
            document=bound,
        ),
        "undo",
    )
    return redirect(safe_next(request.form.get("next")) or url_for("pages.document", document=bound))

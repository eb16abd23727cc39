"""Errors as people and programs see them: one code, a sentence with advice, a correlation id, never a trace."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from archive import i18n
from archive.domain.errors import (
    ArchiveError,
    Conflict,
    Invalid,
    NotFound,
    Refused,
    Rejected,
    Unavailable,
    Unreadable,
)
from webui.auth import CsrfFailed, NotSignedIn, TooManyTries
from webui.current import words

log = logging.getLogger(__name__)

STATUS: tuple[tuple[type[ArchiveError], int], ...] = (
    (NotSignedIn, 401),
    (CsrfFailed, 400),
    (TooManyTries, 429),
    (NotFound, 404),
    (Refused, 403),
    (Conflict, 409),
    (Invalid, 422),
    (Rejected, 422),
    (Unreadable, 422),
    (Unavailable, 503),
)
HTTP_CODES = {
    400: "invalid",
    404: "not_found",
    405: "method_not_allowed",
    408: "timeout",
    413: "request_too_large",
    415: "media_type_unknown",
    429: "too_busy",
    503: "too_busy",
}


def install(app: Flask) -> None:
    app.before_request(_number)
    app.register_error_handler(ArchiveError, on_archive_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Exception, on_surprise)


def status_of(error: ArchiveError) -> int:
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def on_archive_error(error: ArchiveError) -> Response:
    status = status_of(error)
    if status >= 500:
        log.error("%s %s: %s", correlation(), error.code, error)
    response = answer(status, error.code, problems=getattr(error, "problems", ()))
    if isinstance(error, TooManyTries):
        response.headers["Retry-After"] = str(error.args_by_name.get("seconds", 60))
    if status == 503:
        response.headers["Retry-After"] = "5"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def on_http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if 300 <= status < 400:
        return make_response(error.get_response())
    response = answer(status, HTTP_CODES.get(status, "invalid" if status < 500 else "error"))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def on_surprise(error: Exception) -> Response:
    """Something nobody planned: the log has the trace, the person an id to name."""
    log.error("%s unexpected: %s", correlation(), type(error).__name__, exc_info=error)
    return answer(500, "error")


def answer(status: int, code: str, problems: Any = ()) -> Response:
    if request.path.startswith("/api/"):
        response = jsonify(problem(status, code, problems))
        response.mimetype = "application/problem+json"
    else:
        response = make_response(_page(status, code, problems))
    response.status_code = status
    return response


def _page(status: int, code: str, problems: Any) -> str:
    """The error page; without the frame when that cannot be drawn either."""
    what, advice = words().error(code)
    said = {"status": status, "code": code, "what": what, "advice": advice, "problems": problems}
    try:
        return render_template("error.html", **said)
    except Exception:  # noqa: BLE001 - the database or the address may be what is broken
        return render_template("error_bare.html", correlation=correlation(), **said)


def problem(status: int, code: str, problems: Any = ()) -> dict[str, Any]:
    """RFC 9457, with our stable `code` and both languages."""
    zh, advice_zh = i18n.of_error(code, "zh")
    en, advice_en = i18n.of_error(code, "en")
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": en,
        "status": status,
        "code": code,
        "detail": f"{zh}。{advice_zh}" if advice_zh else zh,
        "detail_en": f"{en}. {advice_en}" if advice_en else en,
        "instance": correlation(),
    }
    if problems:
        body["problems"] = [{"where": where, "code": what, "value": text} for where, what, text in problems]
    return body


def correlation() -> str:
    """Printed on the page and in the log, so that a clerk can tell which failure he means."""
    if "correlation" not in g:
        _number()
    return str(g.correlation)


def _number() -> None:
    g.correlation = secrets.token_hex(6)

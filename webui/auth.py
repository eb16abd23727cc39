"""Who is asking: session cookie for people, Bearer token for programs, and the CSRF check between them."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from archive.domain.actor import Actor
from archive.domain.errors import Refused, Unavailable
from archive.services.accounts import digest
from archive.services.gate import Gate
from webui.current import office
from webui.throttle import Throttle

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = frozenset({"pages.sign_in", "pages.set_language", "api.health", "api.openapi", "static_file"})
"""Endpoints that need nobody signed in."""
BEFORE_PASSWORD = frozenset({"pages.password", "pages.sign_out", *OPEN})
"""What somebody with a one-time password may still do."""
UPLOADS = frozenset({"pages.post_upload", "api.post_upload", "pages.post_entities"})
SMALL_BODY = 1024**2
"""Bytes that a request may carry which hands in no files."""
_HASHING = threading.BoundedSemaphore(2)
HASHING_SECONDS = 5.0


class NotSignedIn(Refused):
    code = "sign_in_needed"


class CsrfFailed(Refused):
    code = "csrf"


class TooManyTries(Refused):
    code = "too_many_attempts"


@dataclass(frozen=True, slots=True)
class SignedIn:
    actor: Actor
    must_change: bool


@contextmanager
def hashing() -> Iterator[None]:
    """Argon2 is meant to be expensive; it must never take every thread."""
    if not _HASHING.acquire(timeout=HASHING_SECONDS):
        raise Unavailable(code="too_busy")
    try:
        yield
    finally:
        _HASHING.release()


def install(app: Flask) -> None:
    app.extensions["throttle"] = Throttle()
    app.before_request(identify)


def identify() -> Response | None:
    """Runs before every request: language, person, CSRF, forced change of a one-time password.

    Strangers are turned away before a byte of their body is read.
    """
    g.language = session.get("language") or office().settings.language
    if request.endpoint not in UPLOADS:
        request.max_content_length = SMALL_BODY
    if request.endpoint in {None, "static_file"}:
        return None
    bearer = _bearer()
    g.actor = _by_token(bearer) if bearer is not None else _by_session()
    if g.actor is None and request.endpoint not in OPEN:
        return _turned_away()
    if bearer is None and request.method not in SAFE:
        check_csrf()
    if bearer is None and session.get("must_change") and request.endpoint not in BEFORE_PASSWORD:
        if request.path.startswith("/api/"):
            raise Refused(code="password_must_change")
        return redirect(url_for("pages.password"))
    return None


def _turned_away() -> Response:
    if request.path.startswith("/api/"):
        raise NotSignedIn
    asked = request.full_path.rstrip("?") if request.method in SAFE else None
    return redirect(url_for("pages.sign_in", next=asked))


def _bearer() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _by_token(token: str) -> Actor:
    with office().parts.store.read() as tx:
        account = tx.accounts.by_token(digest(token))
        if account is None:
            raise NotSignedIn
        return Gate.admit(tx, account)


def _by_session() -> Actor | None:
    """The person of the cookie, unless the account was disabled or its password changed since."""
    name = session.get("name")
    if not isinstance(name, str):
        return None
    with office().parts.store.read() as tx:
        secret = tx.accounts.secret(name)
        account = tx.accounts.get(name)
        if secret is None or account is None or secret[2] != session.get("epoch"):
            _leave()
            return None
        return Gate.admit(tx, account)


def csrf_token() -> str:
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def check_csrf() -> None:
    """Raise CsrfFailed unless form field or header repeats the session's token."""
    expected = session.get("csrf")
    given = request.headers.get("X-CSRF-Token")
    if given is None and request.mimetype in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        given = request.form.get("csrf")
    if expected is None or given is None or not hmac.compare_digest(str(expected), given):
        raise CsrfFailed


def sign_in(throttle: Throttle, name: str, password: str, address: str) -> bool:
    """Start a fresh session; False when name or password is wrong, TooManyTries when it is too soon."""
    wait = throttle.wait(name, address)
    if wait:
        raise TooManyTries(seconds=wait)
    with hashing():
        found = office().accounts.sign_in(name, password) if len(password) <= 1024 else None
    if found is None:
        throttle.failed(name, address)
        return False
    throttle.succeeded(name, address)
    account, must_change, epoch = found
    begin(account.name, epoch, must_change=must_change)
    return True


def begin(name: str, epoch: int, *, must_change: bool) -> None:
    _leave()
    session.permanent = True
    session.update(name=name, epoch=epoch, must_change=must_change)


def _leave() -> None:
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def sign_out() -> None:
    _leave()


def safe_next(target: str | None) -> str | None:
    """A path on this site, or None: a sign-in never sends anybody elsewhere."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(ord(c) < 32 for c in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target

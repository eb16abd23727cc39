"""Puts the web application together: pages and API over one Office."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import Flask, Response

from webui import api, assets, auth, errors, pages, rendering
from webui.context import Office
from webui.current import EXTENSION
from webui.proxies import TrustedProxies, networks

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def create_app(office: Office) -> Flask:
    app = Flask("webui", static_folder=None)
    settings = office.settings
    app.config.update(
        SECRET_KEY=hashlib.sha256(b"session" + office.parts.secret).digest(),
        SESSION_COOKIE_NAME="qijuan",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        MAX_CONTENT_LENGTH=settings.limits.file_bytes + 64 * 1024**2,
        MAX_FORM_MEMORY_SIZE=1024**2,
        MAX_FORM_PARTS=20_000,
        TRUSTED_HOSTS=[host.strip() for host in settings.trusted_hosts.split(",") if host.strip()] or None,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions[EXTENSION] = office
    errors.install(app)
    auth.install(app)
    rendering.install(app)
    app.add_url_rule("/static/<digest>/<path:name>", "static_file", assets.static_file)
    app.register_blueprint(pages.blueprint())
    app.register_blueprint(api.blueprint())
    app.after_request(harden)
    app.wsgi_app = TrustedProxies(app.wsgi_app, networks(settings.trusted_proxies))  # type: ignore[method-assign]
    return app


def harden(response: Response) -> Response:
    """Headers of every answer; a route may set a stricter policy of its own."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("Cache-Control", "no-store")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    headers["X-Request-Id"] = errors.correlation()
    return response

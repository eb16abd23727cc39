"""Our own style sheet, script and marks: addressed by their content, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Response, send_from_directory, url_for
from werkzeug.exceptions import NotFound as NoSuchFile

STATIC = Path(__file__).parent / "static"
YEAR_SECONDS = 31_536_000


def static_file(digest: str, name: str) -> Response:
    if digest != fingerprint(name):
        raise NoSuchFile
    response = send_from_directory(STATIC, name)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


@cache
def fingerprint(name: str) -> str:
    """Empty for names that are not ours, which no address ever matches."""
    if name not in {file.name for file in STATIC.iterdir()}:
        return ""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    return url_for("static_file", digest=fingerprint(name), name=name)

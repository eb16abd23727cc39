"""The pages: one module a screen, each reads the request, calls one verb and shows the answer."""

from __future__ import annotations

from flask import Blueprint


def blueprint() -> Blueprint:
    from webui.pages import (  # noqa: F401
        changes,
        checklist,
        deeds,
        document,
        documents,
        entities,
        figures,
        findings,
        gaps,
        home,
        jobs,
        naming,
        people,
        search,
        sign_in,
        upload,
    )
    from webui.pages.door import bp

    return bp

"""What a request may reach for: the office, the person asking, and the words of his language."""

from __future__ import annotations

from typing import cast

from flask import current_app, g

from archive.domain.actor import Actor
from archive.domain.errors import Refused
from webui.context import Office
from webui.words import Words

EXTENSION = "qijuan"


def office() -> Office:
    return cast("Office", current_app.extensions[EXTENSION])


def actor() -> Actor:
    """The signed-in person; routes that need nobody never ask."""
    found = cast("Actor | None", g.get("actor"))
    if found is None:
        raise Refused(code="sign_in_needed")
    return found


def words() -> Words:
    if "words" not in g:
        g.words = Words(g.get("language", "zh"), lambda: office().parts.rulebook)
    return cast("Words", g.words)

"""What every template may use: words, marks, the person, where he works, and addresses."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, get_flashed_messages, request, session, url_for

from archive import i18n
from archive.domain.actor import Actor
from archive.domain.clock import now
from archive.domain.records import Head
from webui.assets import static_url
from webui.auth import csrf_token
from webui.current import office, words
from webui.place import place
from webui.standing import telling
from webui.words import HTML_LANGUAGE

RAIL = (
    ("pages.home", "我的任务", "h"),
    ("pages.checklists", "清单", "c"),
    ("pages.search", "检索", "s"),
    ("pages.documents", "资料", "d"),
    ("pages.gaps", "缺口", "g"),
    ("pages.findings", "矛盾", "m"),
    ("pages.jobs", "任务与健康", "j"),
)
"""Endpoint, name, and the letter that jumps there after `g`."""
SHORT = 6
"""Titles of so few characters (检定证书) are shared by many papers."""
SECTION = {
    "pages.checklist": "pages.checklists",
    "pages.document": "pages.documents",
    "pages.gap_entity": "pages.gaps",
    "pages.runs": "pages.gaps",
    "pages.compare": "pages.gaps",
}


def install(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        static=static_url,
        csrf_token=csrf_token,
        with_args=with_args,
        with_value=with_value,
        without=without,
        decide_args=decide_args,
        evidence_url=evidence_url,
        called=called,
        telling=telling,
        marks={state: words_[2] for state, words_ in i18n.SLOT_STATES.items()},
    )
    app.context_processor(context)


def context() -> dict[str, Any]:
    """Per request; error pages are rendered with nobody signed in, too."""
    me: Actor | None = g.get("actor")
    signed_in = me is not None and not session.get("must_change")
    return {
        "t": words(),
        "html_language": HTML_LANGUAGE[words().language],
        "me": me if signed_in else None,
        "rail": RAIL if signed_in else (),
        "section": SECTION.get(request.endpoint or "", request.endpoint),
        "place": place() if signed_in else None,
        "correlation": g.get("correlation", ""),
        "version": version("qijuan"),
        "now": words().moment(now()),
        "limit": words().size(office().settings.limits.file_bytes),
        "flashes": get_flashed_messages(with_categories=True),
    }


def with_args(**changes: object) -> str:
    """This address with some of its query arguments changed; None removes one, a list repeats it."""
    arguments: dict[str, list[str]] = request.args.to_dict(flat=False)
    for name, value in changes.items():
        if value is None or value == "":
            arguments.pop(name, None)
        elif isinstance(value, (list, tuple)):
            arguments[name] = [str(item) for item in value]
        else:
            arguments[name] = [str(value)]
    query = urlencode([(name, item) for name, items in arguments.items() for item in items])
    return f"{request.path}?{query}" if query else request.path


def with_value(field: str, value: str) -> list[str]:
    return [*request.args.getlist(field), value]


def without(field: str, value: str) -> list[str] | None:
    return [known for known in request.args.getlist(field) if known != value] or None


def decide_args() -> dict[str, str]:
    """Filters that a decision form carries along, so that one comes back to the same list."""
    return {name: request.args[name] for name in ("only", "order", "state", "group") if name in request.args}


def evidence_url(locator: Any) -> str:
    """Where one click shows the spot that proves something."""
    more: dict[str, Any] = {}
    if locator.box:
        more["box"] = ",".join(f"{edge:.4f}" for edge in locator.box)
    if locator.quote:
        more["quote"] = locator.quote[:120]
    if getattr(locator, "cell", None):
        more["cell"] = locator.cell
    return url_for("pages.document", document=locator.document, page=locator.page, **more)


def called(head: Head) -> str:
    """The title; a title that many papers share is told apart by the file's name."""
    name = head.path.rsplit("/", 1)[-1]
    if not head.title:
        return name
    return head.title if len(head.title) > SHORT else f"{head.title} {name.rsplit('.', 1)[0]}"

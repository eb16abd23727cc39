"""任务与健康: what is being read, what failed and why, and whether everything agrees."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive.domain.errors import Invalid
from archive.domain.records import Head, Job
from webui.current import actor, office, words
from webui.pages.door import bp

STATES = ("queued", "running", "done", "failed")
SHOWN = 100
FAILURES = 8
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason with some of its papers."""

    reason: str
    count: int
    heads: list[Head]


@bp.get("/jobs")
def jobs() -> str:
    watch = office().watch
    progress = watch.progress(actor())
    state = request.args.get("state")
    shown: list[Job] = watch.jobs(actor(), state if state in STATES else None, SHOWN)
    template = "parts/progress.html" if request.args.get("part") == "progress" else "jobs.html"
    return render_template(
        template,
        progress=progress,
        health=watch.health(actor()) if actor().may("health") else None,
        failures=_failures(),
        jobs=shown,
        states=STATES,
        state=state,
        receipts=office().papers.receipts(actor(), 10),
        heads=_heads(shown),
    )


def _failures() -> list[Failure]:
    found: dict[str, list[Head]] = {}
    for state in ("unreadable", "partial"):
        _, heads = office().papers.find(actor(), {"state": state}, limit=MOST)
        for head in heads:
            found.setdefault(head.reason or "error", []).append(head)
    ordered = sorted(found.items(), key=lambda item: -len(item[1]))
    return [Failure(reason, len(heads), heads[:FAILURES]) for reason, heads in ordered]


def _heads(shown: list[Job]) -> dict[str, Head]:
    me = actor()
    with office().parts.store.read() as tx:
        heads = tx.documents.many({job.document for job in shown})
    return {id: head for id, head in heads.items() if me.sees(head.entity)}


@bp.post("/jobs/retry")
def retry_all() -> Response:
    """Every paper that failed for the chosen reason, or every failed one."""
    reason = request.form.get("reason", "")
    if reason:
        _, heads = office().papers.find(actor(), {"state": "unreadable"})
        done = [id for h in heads if h.reason == reason for id in office().deciding.retry(actor(), h.id)]
    elif request.form.get("everything"):
        done = office().deciding.retry(actor())
    else:
        raise Invalid(code="nothing_chosen")
    flash(words()("{count} 份资料已排队重新读取。", count=len(done)))
    return redirect(url_for("pages.jobs"))

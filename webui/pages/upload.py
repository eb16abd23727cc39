"""上传: hand in files and folders; the receipt that balances."""

from __future__ import annotations

import secrets

from flask import jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive.domain.document import WAITING
from archive.domain.records import Head
from webui.current import actor, office
from webui.pages.door import bp
from webui.receiving import receive


@bp.get("/upload")
def upload() -> str:
    doctypes = office().parts.rulebook.doctypes.values()
    return render_template("upload.html", key=secrets.token_urlsafe(16), doctypes=doctypes)


@bp.post("/upload")
def post_upload() -> Response:
    """Without script: all files in one request, then the receipt. The script asks for JSON, batch by batch."""
    receipt = receive(request.form.get("key") or None)
    place = url_for("pages.receipt", id=receipt.id)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(
            receipt=receipt.id,
            url=place,
            received=receipt.received,
            new=receipt.new,
            duplicate=receipt.duplicate,
            rejected=receipt.rejected,
        )
    return redirect(place)


@bp.get("/receipts")
def receipts() -> str:
    return render_template("receipts.html", receipts=office().papers.receipts(actor(), 200))


@bp.get("/receipts/<id>")
def receipt(id: str) -> str:
    """Polls itself while papers are still being read; `?part=rows` is what the script fetches."""
    head, files, documents = office().papers.receipt(actor(), id)
    waiting = sum(d.state in WAITING for d in documents.values())
    review = sum(needs_review(d) for d in documents.values())
    series = office().binding.proposals(actor(), id)
    template = "parts/receipt_rows.html" if request.args.get("part") == "rows" else "receipt.html"
    return render_template(
        template,
        receipt=head,
        files=files,
        documents=documents,
        waiting=waiting,
        review=review,
        series=series,
        needs_review=needs_review,
    )


def needs_review(head: Head) -> bool:
    """As the list of papers 待复核 counts."""
    if head.state in WAITING or head.withdrawn is not None:
        return False
    return (
        head.doctype is None
        or head.entity is None
        or head.year is None
        or head.doubtful_pages > 0
        or head.state in {"unreadable", "partial"}
    )

"""Turns the files of a request into what the intake expects; bytes stay in spooled files on disk."""

from __future__ import annotations

from flask import request
from werkzeug.datastructures import FileStorage

from archive.domain.document import Filing
from archive.domain.errors import Invalid
from archive.domain.records import ReceiptHead
from archive.services.intake import Incoming
from webui.current import actor, office

KEY_LENGTH = 200


def receive(key: str | None) -> ReceiptHead:
    """Hand in the files of this request; the same key by the same person is the same upload."""
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        raise Invalid(code="no_files")
    if key is not None and not 0 < len(key) <= KEY_LENGTH:
        raise Invalid(code="key_invalid")
    return office().intake.receive(actor(), filing(), [incoming(file) for file in files], key=key)


def filing() -> Filing:
    year = request.form.get("year", "").strip()
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Invalid(year, code="year_invalid", year=year)
    doctype = request.form.get("doctype", "").strip() or None
    if doctype is not None and doctype not in office().parts.rulebook.doctypes:
        raise Invalid(doctype, code="doctype_unknown", doctype=doctype)
    return Filing(request.form.get("entity", "").strip() or None, int(year) if year else None, doctype)


def incoming(file: FileStorage) -> Incoming:
    """Folders keep their relative names; what a browser could not write as UTF-8 is shown as it came."""
    name = (file.filename or "").replace("\\", "/").lstrip("/")
    return Incoming(name, lambda: file.stream)

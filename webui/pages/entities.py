"""导入考核对象: the list of assessed bodies as a table; good rows are taken, every bad one is named."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import render_template, request

from archive.domain.errors import Invalid
from archive.services.gate import require
from archive.services.registry import COLUMNS
from webui.current import actor, office
from webui.pages.door import bp
from webui.rows import read_rows

SUFFIXES = frozenset({".csv", ".txt", ".xlsx", ".xls", ".ods", ".yaml", ".yml"})


@bp.get("/entities/import")
def import_entities() -> str:
    require(actor(), "entities")
    return render_template("entities_import.html", columns=COLUMNS, result=None)


@bp.post("/entities/import")
def post_entities() -> str:
    require(actor(), "entities")
    file = request.files.get("file")
    suffix = Path(file.filename or "").suffix.lower() if file else ""
    if file is None or suffix not in SUFFIXES:
        raise Invalid(code="file_unreadable")
    with tempfile.TemporaryDirectory(prefix="qijuan-") as folder:
        place = Path(folder) / f"entities{suffix}"
        file.save(place)
        rows, first = read_rows(place)
    result = office().registry.load(actor(), rows, first)
    return render_template("entities_import.html", columns=COLUMNS, result=result)

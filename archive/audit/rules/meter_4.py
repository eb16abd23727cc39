"""R-METER-4 三统一: 每个器具: 一览表 == 网络图编号 == 证书出厂编号."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from archive.audit.bench import Bench
from archive.audit.certificates import OUT_OF_USE, passes, plain
from archive.audit.lists import list_rows
from archive.audit.parameters import asked_by
from archive.audit.slips import alike
from archive.audit.views import View, folded
from archive.domain.audit import Finding, Severity, Slot
from archive.domain.facts import Certificate, Instrument

CODE = "R-METER-4"
_POINTS = {"number": re.compile(r"(?:管理|器具|仪表|采集点)?编号")}
_CYCLE = timedelta(days=90)
"""Certificates further apart than this are of two cycles."""
_SHOWN = 20
Listed = tuple[View, Instrument]


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Certificates whose number is one slip away from the only listed instrument of their model without one."""
    listed = [
        (view, row)
        for view in bench.views
        if view.kind == "meter_list" and view.readable
        for row in view.facts.instruments
        if row.serial and not (row.status and any(word in row.status for word in OUT_OF_USE))
    ]
    if not listed:
        return
    yield from _certificates(bench, listed)
    yield from _diagram(bench, listed)


def _certificates(bench: Bench, listed: Sequence[Listed]) -> Iterator[Finding]:
    held = [
        (view, c)
        for view in bench.by_kind.get("certificate", ())
        for c in view.facts.certificates
        if c.serial and passes(c)
    ]
    latest: dict[str, date] = {}
    for _, certificate in held:
        serial, day = plain(certificate.serial), certificate.verified_on or date.max
        latest[serial] = max(day, latest.get(serial, day))
    models: dict[str, list[Listed]] = {}
    for view, row in listed:
        if row.model:
            models.setdefault(folded(row.model), []).append((view, row))
    serials = {plain(row.serial) for _, row in listed}
    for view, certificate in held:
        if plain(certificate.serial) in serials or not certificate.model:
            continue
        near = [
            (holder, row)
            for holder, row in models.get(folded(certificate.model), ())
            # An instrument that has its certificate of this cycle is not the one that was meant.
            if _open(latest.get(plain(row.serial)), certificate.verified_on)
            and _slip(row.serial, certificate.serial)
        ]
        if len(near) == 1:
            yield _finding(bench, near[0], view, certificate)


def _open(last: date | None, day: date | None) -> bool:
    """No certificate, or those of earlier cycles only."""
    return last is None or (day is not None and day - last >= _CYCLE)


def _finding(bench: Bench, listed: Listed, view: View, certificate: Certificate) -> Finding:
    holder, row = listed
    args = {
        "instrument": row.name,
        "values": [row.serial, certificate.serial],
        "owners": [holder.paper.entity, view.paper.entity],
    }
    places = (row.locator or holder.locator(), certificate.locator or view.locator())
    cause = _slip(row.serial, certificate.serial)
    pictured = view.paper.doubtful_pages + holder.paper.doubtful_pages > 0
    severity = Severity.WARNING if pictured or cause == "ocr_pair" else Severity.ERROR
    return Finding(CODE, severity, asked_by(bench, CODE), cause, args, places)


def _slip(left: str | None, right: str | None) -> str | None:
    """Two digits changed places, or one sign is another; None when the numbers are further apart."""
    a, b = plain(left), plain(right)
    if len(a) != len(b) or len(a) < 4 or a == b:
        return None
    places = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(places) == 1:
        return "ocr_pair" if alike(frozenset((a[places[0]], b[places[0]]))) else "one_digit"
    swapped = len(places) == 2 and places[1] == places[0] + 1
    return "digit_swap" if swapped and a[places[0]] == b[places[1]] and a[places[1]] == b[places[0]] else None


def _shape(number: str) -> str:
    """Letters and how many digits: DL-01 and DL-12 are of one numbering, DN150 is of none."""
    return re.sub(r"\d", "0", number)


def _diagram(bench: Bench, listed: Sequence[Listed]) -> Iterator[Finding]:
    """Numbers of the network diagram that the list does not have, when it has most of them."""
    numbers = {plain(row.manage_no) for _, row in listed if row.manage_no}
    rows = list(list_rows(bench, frozenset({"diagram"}), _POINTS, "number"))
    known = [r for r in rows if plain(r.text("number")) in numbers]
    shapes = {_shape(number) for number in numbers}
    strange = [r for r in rows if (text := plain(r.text("number"))) not in numbers and _shape(text) in shapes]
    if strange and len(known) > len(strange):
        args = {
            "values": [r.text("number") for r in strange[:_SHOWN]],
            "count": len(strange),
            "of": len(rows),
        }
        places = tuple(r.row.locator for r in strange[:_SHOWN])
        yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, places)

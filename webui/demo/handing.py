"""How clerks hand in: folders by group, a file a paper, a paper a quarter, an archive, a mail."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from webui.demo.author import Draft
from webui.demo.facts import dice
from webui.demo.places import Place
from webui.demo.render import plain, sheet
from webui.demo.scribe import Expected, Scribe, bind, render
from webui.demo.tables.metering import Meter, meters


def box(place: Place, year: int) -> str:
    """The folder that a body hands in for a year."""
    return f"{place.code} {place.name}/{year}"


def kind_of(scribe: Scribe, template: str, scans: Iterable[str] = ()) -> str:
    """The usual format of a paper; scans are few, because reading them takes seconds a page."""
    kinds = [kind for kind in scribe.templates[template].kinds if kind != "scan"]
    return "scan" if template in set(scans) else dice(scribe.seed, template).choice(kinds or ["docx"])


def hand_in(
    scribe: Scribe,
    place: Place,
    year: int,
    templates: Iterable[str],
    *,
    scans: Iterable[str] = (),
    **changes: Any,
) -> None:
    """One file a template, in folders by group, named after the title."""
    entries = []
    for order, name in enumerate(templates, 1):
        template = scribe.templates[name]
        draft = scribe.draft(place, year, name, **changes.get(name, {}))
        entries.append((draft.title, draft.number or ""))
        path = f"{box(place, year)}/{template.group}/{order:02d} {short(draft.title)}"
        scribe.file(draft, path, kind_of(scribe, name, scans), place.code, year)
    index = "c-index" if place.kind == "county" else "e-index"
    if len(entries) > 20:
        draft = scribe.draft(place, year, index, entries=entries)
        scribe.file(draft, f"{box(place, year)}/00 材料目录", "xls", place.code, year)


def short(title: str) -> str:
    return title.replace("/", "-").replace("“", "").replace("”", "")[:40]


def quarters(
    scribe: Scribe, place: Place, year: int, template: str, which: Iterable[int], kind: str = "docx"
) -> None:
    """One paper a quarter."""
    for quarter in which:
        draft = scribe.draft(place, year, template, quarter=quarter)
        path = f"{box(place, year)}/{draft.template.group}/第{quarter}季度 {short(draft.title)}"
        scribe.file(draft, path, kind, place.code, year)


def minutes(scribe: Scribe, place: Place, year: int, template: str, days: Iterable[date]) -> None:
    """One paper a meeting."""
    for turn, day in enumerate(days, 1):
        draft = scribe.draft(place, year, template, turn=turn, date=day, say={"issue": turn * 3})
        path = f"{box(place, year)}/{draft.template.group}/会议纪要{turn}"
        scribe.file(draft, path, "docx" if turn == 1 else "gbk", place.code, year)


def months(
    scribe: Scribe, place: Place, year: int, template: str, which: Iterable[int], kind: str, title: str
) -> None:
    """The papers of several months in one file."""
    drafts = [scribe.draft(place, year, template, month=month) for month in which]
    bound = bind(drafts, title)
    scribe.file(bound, f"{box(place, year)}/{bound.template.group}/{title}", kind, place.code, year)


def certificates(
    scribe: Scribe, place: Place, year: int, scans: Iterable[int] = (), expired: int | None = None
) -> None:
    """Two cycles of every instrument; the one numbered *expired* ran out in May of the year."""
    for order, meter in enumerate(meters(scribe.desk(place, year, "e-meters")), 1):
        now = verified(year, order, meter, order == expired)
        for cycle, day in enumerate((earlier(now, meter.months), now)):
            kind = "scan" if order in set(scans) and cycle else "pdf"
            draft = certificate(scribe, place, year, meter, day, order)
            path = f"{box(place, year)}/6.3 能源计量/证书/{meter.name}{meter.serial} {day.year}"
            scribe.file(
                draft, path, kind, place.code, year, *(["expired"] if order == expired and cycle else [])
            )


def certificate(
    scribe: Scribe, place: Place, year: int, meter: Meter, day: date, order: int, **extra: Any
) -> Draft:
    number = f"昭计检字第{day.year}{order:04d}号"
    return scribe.draft(
        place,
        year,
        "e-certificate",
        turn=day.toordinal(),
        say={"certtitle": "检定证书"},
        date=day,
        meter=meter,
        verified=day,
        number=number,
        **extra,
    )


def verified(year: int, order: int, meter: Meter, ran_out: bool) -> date:
    if ran_out:
        return earlier(date(year, 5, 20), meter.months)
    return date(year, 2 + order, 11) if meter.months <= 12 else date(year - 1, 2 + order, 11)


def earlier(day: date, months_back: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months_back, 12)
    return date(year, month + 1, day.day)


def readings(scribe: Scribe, place: Place, year: int, which: Iterable[int]) -> None:
    """The readings of every month in an archive whose names are GBK."""
    members, drafts = {}, []
    for month in which:
        draft = scribe.draft(place, year, "e-reading", month=month)
        suffix, data = render(draft.paper, "csv", dice(0))
        name = f"抄表记录/{year}年{month:02d}月.{suffix}"
        members[name] = data
        drafts.append((name, draft))
    path = f"{box(place, year)}/6.3 能源计量/抄表记录.zip"
    scribe.keep(path, plain.zip_bytes(members))
    for name, draft in drafts:
        scribe.note(f"{path}!/{name}", draft, place.code, year)


def broken(scribe: Scribe, place: Place, year: int) -> None:
    """A PDF cut off in the middle by a bad disk."""
    draft = scribe.draft(place, year, "c-confirm")
    data = render(draft.paper, "pdf", dice(0))[1]
    path = f"{box(place, year)}/统计局核定反馈函.pdf"
    scribe.keep(path, data[: len(data) // 9])
    scribe.expected.append(Expected(path, place.code, year, None, notes=("damaged",)))


def locked(scribe: Scribe, place: Place, year: int) -> None:
    """A PDF that asks for a password."""
    import pikepdf

    draft = scribe.draft(place, year, "c-projects")
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(render(draft.paper, "pdf", dice(0))[1])) as document:
        lock = pikepdf.Encryption(owner="zhaoling", user="2008", R=3, aes=False, metadata=False)
        document.save(buffer, encryption=lock, static_id=True)
    path = f"{box(place, year)}/重点节能工程项目清单（加密）.pdf"
    scribe.keep(path, buffer.getvalue())
    scribe.expected.append(Expected(path, place.code, year, None, notes=("password_protected",)))


def mail(scribe: Scribe, place: Place, year: int) -> None:
    """A mail with three forms attached."""
    attached, notes = {}, []
    for month in (10, 11, 12):
        draft = scribe.draft(place, year, "e-form", month=month)
        name = f"P201表{year}年1-{month}月.xls"
        attached[name] = sheet.xls_bytes(draft.paper)
        notes.append((name, draft))
    data = plain.eml_bytes(
        "tongji@shigang.example",
        "jieneng@zhaoling.example",
        "补报10-12月能源报表",
        f"市节能办：现补报我公司{year}年10至12月能源购进、消费与库存报表，请查收。",
        "Mon, 12 Jan 2009 09:21:00 +0800",
        attached,
    )
    path = f"{box(place, year)}/补报报表.eml"
    scribe.keep(path, data)
    scribe.expected.append(Expected(path, place.code, year, None, notes=("mail",)))
    for name, draft in notes:
        scribe.note(f"{path}!/{name}", draft, place.code, year)

"""Two homes that differ only in what others handed in, and everything a bound account can ask of them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlsplit

import pypdfium2
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.domain.actor import LOCAL
from archive.domain.document import Filing
from archive.services.intake import Incoming
from archive.settings import Settings
from indexer.indexing import catch_up
from indexer.worker import Stop, waiting, work_until
from tests.conftest import ENTITIES, NOTICE
from tests.flows.conftest import PASSWORD, csrf_of, sign_in
from webui.app import create_app
from webui.context import Office
from webui.homes import create_home

OURS, NEIGHBOUR, BUREAU, PLANT = "990101", "990102", "99D001", "99E001"
MOST_PAGES = 100
Papers = tuple[tuple[str, str, bytes], ...]
"""(entity, path, bytes) of what others handed in."""

REPORT = """青川区人民政府关于2008年度节能目标责任自查情况的报告
市人民政府:
2008年青川区万元GDP能耗为1.220吨标准煤, 比上年下降4.41%。全区规模以上工业综合能源消费量为52.31万吨标准煤。
"""
OWN: Papers = (
    (OURS, "青川/通知.txt", NOTICE.encode()),
    (OURS, "青川/自查.txt", REPORT.encode()),
    (
        OURS,
        "青川/复函.txt",
        "关于青川区2008年节能情况的复函\n2008年青川区万元GDP能耗比上年下降4.14%。".encode(),
    ),
    (OURS, "青川/坏.pdf", b"%PDF-1.4 broken"),
    (PLANT, "水泥/月报.csv", "月份,原煤(吨)\n1月,120\n2月,130\n合计,260\n".encode()),
)


@dataclass
class World:
    """One home with its site; `known` are the ids that the explorer may name."""

    office: Office
    site: Flask
    documents: dict[str, str]
    receipts: list[str]
    runs: list[str]

    @property
    def foreign(self) -> list[str]:
        own = {path for _, path, _ in OWN}
        return [id for path, id in sorted(self.documents.items(), key=lambda i: i[1]) if path not in own]


def build(folder: Path, others: Papers) -> World:
    """The others' papers come first, in the middle and last; the number of uploads is that of *others*."""
    settings = Settings(home=folder / "home", workers=1)
    create_home(settings)
    office = Office.open(settings)
    office.registry.load(LOCAL, ENTITIES)
    half = len(others) // 2
    receipts = []
    for entity, path, data in (*others[:half], *OWN[:3], *others[half:], *OWN[3:]):
        incoming = [Incoming(path, _opener(data))]
        receipts.append(office.intake.receive(LOCAL, Filing(entity, 2008), incoming).id)
    _read_all(office)
    runs = [
        office.auditing.run(LOCAL, 2008).head.id,
        office.auditing.run(LOCAL, 2008, entity=NEIGHBOUR).head.id,
    ]
    office.deciding.correct(LOCAL, _id_of(office, "青川/自查.txt"), {"title": "自查情况的报告"})
    runs.append(office.auditing.run(LOCAL, 2008).head.id)
    for role in ("clerk", "approver", "inspector"):
        office.accounts.add(LOCAL, f"the-{role}", role, OURS, PASSWORD)
    site = create_app(office)
    site.config["TESTING"] = False
    documents = {head.path: head.id for head in office.papers.find(LOCAL, {})[1]}
    return World(office, site, documents, receipts, runs)


def _opener(data: bytes) -> Callable[[], io.BytesIO]:
    return lambda: io.BytesIO(data)


def _id_of(office: Office, path: str) -> str:
    return next(head.id for head in office.papers.find(LOCAL, {})[1] if head.path == path)


def _read_all(office: Office) -> None:
    work_until(office.parts, Stop(), lambda: waiting(office.parts) == 0)
    catch_up(office.parts.store, office.parts.index)


# -- asking ---------------------------------------------------------------------------------------
def everything(world: World, role: str, most: int = MOST_PAGES) -> Iterator[tuple[str, str]]:
    """(what was asked, the answer with moments and request ids made equal), over both doors."""
    browser = world.site.test_client()
    sign_in(browser, f"the-{role}", PASSWORD)
    token = world.office.accounts.token(LOCAL, f"the-{role}")
    for path in addresses(world):
        answer = world.site.test_client().get(
            f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"}, buffered=True
        )
        yield f"api {path}", plain(answer)
    yield from _pages(world, browser, most)
    yield from _deeds(world, browser, token)


QUERIES = (
    "节能",
    "领导小组",
    "4.14%",
    "万元GDP能耗",
    "柏溪",
    "统计局",
    "绝密代号",
    "原煤 合计",
    "没有这个词",
)


def addresses(world: World) -> Iterator[str]:
    """Every readable address of the API, with ids of our own papers, of others' and of nobody's."""
    for query in QUERIES:
        for more in (
            "&facets=true",
            "&order=newest",
            f"&entity={NEIGHBOUR}",
            f"&entity={BUREAU}&facets=true",
        ):
            yield f"/search?q={quote(query)}{more}"
        yield f"/suggestions?q={quote(query[:2])}"
    for id in (*world.documents.values(), "D-009999"):
        yield f"/documents/{id}"
        yield f"/documents/{id}/pages/1"
        yield f"/documents/{id}/pages/1/image?width=100"
        yield f"/documents/{id}/original"
    for id in (*world.receipts, "R-2026-999999"):
        yield f"/receipts/{id}"
    for id in (*world.runs, "A-000999"):
        yield f"/audits/{id}"
        yield f"/audits/{id}/changes?since={world.runs[0]}"
    for entity in (OURS, PLANT, NEIGHBOUR, BUREAU, "990100", "nobody"):
        yield f"/entities/{entity}/years/2008"
        yield f"/figures?entity={entity}&year=2008"
        yield f"/documents?entity={entity}"
        for kind in ("gap", "score"):
            for format in ("xlsx", "docx", "html"):
                yield f"/reports/{kind}?year=2008&entity={entity}&format={format}"
    yield from ("/documents", "/documents?review=true", "/documents?unassigned=true", "/documents?name=柏溪")
    yield from ("/receipts", "/audits", "/audits?year=2008", "/figures?year=2008", "/figures", "/entities")
    yield from (
        "/jobs",
        "/jobs?state=done&limit=3",
        "/jobs?state=failed",
        "/hand-ins",
        "/changes",
        "/me",
        "/health",
    )
    yield from (
        "/users",
        "/custody",
        "/reports/gap?year=2008&format=html",
        "/reports/score?year=2008&format=xlsx",
    )


def _pages(world: World, browser: FlaskClient, most: int) -> Iterator[tuple[str, str]]:
    """Every page that links lead to, and every page of others' things asked for by name."""
    waiting_ = ["/", "/jobs?part=progress", "/runs?year=2008", "/findings?year=2008", "/gaps?year=2008"]
    waiting_ += [f"/search?q={quote(query)}" for query in QUERIES]
    waiting_ += [f"/documents/{id}" for id in world.foreign]
    waiting_ += [f"/documents/{id}/pages/1/image" for id in world.foreign]
    waiting_ += [f"/receipts/{id}" for id in world.receipts]
    waiting_ += [f"/gaps/{code}?year=2008" for code in (OURS, PLANT, NEIGHBOUR, BUREAU)]
    waiting_ += [f"/findings?year=2008&entity={code}" for code in (OURS, PLANT, NEIGHBOUR, BUREAU)]
    waiting_ += [f"/runs/compare?a={a}&b={b}" for a in world.runs for b in world.runs]
    seen: set[str] = set()
    while waiting_ and len(seen) < most:
        path = waiting_.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = browser.get(path, buffered=True)
        text = plain(answer)
        yield f"page {path}", text
        if answer.mimetype == "text/html":
            found = re.findall(r'(?:href|src)="(/[^"#]*)', answer.get_data(as_text=True))
            waiting_ += [unescape(link) for link in found if _worth(unescape(link))]


def _worth(link: str) -> bool:
    return not urlsplit(link).path.startswith(("/static/", "/language", "/sign-out"))


def _deeds(world: World, browser: FlaskClient, token: str) -> Iterator[tuple[str, str]]:
    """What is said when others' things are handed in again, changed or taken back."""
    program = world.site.test_client()
    headers = {"Authorization": f"Bearer {token}"}
    for entity in (OURS, NEIGHBOUR, BUREAU):
        data = {"entity": entity, "year": "2008", "files": (io.BytesIO(NOTICE.encode()), "又一份.txt")}
        yield (
            f"upload for {entity}",
            plain(program.post("/api/v1/uploads", data=data, headers=headers, buffered=True)),
        )
    bodies: dict[str, dict[str, object]] = {
        "corrections": {"set": {"title": "改"}},
        "matches": {"requirement": "CTY-02-02", "verdict": "accept"},
        "withdraw": {"reason": "错"},
        "unlock": {"password": "x"},
        "retry": {},
    }
    for id in world.foreign:
        for verb, body in bodies.items():
            answer = program.post(f"/api/v1/documents/{id}/{verb}", json=body, headers=headers, buffered=True)
            yield f"{verb} {id}", plain(answer)
    yield "undo", plain(program.post("/api/v1/undo", headers=headers, buffered=True))
    yield "audit", plain(program.post("/api/v1/audits", json={"year": 2008}, headers=headers, buffered=True))
    csrf = csrf_of(browser.get("/password"))
    for entity in (OURS, NEIGHBOUR):
        form = {
            "csrf": csrf,
            "requirement": "CTY-02-02",
            "period": "2008",
            "state": "not_applicable",
            "reason": "无",
        }
        yield (
            f"decide {entity}",
            plain(browser.post(f"/entities/{entity}/2008/decide", data=form, buffered=True)),
        )


# -- making equal ---------------------------------------------------------------------------------
NEUTRAL = (
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(\+00:00|Z)?", "<moment>"),
    (r"\b[0-9a-f]{12}\b", "<request>"),
    (r'("hash": ?")[0-9a-f]{64}"', r'\1<hash>"'),
    (r'("took_ms": ?)\d+', r"\1<took>"),
    (r"\d+ (ms|毫秒)", "<took>"),
    (r'("rate": ?|"seconds_left": ?)[\d.]+', r"\1<rate>"),
    (r'(name="csrf" (?:value|content)=")[^"]+', r"\1<csrf>"),
    (r'(name="key" value=")[^"]+', r"\1<key>"),
)
UNLIKE = ("X-Request-Id", "Set-Cookie", "Date")


def plain(answer: TestResponse) -> str:
    """Status, headers and body as text."""
    headers = sorted((k, v) for k, v in answer.headers if k not in UNLIKE and k != "Content-Length")
    return f"{answer.status_code} {headers}\n{_neutral(_text(answer.data))}"


def _text(data: bytes) -> str:
    if data.startswith(b"%PDF"):  # the file holds its own moment in several shapes: what it says is compared
        with suppress(pypdfium2.PdfiumError), pypdfium2.PdfDocument(data) as document:
            return "\f".join(page.get_textpage().get_text_range() for page in document)
    if not data.startswith(b"PK\x03\x04"):
        return data.decode("utf-8", "backslashreplace")
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        return "\n".join(
            f"{n}: {box.read(n).decode('utf-8', 'backslashreplace')}" for n in sorted(box.namelist())
        )


def _neutral(text: str) -> str:
    for pattern, shown in NEUTRAL:
        text = re.sub(pattern, shown, text)
    return text

"""A served site with two read papers, and a real Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from waitress.server import create_server

from archive.domain.actor import LOCAL
from tests.conftest import NOTICE, HandIn
from tests.serving import running
from webui.app import create_app
from webui.context import Office
from webui.demo.paper import Line, Paper
from webui.demo.render.pdf import pdf_bytes

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "kept-in-a-drawer"
COUNTY = "990101"


@dataclass(frozen=True)
class Served:
    """Where the site answers, and the papers it holds."""

    url: str
    report: str
    notice: str


def report_pdf() -> bytes:
    """Two pages, the second with the reduction rate."""
    lines = ["青川区人民政府文件", "青政字〔2009〕7号", "青川区人民政府关于2008年度节能目标责任自查报告"]
    body = "经核算, 2008年青川区万元GDP能耗比上年下降4.14%, 完成了年度节能目标。"
    blocks = [Line(text) for text in (*lines, *(f"第{n}项措施已经落实, 台账齐全。" for n in range(60)), body)]
    return pdf_bytes(Paper(title=lines[2], blocks=tuple(blocks)))


@pytest.fixture
def served(office: Office, hand_in: HandIn, read_all: Callable[[], None]) -> Iterator[Served]:
    """The site over waitress, as it is served for people."""
    hand_in({"青川/自查报告.pdf": report_pdf(), "青川/通知.txt": NOTICE.encode()}, COUNTY, 2008)
    read_all()
    for name, role, entity in (("jingban", "clerk", COUNTY), ("jieneng", "office", None)):
        office.accounts.add(LOCAL, name, role, entity, PASSWORD)
    server = create_server(create_app(office), host="127.0.0.1", port=0, threads=4)
    papers = {Path(h.path).name: h.id for h in office.papers.find(LOCAL, {})[1]}
    with running(server):
        yield Served(f"http://127.0.0.1:{server.effective_port}", papers["自查报告.pdf"], papers["通知.txt"])


@dataclass
class Visitor:
    """One person in one browser window."""

    page: sync_api.Page
    url: str
    complaints: list[str]

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def sign_in(self, name: str) -> None:
        self.go("/sign-in")
        self.page.fill("#sign-in-name", name)
        self.page.fill("#sign-in-password", PASSWORD)
        self.page.click("form.stack button.main")
        self.page.wait_for_url(self.url + "/")

    def text(self) -> str:
        return str(self.page.inner_text("body"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[sync_api.Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("a submission is judged in a real Chromium, and there is none")
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(params=[True], ids=["script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def visitor(chromium: sync_api.Browser, served: Served, script: bool) -> Iterator[Visitor]:
    """A window of 1366 x 768; anything the page complains about fails the test."""
    context = chromium.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", java_script_enabled=script
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    yield Visitor(page, served.url, complaints)
    context.close()
    assert complaints == []

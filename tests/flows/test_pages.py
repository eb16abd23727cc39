"""What the pages promise beside their looks: sign-in, headers, escaping, forms without script, two languages."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image, ImageDraw

import webui
from archive.domain.actor import LOCAL
from archive.settings import Settings
from tests.conftest import NOTICE, HandIn
from tests.flows.conftest import FOREIGN, HOME, PASSWORD, Filed, Knock, csrf_of, sign_in
from webui.app import create_app
from webui.assets import static_url
from webui.auth import safe_next
from webui.context import Office
from webui.throttle import PER_PAIR, WINDOW_SECONDS, Throttle

ROOM = Path(webui.__file__).parent
NASTY = "<img src=x onerror=alert(1)>"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
READING = ("/", "/entities", f"/entities/{HOME}/2008", "/documents", "/search?q=节能", "/gaps?year=2008", "/jobs",
           f"/gaps/{HOME}?year=2008", "/receipts", "/changes", "/upload", "/runs")  # fmt: skip


# -- sign-in --------------------------------------------------------------------------------------
def test_sign_in_leads_on(site: Flask, office: Office) -> None:
    """The right password leads to the page that was asked for; a wrong one says so and stays."""
    office.accounts.add(LOCAL, "li", "inspector", None, PASSWORD)
    browser = site.test_client()
    assert browser.get("/documents?year=2008").headers["Location"] == "/sign-in?next=/documents?year%3D2008"

    wrong = sign_in(browser, "li", "falsch-falsch")
    right = sign_in(browser, "li", PASSWORD, next="/documents?year=2008")

    assert wrong.status_code == 403
    assert "用户名或密码不对" in wrong.get_data(as_text=True)
    assert right.headers["Location"] == "/documents?year=2008"
    cookie = right.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\t//evil",
        "/a\nb",
        "",
    ],
)
def test_no_open_redirect(target: str) -> None:
    """A sign-in never sends anybody to another site."""
    assert safe_next(target) is None


def test_guessing_is_slowed_down(site: Flask, office: Office) -> None:
    """After five wrong passwords the right one waits, too; another account from elsewhere does not."""
    office.accounts.add(LOCAL, "li", "inspector", None, PASSWORD)
    browser = site.test_client()
    for _ in range(PER_PAIR):
        sign_in(browser, "li", "falsch-falsch")

    late = sign_in(browser, "li", PASSWORD)

    assert late.status_code == 429
    elsewhere = site.test_client()
    token = csrf_of(elsewhere.get("/sign-in"))
    form = {"csrf": token, "name": "li", "password": PASSWORD}
    answer = elsewhere.post("/sign-in", data=form, environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert answer.status_code == 302


def test_the_door_opens_again() -> None:
    """The pause ends after its window; success forgets the failures of that pair."""
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for _ in range(PER_PAIR):
        throttle.failed("li", "10.0.0.1")
    assert throttle.wait("li", "10.0.0.1") > 0
    assert throttle.wait("li", "10.0.0.2") == 0
    now[0] = WINDOW_SECONDS + 1
    assert throttle.wait("li", "10.0.0.1") == 0


def test_a_changed_password_ends_other_sessions(site: Flask, office: Office) -> None:
    """Whoever stole the old session is out; the person who changed it stays in."""
    office.accounts.add(LOCAL, "li", "inspector", None, PASSWORD)
    here, there = site.test_client(), site.test_client()
    for browser in (here, there):
        sign_in(browser, "li", PASSWORD)
    token = csrf_of(here.get("/password"))

    here.post(
        "/password", data={"csrf": token, "old": PASSWORD, "new": "neu-neu-neu", "again": "neu-neu-neu"}
    )

    assert here.get("/documents").status_code == 200
    assert there.get("/documents").status_code == 302


def test_forms_need_their_token(knock: Knock, filed: Filed) -> None:
    """A form posted from elsewhere changes nothing."""
    clerk = knock("clerk")
    answer = clerk.browser.post(f"/documents/{filed.own}/withdraw", data={"reason": "x", "csrf": "falsch"})
    assert answer.status_code == 400
    assert "页面已过期" in answer.get_data(as_text=True)


def test_strangers_are_not_read(site: Flask, knock: Knock) -> None:
    """A body is read only of those who may hand in files; elsewhere a megabyte is the limit."""
    form = "application/x-www-form-urlencoded"
    stranger = site.test_client()
    big = b"csrf=" + b"x" * 2 * 1024**2
    assert stranger.post("/upload", data=big, content_type=form).headers["Location"] == "/sign-in"
    assert stranger.post("/sign-in", data=big, content_type=form).status_code == 413
    answer = knock("clerk").api("POST", "/undo", data=b"x" * 2 * 1024**2)
    assert answer.status_code in {404, 413}


def test_only_known_host_names(office: Office, settings: Settings) -> None:
    """With trusted hosts set, a forged Host header is refused."""
    office.settings = replace(settings, trusted_hosts="qijuan.example, localhost")
    browser = create_app(office).test_client()
    assert browser.get("/sign-in", base_url="http://qijuan.example").status_code == 200
    assert browser.get("/sign-in", base_url="http://evil.example").status_code == 400


# -- answers --------------------------------------------------------------------------------------
def test_headers_of_every_answer(site: Flask, knock: Knock, filed: Filed) -> None:
    """Content policy without inline script or style, no framing, no sniffing; nothing private is cached."""
    clerk = knock("clerk")
    for path in (*READING, f"/documents/{filed.own}", "/nowhere", "/api/v1/documents", "/api/v1/nowhere"):
        headers = clerk.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"], path


def test_pages_hold_no_inline_script_or_style(knock: Knock, filed: Filed) -> None:
    """The content policy would stop it; better that there is none."""
    for path in (*READING, f"/documents/{filed.own}"):
        text = knock("city").get(path).get_data(as_text=True)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text), path
        assert 'lang="zh-CN"' in text


def test_static_files_are_kept_for_ever(site: Flask) -> None:
    """Addresses carry the content's fingerprint; another fingerprint is not found."""
    with site.test_request_context():
        address = static_url("app.css")
    browser = site.test_client()
    answer = browser.get(address, buffered=True)
    assert "immutable" in answer.headers["Cache-Control"]
    assert browser.get(address.replace("/static/", "/static/x")).status_code == 404
    assert browser.get("/static/abc/../app.py").status_code == 404


def test_nothing_handed_in_becomes_markup(
    knock: Knock, hand_in: HandIn, read_all: Callable[[], None], office: Office
) -> None:
    """Names, titles, recognised text, reasons and queries are shown as text everywhere."""
    text = f"{NASTY}\n青川区人民政府\n{NASTY}节能{NASTY}\n"
    receipt = hand_in({f"{NASTY}/{NASTY}.txt": text.encode()}, HOME, 2008)
    read_all()
    city = knock("city")
    document = office.papers.find(LOCAL, {})[1][0].id
    office.deciding.correct(LOCAL, document, {"title": NASTY, "issuer": NASTY, "number": NASTY})
    office.deciding.decide(LOCAL, "CTY-02-02", HOME, "2008", "waived", NASTY)
    office.deciding.match(LOCAL, document, "CTY-02-02", accept=True)
    from urllib.parse import quote

    paths = (
        *READING,
        f"/documents/{document}",
        f"/documents/{document}?q={quote(NASTY)}&quote={quote(NASTY)}",
        f"/receipts/{receipt.id}",
        f"/search?q={quote(NASTY)}&open={document}.1",
        f"/documents?name={quote(NASTY)}",
        f"/upload?for={quote(NASTY)}",
        "/custody",
    )
    for path in paths:
        assert NASTY not in city.get(path).get_data(as_text=True), path


def test_errors_name_an_id_and_no_trace(site: Flask, knock: Knock, office: Office) -> None:
    """Even a bug shows a sentence and an id, never its insides."""
    city = knock("city")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the secret insides")

    office.papers.find = broken  # type: ignore[method-assign]

    for path in ("/documents", "/api/v1/documents"):
        answer = city.get(path)
        text = answer.get_data(as_text=True)
        assert answer.status_code == 500
        assert "secret insides" not in text
        assert answer.headers["X-Request-Id"] in text


# -- without script -------------------------------------------------------------------------------
def test_upload_without_script(knock: Knock, read_all: Callable[[], None]) -> None:
    """A plain form: the files go in once, however often the button is pressed; the receipt balances."""
    clerk = knock("clerk")
    page = clerk.get("/upload").get_data(as_text=True)
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None

    def send() -> str:
        form = {"key": key.group(1), "year": "2008", "files": (io.BytesIO(NOTICE.encode()), "通知.txt")}
        return str(clerk.post("/upload", form).headers["Location"])

    first, second = send(), send()

    assert first == second
    waiting = clerk.get(first).get_data(as_text=True)
    assert "正在读取" in waiting
    read_all()
    done = clerk.get(first).get_data(as_text=True)
    assert "已就绪" in done
    assert "青川区" in done


def test_correcting_and_undoing(knock: Knock, filed: Filed, office: Office) -> None:
    """Only what was changed in the form is a correction; the undo button puts it back."""
    clerk = knock("clerk")
    before = office.papers.head(LOCAL, filed.own)
    form = {"title": "更正的标题", "was_title": before.title or "", "year": "2008", "was_year": "2008"}

    answer = clerk.post(f"/documents/{filed.own}/correct", form)

    assert answer.status_code == 302
    assert office.papers.head(LOCAL, filed.own).corrections == {"title": "更正的标题"}
    assert "撤销" in clerk.get(f"/documents/{filed.own}").get_data(as_text=True)
    clerk.post("/changes/undo")
    assert office.papers.head(LOCAL, filed.own).title == before.title


def test_deciding_needs_a_reason(knock: Knock, filed: Filed) -> None:
    """Without a reason nothing is decided; with one the checklist names who and why."""
    city = knock("city")
    path = f"/entities/{HOME}/2008"
    form = {"requirement": "CTY-02-02", "period": "2008", "state": "waived"}

    assert city.post(f"{path}/decide", form).status_code == 422
    assert city.post(f"{path}/decide", {**form, "reason": "区划调整"}).headers["Location"].startswith(path)

    shown = city.get(path).get_data(as_text=True)
    assert "区划调整" in shown
    assert "豁免" in shown


def test_acting_on_many(knock: Knock, filed: Filed, office: Office) -> None:
    """All results of a filter are refiled in one step and put back in one step."""
    city = knock("city")

    city.post("/documents/act?year=2008", {"deed": "refile", "all": "1", "year": "2009"})

    assert office.papers.counts(LOCAL, "year", {}) == {"2009": 2}
    city.post("/changes/undo")
    assert office.papers.counts(LOCAL, "year", {}) == {"2008": 2}


def test_foreign_papers_never_show(knock: Knock, filed: Filed) -> None:
    """Lists, counts, search and jobs of a clerk know nothing of the neighbour."""
    clerk = knock("clerk")
    for path in (*READING, f"/documents?entity={FOREIGN}"):
        text = clerk.get(path).get_data(as_text=True)
        assert filed.foreign not in text, path
        assert "柏溪县" not in text, path


def test_pictures_of_one_paper_are_bound(
    knock: Knock, hand_in: HandIn, read_all: Callable[[], None], office: Office
) -> None:
    """The receipt proposes the series; one press binds it and says so with an undo; undone, it is proposed again."""
    receipt = hand_in({f"扫描/{n:03d}.png": _scan(n) for n in (1, 2, 3)}, HOME, 2008)
    read_all()
    clerk = knock("clerk")
    path = f"/receipts/{receipt.id}"
    proposed = clerk.get(path).get_data(as_text=True)
    assert "这 3 张图片像是同一份材料" in proposed
    assert "装订为一份" not in knock("inspector").get(path).get_data(as_text=True)
    series = clerk.api("GET", path).get_json()["series"]

    answer = clerk.post("/documents/bind", {"document": series[0]["documents"], "next": path})

    assert answer.headers["Location"] == path
    shown = clerk.get(path).get_data(as_text=True)
    assert "3 张图片已装订为" in shown
    assert "撤销" in shown
    assert "像是同一份材料" not in shown
    clerk.post("/changes/undo")
    assert "像是同一份材料" in clerk.get(path).get_data(as_text=True)
    bound = clerk.api("POST", "/documents/bind", json={"documents": series[0]["documents"]})
    assert bound.status_code == 201
    assert office.papers.head(LOCAL, bound.get_json()["document"]).path.endswith("-3.pdf")


def _scan(number: int) -> bytes:
    image = Image.new("L", (300, 420), 255)
    ImageDraw.Draw(image).text((40, 40), f"PAGE {number}", fill=0)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


# -- two languages --------------------------------------------------------------------------------
def test_every_sentence_has_an_english_one() -> None:
    """Whatever a template or a page says in Chinese stands in translations/en.json, with the same blanks."""
    english = json.loads((ROOM / "translations" / "en.json").read_text("utf-8"))
    said: set[str] = set()
    for file in (
        *ROOM.glob("templates/**/*.html"),
        ROOM / "words.py",
        ROOM / "vocabulary.py",
        ROOM / "rendering.py",
        *ROOM.glob("pages/*.py"),
    ):
        text = file.read_text("utf-8")
        said |= set(re.findall(r"""\bt\('([^']+)'""", text))
        said |= set(re.findall(r"""(?:words\(\)|\bself|\bt)\(\s*"([^"]+)\"""", text))
        for table in re.findall(r"^[A-Z]+ = \{(.*?)\}", text, re.DOTALL | re.MULTILINE):
            said |= set(re.findall(r': "([^"]+)"', table))
        for table in re.findall(r"^(?:RAIL|FACETS) = \((.*?)^\)", text, re.DOTALL | re.MULTILINE):
            said |= {word for word in re.findall(r'"([^"]+)"', table) if CHINESE.search(word)}
    wanted = {sentence for sentence in said if CHINESE.search(sentence) or sentence == "、"}

    assert sorted(wanted - set(english)) == []
    for chinese, translated in english.items():
        assert sorted(re.findall(r"\{\w+\}", chinese)) == sorted(re.findall(r"\{\w+\}", translated)), chinese


def test_switching_to_english(knock: Knock, filed: Filed) -> None:
    """The frame, headings and states turn English and stay so; papers keep their own words."""
    city = knock("city")
    city.post("/language", {"language": "en", "next": "/jobs"})

    text = city.get("/jobs").get_data(as_text=True)

    assert 'lang="en"' in text
    assert "Jobs and health" in text
    assert "任务与健康" not in text

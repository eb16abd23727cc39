"""Old formats through a real Tika server, and what happens when the server fails."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from archive.domain.actor import LOCAL
from archive.domain.content import Content, PageState
from archive.domain.document import Filing, Limits
from archive.domain.errors import Invalid, Unavailable, Unreadable
from archive.services.intake import Incoming
from archive.settings import Settings
from indexer.parsers.tika import ANSWERS, TikaReader, TikaServer
from indexer.queues.chores import revive
from indexer.toolkit.plausible import plausible
from indexer.toolkit.sandbox import ConfinedReader
from indexer.worker import Stop, waiting, work_until
from tests.conftest import ENTITIES
from tests.samples.reading import foreign, packages
from tests.servers.absent import Absent
from tests.servers.fixtures import _without, own
from tests.servers.running import Server
from webui.context import Office
from webui.homes import create_home


@contextmanager
def reader_at(url: str) -> Iterator[TikaReader]:
    reader = TikaReader(ConfinedReader(), TikaServer(url), ConfinedReader(ANSWERS))
    try:
        yield reader
    finally:
        reader.close()


@pytest.fixture(scope="module")
def reader(tika_url: str) -> Iterator[TikaReader]:
    with reader_at(tika_url) as made:
        yield made


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    try:
        foreign.write_old(folder)
    except Absent as reason:
        _without("tika", reason)
    return folder


def read(reader: TikaReader, folder: Path, name: str, data: bytes | None = None) -> Content:
    path = folder / name
    if data is not None:
        path.write_bytes(data)
    content = reader.read(path, name, Limits())
    assert plausible(content, Limits())
    return content


def ends(reader: TikaReader, folder: Path, name: str, data: bytes | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read(reader, folder, name, data)
    return caught.value.code


def texts(content: Content) -> list[str]:
    return [page.text for page in content.pages]


def test_rtf(reader, tmp_path):
    """The words of an RTF file, in its code page, with its line breaks."""
    assert texts(read(reader, tmp_path, "a.rtf", foreign.report_rtf())) == [
        "节能自查报告\n6824.01 tce\n4.14%"
    ]


def test_the_name_decides_nothing(reader, tmp_path):
    """What calls itself doc and is RTF inside is read, and said to be renamed by nobody but its content."""
    assert texts(read(reader, tmp_path, "a.doc", foreign.report_rtf()))[0].startswith("节能自查报告")


def test_slides_become_pages_and_tables_tables(reader, old):
    """Each slide of a ppt is a page; a table keeps its cells."""
    content = read(reader, old, "slides.ppt")

    assert texts(content) == ["节能目标责任书\n煤\t12.50\n电\t8.1", "第二张"]
    cells = content.pages[0].tables[0].cells
    assert [(cell.row, cell.col, cell.text) for cell in cells] == [
        (0, 0, "煤"),
        (0, 1, "12.50"),
        (1, 0, "电"),
        (1, 1, "8.1"),
    ]


def test_presentations_without_page_marks(reader, tmp_path):
    """An odp, which the server does not divide, is one page with its table."""
    content = read(reader, tmp_path, "a.odp", foreign.slides_odp())

    assert texts(content) == ["节能目标\n煤\t12.50\n第二张"]
    assert [cell.text for cell in content.pages[0].tables[0].cells] == ["煤", "12.50"]


def test_attachments_follow_the_mail(reader, old):
    """The workbook in a mail is read sheet by sheet behind the words of the mail; a broken one is a page unread."""
    content = read(reader, old, "mail.msg")

    assert "请于三月底前报送。\n青川区发改局" in content.pages[0].text
    assert [page.name for page in content.pages] == [
        None,
        "台账.xlsx 能耗台账",
        "台账.xlsx 底稿",
        "残缺.xlsx",
    ]
    assert (content.pages[3].state, content.pages[3].reason) == (PageState.UNREADABLE, "damaged")
    assert any(cell.text == "6,824.01" for cell in content.pages[1].tables[0].cells)
    assert [note.args["names"] for note in content.notes if note.code == "attachments"] == [
        "台账.xlsx, 残缺.xlsx"
    ]


def test_pictures_inside_are_recognised(reader, old):
    """A scan pasted into a slide is read by our own recognition."""
    content = read(reader, old, "picture.ppt")

    assert [page.source for page in content.pages] == ["text", "ocr"]
    assert "节能目标完成情况" in content.pages[1].text


def test_files_that_cannot_be_read_say_why(reader, old, tmp_path):
    """Locked, cut off, empty inside, exploding or unknown: a reason of ours for each, and the next is read."""
    whole = foreign.slides_odp()

    assert ends(reader, old, "locked.ppt") == "password_protected"
    assert ends(reader, tmp_path, "locked.odp", foreign.slides_odp(locked=True)) == "password_protected"
    assert ends(reader, tmp_path, "cut.odp", whole[: len(whole) // 2]) == "damaged"
    assert ends(reader, tmp_path, "cut.ppt", (old / "slides.ppt").read_bytes()[:3000]) == "damaged"
    assert ends(reader, tmp_path, "shell.doc", packages.compound(("WordDocument", "1Table"))) == "damaged"
    assert ends(reader, tmp_path, "bomb.odp", foreign.slides_odp(words="A" * 100_000_000)) == "damaged"
    assert ends(reader, tmp_path, "noise.bin", bytes(range(256)) * 40) == "unknown_format"
    assert texts(read(reader, tmp_path, "a.odp", whole))[0].startswith("节能目标")


def test_files_of_our_own_never_leave(tmp_path):
    """What our parsers know is not sent, even when they find it damaged or locked."""
    with reader_at("http://127.0.0.1:9") as reader:
        assert texts(read(reader, tmp_path, "a.txt", "节能".encode())) == ["节能"]
        assert ends(reader, tmp_path, "a.odt", packages.report_odt()[:300]) == "damaged"
        assert ends(reader, tmp_path, "a.rtf", foreign.report_rtf()) == "tika_unavailable"


@pytest.fixture(scope="module")
def liar() -> Iterator[ThreadingHTTPServer]:
    """A server that answers what `answer` holds."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(b"Apache Tika 3.3.2")

        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._say(self.server.answer)  # type: ignore[attr-defined]

        def _say(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def deceived(liar: ThreadingHTTPServer) -> Iterator[TikaReader]:
    with reader_at(f"http://127.0.0.1:{liar.server_port}") as made:
        yield made


def _rmeta(**entry: str) -> bytes:
    return json.dumps([{"Content-Type": "application/rtf", **entry}]).encode()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"no json",
        b"[]",
        b"[1, 2]",
        b"{}",
        b"[" * 100_000,
        b'[{"Content-Type": {"a": 1}, "X-TIKA:content": 5}]',
        _rmeta(**{"X-TIKA:content": "<html><body/></html>"}),
    ],
    ids=["empty", "text", "nothing", "numbers", "object", "deep", "types", "blank"],
)
def test_the_answer_is_not_believed(liar, deceived, tmp_path, answer):
    """Whatever stands where the server should be answers, a file is unreadable at worst."""
    liar.answer = answer

    assert ends(deceived, tmp_path, "a.rtf", foreign.report_rtf()) in {"damaged", "crashed", "unknown_format"}


def test_entities_in_the_answer_stay_closed(liar, deceived, tmp_path):
    """An answer that names a file of ours does not get it."""
    doctype = f"<!DOCTYPE a [<!ENTITY b SYSTEM '{Path(__file__).as_uri()}'>]>"
    liar.answer = _rmeta(**{"X-TIKA:content": f"{doctype}<html><body><p>x&b;</p></body></html>"})

    (text,) = texts(read(deceived, tmp_path, "a.rtf", foreign.report_rtf()))

    assert "import" not in text


def test_text_outside_of_pages_is_kept(liar, deceived, tmp_path):
    """Words before, between and behind the marks of pages become a page of their own; nothing is dropped."""
    marks = '<div class="page"><p>一</p></div><p>间</p><div class="page"><div class="slide">二</div></div><p>后</p>'
    liar.answer = _rmeta(**{"X-TIKA:content": f"<html><body><p>前</p>{marks}</body></html>"})

    assert texts(read(deceived, tmp_path, "a.rtf", foreign.report_rtf())) == ["一", "二", "前\n间\n后"]


@pytest.fixture(scope="module")
def mortal() -> Iterator[Server]:
    """A server of our own, to freeze and to kill."""
    with own("tika") as server:
        yield server


@pytest.mark.campaign
def test_a_frozen_server_costs_its_own_files_only_a_moment(mortal, tmp_path):
    """The first file waits for its time limit, the next ones not, and once it moves again they are read."""
    limits = replace(Limits(), seconds=1.0)
    path = tmp_path / "a.rtf"
    path.write_bytes(foreign.report_rtf())
    with reader_at(mortal.url) as reader:
        mortal.freeze()
        with pytest.raises(Unreadable, match="tika_unavailable"):
            reader.read(path, "a.rtf", limits)
        began = time.monotonic()
        with pytest.raises(Unreadable, match="tika_unavailable"):
            reader.read(path, "a.rtf", limits)
        assert time.monotonic() - began < 5
        mortal.thaw()
        reader._server._resting_until = 0.0
        assert reader.read(path, "a.rtf", Limits()).pages


def test_files_wait_for_the_server_and_are_read_when_it_is_back(mortal, tmp_path):
    """kill -9 of the server: other files go on, its files wait under a name, and nobody has to ask again."""
    settings = Settings(home=tmp_path / "home", workers=1, tika=mortal.url)
    create_home(settings)
    office = Office.open(settings)
    try:
        office.registry.load(LOCAL, ENTITIES)
        mortal.kill()
        hand_in(office, {"a.rtf": foreign.report_rtf(), "b.txt": "节能台账".encode()})
        read_all(office)
        assert states(office) == {"a.rtf": ("unreadable", "tika_unavailable"), "b.txt": ("ready", None)}
        assert revive(office.parts) == 0

        mortal.start()
        office.parts.reader._server._resting_until = 0.0
        assert revive(office.parts) == 1
        read_all(office)
        assert states(office) == {"a.rtf": ("ready", None), "b.txt": ("ready", None)}
        assert revive(office.parts) == 0
    finally:
        office.close()


def hand_in(office: Office, files: dict[str, bytes]) -> None:
    incoming = [Incoming(path, lambda data=data: io.BytesIO(data)) for path, data in files.items()]
    office.intake.receive(LOCAL, Filing("990101", 2008), incoming)


def read_all(office: Office) -> None:
    work_until(office.parts, Stop(), lambda: waiting(office.parts) == 0)


def states(office: Office) -> dict[str, tuple[str, str | None]]:
    with office.parts.store.read() as tx:
        return {head.path: (head.state, head.reason) for head in tx.documents.find({})[1]}


def test_an_address_that_is_none_is_refused():
    """A setting that no server can have is named, without its password."""
    with pytest.raises(Invalid) as caught:
        TikaServer("ftp://me:geheim@tika")

    assert caught.value.args_by_name == {"setting": "QIJUAN_TIKA", "value": "ftp://***@tika"}


def test_nobody_there_is_said(tmp_path):
    """Asking for the version of no server is Unavailable."""
    with pytest.raises(Unavailable):
        TikaServer("http://127.0.0.1:9").version()

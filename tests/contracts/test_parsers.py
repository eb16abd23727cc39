"""What every parser promises: exact offsets, boxes on the page, pages that add up, and one kind of error."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from archive.domain.content import Content, PageState
from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.parsers import PARSERS, parse_file
from indexer.toolkit.plausible import plausible
from indexer.toolkit.sniff import MEDIA_TYPES
from tests.samples.reading import make, office, packages

SHARED = Path(__file__).parents[3] / "shared" / "data"


def _small_scan() -> bytes:
    out = io.BytesIO()
    page = make.render(make.typst_pdf("#set text(size: 18pt)\n节能目标完成情况 1.220 吨标准煤/万元"), 100)
    page.crop((0, 0, 827, 400)).save(out, "PNG")
    return out.getvalue()


def _frames() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("L", (300, 200), shade) for shade in (255, 250, 245)]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    return out.getvalue()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "prose.pdf": lambda: make.prose_pdf(2),
    "table.pdf": lambda: make.table_pdf(1),
    "bare.pdf": make.bare_pdf,
    "turned.pdf": lambda: make.bare_pdf(turned=90),
    "vertical.pdf": lambda: make.bare_pdf("第一条为了推动全社会节约能源\n第二条本法所称", vertical=True),
    "report.docx": office.report_docx,
    "ledger.xlsx": office.ledger_xlsx,
    "ledger.xls": office.ledger_xls,
    "ledger.ods": packages.ledger_ods,
    "report.odt": packages.report_odt,
    "slides.pptx": packages.slides_pptx,
    "paper.ofd": packages.paper_ofd,
    "list.csv": lambda: "名称,数量\n煤,12.50\n".encode("gb18030"),
    "note.txt": lambda: "节能\r\n台账\0\x07".encode("utf-16-le"),
    "page.html": lambda: (
        "<html><body><p>节能</p><table><tr><td rowspan=2>煤</td><td>1</td></tr><tr><td>2</td></tr></table>".encode()
    ),
    "mail.eml": lambda: "From: a@example.org\nTo: b@example.org\nSubject: 台账\n\n节能\n".encode(),
    "scan.png": _small_scan,
    "frames.tif": _frames,
}
_KEPT: dict[str, bytes] = {}


def sample(name: str) -> bytes:
    if name not in _KEPT:
        _KEPT[name] = SAMPLES[name]()
    return _KEPT[name]


@pytest.fixture(params=sorted(SAMPLES))
def name(request):
    return request.param


@pytest.fixture
def content(name, tmp_path):
    return parse_file(make.write(tmp_path, name, sample(name)), name, Limits())


def sound(content: Content) -> None:
    """The promises, checked one by one so that a failure names the broken one."""
    assert [page.number for page in content.pages] == list(range(1, len(content.pages) + 1))
    for page in content.pages:
        for word in page.words:
            assert page.text[word.start : word.start + len(word.text)] == word.text
            assert word.edges is None or len(word.edges) == len(word.text) + 1
            assert word.edges is None or list(word.edges) == sorted(word.edges)
        cells = [cell for table in page.tables for cell in table.cells]
        for cell in cells:
            assert cell.start is None or page.text[cell.start : cell.start + len(cell.text)] == cell.text
        for box in [item.box for item in (*page.words, *page.tables, *cells, *page.seals) if item.box]:
            assert 0 <= box[0] <= box[2] <= 1
            assert 0 <= box[1] <= box[3] <= 1
        for table in page.tables:
            places = [
                (c.row + r, c.col + k)
                for c in table.cells
                for r in range(c.rowspan)
                for k in range(c.colspan)
            ]
            assert len(places) == len(set(places))
        assert page.state is not PageState.UNREADABLE or page.reason
        assert page.state is not PageState.BLANK or not page.text.strip()
        assert not set(page.text) & {"\0", "\r", "\x07"}
    assert plausible(content, Limits())


def ending(path: Path, limits: Limits) -> str | None:
    """The reason why a file was not read; None when it was read soundly."""
    try:
        content = parse_file(path, path.name, limits)
    except Unreadable as exc:
        return exc.code
    sound(content)
    return None


def test_the_promises_hold(content):
    """Offsets exact, boxes on the page, cells apart, every page in a state."""
    sound(content)
    assert content.pages


def test_every_word_is_in_the_text(content, name):
    """What a paper plainly says is found in what was read of it."""
    text = "".join("".join(page.text for page in content.pages).split())

    if name != "frames.tif":
        assert set(text) & set("节能煤")


def test_a_file_cut_short_ends_in_pages_or_a_reason(name, tmp_path):
    """Half a file is read as far as it goes or refused with one code."""
    data = sample(name)
    for share in (0.1, 0.5, 0.9):
        end = ending(make.write(tmp_path, name, data[: int(len(data) * share)]), Limits())
        assert end in {None, "damaged", "unknown_format", "needs_tika", "empty_file"}


def test_a_wrong_name_changes_nothing_but_a_note(name, tmp_path, content):
    """Content decides; a name that promises something else is a note."""
    if name in {"list.csv", "note.txt"}:
        pytest.skip("which kind of text it is, only the name tells")
    renamed = parse_file(make.write(tmp_path, "x", sample(name)), "photo.jpg", Limits())

    assert [page.text for page in renamed.pages] == [page.text for page in content.pages]
    assert "renamed" in {note.code for note in renamed.notes}


def test_no_page_is_read_beyond_the_limit(name, tmp_path):
    """With one page allowed there is one page, and a reason when there were more."""
    content = parse_file(make.write(tmp_path, name, sample(name)), name, Limits(pages=1))

    assert len(content.pages) == 1
    whole = parse_file(tmp_path / name, name, Limits())
    assert (content.reason == "too_many_pages") == (len(whole.pages) > 1)


def test_an_empty_file_is_empty(tmp_path):
    """Zero bytes have a reason of their own."""
    with pytest.raises(Unreadable) as caught:
        parse_file(make.write(tmp_path, "a.pdf", b""), "a.pdf", Limits())
    assert caught.value.code == "empty_file"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x00\x01\x02\x03\xff\xfe" * 400, "unknown_format"),
        (b"{\\rtf1 hello}", "needs_tika"),
        (packages.compound(("WordDocument",)), "needs_tika"),
        (packages.compound(("EncryptedPackage",)), "password_protected"),
    ],
)
def test_what_we_do_not_read_has_a_reason(tmp_path, data, code):
    """Kinds left to others, and kinds nobody knows, are told apart."""
    with pytest.raises(Unreadable) as caught:
        parse_file(make.write(tmp_path, "a.doc", data), "a.doc", Limits())
    assert caught.value.code == code


def test_each_kind_has_one_parser():
    """No two parsers want the same kind equally."""
    for media_type in MEDIA_TYPES.values():
        scores = sorted((parser.score(media_type) for parser in PARSERS), reverse=True)
        assert scores[0] == 0 or scores[0] > scores[1]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared material is not here")
@pytest.mark.parametrize("folder", ["docx-samples", "ofd", "nbs-xls", "pdf-resources", "pdf-samples"])
def test_real_papers_keep_the_promises(folder):
    """Files made by many programs are read soundly or refused with a code."""
    for path in sorted((SHARED / folder).rglob("*")):
        if path.suffix.lower() not in {".docx", ".ofd", ".xls", ".pdf"} or path.stat().st_size > 400_000:
            continue
        end = ending(path, Limits(pages=5))
        assert end in {None, "damaged", "password_protected", "needs_tika", "unknown_format"}, path.name

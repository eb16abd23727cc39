"""Reading PDF: order, decimal points, tables, turned pages, old fonts, damage, passwords."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from archive.domain.content import Content, PageState
from archive.domain.document import Limits
from archive.domain.errors import NotFound, Unreadable
from indexer.parsers import page_image, parse_file
from tests.samples.reading import make


def read(folder: Path, data: bytes, **options: object) -> Content:
    return parse_file(make.write(folder, "a.pdf", data), "a.pdf", Limits(**options))  # type: ignore[arg-type]


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_decimal_points_stay_in_their_numbers(tmp_path):
    """A figure in a ruled cell comes out digit for digit, with its point and its comma in place."""
    page = read(tmp_path, make.table_pdf(rows=1)).pages[0]

    texts = [cell.text for cell in page.tables[0].cells]
    for row in make.ROWS:
        for value in row:
            assert value in texts
    assert "6824.01" in page.text


def test_a_ruled_table_has_its_merged_head(tmp_path):
    """Heads that span rows or columns say so."""
    table = read(tmp_path, make.table_pdf(rows=1)).pages[0].tables[0]

    by_text = {cell.text: cell for cell in table.cells}
    assert (by_text["指标名称"].rowspan, by_text["指标名称"].colspan) == (2, 1)
    assert (by_text["本年实际"].rowspan, by_text["本年实际"].colspan) == (1, 4)
    assert (by_text["二季度"].row, by_text["二季度"].col) == (1, 3)


def test_every_character_has_the_box_that_the_library_gives_it(tmp_path):
    """Asking for many boxes at once answers as asking one by one; edges never go back."""
    data = make.prose_pdf()
    page = read(tmp_path, data).pages[0]
    layer = pypdfium2.PdfDocument(data)[0].get_textpage()
    wanted = [
        layer.get_charbox(index, loose=True)
        for index, char in enumerate(layer.get_text_range())
        if not char.isspace()
    ]

    found = [
        (word.edges[n] * page.width, word.edges[n + 1] * page.width, word.box[3] * page.height)
        for word in page.words
        for n, char in enumerate(word.text)
        if char != " "
    ]

    assert len(found) == len(wanted) > 1000
    for (low, high, bottom), box in zip(found, wanted, strict=True):
        assert low <= high
        assert low < (box[0] + box[2]) / 2 < high  # an edge lies somewhere between neighbours
        assert abs(page.height - bottom - box[1]) < 5


def test_two_columns_are_read_one_after_the_other(tmp_path):
    """Running text in two columns is not read across the gutter."""
    source = "#set page(columns: 2)\n" + "\n\n".join([make.PROSE.replace("\n", "")] * 6)

    text = squeezed(read(tmp_path, make.typst_pdf(source)).pages[0].text)

    assert text.count(squeezed(make.PROSE)) == 6


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_writing_that_lies_on_its_side_is_read(tmp_path, turned):
    """Turned writing is read in order, and the page says by how much it must be turned."""
    page = read(tmp_path, make.bare_pdf(turned=turned)).pages[0]

    assert page.text == make.PROSE
    assert page.rotation == turned
    assert page.words[0].box is not None
    assert page.words[0].box[3] < 0.25  # the first line is near the top of the upright page


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_that_declares_its_turn_has_upright_boxes(tmp_path, rotate):
    """Boxes are fractions of the page as it is shown; what the shown page still needs is its rotation."""
    page = read(tmp_path, make.bare_pdf(rotate=rotate)).pages[0]

    assert page.text == make.PROSE
    assert page.rotation == (360 - rotate) % 360
    assert (page.width, page.height) == pytest.approx(make.A4, abs=0.1)


def test_vertical_writing_runs_from_right_to_left(tmp_path):
    """Columns of vertical writing are lines, the rightmost first, with edges from top to bottom."""
    lines = "第一条为了推动全社会节约能源\n第二条本法所称能源是指煤炭\n第三条节约资源是基本国策"

    page = read(tmp_path, make.bare_pdf(lines, vertical=True)).pages[0]

    assert page.text == lines
    assert all(word.vertical for word in page.words)


def test_radicals_become_the_characters_they_stand_for(tmp_path):
    """⼈⺠⻓ are 人民长, at the same offsets."""
    from indexer.toolkit.radicals import CHARACTERS

    assert "⼈⺠⻔⻓⾦⽤".translate(CHARACTERS) == "人民门长金用"


def test_old_fonts_are_drawn_with_our_own(tmp_path):
    """A paper without embedded fonts has a page image with ink on it."""
    path = make.write(tmp_path, "a.pdf", make.bare_pdf())

    image = Image.open(io.BytesIO(page_image(path, "a.pdf", 1, 800, Limits())))

    assert image.width == 800
    assert (np.asarray(image.convert("L")) < 128).mean() > 0.003
    with pytest.raises(NotFound):
        page_image(path, "a.pdf", 2, 800, Limits())


def test_pages_beyond_the_limit_are_told(tmp_path):
    """As many pages as allowed are read, and the reason names the rest."""
    content = read(tmp_path, make.prose_pdf(3), pages=2)

    assert len(content.pages) == 2
    assert content.reason == "too_many_pages"


def test_a_blank_page_is_blank(tmp_path):
    """Nothing on it: blank, not read and not unreadable."""
    content = read(tmp_path, make.typst_pdf("#pagebreak()\n末页"))

    assert [page.state for page in content.pages] == [PageState.BLANK, PageState.READ]


def test_a_password_opens_what_is_locked(tmp_path):
    """Without it the file is password_protected, with it it is read."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(make.prose_pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="节能2008", owner="x"))
    path = make.write(tmp_path, "a.pdf", out.getvalue())

    with pytest.raises(Unreadable) as caught:
        parse_file(path, "a.pdf", Limits())
    assert caught.value.code == "password_protected"
    assert "节能目标" in parse_file(path, "a.pdf", Limits(), "节能2008").pages[0].text


def test_a_damaged_file_is_rebuilt(tmp_path):
    """A lost cross-reference table costs nothing but a note, at most."""
    data = make.prose_pdf(2)
    broken = data[: data.rindex(b"startxref")]

    content = read(tmp_path, broken)

    assert [page.state for page in content.pages] == [PageState.READ] * 2


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_damage_every_page_has_a_state(tmp_path, seed):
    """Flipped bytes end in pages or in one reason, never in an exception of a library."""
    data = make.garbled(make.prose_pdf(2), seed, flips=60)
    with contextlib.suppress(Unreadable):
        pages = read(tmp_path, data).pages
        assert [page.number for page in pages] == list(range(1, len(pages) + 1))

"""Reading scans: which way is up, what is under a seal, tables, red heads, blank sheets."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from archive.domain.content import PageState
from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.parsers import page_image, parse_file
from indexer.toolkit import ocr
from indexer.toolkit.scans import read_scan
from tests.samples.reading import make

LETTER = """节能目标完成情况报告

全县单位生产总值能耗为1.220吨标准煤/万元，同比下降4.14%。

检定证书编号NJ-2008-0317，有效期至2009年6月30日。"""


def page(source: str = LETTER, dpi: int = 150) -> Image.Image:
    return make.render(make.typst_pdf("#set page(height: 12cm)\n#set text(size: 13pt)\n" + source), dpi)


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image, np.uint8)


@pytest.mark.parametrize(("contrast", "noise"), [(40, 4), (30, 0), (20, 4)])
def test_faint_print_is_no_blank_page(contrast: int, noise: int) -> None:
    """Pale ink on a grainy sheet is read or doubted, never called blank; the bare sheet is blank."""
    drawn = 255 - np.asarray(make.render(make.typst_pdf(make.PROSE), 100).convert("L"), np.float32)
    grain = np.random.default_rng(1).normal(0, noise, drawn.shape)

    def state(ink: float) -> PageState:
        gray = np.clip(250 - drawn * ink / 255 + grain, 0, 255).astype(np.uint8)
        return read_scan(np.dstack([gray] * 3), 1).state

    assert state(contrast) is not PageState.BLANK
    assert state(0) is PageState.BLANK


def test_the_weights_are_in_the_package():
    """Recognition never fetches anything."""
    assert ocr.available()


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_page_is_turned_upright(turned):
    """A sheet laid on the scanner in any way is read, and its boxes are those of the upright page."""
    image = page().rotate(turned, expand=True)  # counter-clockwise, so it must be turned back clockwise

    read = read_scan(pixels(image), 1)

    assert read.rotation == turned
    assert "同比下降4.14%" in read.text
    assert "NJ-2008-0317" in read.text
    title = next(word for word in read.words if word.text.startswith("节能目标"))
    assert title.box is not None
    assert title.box[1] < 0.35
    assert title.box[0] < 0.3
    assert read.width > read.height


def test_slant_and_seal_cost_nothing():
    """A crooked sheet with a seal over its figures is read as if it were straight and clean."""
    image = page(dpi=200)
    make.seal(image, (700, 350), 160)

    read = read_scan(pixels(make.scanned(image, slant=2.1, noise=10, blur=0.5, shade=20)), 1)

    assert "1.220吨标准煤/万元" in read.text
    assert read.state is PageState.READ
    (stamp,) = read.seals
    assert stamp.text == "秦川县人民政府"
    assert stamp.box[0] < 700 / image.width < stamp.box[2]
    assert stamp.box[1] < 350 / image.height < stamp.box[3]


def test_a_red_head_is_read():
    """Red print that is no seal is text: the name of the issuing office."""
    head = (
        "#align(center)[#text(size: 30pt, fill: rgb(220, 20, 20))[秦川县人民政府文件]]\n\n秦政发〔2008〕12号\n\n"
        + LETTER
    )

    read = read_scan(pixels(page(head, 200)), 1)

    assert "秦川县人民政府文件" in read.text
    assert read.seals == ()


def test_a_scanned_table_has_cells():
    """Ruled lines on a crooked scan make cells, each with its figure."""
    image = make.scanned(make.render(make.table_pdf(1, 1), 200), slant=-1.7, noise=12, blur=0.6)

    read = read_scan(pixels(image), 1)

    texts = [cell.text for cell in read.tables[0].cells]
    wanted = [value for row in make.ROWS for value in row]
    assert sum(value in texts for value in wanted) >= len(wanted) - 1
    head = next(cell for cell in read.tables[0].cells if cell.text == "本年实际")
    assert head.colspan == 4


def test_an_empty_sheet_is_blank_and_a_picture_is_not():
    """Paper without ink is blank, even with scanner noise; a photograph without words is read and empty."""
    paper = make.scanned(Image.new("RGB", (1200, 1600), (245, 243, 240)), noise=6, shade=25)
    photograph = Image.fromarray(
        np.tile(np.linspace(0, 255, 800, dtype=np.uint8)[None, :, None], (600, 1, 3))
    )

    assert read_scan(pixels(paper), 1).state is PageState.BLANK
    assert read_scan(pixels(photograph), 1).state is not PageState.BLANK


def test_scribble_is_doubtful():
    """Lines that are seen and cannot be read are for people to look at."""
    noise = page(dpi=60).resize((300, 170)).resize((1200, 680))

    read = read_scan(pixels(make.scanned(noise, blur=5, noise=30)), 1)

    assert read.state in {PageState.DOUBTFUL, PageState.READ}
    if read.state is PageState.READ:
        assert read.confidence > 0.8


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16", "LA"])
def test_every_kind_of_pixel_is_read(tmp_path, mode):
    """Black and white, gray, palette, colour, transparent, print colours, sixteen bits."""
    image = page()
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image.convert("L"), np.uint16) * 257)
    else:
        image = (
            image.convert("RGB").convert(mode)
            if mode != "1"
            else image.convert("L").point(lambda v: 255 * (v > 140)).convert("1")
        )
    out = io.BytesIO()
    image.save(out, "TIFF")

    content = parse_file(make.write(tmp_path, "a.tif", out.getvalue()), "a.tif", Limits())

    assert "1.220" in content.pages[0].text


def test_each_frame_is_a_page_with_its_own_state(tmp_path):
    """A fax of three sheets, one of them empty."""
    out = io.BytesIO()
    sheets = [page(), Image.new("RGB", (800, 600), "white"), page()]
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:])

    content = parse_file(make.write(tmp_path, "a.tif", out.getvalue()), "a.tif", Limits())

    assert [p.state for p in content.pages] == [PageState.READ, PageState.BLANK, PageState.READ]


def test_the_camera_tag_is_obeyed(tmp_path):
    """A photograph taken with the camera on its side stands upright."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    page().rotate(90, expand=True).save(out, "JPEG", exif=exif, quality=85)
    path = make.write(tmp_path, "a.jpg", out.getvalue())

    content = parse_file(path, "a.jpg", Limits())
    shown = Image.open(io.BytesIO(page_image(path, "a.jpg", 1, 500, Limits())))

    assert content.pages[0].rotation == 0
    assert "1.220" in content.pages[0].text
    assert shown.width > shown.height


def test_the_image_shows_the_upright_page(tmp_path):
    """What is shown is turned as what was read, with or without being told."""
    out = io.BytesIO()
    page().rotate(90, expand=True).save(out, "PNG")
    path = make.write(tmp_path, "a.png", out.getvalue())

    for rotation in (None, 90):
        shown = Image.open(io.BytesIO(page_image(path, "a.png", 1, 400, Limits(), None, rotation)))
        assert shown.width > shown.height


def test_too_many_pixels_are_refused(tmp_path):
    """An image beyond the limit is never decoded."""
    out = io.BytesIO()
    Image.new("1", (3000, 3000)).save(out, "PNG")

    with pytest.raises(Unreadable) as caught:
        parse_file(make.write(tmp_path, "a.png", out.getvalue()), "a.png", Limits(pixels=1_000_000))
    assert caught.value.code == "image_too_large"


def test_a_pdf_without_text_is_read_by_eye(tmp_path):
    """A page that is nothing but a picture is recognised, at its own size."""
    content = parse_file(make.write(tmp_path, "a.pdf", make.image_pdf(page(), 150)), "a.pdf", Limits())

    assert content.pages[0].source == "ocr"
    assert "NJ-2008-0317" in content.pages[0].text

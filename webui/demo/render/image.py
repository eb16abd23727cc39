"""Scans and photographs: page images with the faults of office scanners, and drawn scenes."""

from __future__ import annotations

import functools
import io
import math
import random

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from webui.demo.paper import Paper, Picture, Seal
from webui.demo.render.pdf import font_folder, pdf_bytes

RED = (200, 22, 29)


@functools.cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The sans font in pixels."""
    return ImageFont.truetype(str(font_folder() / "NotoSansSC-Regular.otf"), size)


def seal_image(text: str, side: int = 340) -> Image.Image:
    """A round red stamp on nothing: ring, star, name along the upper arc."""
    stamp = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(stamp)
    draw.ellipse((6, 6, side - 6, side - 6), outline=(*RED, 230), width=max(side // 45, 3))
    middle = side / 2
    points = []
    for corner in range(10):
        angle = math.radians(-90 + 36 * corner)
        reach = side * (0.15 if corner % 2 == 0 else 0.06)
        points.append((middle + reach * math.cos(angle), middle + reach * math.sin(angle)))
    draw.polygon(points, fill=(*RED, 230))
    letter_size = max(min(side // 9, int(side * 2.2 / max(len(text), 1))), 10)
    step = min(26.0, 250 / max(len(text) - 1, 1))
    for place, letter in enumerate(text):
        angle = (place - (len(text) - 1) / 2) * step
        tile = Image.new("RGBA", (side, side), (0, 0, 0, 0))
        ImageDraw.Draw(tile).text(
            (middle, side * 0.13), letter, font=font(letter_size), fill=(*RED, 230), anchor="mm"
        )
        stamp.alpha_composite(tile.rotate(-angle, resample=Image.Resampling.BICUBIC))
    return stamp


@functools.cache
def seal_png(text: str) -> bytes:
    """The stamp as PNG, for Word files."""
    buffer = io.BytesIO()
    seal_image(text, 240).save(buffer, "PNG")
    return buffer.getvalue()


def page_images(paper: Paper, rng: random.Random, *, dpi: int = 150, rough: float = 1.0) -> list[Image.Image]:
    """The pages as a scanner sees them; *rough* 0 is a clean scan, 1 an ordinary one, 3 a bad one."""
    seals = [block.text for block in paper.blocks if isinstance(block, Seal)]
    with pdfium.PdfDocument(pdf_bytes(paper, seals=False)) as document:
        pages = [
            document[number].render(scale=dpi / 72).to_pil().convert("RGB") for number in range(len(document))
        ]
    if seals:
        for place, text in enumerate(seals[-2:]):
            _stamp(pages[-1], text, rng, dpi, place, len(seals[-2:]))
    return [_aged(page, rng, rough) for page in pages]


def _stamp(page: Image.Image, text: str, rng: random.Random, dpi: int, place: int, count: int) -> None:
    side = int(dpi * 4.2 / 2.54)
    stamp = seal_image(text, side).rotate(rng.uniform(-9, 9), resample=Image.Resampling.BICUBIC)
    ink = _last_ink(page)
    left = 0.58 if count == 1 or place else 0.16
    x = int(page.width * left + rng.uniform(0, page.width * 0.04))
    y = max(0, min(ink - int(side * 0.75), page.height - side))
    page.paste(stamp, (x, y), stamp)


def _last_ink(page: Image.Image) -> int:
    """The lowest line of print above the page number: where the signature stands."""
    gray = np.asarray(page.convert("L"))[: int(page.height * 0.91)]
    rows = np.flatnonzero((gray < 128).any(axis=1))
    return int(rows[-1]) if len(rows) else page.height // 2


def _aged(page: Image.Image, rng: random.Random, rough: float) -> Image.Image:
    """Rotation, shade towards one edge, grain and a little blur."""
    page = page.rotate(
        rng.uniform(-0.7, 0.7) * rough, resample=Image.Resampling.BICUBIC, fillcolor=(250, 250, 247)
    )
    noise = np.random.default_rng(rng.randrange(2**32))
    pixels = np.asarray(page, dtype=np.float32)
    shade = np.linspace(0, -10.0 * rough, pixels.shape[1], dtype=np.float32)[None, :, None]
    grain = noise.normal(0, 2.5 * rough, pixels.shape[:2]).astype(np.float32)[:, :, None]
    page = Image.fromarray(np.clip(pixels + shade + grain, 0, 255).astype(np.uint8))
    return page.filter(ImageFilter.GaussianBlur(0.35 * rough)) if rough else page


def jpeg_bytes(image: Image.Image, quality: int = 62) -> bytes:
    """The image as JPEG without any clock in it."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def scan_bytes(pages: list[Image.Image], quality: int = 58, dpi: int = 150) -> bytes:
    """An image-only PDF, one JPEG a page, as a copier makes it."""
    import pikepdf

    with pikepdf.new() as document:
        for image in pages:
            width, height = image.width * 72 / dpi, image.height * 72 / dpi
            stream = pikepdf.Stream(document, jpeg_bytes(image, quality))
            stream.stream_dict = pikepdf.Dictionary(
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=image.width,
                Height=image.height,
                ColorSpace=pikepdf.Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=pikepdf.Name.DCTDecode,
            )
            page = document.add_blank_page(page_size=(width, height))
            page.Resources = pikepdf.Dictionary(
                XObject=pikepdf.Dictionary(Im0=document.make_indirect(stream))
            )
            page.Contents = pikepdf.Stream(
                document, f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Im0 Do Q".encode()
            )
        buffer = io.BytesIO()
        document.save(buffer, deterministic_id=True)
        return buffer.getvalue()


def scene(picture: Picture, rng: random.Random, size: tuple[int, int] = (1200, 900)) -> Image.Image:
    """A drawn photograph: a hall, people in rows or machines, a banner, and the camera's date."""
    noise = np.random.default_rng(rng.randrange(2**32))
    sky = np.linspace(150, 215, size[1], dtype=np.float32)[:, None] + noise.normal(0, 6, (size[1], size[0]))
    image = Image.fromarray(np.clip(sky, 0, 255).astype(np.uint8)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, int(size[1] * 0.62), *size), fill=(122, 112, 100))
    for _ in range(rng.randint(9, 16)):
        x, y = rng.randint(40, size[0] - 120), rng.randint(int(size[1] * 0.5), size[1] - 160)
        body = tuple(rng.randint(30, 120) for _ in range(3))
        draw.rectangle((x, y, x + 70, y + 130), fill=body)
        draw.ellipse((x + 15, y - 42, x + 55, y), fill=(214, 178, 150))
    if picture.scene:
        draw.rectangle((60, 70, size[0] - 60, 190), fill=(190, 25, 30))
        letters = min(64, int((size[0] - 160) / max(len(picture.scene), 1)))
        draw.text((size[0] / 2, 130), picture.scene, font=font(letters), fill=(250, 240, 200), anchor="mm")
    if picture.stamp:
        draw.text(
            (size[0] - 40, size[1] - 40), picture.stamp, font=font(40), fill=(255, 150, 30), anchor="rs"
        )
    return image.filter(ImageFilter.GaussianBlur(0.8))


def unreadable(image: Image.Image) -> Image.Image:
    """The same picture so blurred and dark that nobody can read it."""
    small = image.resize((image.width // 22, image.height // 22)).resize(image.size)
    return small.filter(ImageFilter.GaussianBlur(9)).point(lambda level: int(level * 0.45))

"""Papers made up for the reading tests: no file is kept, everything is drawn when needed."""

from __future__ import annotations

import io
import random
from functools import lru_cache
from pathlib import Path

import numpy as np
import pikepdf
import pylopdf_fonts_zh_cn
import pypdfium2
import typst
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

FONT = pylopdf_fonts_zh_cn.sans_path()
A4 = (595.28, 841.89)

PROSE = """根据国务院《节能减排综合性工作方案》，我县二〇〇八年单位生产总值能耗为1.220吨标准煤/万元，同比下降4.14%，
全年规模以上工业企业综合能源消费量为38.62万吨标准煤，实现节能量1.67万吨标准煤，完成年度目标的103.7%。
县政府先后召开两次节能工作会议，印发《节能目标责任评价考核实施方案》（秦发〔2008〕12号），对重点用能单位进行考核。
各有关部门要加强能源计量管理，做到计量器具配备率100%，检定合格证书编号为NJ-2008-0317，有效期至2009年6月30日。"""

HEAD = ("指标名称", "计量单位", "一季度", "二季度", "三季度", "四季度", "全年")
ROWS = tuple(
    (name, unit, *(f"{value * k:.2f}" for k in (1, 1.1, 0.95, 1.2)), f"{value * 4.25:,.2f}")
    for name, unit, value in (
        ("原煤", "吨", 6824.01),
        ("电力", "万千瓦时", 312.45),
        ("天然气", "万立方米", 45.07),
        ("柴油", "吨", 18.30),
        ("热力", "百万千焦", 1204.88),
        ("综合能源消费量", "吨标准煤", 5390.62),
        ("单位产品能耗", "千克标准煤/吨", 131.06),
        ("工业总产值", "万元", 23850.00),
    )
)


def typst_pdf(source: str) -> bytes:
    """A PDF with embedded fonts."""
    head = '#set text(font: "Noto Sans SC", size: 10.5pt, lang: "zh")\n'
    return typst.compile((head + source).encode(), font_paths=[str(FONT.parent)], ignore_system_fonts=True)


def prose_pdf(pages: int = 1) -> bytes:
    """Plain pages of running text."""
    return typst_pdf(
        "#pagebreak()\n".join("= 节能目标完成情况报告\n" + "\n\n".join([PROSE] * 5) for _ in range(pages))
    )


def table_pdf(pages: int = 1, rows: int = 3) -> bytes:
    """Pages full of a ruled table with a head of two levels."""
    head = (
        "table.cell(rowspan: 2)[指标名称], table.cell(rowspan: 2)[计量单位], table.cell(colspan: 4)[本年实际], "
        "table.cell(rowspan: 2)[全年], [一季度], [二季度], [三季度], [四季度],"
    )
    body = ",".join(f"[{value}]" for row in ROWS * rows for value in row)
    table = f"#table(columns: 7, {head} {body})\n"
    return typst_pdf(
        "#set page(flipped: true)\n#set text(size: 9pt)\n"
        + "#pagebreak()\n".join(["= 能源消费统计表\n" + table] * pages)
    )


def bare_pdf(
    text: str = PROSE, size: float = 12, *, vertical: bool = False, rotate: int = 0, turned: int = 0
) -> bytes:
    """A PDF without embedded fonts, as old office programs write them."""
    out = io.BytesIO()
    paper = canvas.Canvas(out, pagesize=A4)
    font = UnicodeCIDFont("STSong-Light", isVertical=vertical)
    if vertical:
        font.name = font.fontName = "STSong-Light-V"
    pdfmetrics.registerFont(font)
    paper.setFont(font.fontName, size)
    if turned:
        paper.translate(A4[0] / 2, A4[1] / 2)
        paper.rotate(turned)
        paper.translate(
            -A4[1] / 2 if turned % 180 else -A4[0] / 2, -A4[0] / 2 if turned % 180 else -A4[1] / 2
        )
    top = (A4[0] if turned % 180 else A4[1]) - 72
    for number, line in enumerate(text.split("\n")):
        if vertical:
            paper.drawString(A4[0] - 72 - number * 2 * size, A4[1] - 72, line)
        else:
            paper.drawString(72, top - number * 1.8 * size, line)
    paper.showPage()
    paper.save()
    if not rotate:
        return out.getvalue()
    shown = io.BytesIO()
    with pikepdf.open(out) as pdf:
        pdf.pages[0].Rotate = rotate
        pdf.save(shown)
    return shown.getvalue()


def render(data: bytes, dpi: int = 200, page: int = 0) -> Image.Image:
    """One page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(data)
    try:
        return document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)


def seal(image: Image.Image, centre: tuple[int, int], radius: int, words: str = "秦川县人民政府") -> None:
    """Stamp a red seal on the picture."""
    layer = Image.new("RGBA", image.size)
    draw = ImageDraw.Draw(layer)
    x, y = centre
    draw.ellipse(
        (x - radius, y - radius, x + radius, y + radius),
        outline=(210, 30, 30, 210),
        width=max(3, radius // 16),
    )
    draw.text((x, y), "★", fill=(210, 30, 30, 210), font=_font(radius // 2), anchor="mm")
    for number, char in enumerate(words):
        turn = 210 - 240 * number / max(
            len(words) - 1, 1
        )  # from the lower left over the top to the lower right
        letter = Image.new("RGBA", (radius // 2, radius // 2))
        ImageDraw.Draw(letter).text(
            (radius // 4, radius // 4), char, fill=(210, 30, 30, 210), font=_font(radius // 4), anchor="mm"
        )
        letter = letter.rotate(turn - 90, resample=Image.Resampling.BICUBIC)
        place = (x + 0.72 * radius * np.cos(np.radians(turn)), y - 0.72 * radius * np.sin(np.radians(turn)))
        layer.alpha_composite(letter, (int(place[0]) - radius // 4, int(place[1]) - radius // 4))
    image.paste(Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB"))


def scanned(
    image: Image.Image,
    *,
    slant: float = 0.0,
    noise: float = 0.0,
    blur: float = 0.0,
    shade: int = 0,
    seed: int = 1,
) -> Image.Image:
    """The picture as a scanner of an office would give it."""
    if slant:
        image = image.rotate(slant, resample=Image.Resampling.BICUBIC, fillcolor="white")
    if blur:
        image = image.filter(ImageFilter.GaussianBlur(blur))
    pixels = np.asarray(image, np.float32)
    if shade:
        pixels = pixels - np.linspace(0, shade, pixels.shape[1])[None, :, None]
    if noise:
        pixels = pixels + np.random.default_rng(seed).normal(0, noise, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def image_pdf(image: Image.Image, dpi: int = 200) -> bytes:
    """A PDF that is nothing but a picture."""
    out = io.BytesIO()
    image.save(out, "PDF", resolution=dpi)
    return out.getvalue()


def garbled(data: bytes, seed: int = 1, flips: int = 40) -> bytes:
    """The same bytes with some of them changed."""
    dice = random.Random(seed)
    broken = bytearray(data)
    for _ in range(flips):
        broken[dice.randrange(len(broken))] = dice.randrange(256)
    return bytes(broken)


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path

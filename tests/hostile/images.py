"""Pictures: too many pixels, odd pixels, too few, and data that are none."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from tests.hostile.kinds import READY, Trap, kind, partial, unreadable, zipped
from tests.samples.reading.make import FONT

DAMAGED = unreadable("damaged")
LARGE = unreadable("image_too_large")


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, rows: bytes, *more: bytes, depth: int = 8, colour: int = 0) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + b"".join(more)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def drawn(mode: str = "RGB", words: str = "节能量") -> Image.Image:
    image = Image.new("RGB", (240, 90), "white")
    ImageDraw.Draw(image).text((20, 20), words, fill="black", font=ImageFont.truetype(str(FONT), 40))
    return image.convert(mode)


def saved(image: Image.Image, format_: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


@kind("huge.png", LARGE)
def png_sixty_thousand_square(_: Trap) -> bytes:
    return png(60_000, 60_000, zlib.compress(b"\0" * 1000))


@kind("bomb.png", LARGE)
def png_real_bomb(_: Trap) -> bytes:
    """400 million white pixels of one bit in a few kilobytes."""
    return png(20_000, 20_000, zlib.compress(b"\0" * 20_000 * 2501, 9), depth=1)


@kind("max.png", LARGE)
def png_largest_numbers(_: Trap) -> bytes:
    return png(0x7FFFFFFF, 0x7FFFFFFF, b"")


@kind("one.png", READY)
def png_one_pixel(_: Trap) -> bytes:
    return saved(Image.new("RGB", (1, 1), "white"), "PNG")


@kind("line.png", READY)
def png_one_pixel_high(_: Trap) -> bytes:
    return saved(Image.new("L", (20_000, 1), 255), "PNG")


@kind("zero.png", DAMAGED)
def png_without_size(_: Trap) -> bytes:
    return png(0, 0, b"")


@kind("sixteen.png", READY, says="节能量")
def png_sixteen_bits(_: Trap) -> bytes:
    grey = drawn("L")
    return saved(Image.fromarray(__import__("numpy").asarray(grey, "uint16") * 257), "PNG")


@kind("words.png", DAMAGED)
def png_text_bomb(_: Trap) -> bytes:
    """A comment of 80 MB inside a small picture."""
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 80_000_000, 9))
    return png(60, 40, zlib.compress((b"\0" + b"\xff" * 60) * 40), text)


@kind("profile.png", DAMAGED)
def png_profile_bomb(_: Trap) -> bytes:
    profile = chunk(b"iCCP", b"x\0\0" + zlib.compress(b"a" * 80_000_000, 9))
    return png(60, 40, zlib.compress((b"\0" + b"\xfe" * 60) * 40), profile)


@kind("cut.png", DAMAGED)
def png_truncated(_: Trap) -> bytes:
    data = saved(drawn(), "PNG")
    return data[: len(data) // 2]


@kind("crc.png", DAMAGED)
def png_wrong_checksum(_: Trap) -> bytes:
    data = bytearray(saved(drawn(), "PNG"))
    data[29] ^= 0xFF
    return bytes(data)


@kind("cmyk.jpg", READY, says="节能量")
def jpeg_cmyk(_: Trap) -> bytes:
    return saved(drawn("CMYK"), "JPEG", quality=95)


@kind("cut.jpg", DAMAGED)
def jpeg_truncated(_: Trap) -> bytes:
    data = saved(Image.effect_noise((300, 300), 50), "JPEG")
    return data[:1000]


@kind("liar.jpg", LARGE)
def jpeg_lies_about_its_size(_: Trap) -> bytes:
    data = bytearray(saved(drawn(), "JPEG"))
    place = data.index(b"\xff\xc0")
    struct.pack_into(">HH", data, place + 5, 65_000, 65_000)
    return bytes(data)


@kind("turned.jpg", READY)
def jpeg_absurd_orientation(_: Trap) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 77
    return saved(Image.new("RGB", (60, 40), "white"), "JPEG", exif=exif)


@kind("moving.gif", READY)
def gif_animated(_: Trap) -> bytes:
    frames = [Image.new("P", (60, 40), n) for n in range(40)]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


@kind("zero.gif", DAMAGED)
def gif_without_size(_: Trap) -> bytes:
    return b"GIF89a\0\0\0\0\0\0\0;"


@kind("huge.gif", LARGE)
def gif_largest_numbers(_: Trap) -> bytes:
    return b"GIF89a\xff\xff\xff\xff\x80\0\0" + b"\0" * 6 + b",\0\0\0\0\xff\xff\xff\xff\0\2\2D\1\0;"


def tiff(*entries: tuple[int, int, int, int], following: int = 0, rest: bytes = b"") -> bytes:
    body = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", following) + rest


_GREY = ((258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1))


@kind("broken.tif", DAMAGED)
def tiff_broken(_: Trap) -> bytes:
    return b"II*\0" + b"\xff" * 64


@kind("loop.tif", DAMAGED)
def tiff_directory_loop(_: Trap) -> bytes:
    """The chain of frames bites its own tail, and no frame has pixels."""
    return tiff((256, 4, 1, 10), (257, 4, 1, 10), *_GREY, (273, 4, 1, 8), (279, 4, 1, 100), following=8)


@kind("huge.tif", LARGE)
def tiff_sixty_thousand_square(_: Trap) -> bytes:
    return tiff((256, 4, 1, 60_000), (257, 4, 1, 60_000), *_GREY, (273, 4, 1, 8), (279, 4, 1, 100))


@kind("outside.tif", DAMAGED)
def tiff_strip_outside(_: Trap) -> bytes:
    return tiff((256, 4, 1, 100), (257, 4, 1, 100), *_GREY, (273, 4, 1, 0x7FFFFFF0), (279, 4, 1, 10_000))


@kind("many-strips.tif", DAMAGED)
def tiff_a_billion_strips(_: Trap) -> bytes:
    return tiff((256, 4, 1, 100), (257, 4, 1, 100), *_GREY, (273, 4, 0x3FFFFFFF, 8), (279, 4, 0x3FFFFFFF, 8))


@kind("frames.tif", partial("pages_unread"))
def tiff_second_frame_broken(_: Trap) -> bytes:
    out = io.BytesIO()
    first = drawn("L")
    first.save(
        out, "TIFF", save_all=True, append_images=[Image.new("L", (64, 64), 200)], compression="tiff_lzw"
    )
    data = bytearray(out.getvalue())
    second = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, second)[0]
    second = struct.unpack_from("<I", data, second + 2 + 12 * count)[0]
    for n in range(struct.unpack_from("<H", data, second)[0]):
        place = second + 2 + 12 * n
        if struct.unpack_from("<H", data, place)[0] == 273:
            struct.pack_into("<I", data, place + 8, 0x7FFFFFF0)
    return bytes(data)


@kind("thousands.tif", partial("too_many_pages"), campaign=True)
def tiff_too_many_frames(_: Trap) -> bytes:
    frame = Image.new("1", (8, 8), 1)
    return saved(frame, "TIFF", save_all=True, append_images=[frame] * 5_100)


@kind("huge.bmp", LARGE)
def bmp_largest_numbers(_: Trap) -> bytes:
    return b"BM" + struct.pack(
        "<IHHIIiiHHIIiiII", 100, 0, 0, 54, 40, 0x7FFFFFF, 0x7FFFFFF, 1, 24, 0, 0, 0, 0, 0, 0
    )


@kind("negative.bmp", LARGE)
def bmp_negative_width(_: Trap) -> bytes:
    return b"BM" + struct.pack("<IHHIIiiHHIIiiII", 100, 0, 0, 54, 40, -50, 50, 1, 24, 0, 0, 0, 0, 0, 0)


@kind("broken.webp", DAMAGED)
def webp_broken(_: Trap) -> bytes:
    return b"RIFF\xff\xff\xff\x7fWEBPVP8 " + bytes(range(256))


@kind("broken.jp2", DAMAGED)
def jp2_broken(_: Trap) -> bytes:
    return b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(range(256)) * 2


@kind("huge.jp2", LARGE)
def jp2_codestream_of_giant(_: Trap) -> bytes:
    size = struct.pack(">HHIIIIIIIIH", 41, 0, 60_000, 60_000, 0, 0, 60_000, 60_000, 0, 0, 1) + b"\7\1\1"
    return b"\xff\x4f\xff\x51" + size + b"\xff\xd9"


@kind("photo.jpg", READY, note="renamed")
def png_named_jpeg(_: Trap) -> bytes:
    return saved(Image.new("L", (61, 41), 255), "PNG")


@kind("zip.gif", READY)
def gif_that_is_also_a_zip(_: Trap) -> bytes:
    return saved(Image.new("L", (62, 42), 255), "GIF") + zipped({"a.txt": b"never unfolded"})


@kind("script.gif", DAMAGED)
def gif_that_is_also_a_script(_: Trap) -> bytes:
    return b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(document.cookie)"


@kind("icon.ico", unreadable("unknown_format"))
def icon(_: Trap) -> bytes:
    return b"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0" + bytes(range(256)) * 4

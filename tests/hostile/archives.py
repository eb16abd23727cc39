"""Archives: bombs, names that climb, members that are no files, containers that lie."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import warnings
import zipfile

from tests.hostile.kinds import READY, Trap, kind, rejected, unreadable, zipped
from tests.samples import locked_zips

BOMB = rejected("archive_bomb")
UNSAFE = rejected("unsafe_name")
NO_FILE = rejected("not_a_file")
DAMAGED = unreadable("damaged")
PAPER = "节能工作会议纪要 二〇〇八年".encode()


def paper(number: int) -> bytes:
    return PAPER + str(number).encode()


def renamed(name: str, number: int) -> bytes:
    """A zip whose one bad name stands beside a good one."""
    return zipped([(name, paper(number)), ("good.txt", paper(number + 1))])


def patched(name: bytes, number: int) -> bytes:
    """Like *renamed*, for names that the library would not write."""
    holder = "N" * len(name)
    data = zipped([(holder, paper(number)), ("good.txt", paper(number + 1))])
    return data.replace(holder.encode(), name)


# -- bombs ----------------------------------------------------------------------------------------
@kind("flat.zip", BOMB)
def zip_flat_bomb(_: Trap) -> bytes:
    return zipped({f"{n}.txt": b"0" * 35_000_000 for n in range(2)})


@kind("single.zip", BOMB)
def zip_single_bomb(_: Trap) -> bytes:
    return zipped({"a.txt": b"\0" * 80_000_000})


@kind("nested-bomb.zip", BOMB)
def zip_bomb_in_zip(_: Trap) -> bytes:
    inner = zipped({"a.txt": b"\0" * 40_000_000})
    return zipped({f"{n}.zip": inner for n in range(3)})


@kind("deep.zip", {"!/i.zip!/i.zip!/i.zip!/i.zip!/i.zip": BOMB, "!/good.txt": READY})
def zip_twelve_deep(_: Trap) -> bytes:
    data = zipped({"a.txt": paper(10)})
    for _n in range(11):
        data = zipped({"i.zip": data})
    return zipped({"i.zip": data, "good.txt": paper(11)})


@kind("wide.zip", BOMB, campaign=True)
def zip_wide_and_deep(_: Trap) -> bytes:
    data = zipped({"a.txt": b"x" * 2000})
    for _n in range(4):
        data = zipped({f"{n}.zip": data for n in range(24)})
    return data


@kind("quine.zip", {"!/a.zip" + "!/a.zip" * 4: BOMB, "!/good.txt": READY})
def zip_like_a_quine(_: Trap) -> bytes:
    """Every level holds a copy of the same shape, as a zip that contains itself does."""
    data = b"PK\5\6" + bytes(18)
    for _n in range(30):
        data = zipped({"a.zip": data})
    return zipped({"a.zip": data, "good.txt": paper(12)})


def _overlapping(count: int, kernel: bytes) -> bytes:
    """Many directory entries that share one compressed kernel."""
    base = zipped({"0000000": kernel})
    end = base.rindex(b"PK\1\2")
    before, _, after = base[end : base.rindex(b"PK\5\6")].partition(b"0000000")
    directory = b"".join(before + b"%07d" % n + after for n in range(count))
    told = min(count, 0xFFFF)
    tail = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, told, told, len(directory), end, 0)
    return base[:end] + directory + tail


@kind("overlap.zip", BOMB)
def zip_overlapping_members(_: Trap) -> bytes:
    return _overlapping(40, b"\0" * 9_000_000)


@kind("many.zip", BOMB)
def zip_too_many_members(_: Trap) -> bytes:
    return _overlapping(50_001, b"x")


@kind("directory.zip", BOMB)
def zip_million_entries(_: Trap) -> bytes:
    return _overlapping(1_000_000, b"x")


@kind("many-small.zip", {f"!/{n:04}.txt": READY for n in range(40)})
def zip_many_small_members(_: Trap) -> bytes:
    return zipped({f"{n:04}.txt": b"paper %d" % n for n in range(40)})


@kind("fifty.zip", {f"!/{n:05}.txt": rejected("empty_file") for n in range(50_000)}, campaign=True)
def zip_fifty_thousand_members(_: Trap) -> bytes:
    return zipped({f"{n:05}.txt": b"" for n in range(50_000)})


@kind("bomb.txt.gz", BOMB)
def gz_bomb(_: Trap) -> bytes:
    return gzip.compress(b"\0" * 80_000_000, 9)


@kind("bomb.txt.bz2", BOMB)
def bz2_bomb(_: Trap) -> bytes:
    return bz2.compress(b"\0" * 80_000_000)


@kind("bomb.txt.xz", BOMB)
def xz_bomb(_: Trap) -> bytes:
    return lzma.compress(b"\0" * 80_000_000, preset=0)


@kind("bomb.tgz", BOMB)
def tgz_bomb(_: Trap) -> bytes:
    return gzip.compress(tarred(("a.bin", b"\0" * 80_000_000)), 6)


@kind("layers.gz", BOMB)
def gz_in_gz_bomb(_: Trap) -> bytes:
    return gzip.compress(gzip.compress(b"\0" * 80_000_000))


@kind("sparse.tar", BOMB)
def tar_sparse_bomb(_: Trap) -> bytes:
    """A hole of 100 GB written as a few bytes (GNU sparse)."""
    data = bytearray(tarred(("hole.bin", b"x" * 512)))
    data[156:157] = b"S"
    struct.pack_into("12s12s", data, 386, b"%011o\0" % 0, b"%011o\0" % 512)
    struct.pack_into("12s", data, 483, b"%011o\0" % (8 * 1024**3 - 1))
    return bytes(summed(data))


# -- names ----------------------------------------------------------------------------------------
ONE_BAD = {"!/good.txt": READY}


@kind("climb.zip", {"!/../../../../tmp/evil.txt": UNSAFE, **ONE_BAD})
def zip_traversal(_: Trap) -> bytes:
    return renamed("../../../../tmp/evil.txt", 20)


@kind("inside.zip", {"!/a/../../evil.txt": UNSAFE, **ONE_BAD})
def zip_traversal_inside(_: Trap) -> bytes:
    return renamed("a/../../evil.txt", 22)


@kind("absolute.zip", {"!//etc/cron.d/evil": UNSAFE, **ONE_BAD})
def zip_absolute(_: Trap) -> bytes:
    return renamed("/etc/cron.d/evil", 24)


@kind("drive.zip", {"!/C:/Windows/evil.txt": UNSAFE, **ONE_BAD})
def zip_drive(_: Trap) -> bytes:
    return renamed("C:/Windows/evil.txt", 26)


@kind("backslash.zip", {"!/../../evil.txt": UNSAFE, **ONE_BAD})
def zip_backslash_traversal(_: Trap) -> bytes:
    return patched(rb"..\..\evil.txt", 28)


@kind("unc.zip", {"!///server/share/evil.txt": UNSAFE, **ONE_BAD})
def zip_network_path(_: Trap) -> bytes:
    return patched(rb"\\server\share\evil.txt", 30)


@kind("folders.zip", {"!/a/b.txt": READY, **ONE_BAD})
def zip_backslash_folders(_: Trap) -> bytes:
    return patched(rb"a\b.txt", 32)


@kind("nul.zip", {"!/a\\u0000.txt": UNSAFE, **ONE_BAD})
def zip_nul_in_name(_: Trap) -> bytes:
    return patched(b"a\0.txt", 34)


@kind("long.zip", {"!/" + "长" * 83 + "a.txt": READY, **ONE_BAD})
def zip_name_of_255_bytes(_: Trap) -> bytes:
    return renamed("长" * 83 + "a.txt", 36)


@kind("longer.zip", {"!/" + "x" * 30_000 + ".txt": READY, **ONE_BAD})
def zip_name_of_30000_bytes(_: Trap) -> bytes:
    return renamed("x" * 30_000 + ".txt", 38)


@kind("bidi.zip", {"!/\\u202etxt.exe": READY, **ONE_BAD})
def zip_bidi_name(_: Trap) -> bytes:
    return renamed("\u202etxt.exe", 40)


@kind("lines.zip", {"!/a\\u000aREJECTED b\\u001b[2J.txt": READY, **ONE_BAD})
def zip_control_characters_in_name(_: Trap) -> bytes:
    return renamed("a\nREJECTED b\x1b[2J.txt", 42)


@kind("gbk.zip", {"!/台账/一二.txt": READY, **ONE_BAD})
def zip_gbk_name(_: Trap) -> bytes:
    return patched("台账/一二.txt".encode("gbk"), 44)


@kind("device.zip", {"!/CON.txt": READY, "!/nul": READY, "!/a.": READY})
def zip_windows_device_names(_: Trap) -> bytes:
    return zipped({"CON.txt": paper(46), "nul": paper(47), "a.": paper(48)})


@kind("twice.zip", {"!/a.txt": READY, "!/a.txt#2": READY})
def zip_duplicate_names(_: Trap) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return zipped([("a.txt", paper(50)), ("a.txt", paper(51))])


@kind("case.zip", {"!/a.txt": READY, "!/A.TXT": READY})
def zip_names_that_differ_in_case(_: Trap) -> bytes:
    return zipped({"a.txt": paper(52), "A.TXT": paper(53)})


@kind("xss.zip", {"!/<img src=x onerror=alert(1)>.txt": READY, "!/=cmd|' /C calc'!A0.csv": READY})
def zip_names_that_are_code(_: Trap) -> bytes:
    return zipped({"<img src=x onerror=alert(1)>.txt": paper(54), "=cmd|' /C calc'!A0.csv": paper(55)})


@kind("dots.zip", {"!/.": READY, "!/ ": UNSAFE, **ONE_BAD})
def zip_names_of_nothing(_: Trap) -> bytes:
    return zipped({".": paper(56), " ": paper(57), "good.txt": paper(58)})


# -- members that are no files --------------------------------------------------------------------
def _special(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


@kind("link.zip", {"!/link": NO_FILE, **ONE_BAD})
def zip_symlink(trap: Trap) -> bytes:
    return zipped([(_special("link", stat.S_IFLNK | 0o777), trap.file.encode()), ("good.txt", paper(60))])


@kind("special.zip", {"!/device": NO_FILE, "!/pipe": NO_FILE, **ONE_BAD})
def zip_device_and_pipe(_: Trap) -> bytes:
    return zipped(
        [
            (_special("device", stat.S_IFBLK | 0o666), b""),
            (_special("pipe", stat.S_IFIFO | 0o666), b""),
            ("good.txt", paper(61)),
        ]
    )


def tarred(*members: tuple[str, bytes], specials: dict[str, tuple[bytes, str]] | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, (type_, target) in (specials or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = type_, target
            archive.addfile(info)
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def summed(data: bytearray) -> bytearray:
    """The first header with its checksum made right again."""
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    return data


@kind(
    "special.tar",
    {
        "!/link": NO_FILE,
        "!/hard": NO_FILE,
        "!/char": NO_FILE,
        "!/block": NO_FILE,
        "!/pipe": NO_FILE,
        **ONE_BAD,
    },
)
def tar_links_and_devices(trap: Trap) -> bytes:
    specials = {
        "link": (tarfile.SYMTYPE, trap.file),
        "hard": (tarfile.LNKTYPE, trap.file),
        "char": (tarfile.CHRTYPE, ""),
        "block": (tarfile.BLKTYPE, ""),
        "pipe": (tarfile.FIFOTYPE, ""),
    }
    return tarred(("good.txt", paper(62)), specials=specials)


@kind("link-then-file.tar", {"!/out": NO_FILE, "!/out/evil.txt": READY})
def tar_file_through_a_link(_: Trap) -> bytes:
    return tarred(("out/evil.txt", paper(63)), specials={"out": (tarfile.SYMTYPE, "/tmp")})


@kind("climb.tar", {"!/../evil.txt": UNSAFE, "!//etc/evil": UNSAFE, **ONE_BAD})
def tar_traversal(_: Trap) -> bytes:
    return tarred(("../evil.txt", paper(64)), ("/etc/evil", paper(65)), ("good.txt", paper(66)))


@kind("pax.tar", {"!/../../evil.txt": UNSAFE, **ONE_BAD})
def tar_traversal_by_pax_header(_: Trap) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, fields in (("innocent.txt", {"path": "../../evil.txt"}), ("good.txt", {})):
            info = tarfile.TarInfo(name)
            info.size, info.pax_headers = len(PAPER) + 2, fields
            archive.addfile(info, io.BytesIO(paper(67 if fields else 68)))
    return out.getvalue()


# -- containers that lie --------------------------------------------------------------------------
@kind("truncated.zip", DAMAGED)
def zip_truncated(_: Trap) -> bytes:
    return zipped({"a.txt": paper(70) * 50, "b.txt": paper(71) * 50})[:-40]


@kind("half.zip", DAMAGED)
def zip_half(_: Trap) -> bytes:
    data = zipped({"a.txt": bytes(range(256)) * 40, "b.txt": paper(72)})
    return data[: len(data) // 2]


@kind("directory-garbage.zip", DAMAGED)
def zip_directory_garbage(_: Trap) -> bytes:
    data = bytearray(zipped({"a.txt": paper(73)}))
    start = data.rindex(b"PK\1\2")
    data[start : start + 20] = b"\xff" * 20
    return bytes(data)


@kind("names-differ.zip", {"!/visible.txt": DAMAGED, **ONE_BAD})
def zip_local_name_differs(_: Trap) -> bytes:
    data = zipped({"visible.txt": paper(74), "good.txt": paper(75)})
    return data.replace(b"visible.txt", b"private.txt", 1)


@kind("sizes-differ.zip", {"!/a.txt": DAMAGED, **ONE_BAD})
def zip_directory_size_too_small(_: Trap) -> bytes:
    data = bytearray(zipped({"a.txt": paper(76) * 100, "good.txt": paper(77)}))
    struct.pack_into("<I", data, data.index(b"PK\1\2") + 24, 10)
    return bytes(data)


@kind("huge-size.zip", {"!/a.txt": READY, **ONE_BAD})
def zip_directory_size_too_large(_: Trap) -> bytes:
    data = bytearray(zipped({"a.txt": paper(78), "good.txt": paper(79)}))
    struct.pack_into("<II", data, data.index(b"PK\1\2") + 20, 0xFFFFFFF0, 0xFFFFFFF0)
    return bytes(data)


@kind("crc.zip", {"!/a.txt": DAMAGED, **ONE_BAD})
def zip_wrong_checksum(_: Trap) -> bytes:
    data = bytearray(zipped({"a.txt": paper(80), "good.txt": paper(81)}))
    struct.pack_into("<I", data, data.index(b"PK\1\2") + 16, 1)
    return bytes(data)


@kind("method.zip", {"!/a.txt": DAMAGED, **ONE_BAD})
def zip_unknown_method(_: Trap) -> bytes:
    data = bytearray(zipped({"a.txt": paper(82), "good.txt": paper(83)}))
    struct.pack_into("<H", data, data.index(b"PK\1\2") + 10, 97)
    return bytes(data)


def _locked(data: bytes, *, all_: bool) -> bytes:
    """The mark of encryption on the first member, or on all."""
    out = bytearray(data)
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = out.find(mark)
        while place >= 0:
            out[place + offset] |= 1
            place = out.find(mark, place + 4) if all_ else -1
    return bytes(out)


@kind("locked.zip", unreadable("password_protected"))
def zip_encrypted(_: Trap) -> bytes:
    return _locked(zipped({"a.txt": paper(84), "b.txt": paper(85)}), all_=True)


@kind("aes.zip", unreadable("password_protected"))
def zip_under_aes(_: Trap) -> bytes:
    return locked_zips.AES_128


@kind("aes-strength.zip", unreadable("password_protected"))
def zip_under_aes_of_unknown_strength(_: Trap) -> bytes:
    return locked_zips.AES_128.replace(b"\x01\x99\x07\0\x02\0AE\x01", b"\x01\x99\x07\0\x02\0AE\x09")


@kind("aes-cut.zip", {"": DAMAGED})
def zip_under_aes_cut_off(_: Trap) -> bytes:
    return locked_zips.AES_256_GBK[:-30]


@kind("crypto.zip", unreadable("password_protected"))
def zip_under_the_old_lock(_: Trap) -> bytes:
    return locked_zips.ZIPCRYPTO


@kind("aes-inside.zip", {"!/inner.zip": unreadable("password_protected"), **ONE_BAD})
def zip_under_aes_in_zip(_: Trap) -> bytes:
    return zipped({"inner.zip": locked_zips.AES_256_GBK, "good.txt": paper(195)})


@kind("half-aes.zip", {"!/a.txt": unreadable("password_protected"), **ONE_BAD})
def zip_partly_under_aes(_: Trap) -> bytes:
    out = io.BytesIO(locked_zips.AES_256_GBK)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("good.txt", paper(196))
    return out.getvalue()


@kind("half-locked.zip", {"!/a.txt": unreadable("password_protected"), **ONE_BAD})
def zip_partly_encrypted(_: Trap) -> bytes:
    return _locked(zipped({"a.txt": paper(86), "good.txt": paper(87)}), all_=False)


@kind("outer.zip", {"!/inner.zip": unreadable("password_protected"), **ONE_BAD})
def zip_encrypted_in_zip(_: Trap) -> bytes:
    return zipped({"inner.zip": _locked(zipped({"a.txt": paper(88)}), all_=True), "good.txt": paper(89)})


@kind("outer2.zip", {"!/inner.zip": DAMAGED, **ONE_BAD})
def zip_damaged_in_zip(_: Trap) -> bytes:
    return zipped({"inner.zip": zipped({"a.txt": paper(90) * 9})[:60], "good.txt": paper(91)})


@kind("empty.zip", rejected("empty_file"))
def zip_empty(_: Trap) -> bytes:
    return zipped({})


@kind("folders-only.zip", rejected("empty_file"))
def zip_of_folders(_: Trap) -> bytes:
    return zipped({"a/": b"", "a/b/": b""})


@kind("empty-member.zip", {"!/a.txt": rejected("empty_file"), "!/b.zip": rejected("empty_file"), **ONE_BAD})
def zip_empty_members(_: Trap) -> bytes:
    return zipped({"a.txt": b"", "b.zip": zipped({}), "good.txt": paper(92)})


@kind("setup.exe", unreadable("unknown_format"))
def zip_behind_a_program(_: Trap) -> bytes:
    return b"MZ" + bytes(range(256)) * 20 + zipped({"a.txt": paper(93)})


@kind("comment.zip", {"!/a.txt": READY})
def zip_with_a_script_as_comment(_: Trap) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", paper(94))
        archive.comment = b"<script>alert(1)</script>" * 100
    return out.getvalue()


@kind("box.7z", unreadable("unknown_format"))
def seven_zip(_: Trap) -> bytes:
    return b"7z\xbc\xaf\x27\x1c\0\4" + bytes(range(256)) * 4


@kind("box.rar", unreadable("unknown_format"))
def rar_four(_: Trap) -> bytes:
    return b"Rar!\x1a\x07\0\xcf\x90\x73\0\0\x0d" + bytes(range(256)) * 4


@kind("five.rar", unreadable("unknown_format"))
def rar_five(_: Trap) -> bytes:
    return b"Rar!\x1a\x07\1\0" + bytes(range(255, -1, -1)) * 4


@kind("inner-rar.zip", {"!/a.rar": unreadable("unknown_format"), **ONE_BAD})
def rar_in_zip(_: Trap) -> bytes:
    return zipped({"a.rar": b"Rar!\x1a\x07\1\0inner" + bytes(range(256)), "good.txt": paper(95)})


@kind("cut.txt.gz", DAMAGED)
def gz_truncated(_: Trap) -> bytes:
    return gzip.compress(bytes(range(256)) * 400)[:-40]


@kind("junk.gz", DAMAGED)
def gz_garbage(_: Trap) -> bytes:
    return b"\x1f\x8b\x08\0" + bytes(range(256)) * 3


@kind("junk.xz", DAMAGED)
def xz_garbage(_: Trap) -> bytes:
    return b"\xfd7zXZ\0" + bytes(range(256)) * 3


@kind("junk.bz2", DAMAGED)
def bz2_garbage(_: Trap) -> bytes:
    return b"BZh9" + bytes(range(256)) * 3


@kind("good.txt.gz", {"!/good.txt": READY}, says="节能工作会议纪要")
def gz_honest(_: Trap) -> bytes:
    return gzip.compress(paper(96))


@kind("cut.tar", {"!/good.txt": READY, "!/b.txt": DAMAGED})
def tar_truncated(_: Trap) -> bytes:
    return tarred(("good.txt", paper(97)), ("b.txt", bytes(range(256)) * 40))[:4096]


@kind("cut.tgz", {"!/good.txt": READY, "!/b.bin": DAMAGED})
def tgz_truncated(_: Trap) -> bytes:
    import random

    noise = random.Random(5).randbytes(200_000)
    return gzip.compress(tarred(("good.txt", paper(98)), ("b.bin", noise)))[:100_000]


@kind("negative.tar", DAMAGED)
def tar_negative_size(_: Trap) -> bytes:
    data = bytearray(tarred(("a.txt", paper(99))))
    data[124:136] = b"\xff" * 12
    return bytes(summed(data))


@kind("huge.tar", {"!/a.txt": DAMAGED})
def tar_huge_size(_: Trap) -> bytes:
    data = bytearray(tarred(("a.txt", paper(100))))
    data[124:136] = b"\x80" + b"\0" * 4 + b"\x7f" + b"\xff" * 6
    return bytes(summed(data))


@kind("trick.docx", {"!/readme.txt": READY})
def zip_named_docx(_: Trap) -> bytes:
    return zipped({"readme.txt": paper(101)})


def _pax(size: int) -> bytes:
    """A first header that says how long the extended one is, and so many bytes of it."""
    info = tarfile.TarInfo("PaxHeaders/a.txt")
    info.type, info.size = tarfile.XHDTYPE, size
    return info.tobuf(tarfile.USTAR_FORMAT) + b"\0" * (min(size, 60_000_000) // 512 * 512)


@kind("pax-long.tar", DAMAGED)
def tar_endless_extended_header(_: Trap) -> bytes:
    """The library would read it whole before looking."""
    return _pax(60_000_000)


@kind("pax-long.tar.gz", {"!/pax-long.tar": DAMAGED})
def tar_endless_extended_header_folded(_: Trap) -> bytes:
    return gzip.compress(_pax(60_000_000))


@kind("skipped.tar.gz", BOMB)
def tar_members_that_nobody_takes_unfold_too(_: Trap) -> bytes:
    """Behind a member that is no file lies more than may be unfolded."""
    info = tarfile.TarInfo("a")
    info.type, info.size = tarfile.CONTTYPE, 90_000_000
    rest = tarfile.TarInfo("pipe")
    rest.type = tarfile.FIFOTYPE
    return gzip.compress(info.tobuf() + bytes(90_000_256 // 512 * 512) + rest.tobuf() + bytes(1024))

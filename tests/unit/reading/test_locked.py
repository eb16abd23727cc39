"""Zips under a password: what other programs locked is read with the right one and stays shut with any other."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.parsers.reading import parse_file
from indexer.toolkit.unpack import FileUnpacker
from tests.samples.locked_zips import AES_128, AES_256_GBK, PASSWORD, SAYS, ZIPCRYPTO

LOCKED = {"aes128": AES_128, "aes256-gbk": AES_256_GBK, "zipcrypto": ZIPCRYPTO}


@pytest.fixture(params=LOCKED, name="place")
def _place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    place = tmp_path / "a.zip"
    place.write_bytes(LOCKED[request.param])
    return place


def test_the_right_password_opens_it(place: Path) -> None:
    """Whether the other program took the password as UTF-8 or, as Chinese Windows does, as GBK."""
    assert SAYS in parse_file(place, "a.zip", Limits(), PASSWORD).pages[0].text


@pytest.mark.parametrize("password", [None, "节能2009"])
def test_without_it_it_stays_shut(place: Path, password: str | None) -> None:
    """The reason is one that a clerk can do something about."""
    with pytest.raises(Unreadable) as caught:
        parse_file(place, "a.zip", Limits(), password)
    assert caught.value.code == "password_protected"


def test_a_flipped_bit_is_damage(tmp_path: Path) -> None:
    """The seal over the locked bytes is checked: wrong words are never read."""
    data = bytearray(AES_256_GBK)
    data[len(data) // 3] ^= 1
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(Unreadable) as caught:
        parse_file(tmp_path / "a.zip", "a.zip", Limits(), PASSWORD)
    assert caught.value.code == "damaged"


def test_a_foreign_lock_is_named(tmp_path: Path) -> None:
    """No password of the clerk's helps against encryption that only its maker opens."""
    data = bytearray(ZIPCRYPTO)
    place = data.index(b"PK\1\2") + 8
    struct.pack_into("<H", data, place, struct.unpack_from("<H", data, place)[0] | 0x40)
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(Unreadable) as caught:
        parse_file(tmp_path / "a.zip", "a.zip", Limits(), PASSWORD)
    assert caught.value.code == "unknown_format"


def test_one_locked_member_among_others_opens_on_its_own(tmp_path: Path) -> None:
    """It is kept in a zip of its own, which its password opens like any other."""
    place = tmp_path / "a.zip"
    place.write_bytes(AES_256_GBK)
    with zipfile.ZipFile(place, "a") as archive:
        archive.writestr("b.txt", "公开")
    with FileUnpacker() as unpacker:
        found = unpacker.members(place, "a.zip", Limits())
        kept = [member.spooled.read_bytes() for member in found if member.spooled]

    (tmp_path / "kept.zip").write_bytes(kept[0])
    assert SAYS in parse_file(tmp_path / "kept.zip", "a.txt", Limits(), PASSWORD).pages[0].text
    assert kept[1:] == ["公开".encode()]

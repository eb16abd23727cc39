"""Parsers run behind walls: whatever happens there ends that file only."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.toolkit import walls
from indexer.toolkit.sandbox import ConfinedReader
from tests.samples.reading import make

PROBE = "tests.faults.probe"
QUICK = Limits(seconds=0.6, seconds_per_page=0.2, memory_bytes=512 << 20)


@pytest.fixture(scope="module")
def reader():
    with ConfinedReader(PROBE) as reader:
        yield reader


@pytest.fixture
def ask(reader, tmp_path):
    def ask(words: str, limits: Limits = QUICK) -> str:
        path = tmp_path / "order"
        path.write_text(words)
        return reader.read(path, "order", limits).pages[0].text

    return ask


def reason(ask, words: str) -> str:
    with pytest.raises(Unreadable) as caught:
        ask(words)
    return caught.value.code


def standing(reader: ConfinedReader, name: str) -> None:
    if not reader.walls()[name]:
        pytest.skip(f"this kernel has no wall against it: {name}")


def test_the_walls_are_named(reader):
    """Doctor can say which walls stand."""
    assert set(reader.walls()) == set(walls.NAMES)
    assert reader.walls()["limits"]


@pytest.mark.parametrize(
    ("wall", "verb"),
    [
        ("no_network", "socket"),
        ("no_fork", "fork"),
        ("no_exec", "execute /bin/true"),
        ("no_exec", "replace /bin/true"),
        ("system_calls", "signal {us}"),
        ("system_calls", "trace {us}"),
        ("files", "open /etc/passwd"),
        ("files", "list /"),
        ("files", f"open {Path(__file__).parents[2] / 'pyproject.toml'}"),
    ],
)
def test_a_parser_cannot_reach_out(reader, ask, wall, verb):
    """Opening, sending, starting, tracing and signalling are refused."""
    standing(reader, wall)
    assert ask(verb.format(us=os.getpid())).startswith("refused")


def test_a_parser_cannot_connect(reader, ask):
    """Not even to this machine."""
    standing(reader, "no_network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert ask(f"connect {server.getsockname()[1]}").startswith("refused")


def test_a_parser_cannot_write_or_remove(ask, tmp_path):
    """No file is made, changed or taken away; this holds by limits alone."""
    kept = tmp_path / "kept"
    kept.write_text("x")

    assert ask(f"write {tmp_path / 'new'}").startswith("refused")
    assert not (tmp_path / "new").exists()
    ask(f"unlink {kept}")
    assert kept.read_text() == "x"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("hang", "timeout"),
        ("spin", "timeout"),
        ("crash", "crashed"),
        ("leave", "crashed"),
        ("eat", "out_of_memory"),
        ("nonsense", "crashed"),
        ("lie", "crashed"),
        ("odd", "damaged"),
        ("deep", "damaged"),
    ],
)
def test_whatever_happens_ends_that_file_only(ask, words, code):
    """Each misfortune has its reason, and the next file is read as if nothing had happened."""
    limits = QUICK if code == "timeout" else replace(QUICK, seconds=30)
    with pytest.raises(Unreadable) as caught:
        ask(words, limits)
    assert caught.value.code == code
    assert ask("fine") == "fine"


def test_pages_buy_time(ask):
    """A long paper gets more time than a short one, as much as the limits say."""
    assert ask("slow 20") == "slow"
    assert reason(ask, "slow 0") == "timeout"


def test_an_image_must_be_an_image(reader, tmp_path):
    """What comes back as a page image is looked at before anybody serves it."""
    with pytest.raises(Unreadable) as caught:
        reader.image(make.write(tmp_path, "a", b"x"), "a", 1, 100, QUICK)
    assert caught.value.code == "crashed"


def test_a_reader_ages(tmp_path):
    """After so many files the child is replaced, unnoticed."""
    path = make.write(tmp_path, "a.txt", "节能".encode())
    with ConfinedReader(files=2) as reader:
        assert [reader.read(path, "a.txt", Limits()).pages[0].text for _ in range(5)] == ["节能"] * 5


def test_real_papers_are_read_behind_the_walls(tmp_path):
    """Text, old fonts and recognition all work confined."""
    with ConfinedReader() as reader:
        path = make.write(tmp_path, "a.pdf", make.bare_pdf())
        assert reader.read(path, "a.pdf", Limits()).pages[0].text == make.PROSE
        assert reader.image(path, "a.pdf", 1, 400, Limits()).startswith(b"\x89PNG")
        scan = make.image_pdf(make.render(make.typst_pdf("#set text(size: 22pt)\n节能量1.67万吨"), 100), 100)
        page = reader.read(make.write(tmp_path, "b.pdf", scan), "b.pdf", Limits()).pages[0]
        assert "节能量1.67万吨" in page.text
        assert page.source == "ocr"

"""The clock jumps while papers are read: work may be done twice, it is recorded once, and nothing stays stuck."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from archive.domain.actor import LOCAL
from archive.domain.content import Content, Page
from archive.domain.facts import Facts
from archive.services import processing
from archive.services.processing import Work
from tests.conftest import HandIn
from webui.context import Office

HOUR = timedelta(hours=1)


class Clock:
    """What everybody takes for the present."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 1, 12)  # noqa: DTZ001 - stored moments are UTC without zone

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(processing, "now", made)
    return made


@pytest.fixture
def claim(office: Office, hand_in: HandIn) -> Callable[[str], Work | None]:
    """claim("host/1") -> the one paper that waits, for that worker."""
    hand_in({"a.txt": b"text"}, "990101", 2008)
    return lambda owner: office.parts.tools.processing.claim(owner)


def read(text: str) -> Content:
    return Content("text/plain", (Page(1, text),))


def times_read(office: Office) -> int:
    return sum(e.verb == "read" for e in office.papers.show(LOCAL, "D-000001").history)


def test_forward_while_somebody_reads(
    office: Office, claim: Callable[[str], Work | None], clock: Clock
) -> None:
    """The lease seems to have run out: another worker reads too, and only what he records counts."""
    first = claim("a/1")
    clock.moment += HOUR
    second = claim("b/2")
    assert first is not None
    assert second is not None

    assert office.parts.tools.processing.record(second, read("second"), Facts())
    assert not office.parts.tools.processing.record(first, read("first"), Facts())
    assert not office.parts.tools.processing.renew(first.job)
    assert office.papers.page(LOCAL, "D-000001", 1)[1].text == "second"
    assert times_read(office) == 1


def test_back_while_somebody_reads(office: Office, claim: Callable[[str], Work | None], clock: Clock) -> None:
    """His lease only lasts longer: nobody takes the paper from him, and he records it."""
    work = claim("a/1")
    clock.moment -= HOUR
    assert work is not None
    assert claim("b/2") is None
    assert office.parts.tools.processing.renew(work.job)

    assert office.parts.tools.processing.record(work, read("whole"), Facts())
    assert times_read(office) == 1


def test_back_and_the_reader_dies(office: Office, claim: Callable[[str], Work | None], clock: Clock) -> None:
    """Who knows that he is gone takes the paper at once, whatever the lease says."""
    assert claim("a/1") is not None
    clock.moment -= HOUR

    taken = office.parts.tools.processing.claim("b/2", lambda owner: owner != "a/1")
    assert taken is not None
    assert office.parts.tools.processing.record(taken, read("whole"), Facts())


def test_to_and_fro(office: Office, claim: Callable[[str], Work | None], clock: Clock) -> None:
    """However often it jumps there is one record and no damage; a paper is not called unreadable for it."""
    first = claim("a/1")
    for step in (HOUR, -2 * HOUR, 3 * HOUR):
        clock.moment += step
        last = claim("b/2") or first
    assert last is not None

    assert office.parts.tools.processing.record(last, read("whole"), Facts())
    assert times_read(office) == 1
    assert office.papers.head(LOCAL, "D-000001").state == "ready"
    assert office.upkeep.verify().damage == ()

"""Every hostile or odd file ends as designed, in time, and costs its neighbours nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.i18n import REASONS
from indexer.indexing import catch_up
from tests.hostile.catalogue import KINDS, LONG, SHORT, Kind
from tests.hostile.kinds import READY
from tests.hostile.yard import SECRET, Yard, open_yard

SECONDS = 60
MEMORY = (1 << 30) + (200 << 20)
"""The limit is what a file may add to an idle reader."""
COMPANY = 12


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """One home and one reader for the whole catalogue, as in a long deadline night."""
    folder = tmp_path_factory.mktemp("yard")
    spool = folder / "spool"
    spool.mkdir()
    with pytest.MonkeyPatch.context() as patch, open_yard(folder) as yard:
        patch.setattr("tempfile.tempdir", str(spool))
        yield yard
        assert list(spool.iterdir()) == []  # nothing temporary stays


def company(kind: Kind) -> list[Kind]:
    """Those with whom it travels in one upload; heavy ones travel alone."""
    if kind.campaign:
        return [kind]
    first = SHORT.index(kind) // COMPANY * COMPANY
    return SHORT[first : first + COMPANY]


def check(yard: Yard, kind: Kind) -> None:
    together = company(kind)
    outcome = yard.outcome(kind, together)

    assert outcome.ends == kind.ends
    assert outcome.neighbours == [READY, READY]
    receipt = outcome.receipt
    assert receipt.received == receipt.new + receipt.duplicate + receipt.rejected == outcome.rows + 2
    assert outcome.rows == sum(len(other.ends) for other in together)
    for words in kind.says:
        assert words in outcome.text
    if kind.note:
        assert kind.note in {note.code for head in outcome.heads for note in head.notes}
    assert SECRET not in outcome.text
    assert yard.calls == []
    assert outcome.seconds < SECONDS
    assert outcome.memory < MEMORY


@pytest.mark.parametrize("kind", SHORT, ids=lambda kind: kind.name)
def test_a_hostile_file_ends_as_designed(yard: Yard, kind: Kind) -> None:
    """State and reason as in the catalogue; nothing read, nothing called, neighbours ready."""
    check(yard, kind)


@pytest.mark.campaign
@pytest.mark.parametrize("kind", LONG, ids=lambda kind: kind.name)
def test_a_heavy_hostile_file_ends_as_designed(yard: Yard, kind: Kind) -> None:
    """The same for files that take long to make or to refuse."""
    check(yard, kind)


def test_the_home_is_sound_after_all_of_them(yard: Yard) -> None:
    """Custody, originals, jobs, receipts and index agree; the secret was never opened."""
    if yard.number == 0:
        pytest.skip("nothing was handed in")
    catch_up(yard.office.parts.store, yard.office.parts.index)

    assert yard.office.upkeep.verify().damage == ()
    assert yard.office.upkeep.fsck()[0] == []
    assert Path(yard.trap.file).stat().st_atime == 0


def test_the_catalogue_is_large_and_its_reasons_are_known() -> None:
    """At least a hundred kinds, every reason one of the documented codes."""
    assert len(KINDS) >= 100
    assert {end.reason for kind in KINDS.values() for end in kind.ends.values()} - {None} <= REASONS.keys()

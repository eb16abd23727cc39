"""Planted dossiers: what the campaign counts on."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.samples.oracle import Expectation
from tests.samples.papers import DEMO, MINE, POOLS, Dossier, plant, variants
from tests.samples.world import World, world
from webui.demo.author import POOL

CITY = world(3, 2, 2, 11)
PLACES = [next(place for place in CITY.places if place.kind == kind) for kind in ("county", "enterprise")]
OFFICES = CITY.of_kind("department")


def planted(
    folder: Path, place_index: int, faults: dict[str, str], made: World = CITY, seed: int = 1
) -> Dossier:
    dossier = Dossier(made.places[place_index], 2008, made, folder, random.Random(seed))
    plant(dossier, faults)
    return dossier


def state(dossier: Dossier, requirement: str, period: str = "2008") -> Expectation:
    return dossier.expectations()[requirement, period]


def test_a_complete_county_is_complete(tmp_path: Path) -> None:
    """Without a fault every slot that applies is proven by the planted papers."""
    states = planted(tmp_path, 0, {}).expectations()

    assert {s for e in states.values() for s in e.states} <= {"complete", "not_applicable"}


def test_a_complete_enterprise_is_complete(tmp_path: Path) -> None:
    """The same for enterprises; what merely supports is left out."""
    states = planted(tmp_path, 2, {}).expectations()

    assert {key[0] for key, e in states.items() if not e.states & {"complete", "not_applicable"}} <= {
        "ENT-07-01",
        "ENT-07-03",
    }


@pytest.mark.parametrize("place", OFFICES, ids=lambda place: place.attributes["department"])
def test_a_complete_department_is_complete(tmp_path: Path, place: object) -> None:
    """Every department word of the generator has all its papers."""
    states = planted(tmp_path, CITY.places.index(place), {}).expectations()  # type: ignore[arg-type]

    assert all(e.states & {"complete", "not_applicable"} for e in states.values())


@pytest.mark.parametrize(
    ("name", "fault", "requirement", "period", "states"),
    [
        ("c-letter", "one_party", "CTY-00-03", "2008", {"mismatched"}),
        ("c-report", "late", "CTY-00-01", "2008", {"mismatched"}),
        ("c-report", "unreadable", "CTY-00-01", "2008", {"review"}),
        ("c-score", "remove", "CTY-00-02", "2008", {"missing"}),
        ("c-minutes", "one_gone", "CTY-02-02", "2008", {"partial"}),
        ("c-confirm", "caliber", "CTY-00-05", "2008", {"caliber"}),
        ("c-bulletin-half", "remove", "CTY-03-03", "2008", set()),
    ],
)
def test_a_fault_has_its_state(
    tmp_path: Path, name: str, fault: str, requirement: str, period: str, states: set[str]
) -> None:
    """The truth follows design.md section 6; where people could differ it judges nothing."""
    assert state(planted(tmp_path, 0, {name: fault}), requirement, period).states == states


def test_every_paper_is_on_disk(tmp_path: Path) -> None:
    """Truth and files agree, one to one."""
    dossier = planted(tmp_path, 0, {"c-letter": "wrong_year"})

    assert {truth.path for truth in dossier.truths} == {
        str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()
    }


def test_the_same_dice_plant_the_same_dossier(tmp_path: Path) -> None:
    """A disagreement can be looked at again."""
    one, two = planted(tmp_path / "a", 0, {}), planted(tmp_path / "b", 0, {})

    assert one.truths == two.truths
    assert all(
        (tmp_path / "a" / t.path).read_bytes() == (tmp_path / "b" / t.path).read_bytes() for t in one.truths
    )


def test_templates_name_known_pools_and_requirements() -> None:
    """A typing error in a text is found here and not in a campaign."""
    from tests.samples.papers import CHECKLISTS

    for template in (*DEMO.values(), *MINE.values()):
        assert set(template.proves) <= set(CHECKLISTS.items), template.id
        for part in template.body:
            if isinstance(part, str) and (found := POOL.fullmatch(part)):
                assert found["name"] in POOLS, template.id


def test_most_papers_have_more_than_one_author() -> None:
    """Matching must not be tuned to one wording."""
    assert sum(len(variants(name)) > 1 for name in DEMO) * 2 > len(DEMO)

"""The demo city: what it promises to those who click through it."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from webui.demo.city import DemoCity, build
from webui.demo.scribe import Scribe
from webui.demo.story import county_a

STORY = (
    ("990102", "expired"),
    ("990121", "last_year_new_cover"),
    ("990100-07", "upside_down"),
    ("990100-07", "unreadable"),
    ("990123", "wrong_entity"),
    ("990124", "damaged"),
    ("990103", "password_protected"),
    ("990103", "wrong_year"),
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> DemoCity:
    return build(tmp_path_factory.mktemp("city"))


def test_the_city_has_the_promised_bodies(city: DemoCity) -> None:
    """One city office, six counties, five departments, eight enterprises, in the columns of the contract."""
    rows = list(csv.DictReader(city.entities.read_text(encoding="utf-8-sig").splitlines()))

    kinds = [row["kind"] for row in rows]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "city": 1,
        "county": 6,
        "department": 5,
        "enterprise": 8,
    }
    assert list(rows[0]) == ["code", "name", "kind", "parent", "aliases", "attributes"]
    assert {row["parent"] for row in rows if row["parent"]} <= {row["code"] for row in rows}


def test_every_file_has_a_truth_and_every_truth_a_file(city: DemoCity) -> None:
    """Tests can measure the product end to end, because nothing is unaccounted for."""
    on_disk = {str(path.relative_to(city.folder)) for path in city.folder.rglob("*") if path.is_file()}
    told = {item.path.split("!/")[0] for item in city.expected}

    assert told == on_disk - {"entities.csv"}
    assert 180 <= len(on_disk) <= 320


def test_the_city_is_small(city: DemoCity) -> None:
    """It is handed out with every installation's first run."""
    assert sum(path.stat().st_size for path in city.folder.rglob("*") if path.is_file()) < 40_000_000


def test_every_format_is_met(city: DemoCity) -> None:
    """Clerks hand in everything that an office PC can write."""
    suffixes = {path.suffix for path in city.folder.rglob("*") if path.is_file()}

    assert {".docx", ".xlsx", ".xls", ".pdf", ".jpg", ".txt", ".html", ".csv", ".eml", ".zip"} <= suffixes


def test_years_are_two(city: DemoCity) -> None:
    """The year under assessment and the one that has begun."""
    assert {item.year for item in city.expected if item.year} == {2008, 2009}


@pytest.mark.parametrize(("entity", "note"), STORY)
def test_the_story_is_told(city: DemoCity, entity: str, note: str) -> None:
    """A newcomer meets each of these faults."""
    assert any(item.entity == entity and note in item.notes for item in city.expected)


def test_the_same_folder_is_handed_in_twice(city: DemoCity) -> None:
    """Somebody pressed the button again."""
    folders = [(item.folder, item.entity, item.year) for item in city.hand_ins]

    assert len(folders) == len(set(folders)) + 1


def test_hand_ins_cover_every_file(city: DemoCity) -> None:
    """Handing in every folder of the list files the whole city."""
    folders = {item.folder for item in city.hand_ins}

    assert all(
        any((city.folder / item.path.split("!/")[0]).is_relative_to(f) for f in folders)
        for item in city.expected
    )


def test_each_clerk_belongs_to_a_body(city: DemoCity) -> None:
    """Clerks file for their own body, the others for nobody."""
    assert {user.role for user in city.users} >= {"clerk", "inspector", "office"}
    assert all((user.entity is not None) == (user.role == "clerk") for user in city.users)


def test_a_hand_in_names_a_user_of_the_city(city: DemoCity) -> None:
    """The receipt shows who handed in."""
    assert {item.who for item in city.hand_ins} <= {user.name for user in city.users}


def test_the_archive_names_its_members_in_gbk(city: DemoCity) -> None:
    """Old packers wrote GBK and said nothing about it."""
    box = next(path for path in city.folder.rglob("*.zip"))
    with zipfile.ZipFile(io.BytesIO(box.read_bytes())) as archive:
        infos = archive.infolist()

    names = {info.filename.encode("cp437").decode("gbk") for info in infos}
    assert all(info.flag_bits & 0x800 == 0 for info in infos)
    assert "抄表记录/2008年01月.csv" in names
    assert all(zipfile.ZipFile(io.BytesIO(box.read_bytes())).read(info) for info in infos)


def test_another_seed_is_another_city(tmp_path: Path, city: DemoCity) -> None:
    """The dice decide figures and wording, nothing else does."""
    for seed, name in ((2008, "same"), (7, "other")):
        county_a(Scribe(tmp_path / name, seed))
    same, other, built = (
        _bytes(folder / "990102 柏溪区" / "2008")
        for folder in (tmp_path / "same", tmp_path / "other", city.folder)
    )

    assert same == built
    assert other != same


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

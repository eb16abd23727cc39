"""The rulebook loads whole, and every mistake in it is named by file, line and field."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
import yaml

from archive.domain.errors import BrokenRulebook
from archive.rulebook import check, load
from archive.rulebook.checking import _schema_of
from archive.rulebook.reading import PACKAGED, find
from archive.rulebook.shapes import faults


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged rulebook."""
    shutil.copytree(PACKAGED, tmp_path / "rules", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "rules"


def edit(file: Path, change: Callable[[str], str]) -> None:
    before = file.read_text("utf-8")
    after = change(before)
    assert before != after
    file.write_text(after, "utf-8")


def test_the_packaged_rulebook_is_whole() -> None:
    """40 + 38 + 42 requirements, 64 kinds, 57 rules, no mistake."""
    book = load()

    counts = {kind: len(c.requirements) for kind, c in book.checklists.items()}
    assert counts == {"county": 40, "department": 38, "enterprise": 42}
    assert (len(book.doctypes), len(book.rules)) == (64, 57)
    assert check() == []
    assert book.checklists["county"].version.startswith("NAT-GOV-2007@sha256:")


def test_steps_and_points() -> None:
    """Schemes are data: 36 points at 90 % for counties, 35 for enterprises."""
    book = load()

    county, firm = book.schemes["NAT-GOV-2007"], book.schemes["NAT-ENT-2007"]
    assert [s.points for s in county.steps] == [40, 36, 32, 28, 24, 20]
    assert [s.points for s in firm.steps] == [40, 35, 30, 25, 20, 15]
    assert (county.bonus_per_step, county.bonus_cap) == (3, 9)
    assert [b.grade for b in county.bands] == ["超额完成", "完成", "基本完成", "未完成"]
    assert book.requirements["CTY-04-01"].points == Decimal(4)


def test_the_same_files_give_the_same_hash(folder: Path) -> None:
    """A copy is the same rulebook; one changed character is another."""
    same = load(folder)
    assert same.hash == load().hash
    edit(folder / "causes.yaml", lambda t: t.replace("升降方向相反", "升降方向反了"))

    assert load(folder).hash != same.hash


def test_missing_files_come_from_the_package(tmp_path: Path) -> None:
    """An office may replace one file only."""
    (tmp_path / "checklists").mkdir()
    text = (PACKAGED / "checklists" / "county.yaml").read_text("utf-8")
    (tmp_path / "checklists" / "county.yaml").write_text(
        text.replace("节能目标责任自查报告", "自查材料"), "utf-8"
    )

    book = load(tmp_path)

    assert book.requirements["CTY-00-01"].title["zh"] == "自查材料"
    assert len(book.checklists["enterprise"].requirements) == 42


MISTAKES = [
    pytest.param(
        "checklists/county.yaml",
        "documents: [self_report]",
        "documents: [self_reprot]",
        "unknown_doctype",
        "items[0].documents[0]",
        id="a kind that does not exist",
    ),
    pytest.param(
        "checklists/county.yaml",
        "- id: CTY-00-02",
        "- id: CTY-00-01",
        "double_id",
        "items[1].id",
        id="a double id",
    ),
    pytest.param(
        "checklists/county.yaml",
        "  veto: false",
        "  vetto: false",
        "unknown_key",
        "items[0].vetto",
        id="a wrong key",
    ),
    pytest.param(
        "checklists/county.yaml",
        "cross_checks: [R-TGT-1,",
        "cross_checks: [R-TGT-9,",
        "unknown_rule",
        "items[0].cross_checks[0]",
        id="a rule that does not exist",
    ),
    pytest.param(
        "checklists/county.yaml",
        "  points: 8",
        "  points: 9",
        "points_sum",
        "points_total",
        id="points that do not add up",
    ),
    pytest.param(
        "checklists/enterprise.yaml",
        "frequency: monthly",
        "frequency: weekly",
        "unknown_value",
        "frequency",
        id="a frequency that does not exist",
    ),
    pytest.param(
        "checklists/enterprise.yaml",
        "month_day: 01-15",
        "month_day: 02-30",
        "bad_date",
        "due.month_day",
        id="a day that does not exist",
    ),
    pytest.param(
        "checklists/county.yaml",
        "  gate: true",
        "  no: true",
        "boolean_key",
        "items[0]",
        id="a key that YAML reads as false",
    ),
    pytest.param(
        "checklists/county.yaml",
        "  veto: false",
        "  veto: false\n  veto: true",
        "double_key",
        "veto",
        id="a double key",
    ),
    pytest.param(
        "checklists/county.yaml",
        "applies_when: {scheme_has: I-EIND}",
        "applies_when: {scheme_has: I-NONE}",
        "unknown_id",
        "applies_when.scheme_has",
        id="a condition on an unknown indicator",
    ),
    pytest.param(
        "doctypes.yaml",
        "name: {zh: 自查报告, en",
        "nmae: {zh: 自查报告, en",
        "missing_key",
        "types[0]",
        id="a kind without a name",
    ),
    pytest.param(
        "scoring/nat-gov-2007.yaml",
        '"90%": 36',
        '"90%": 46',
        "steps_order",
        "target.steps",
        id="steps out of order",
    ),
    pytest.param(
        "rules.yaml",
        "severity: error",
        "severity: fatal",
        "unknown_value",
        "rules[0].severity",
        id="a severity",
    ),
    pytest.param("causes.yaml", "causes:", "causes: [", "not_yaml", "", id="no YAML at all"),
]


@pytest.mark.parametrize(("name", "old", "new", "code", "field"), MISTAKES)
def test_mistakes_are_named(folder: Path, name: str, old: str, new: str, code: str, field: str) -> None:
    """File, line and field of each mistake; a broken rulebook never loads."""
    before = (folder / name).read_text("utf-8")
    edit(folder / name, lambda t: t.replace(old, new, 1))

    problems = check(folder)

    line = before[: before.index(old)].count("\n") + 1
    found = [(where, c) for where, c, _ in problems if c == code]
    assert found, problems
    where = found[0][0]
    assert where.startswith(f"{name}:")
    assert field in where
    if code not in {"points_sum", "missing_key", "not_yaml", "double_key", "steps_order"}:
        assert where.split()[0] == f"{name}:{line}"
    with pytest.raises(BrokenRulebook):
        load(folder)


def test_all_mistakes_at_once(folder: Path) -> None:
    """Two mistakes in two files are both told."""
    edit(folder / "rules.yaml", lambda t: t.replace("severity: error", "severity: fatal", 1))
    edit(folder / "doctypes.yaml", lambda t: t.replace("- id: self_report", "- id: Self Report", 1))

    assert {where.split(":")[0] for where, _, _ in check(folder)} == {"rules.yaml", "doctypes.yaml"}


def test_one_file_can_be_checked_alone(tmp_path: Path) -> None:
    """`check-rulebook my-list.yaml` knows what the file is by its content."""
    lone = tmp_path / "my-list.yaml"
    text = (PACKAGED / "checklists" / "department.yaml").read_text("utf-8")
    lone.write_text(text.replace("frequency: quarterly", "frequency: now and then", 1), "utf-8")

    assert check(lone)[0][0].startswith("checklists/department.yaml:")


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    """Nothing is silently replaced by the packaged rulebook."""
    assert check(tmp_path / "none")[0][1] == "not_found"


def test_our_shapes_agree_with_json_schema() -> None:
    """The quick check and a full JSON Schema validator accept the same files."""
    for name, file in find(None).items():
        schema = _schema_of(name)
        assert schema is not None, name
        root = json.loads((PACKAGED / "json" / f"{schema}.schema.json").read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(root)
        data = yaml.safe_load(file.read_text("utf-8"))
        assert list(faults(data, root, root)) == []
        jsonschema.validate(data, root)
        broken = {**data, "unheard": 1}
        strict = root.get("additionalProperties") is False
        assert bool(list(faults(broken, root, root))) is strict
        assert jsonschema.Draft202012Validator(root).is_valid(broken) is not strict

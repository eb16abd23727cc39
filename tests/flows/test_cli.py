"""The command line keeps its contract: one JSON document on stdout, exit codes, shapes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOTICE
from webui.cli import run

ENTITIES = """code,name,kind,parent,aliases,attributes
990100,临川市,city,,,
990101,青川区,county,990100,青川@2003-2009;青川县@-2002,
99D001,临川市统计局,department,990100,,"{""department"": ""统计""}"
99E001,青川水泥有限公司,enterprise,990101,,"{""annual_tce"": 23000}"
"""
FILE_KEYS = {"path", "sha256", "document", "state", "reason", "pages", "entity", "year", "doctype", "advice"}

Cli = Callable[..., tuple[int, Any]]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """cli("documents", "--json") -> (exit code, parsed stdout)"""
    monkeypatch.setenv("QIJUAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("QIJUAN_WORKERS", "1")
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = run([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def city(cli: Cli, tmp_path: Path) -> Path:
    """A home with a small city and one notice on disk."""
    assert cli("init")[0] == 0
    (tmp_path / "e.csv").write_text(ENTITIES, "utf-8")
    assert cli("entities", "import", "e.csv") == (
        0,
        {"added": 4, "changed": 0, "unchanged": 0, "problems": [], "warnings": []},
    )
    box = tmp_path / "box"
    box.mkdir()
    (box / "通知.txt").write_text(NOTICE, "utf-8")
    return box


def test_from_init_to_verdict(cli: Cli, city: Path, tmp_path: Path) -> None:
    """What a user does first, through JSON only."""
    code, receipt = cli("ingest", "box", "--entity", "990101", "--year", "2008")
    assert code == 0
    assert (receipt["received"], receipt["new"], receipt["duplicate"], receipt["rejected"]) == (1, 1, 0, 0)
    row = receipt["files"][0]
    assert set(row) >= FILE_KEYS
    assert (row["path"], row["state"], row["doctype"], row["entity"], row["year"]) == (
        "box/通知.txt",
        "ready",
        "org_doc",
        "990101",
        2008,
    )

    _, found = cli("search", "領導小組", "--facets")
    assert found["total"] == 1
    assert set(found["hits"][0]) >= {
        "document",
        "page",
        "title",
        "entity",
        "year",
        "doctype",
        "score",
        "snippet",
        "boxes",
    }
    assert "<em>领导小组</em>" in found["hits"][0]["snippet"]

    _, shown = cli("show", row["document"])
    assert (shown["number"], shown["date"]) == ("青政发〔2008〕12号", "2008-03-05")
    assert {m["requirement"]: m["state"] for m in shown["matches"]}[
        "CTY-02-02"
    ] == "complete"  # this paper, not yet the slot

    code, audit = cli("audit", "--year", "2008", "--entity", "990101")
    assert code == 0
    assert set(audit) >= {"run", "year", "checklists", "entities", "unassigned"}
    slots = {(s["requirement"], s["period"]): s for s in audit["entities"][0]["slots"]}
    assert slots["CTY-02-02", "2008"]["state"] == "partial"
    assert slots["CTY-02-02", "2008"]["evidence"][0]["document"] == row["document"]
    assert slots["CTY-00-01", "2008"]["state"] == "missing"
    assert slots["CTY-01-04", "2008-Q2"]["gate"] is False
    score = audit["entities"][0]["score"]
    assert score["total"] == score["supported"] + score["at_risk"]

    for format in ("xlsx", "docx", "html"):
        assert cli("report", "gap", "--year", "2008", "--out", f"gap.{format}")[0] == 0
        assert (tmp_path / f"gap.{format}").stat().st_size > 1000


def test_handing_in_again_is_a_duplicate_that_names_the_earlier(cli: Cli, city: Path) -> None:
    """The same bytes for the same entity and year."""
    cli("ingest", "box", "--entity", "990101", "--year", "2008")
    code, receipt = cli("ingest", "box", "--entity", "990101", "--year", "2008")

    assert code == 0
    assert (receipt["duplicate"], receipt["files"][0]["document"]) == (1, "D-000001")
    assert receipt["files"][0]["state"] == "duplicate"


def test_a_search_is_complete_unless_limited(cli: Cli, city: Path) -> None:
    """total is the count before limiting, with --limit or without."""
    for n in range(25):
        (city / f"{n}.txt").write_text(NOTICE.replace("12号", f"{n + 100}号"), "utf-8")
    cli("ingest", "box", "--entity", "990101", "--year", "2008")

    found = cli("search", "领导小组")[1]
    assert (found["total"], len(found["hits"])) == (26, 26)
    some = cli("search", "领导小组", "--limit", "3", "--offset", "24")[1]
    assert (some["total"], len(some["hits"])) == (26, 2)


def test_refused_files_exit_3_and_have_no_document(cli: Cli, city: Path) -> None:
    """Empty files, links and pipes are named and not kept."""
    (city / "empty.txt").touch()
    (city / "link.txt").symlink_to("/etc/hostname")
    os.mkfifo(city / "pipe")

    code, receipt = cli("ingest", "box")

    assert code == 3
    refused = {f["path"]: (f["reason"], f["document"]) for f in receipt["files"] if f["state"] == "rejected"}
    assert refused == {
        "box/empty.txt": ("empty_file", None),
        "box/link.txt": ("not_a_file", None),
        "box/pipe": ("not_a_file", None),
    }


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("ingest", "nowhere"), "path_unknown"),
        (("ingest", "box", "--entity", "000000"), "entity_unknown"),
        (("show", "D-999999"), "document_unknown"),
        (("show", "'; DROP TABLE documents"), "document_unknown"),
        (
            (
                "decide",
                "CTY-99-99",
                "--entity",
                "990101",
                "--period",
                "2008",
                "--as",
                "waived",
                "--reason",
                "x",
            ),
            "requirement_unknown",
        ),
        (
            (
                "decide",
                "CTY-00-01",
                "--entity",
                "990101",
                "--period",
                "2008",
                "--as",
                "great",
                "--reason",
                "x",
            ),
            "state_unknown",
        ),
        (("correct", "D-000001", "--set", "colour=red"), "correction_invalid"),
        (("audit", "--year", "2008", "--entity", "990100"), "no_checklist"),
        (("audit",), "usage"),
        (("entities", "import", "nowhere.csv"), "path_unknown"),
        (("runs", "diff", "A-000001", "A-000002"), "run_unknown"),
        (("documents", "--as", "nobody"), "user_unknown"),
    ],
)
def test_mistakes_exit_2_with_one_json_error(cli: Cli, city: Path, words: tuple[str, ...], code: str) -> None:
    """A wrong call changes nothing and says what was wrong."""
    exit_code, answer = cli(*words)

    assert (exit_code, answer["error"]["code"]) == (2, code)
    assert answer["error"]["message"]
    assert cli("documents")[1]["total"] == 0


def test_without_a_home_the_advice_is_to_init(cli: Cli) -> None:
    """Exit 4, and nothing is created by accident."""
    exit_code, answer = cli("documents")

    assert (exit_code, answer["error"]["code"]) == (4, "not_initialised")
    assert "qijuan init" in answer["error"]["message"]


def test_a_second_init_is_refused(cli: Cli) -> None:
    """An existing home is never made again."""
    cli("init")

    assert cli("init")[1]["error"]["code"] == "home_exists"


def test_broken_rows_of_an_entity_table_are_named_and_the_good_ones_taken(cli: Cli, tmp_path: Path) -> None:
    """Row, column, what is wrong; exit 3."""
    cli("init")
    (tmp_path / "e.csv").write_text(
        ENTITIES + "990109,,county,990100,,\n990110,甲县,village,990100,,\n990111,乙县,county,000000,,\n",
        "utf-8",
    )

    code, answer = cli("entities", "import", "e.csv")

    assert (code, answer["added"]) == (3, 4)
    assert [(p["row"], p["column"], p["code"]) for p in answer["problems"]] == [
        (6, "name", "value_missing"),
        (7, "kind", "kind_unknown"),
        (8, "parent", "parent_unknown"),
    ]


def test_entities_come_from_yaml_and_gbk_csv_alike(cli: Cli, tmp_path: Path) -> None:
    """Three formats, one result."""
    import yaml

    cli("init")
    (tmp_path / "e.csv").write_bytes(ENTITIES.encode("gbk"))
    cli("entities", "import", "e.csv")
    first = cli("entities", "list")[1]["entities"]
    rows = [
        {
            "code": e["code"],
            "name": e["name"],
            "kind": e["kind"],
            "parent": e["parent"],
            "aliases": [{"name": a["name"], "since": a["since"], "until": a["until"]} for a in e["aliases"]],
            "attributes": e["attributes"],
        }
        for e in first
    ]
    (tmp_path / "e.yaml").write_text(yaml.safe_dump(rows, allow_unicode=True), "utf-8")

    assert cli("entities", "import", "e.yaml")[1]["unchanged"] == 4
    assert first[1]["aliases"] == [
        {"name": "青川", "since": 2003, "until": 2009},
        {"name": "青川县", "since": None, "until": 2002},
    ]


def test_fail_on_decides_the_exit_code(cli: Cli, city: Path) -> None:
    """Off by default; a missing veto line is veto."""
    assert cli("audit", "--year", "2008")[0] == 0
    assert cli("audit", "--year", "2008", "--fail-on", "veto")[0] == 3


def test_two_runs_can_be_compared(cli: Cli, city: Path) -> None:
    """What changed between them and why."""
    _, before = cli("audit", "--year", "2008")
    cli("ingest", "box", "--entity", "990101", "--year", "2008")
    _, after = cli("audit", "--year", "2008")

    changes = cli("runs", "diff", before["run"], after["run"])[1]["changes"]

    assert ("CTY-02-02", "missing", "partial", "papers_added") in {
        (c["requirement"], c["before"], c["after"], c["why"]) for c in changes
    }
    assert [r["run"] for r in cli("runs", "--year", "2008")[1]["runs"]] == [after["run"], before["run"]]


def test_without_waiting_rows_stay_received_and_are_never_missing(cli: Cli, city: Path) -> None:
    """An audit never says 缺失 for a file that is only queued; a worker drains it later."""
    _, receipt = cli("ingest", "box", "--entity", "990101", "--year", "2008", "--no-wait")
    assert receipt["files"][0]["state"] == "received"

    slots = cli("audit", "--year", "2008", "--entity", "990101")[1]["entities"][0]["slots"]
    assert "missing" not in {s["state"] for s in slots}

    assert run(["worker", "--until-empty"]) == 0
    assert cli("documents")[1]["documents"][0]["state"] == "ready"


def test_people_decide_and_undo(cli: Cli, city: Path) -> None:
    """correct, match, withdraw, decide, undo: each shows in the next answer."""
    cli("ingest", "box", "--entity", "990101", "--year", "2008")

    assert cli("correct", "D-000001", "--set", "title=新题名", "--set", "number=")[1]["title"] == "新题名"
    assert cli("undo")[1]["undone"]["verb"] == "corrected"
    assert cli("match", "D-000001", "CTY-02-02", "--reject")[0] == 0
    assert cli("withdraw", "D-000001", "--reason", "传错")[0] == 0
    assert cli("documents")[1]["total"] == 0
    assert cli("undo")[1]["undone"]["verb"] == "withdrawn"
    assert cli("documents")[1]["total"] == 1


def test_acting_as_a_user_uses_his_rights_and_his_eyes(cli: Cli, city: Path) -> None:
    """--as NAME: foreign is like absent, forbidden is refused."""
    cli("ingest", "box", "--entity", "990101", "--year", "2008")
    made = cli("users", "add", "ent", "--role", "clerk", "--entity", "99E001")[1]
    assert set(made) == {"name", "password"}
    assert set(cli("users", "token", "ent")[1]) == {"token"}

    assert cli("documents", "--as", "ent")[1] == {"total": 0, "documents": []}
    assert cli("show", "D-000001", "--as", "ent")[1]["error"]["code"] == "document_unknown"
    assert cli("search", "领导小组", "--as", "ent")[1]["total"] == 0
    assert cli("users", "list", "--as", "ent")[1]["error"]["code"] == "refused"


def test_backup_and_restore(cli: Cli, city: Path, tmp_path: Path) -> None:
    """What was there comes back, proven; the former home stays beside."""
    cli("ingest", "box", "--entity", "990101", "--year", "2008")
    before = cli("documents")[1]
    assert cli("backup", "b.tar")[1]["originals"] == 1
    cli("withdraw", "D-000001", "--reason", "x")

    code, answer = cli("restore", "b.tar")

    assert code == 0
    assert Path(answer["kept"]).is_dir()
    assert cli("documents")[1] == before
    assert cli("verify")[1]["ok"] is True
    assert cli("fsck")[1]["ok"] is True
    assert cli("search", "领导小组")[1]["total"] == 1


def test_restoring_while_the_home_is_in_use_is_refused(cli: Cli, city: Path) -> None:
    """Nobody's work is pulled away under him."""
    from webui.context import Office

    cli("backup", "b.tar")
    office = Office.open()
    try:
        assert cli("restore", "b.tar")[1]["error"]["code"] == "home_busy"
    finally:
        office.close()


def test_a_broken_rulebook_never_starts_an_audit(
    cli: Cli, city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """check-rulebook names file, line and field; the audit is refused."""
    from importlib.resources import files

    book = tmp_path / "book"
    (book / "checklists").mkdir(parents=True)
    text = (files("schemas") / "checklists" / "county.yaml").read_text("utf-8")
    (book / "checklists" / "county.yaml").write_text(
        text.replace("any_of: [self_report]", "any_of: [novel]", 1), "utf-8"
    )

    code, answer = cli("check-rulebook", "book")
    assert code == 3
    assert "county.yaml:" in answer["problems"][0]["where"]
    monkeypatch.setenv("QIJUAN_RULEBOOK", str(book))
    code, answer = cli("audit", "--year", "2008")
    assert (code, answer["error"]["code"]) == (2, "broken_rulebook")


def test_help_is_quick_and_needs_no_heavy_module() -> None:
    """`qijuan --help` imports neither the database nor the engines."""
    script = "import sys; from webui.cli import run; run(['--help']); print([m for m in ('sqlalchemy','tantivy','flask','numpy','lxml') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert out.strip().endswith("[]")


@pytest.mark.parametrize(
    "query",
    [
        "节" * 10_000,
        '"',
        "-",
        "OR",
        "(((",
        '"a" OR -"',
        "year:",
        "entity:x year:abc",
        "\\",
        "\x00",
        "AND NOT",
        "*?[]{}^~",
    ],
)
def test_no_query_breaks_the_search(cli: Cli, city: Path, query: str) -> None:
    """Ten thousand characters or every operator broken: an answer, never an error."""
    cli("ingest", "box")
    code, answer = cli("search", query)

    assert code == 0
    assert answer["total"] >= 0

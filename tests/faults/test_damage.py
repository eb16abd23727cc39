"""Each kind of planted damage is found under its own name, a clean home shows none, and what can be rebuilt is."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.domain.actor import LOCAL
from archive.domain.document import Filing
from archive.domain.search import IndexPage
from archive.services.intake import Incoming
from archive.settings import Settings
from archive.storage.custody import GENESIS, link_hash
from indexer.indexing import catch_up
from indexer.worker import Stop, waiting, work_until
from tests.conftest import ENTITIES, NOTICE
from webui.context import Office
from webui.homes import create_home

Plant = Callable[[Path], object]
PAPERS = {"通知.txt": NOTICE, "b.txt": "第二份\f第二页", "c.bin": "\x00\x01\x02", "d.txt": "撤回的一份"}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with four papers read, one of them withdrawn, an audit, a decision and a user."""
    home = tmp_path_factory.mktemp("clean") / "home"
    settings = Settings(home=home, workers=1)
    create_home(settings)
    office = Office.open(settings)
    office.registry.load(LOCAL, ENTITIES)
    for path, text in PAPERS.items():
        office.intake.receive(LOCAL, Filing("990101", 2008), [Incoming(path, _opener(text))])
    _read(office)
    office.deciding.withdraw(LOCAL, "D-000004", "传错了")
    office.deciding.decide(LOCAL, "CTY-02-02", "990101", "2008", "not_applicable", "无此任务")
    office.deciding.match(LOCAL, "D-000001", "CTY-02-02", accept=True)
    office.auditing.run(LOCAL, 2008)
    office.auditing.standing(LOCAL, "990101", 2008)
    office.accounts.add(LOCAL, "clerk1", "clerk", "990101", "password-1")
    catch_up(office.parts.store, office.parts.index)
    office.upkeep.checkpoint()
    office.close()
    return home


def _opener(text: str) -> Callable[[], object]:
    import io

    return lambda: io.BytesIO(text.encode())


def _read(office: Office) -> None:
    work_until(office.parts, Stop(), lambda: waiting(office.parts) == 0)
    catch_up(office.parts.store, office.parts.index)


@pytest.fixture
def home(clean: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(clean, tmp_path / "home"))


@pytest.fixture
def opened(home: Path) -> Iterator[Callable[[], Office]]:
    made: list[Office] = []

    def give() -> Office:
        if not made:
            made.append(Office.open(Settings(home=home, workers=1)))
        return made[0]

    yield give
    for office in made:
        office.close()


# -- planting -------------------------------------------------------------------------------------
def sql(*statements: str) -> Plant:
    """Straight into the file, past every constraint that only the program asks for."""

    def plant(home: Path) -> None:
        with closing(sqlite3.connect(home / "qijuan.db")) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    return plant


def blob(change: Callable[[Path], object]) -> Plant:
    def plant(home: Path) -> None:
        file = min((home / "originals").glob("??/??/*"))
        file.chmod(0o600)
        change(file)

    return plant


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)


def rehashed(home: Path) -> None:
    """Somebody rewrote an old entry and every hash after it."""
    with closing(sqlite3.connect(home / "qijuan.db")) as connection, connection:
        connection.execute("UPDATE custody SET actor = 'somebody' WHERE seq = 2")
        prev = GENESIS
        query = "SELECT seq, at, actor, verb, subject, details FROM custody ORDER BY seq"
        for seq, *rest in connection.execute(query).fetchall():
            digest = link_hash(seq, *rest, prev)
            connection.execute("UPDATE custody SET prev = ?, hash = ? WHERE seq = ?", (prev, digest, seq))
            prev = digest


def index(*rows: IndexPage, document: str = "") -> Plant:
    """What the index holds of one document becomes *rows*."""

    def plant(home: Path) -> None:
        office = Office.open(Settings(home=home))
        office.parts.index.replace(document or rows[0].document, rows)
        office.parts.index.commit()
        office.close()

    return plant


def foreign_blob(home: Path) -> None:
    place = home / "originals" / "ff" / "ff" / ("f" * 64)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"x")


def swapped(home: Path) -> None:
    fields = ("at", "actor", "verb", "subject", "details", "prev", "hash")
    with closing(sqlite3.connect(home / "qijuan.db")) as connection, connection:
        rows = connection.execute(f"SELECT {', '.join(fields)} FROM custody WHERE seq IN (3, 4)").fetchall()
        for seq, row in zip((4, 3), rows, strict=True):
            connection.execute(
                f"UPDATE custody SET {', '.join(f'{f} = ?' for f in fields)} WHERE seq = {seq}", row
            )


JOB = "INSERT INTO jobs (kind, document, state, attempts, token, created_at, lease_until) VALUES "
PAGE = (
    "INSERT INTO pages SELECT {}, {}, state, confidence, reason, text, layout FROM pages WHERE document = 1"
)
DAMAGE: dict[str, tuple[Plant, str]] = {
    # originals
    "a flipped bit": (blob(flip), "original_changed"),
    "a shortened original": (blob(lambda f: f.write_bytes(f.read_bytes()[:-1])), "original_changed"),
    "a longer original": (blob(lambda f: f.write_bytes(f.read_bytes() + b"x")), "original_changed"),
    "an emptied original": (blob(lambda f: f.write_bytes(b"")), "original_changed"),
    "a lost original": (blob(lambda f: f.unlink()), "original_lost"),
    "a folder in place of an original": (blob(lambda f: (f.unlink(), f.mkdir())), "original_unreadable"),
    "a foreign original": (foreign_blob, "original_unrecorded"),
    "a wrong size": (sql("UPDATE originals SET size = size + 1"), "original_changed"),
    "an original's row lost": (
        sql("DELETE FROM originals WHERE sha256 = (SELECT sha256 FROM documents WHERE id = 1)"),
        "original_row_lost",
    ),
    # documents
    "a lost document": (sql("DELETE FROM documents WHERE id = 2"), "document_lost"),
    "a document that points to another original": (
        sql("UPDATE documents SET sha256 = (SELECT sha256 FROM documents WHERE id = 2) WHERE id = 1"),
        "document_changed",
    ),
    "a document of an unknown entity": (
        sql("UPDATE documents SET entity = 'nobody' WHERE id = 1"),
        "paper_of_nobody",
    ),
    "a wrong filing key": (sql("UPDATE documents SET filing_key = 'x' WHERE id = 1"), "filing_key_wrong"),
    "an unknown state": (sql("UPDATE documents SET state = 'lost' WHERE id = 1"), "state_unknown"),
    "a state without reason": (sql("UPDATE documents SET reason = NULL WHERE id = 3"), "reason_missing"),
    # pages
    "a lost page row": (sql("DELETE FROM pages WHERE document = 1"), "pages_missing"),
    "a foreign page row": (sql(PAGE.format(1, 2)), "pages_missing"),
    "a page of no document": (sql(PAGE.format(99, 1)), "page_without_paper"),
    "a page with another number": (sql("UPDATE pages SET page = 7 WHERE document = 1"), "pages_misnumbered"),
    "an edited page": (sql("UPDATE pages SET text = text || '另加' WHERE document = 1"), "pages_changed"),
    "a page declared blank": (sql("UPDATE pages SET state = 'blank' WHERE document = 1"), "pages_changed"),
    # jobs
    "a stale lease": (
        sql(JOB + "('process', 1, 'running', 1, 't', '2020-01-01', '2020-01-01')"),
        "job_stale",
    ),
    "a job without document": (
        sql(JOB + "('process', 99, 'queued', 0, '', '2020-01-01', NULL)"),
        "job_without_paper",
    ),
    "a received document without job": (sql("UPDATE documents SET state = 'received' WHERE id = 1"), "job_missing"),
    "a document left in processing": (sql("UPDATE documents SET state = 'processing' WHERE id = 2"), "job_missing"),
    # receipts
    "a receipt without rows": (
        sql("DELETE FROM receipt_files WHERE receipt LIKE '%000001'"),
        "receipt_changed",
    ),
    "a receipt with a row too many": (
        sql("INSERT INTO receipt_files SELECT receipt, 9, path, sha256, document, outcome, reason, reused, size "
            "FROM receipt_files WHERE receipt LIKE '%000001'"),
        "receipt_changed",
    ),
    "a receipt row with another outcome": (
        sql("UPDATE receipt_files SET outcome = 'rejected' WHERE receipt LIKE '%000001'"),
        "receipt_changed",
    ),
    "a receipt row that names no document": (
        sql("UPDATE receipt_files SET document = 99 WHERE receipt LIKE '%000001'"),
        "document_lost",
    ),
    "a lost receipt": (sql("DELETE FROM receipts WHERE id LIKE '%000001'"), "receipt_lost"),
    # custody
    "an edited entry": (sql("UPDATE custody SET verb = 'x' WHERE seq = 2"), "custody_edited"),
    "a deleted entry": (sql("DELETE FROM custody WHERE seq = 2"), "custody_gap"),
    "reordered entries": (swapped, "custody_edited"),
    "a duplicated entry": (
        sql("INSERT INTO custody SELECT (SELECT max(seq) FROM custody) + 1, at, actor, verb, subject, details, "
            "prev, hash FROM custody WHERE seq = 3"),
        "custody_edited",
    ),
    "a log cut at its end": (sql("DELETE FROM custody WHERE seq > 5"), "custody_cut"),
    "an emptied log": (sql("DELETE FROM custody"), "custody_cut"),
    "a log written anew": (rehashed, "custody_replaced"),
    "a lost checkpoint": (lambda home: (home / "custody.checkpoint").unlink(), "checkpoint_missing"),
    "a checkpoint that says nothing": (
        lambda home: (home / "custody.checkpoint").write_text("x"),
        "checkpoint_missing",
    ),
    # index
    "a document missing from the index": (index(document="D-000001"), "index_behind"),
    "a foreign page in the index": (index(IndexPage("D-000099", 1, "不存在")), "index_foreign"),
    "a withdrawn paper in the index": (index(IndexPage("D-000004", 1, "撤回的一份")), "index_foreign"),
    "a page too many in the index": (
        index(IndexPage("D-000001", 1, "一"), IndexPage("D-000001", 2, "二")),
        "index_foreign",
    ),
    "an index at an older revision": (sql("UPDATE documents SET indexed_rev = 0 WHERE id = 1"), "index_behind"),
    "a lost index": (lambda home: shutil.rmtree(home / "index"), "index_behind"),
    # verdicts and people
    "a dossier that counts no changes": (sql("DELETE FROM dossiers"), "dossier_uncounted"),
    "a verdict on nobody": (
        sql("INSERT INTO standings SELECT 'nobody', year, basis, result FROM standings LIMIT 1"),
        "verdict_of_nobody",
    ),
    "an audit without its results": (sql("DELETE FROM run_results"), "run_changed"),
    "a lost audit": (sql("DELETE FROM runs"), "run_changed"),
    "a decision about nobody": (sql("UPDATE decisions SET entity = 'nobody'"), "decision_of_nobody"),
    "a match of no document": (sql("UPDATE matches SET document = 99"), "match_without_paper"),
    "an account of nobody": (sql("UPDATE users SET entity = 'nobody' WHERE name = 'clerk1'"), "account_of_nobody"),
    "a token of nobody": (
        sql("INSERT INTO tokens VALUES ('d', 'nobody', '2020-01-01')"),
        "token_of_nobody",
    ),
}  # fmt: skip
REPAIRED = {
    "a foreign original", "an original's row lost", "a wrong filing key", "a lost page row", "a foreign page row",
    "a page of no document", "a page with another number", "an edited page", "a page declared blank",
    "a stale lease", "a job without document", "a received document without job", "a document left in processing",
    "a lost checkpoint", "a checkpoint that says nothing", "a document missing from the index",
    "a foreign page in the index", "a withdrawn paper in the index", "a page too many in the index",
    "an index at an older revision", "a lost index", "a dossier that counts no changes", "a verdict on nobody",
}  # fmt: skip


def codes(office: Office) -> set[str]:
    return {d.code for d in (*office.upkeep.verify().damage, *office.upkeep.fsck()[0])}


def test_a_clean_home_shows_no_damage(opened: Callable[[], Office]) -> None:
    """No false alarm."""
    assert codes(opened()) == set()


@pytest.mark.parametrize("kind", DAMAGE)
def test_planted_damage_is_named(home: Path, opened: Callable[[], Office], kind: str) -> None:
    """verify or fsck names it; what can be worked out again from the rest is right after the repair, and only that."""
    plant, code = DAMAGE[kind]
    plant(home)
    office = opened()

    assert code in codes(office)
    office.upkeep.fsck(repair=True)
    _read(office)
    left = codes(office)
    assert (left == set()) == (kind in REPAIRED), left


def test_at_least_thirty_kinds() -> None:
    """As many as the issue of this campaign asks for, and more."""
    assert len(DAMAGE) >= 50
    assert set(DAMAGE) >= REPAIRED

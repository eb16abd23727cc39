"""What a database server has to promise beyond the common contract: limits, load, walls, and its own death."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from archive.domain.content import Page
from archive.domain.errors import ArchiveError, Invalid, Unavailable
from archive.domain.search import Scope
from archive.storage import SqlStore, copying
from tests.contracts.databases import LEASE, MOMENT, file_one, fresh_postgres
from tests.servers.fixtures import own


def test_a_reader_cannot_write(server: SqlStore) -> None:
    """A reading transaction of a server is told so, too."""
    with pytest.raises(Unavailable) as refused, server.read() as tx:
        tx.meta.set("key", "value")
    assert refused.value.code == "read_only"


def test_a_locked_job_is_passed_over(server: SqlStore) -> None:
    """Whoever looks for work while another holds a row takes the next one instead of waiting."""
    file_one(server, "a")
    second = file_one(server, "b")
    raw = server._engine.connect()
    try:
        raw.execute(text("SELECT id FROM jobs ORDER BY id LIMIT 1 FOR UPDATE"))
        with server.write() as tx:
            job = tx.jobs.claim("w", MOMENT, LEASE)
    finally:
        raw.close()

    assert job is not None
    assert job.document == second


def test_numbering_goes_on_after_rows_were_copied_in(server: SqlStore, tmp_path: Path) -> None:
    """The next paper gets the next number, not one that is taken."""
    source = SqlStore(f"sqlite:///{tmp_path / 'source.db'}")
    source.migrate()
    for name in "abc":
        file_one(source, name)
    with source.read() as here, server.write() as there:
        copying.copy_rows(here.connection, there.connection)
    source.close()

    assert file_one(server, "d") == "D-000004"


def test_every_text_is_compared_by_characters_and_every_number_is_wide(server: SqlStore) -> None:
    """A table that a later migration adds has to say so as well."""
    with server.read() as tx:
        wrong = tx.connection.execute(
            text(
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema = current_schema() AND table_name <> 'alembic_version'"
                " AND (data_type = 'integer' OR data_type IN ('text', 'character varying')"
                " AND collation_name IS DISTINCT FROM 'C')"
            )
        ).all()

    assert wrong == []


def test_migrations_may_be_started_by_several_machines(postgres_url: str) -> None:
    """One does it, the others wait and find it done."""
    script = (
        "import sys; from archive.storage import SqlStore; s = SqlStore(sys.argv[1]); s.migrate(); s.close()"
    )
    with fresh_postgres(postgres_url, empty=True) as url:
        machines = [subprocess.Popen([sys.executable, "-c", script, url]) for _ in range(2)]
        ends = [machine.wait(timeout=120) for machine in machines]
        store = SqlStore(url)
        has, needs = store.revision()
        store.close()

    assert ends == [0, 0]
    assert has == needs


# -- the second wall ----------------------------------------------------------------------------------
def test_a_query_that_forgot_its_filter_shows_nothing_foreign(server: SqlStore) -> None:
    """The database itself hides papers, pages and receipts of other entities from a reader with a scope."""
    own_paper, foreign, nobodys = (file_one(server, n, e) for n, e in (("a", "E1"), ("b", "E2"), ("c", None)))
    with server.write() as tx:
        for document in (own_paper, foreign, nobodys):
            tx.documents.replace_pages(document, [Page(1, "页")])
    with server.read(Scope(frozenset({"E1", "E3"}))) as tx:
        seen = {
            table: tx.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
            for table in ("documents", "pages", "receipts", "receipt_files")
        }
        assert tx.documents.get(foreign) is None
        assert tx.documents.get(own_paper) is not None
    assert seen == {"documents": 1, "pages": 1, "receipts": 1, "receipt_files": 1}

    with server.read(Scope()) as tx:
        assert tx.documents.find({"with_withdrawn": True})[0] == 0
    for whole in (None, Scope(everything=True)):
        with server.read(whole) as tx:
            assert tx.documents.find({})[0] == 3


def test_the_wall_does_not_stay_with_the_connection(server: SqlStore) -> None:
    """Connections are used again; the scope of one reader is never that of the next."""
    file_one(server)
    with server.read(Scope(frozenset({"E2"}))) as tx:
        assert tx.documents.find({})[0] == 0
    for _ in range(20):
        with server.read() as tx:
            assert tx.documents.find({})[0] == 1


# -- trouble ------------------------------------------------------------------------------------------
def test_a_busy_database_says_so(server: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever cannot write in time is told to try again."""
    monkeypatch.setattr("archive.storage.postgres.BUSY_SECONDS", 1)
    with server.write(), pytest.raises(Unavailable) as busy, server.write():
        pass
    assert busy.value.code == "database_locked"


@pytest.mark.parametrize(
    "url", ["mysql://host/db", "postgresql+pg8000", "not an address", "oracle+cx://user:secret@host/db"]
)
def test_other_databases_are_refused_without_showing_the_secret(url: str) -> None:
    """The message names the setting, never the password."""
    with pytest.raises(Invalid) as wrong:
        SqlStore(url)
    assert "secret" not in f"{wrong.value} {wrong.value.args_by_name}"


def test_a_server_that_is_not_there_is_unavailable(server: SqlStore) -> None:
    """Wrong port, wrong password, wrong database: one error that is worth trying again."""
    right = make_url(server.url)
    for wrong in (right.set(port=1), right.set(password="wrong"), right.set(database="nowhere")):
        store = SqlStore(wrong.render_as_string(hide_password=False))
        with pytest.raises(Unavailable) as down:
            store.check()
        assert down.value.code == "database_unavailable"
        assert "wrong" not in str(down.value).replace("wrong password", "")
        store.close()


def test_killed_in_the_middle_nothing_acknowledged_is_lost() -> None:
    """kill -9 of the server while four offices hand in: what was acknowledged is there, and the chain is whole."""
    with own("postgres") as machine, fresh_postgres(machine.url) as url:
        store = SqlStore(url)
        acknowledged: list[str] = []
        started = threading.Semaphore(0)

        def hand_in(office: int) -> str:
            for n in range(10_000):
                try:
                    acknowledged.append(file_one(store, f"{office}", f"E{office}-{n}"))
                except ArchiveError as error:
                    return error.code
                started.release()
            return "never"

        with ThreadPoolExecutor(4) as pool:
            ends = [pool.submit(hand_in, office) for office in range(4)]
            for _ in range(40):
                started.acquire(timeout=60)
            machine.kill()
            assert {end.result(timeout=60) for end in ends} == {"database_unavailable"}
        machine.start()
        with store.read() as tx:  # the same program goes on by itself
            kept = {head.id for head in tx.documents.find({})[1]}
            assert set(acknowledged) <= kept
            assert len(kept) <= len(acknowledged) + 4  # one may be written whose answer never came
            assert list(tx.custody.damage()) == []
            assert tx.jobs.documents_waiting() == kept
        store.close()

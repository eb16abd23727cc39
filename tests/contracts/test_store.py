"""What every database promises: SQLite and PostgreSQL keep the same contract."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from archive.domain.content import Page, PageState, Word
from archive.domain.entity import Entity, Kind
from archive.domain.errors import Invalid
from archive.domain.records import Account
from archive.storage import SqlStore, copying
from archive.storage.tables import metadata
from tests.contracts.databases import LEASE, MOMENT, emptied, file_one


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    if request.param == "sqlite":
        made = SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
        made.migrate()
    else:
        made = emptied(request.getfixturevalue("postgres_database"))
    yield made
    made.close()


# -- rows ---------------------------------------------------------------------------------------------
def test_every_column_comes_back_as_it_went_in(store: SqlStore) -> None:
    """Moments to the microsecond, dates, bytes, long texts and rare characters."""
    document = file_one(store, "𠮷节能\U0010ffff")
    page = Page(1, "万元GDP能耗 1.220 吨标准煤\n" * 3000, words=(Word("能", 3, (0.1, 0.2, 0.3, 0.4)),))
    with store.write() as tx:
        tx.documents.replace_pages(document, [page])
        tx.documents.change(document, date=date(2008, 2, 29), title="关于…的通知", state="ready", pages=1)
    with store.read() as tx:
        head = tx.documents.get(document)
        kept = tx.documents.page(document, 1)

    assert head is not None
    assert (head.received_at, head.date, head.title) == (MOMENT, date(2008, 2, 29), "关于…的通知")
    assert kept == page


def test_the_text_of_pages_is_had_without_their_boxes(store: SqlStore) -> None:
    """What the search index takes of a paper: every page in order, with its text and state."""
    document = file_one(store)
    read = [Page(2, "第二页", state=PageState.DOUBTFUL), Page(1, "第一页", words=(Word("第一页", 0),))]
    with store.write() as tx:
        tx.documents.replace_pages(document, read)
    with store.read() as tx:
        texts = tx.documents.texts(document)

    assert [(page.number, page.text, page.state.value) for page in texts] == [
        (1, "第一页", "read"),
        (2, "第二页", "doubtful"),
    ]


def test_a_paper_with_a_nul_character_is_kept(store: SqlStore) -> None:
    """PostgreSQL holds no U+0000 in text: the paper stays, readable, with a mark in its place."""
    document = file_one(store)
    with store.write() as tx:
        tx.documents.replace_pages(document, [Page(1, "单位\0能耗"), Page(2, "第二页")])
        tx.documents.change(document, title="通\0知")
        tx.custody.add("clerk", "renamed", document, {"path": "a\0b"})
    with store.read() as tx:
        pages = tx.documents.pages(document)
        damage = list(tx.custody.damage())

    assert [page.text.replace("\0", "\ufffd") for page in pages] == ["单位\ufffd能耗", "第二页"]
    assert damage == []


def test_numbers_beyond_every_column_are_nobodys(store: SqlStore) -> None:
    """An identifier or a year from outside that no column can hold finds nothing or is invalid, never an accident."""
    file_one(store)
    with store.read() as tx:
        assert tx.documents.get("D-999999999999999") is None
        assert tx.changes.get(1 << 40) is None
        assert tx.documents.find({"year": 10**15})[0] == 0
    with pytest.raises(Invalid), store.read() as tx:
        tx.documents.find({"year": 10**30})


def test_text_is_ordered_by_its_characters(store: SqlStore) -> None:
    """The same order everywhere, whatever the language of the database: that of Unicode."""
    codes = ["b", "B", "a", "A", "_", "10", "9", "é", "能", "一", "ｂ", "-a"]
    with store.write() as tx:
        for code in codes:
            tx.entities.put(Entity(code, code, Kind.COUNTY))
            tx.accounts.add(Account(code, "office", None), "x", one_time=False, at=MOMENT)
    with store.read() as tx:
        assert [entity.code for entity in tx.entities.all()] == sorted(codes)
        assert [account.name for account in tx.accounts.all()] == sorted(codes)


def test_names_are_found_in_either_case(store: SqlStore) -> None:
    """ASCII letters of a file name match in both cases, in every database."""
    file_one(store, "Report")
    with store.read() as tx:
        assert tx.documents.find({"name": "rePORT"})[0] == 1


def test_unknown_values_come_first(store: SqlStore) -> None:
    """Papers without a date stand before the others, and last in the opposite order; equal ones by number."""
    for name in "abc":
        file_one(store, name)
    with store.write() as tx:
        tx.documents.change("D-000002", date=date(2008, 1, 1))
    with store.read() as tx:
        rising = [head.id for head in tx.documents.find({"order": "date"})[1]]
        falling = [head.id for head in tx.documents.find({"order": "date", "descending": True})[1]]

    assert rising == ["D-000001", "D-000003", "D-000002"]
    assert falling == ["D-000002", "D-000001", "D-000003"]


def test_receipts_go_on_beyond_a_million_a_year(store: SqlStore) -> None:
    """The number after R-2009-999999 has seven digits, and so has the one after that."""
    with store.write() as tx:
        tx.connection.execute(
            metadata.tables["receipts"].insert(),
            {"id": "R-2009-999999", "actor": "x", "at": MOMENT, "closed": True},
        )
        opened = [tx.receipts.open("x", MOMENT, entity=None, year=None, key=None).id for _ in range(2)]

    assert opened == ["R-2009-1000000", "R-2009-1000001"]


# -- transactions -------------------------------------------------------------------------------------
def test_all_or_nothing(store: SqlStore) -> None:
    """A transaction that ends in an error has changed nothing."""

    with pytest.raises(InterruptedError), store.write() as tx:  # noqa: PT012
        tx.meta.set("key", "value")
        _stumble(random.Random(1))
    with store.read() as tx:
        assert tx.meta.get("key") is None


def test_a_reader_sees_one_moment(store: SqlStore) -> None:
    """What others commit meanwhile does not change what a transaction has begun to read; and nobody waits."""
    with store.write() as tx:
        tx.meta.set("key", "before")
    with store.read() as reader:
        assert reader.meta.get("key") == "before"
        with store.write() as tx:
            tx.meta.set("key", "after")
        assert reader.meta.get("key") == "before"


def _stumble(chance: random.Random) -> None:
    if chance.random() < 0.3:
        raise InterruptedError


def _at_once(work: Callable[[int], object], count: int = 8) -> None:
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(work, range(count)))


def test_receipts_and_custody_have_neither_gaps_nor_forks(store: SqlStore) -> None:
    """Eight offices at once, some of whose transactions fail: numbers follow each other, the chain is whole."""

    def hand_in(office: int) -> None:
        chance = random.Random(office)
        for n in range(12):
            try:
                with store.write() as tx:
                    receipt = tx.receipts.open(f"clerk{office}", MOMENT, entity=None, year=None, key=None)
                    tx.custody.add(f"clerk{office}", "receipt_opened", receipt.id)
                    _stumble(chance)
                    tx.custody.add(f"clerk{office}", "receipt_closed", receipt.id, {"n": n})
            except InterruptedError:
                continue

    _at_once(hand_in)
    with store.read() as tx:
        receipts = sorted(head.id for head in tx.receipts.latest({}))
        damage, head = list(tx.custody.damage()), tx.custody.head()

    assert receipts == [f"R-2009-{n:06d}" for n in range(1, len(receipts) + 1)]
    assert damage == []
    assert head is not None
    assert head.seq == 2 * len(receipts)


def test_no_job_is_claimed_twice(store: SqlStore) -> None:
    """Eight workers, forty papers: each is read once."""
    for n in range(40):
        file_one(store, f"{n:02d}", entity=f"E{n}")
    claimed: list[int] = []
    lock = threading.Lock()

    def work(worker: int) -> None:
        while True:
            with store.write() as tx:
                job = tx.jobs.claim(f"w{worker}", MOMENT, LEASE)
                if job is None:
                    return
            with lock:
                claimed.append(job.id)

    _at_once(work)

    assert sorted(claimed) == sorted(set(claimed))
    assert len(claimed) == 40


def test_the_same_key_is_the_same_receipt(store: SqlStore) -> None:
    """Uploads that are sent again, and again at the same moment, make one receipt."""
    found: list[str] = []

    def upload(_: int) -> None:
        with store.write() as tx:
            found.append(tx.receipts.open("clerk", MOMENT, entity=None, year=None, key="k").id)

    _at_once(upload)

    assert set(found) == {"R-2009-000001"}


def test_the_same_paper_at_the_same_moment_is_filed_once(store: SqlStore) -> None:
    """Whoever asks and then files does so alone."""
    outcomes: list[str] = []

    def upload(_: int) -> None:
        with store.write() as tx:
            known = tx.documents.same_filing("a" * 64, "E1", 2008)
            if known is None:
                tx.documents.keep_original("a" * 64, 3, MOMENT)
                tx.documents.add("a" * 64, "a", entity="E1", year=2008, doctype=None, receipt="R", at=MOMENT)
            outcomes.append("new" if known is None else "duplicate")

    _at_once(upload)

    assert sorted(outcomes) == ["duplicate"] * 7 + ["new"]


# -- moving and keeping -------------------------------------------------------------------------------
def test_a_copy_is_the_same_archive_in_one_file(store: SqlStore, tmp_path: Path) -> None:
    """The snapshot of any database is an SQLite file with the same rows, taken while others write."""
    for name in "abc":
        file_one(store, name)
    with store.write() as tx:
        tx.documents.replace_pages("D-000001", [Page(1, "第一页", state=PageState.READ)])
    store.copy_to(tmp_path / "copy.db")
    copy = SqlStore(f"sqlite:///{tmp_path / 'copy.db'}")
    try:
        with store.read() as here, copy.read() as there:
            assert copying.fingerprints(there.connection) == copying.fingerprints(here.connection)
            assert list(there.custody.damage()) == []
            assert sum(copying.counts(there.connection).values()) > 15
    finally:
        copy.close()

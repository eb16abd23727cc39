"""What reading a document promises to the archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from archive.domain.actor import LOCAL
from archive.domain.clock import now
from archive.domain.content import Content, Page, PageState
from archive.domain.facts import Claim, Facts
from archive.services.processing import ATTEMPTS, reading_state
from archive.storage.tables import jobs
from indexer.indexing import catch_up
from indexer.pipeline import drain
from indexer.worker import is_alive, owner_name
from tests.conftest import NOTICE, HandIn
from webui.context import Office

STATES = {
    ("read", "read"): ("ready", None),
    ("read", "blank"): ("ready", None),
    ("blank",): ("ready", None),
    ("read", "doubtful"): ("ready", None),
    ("read", "unreadable"): ("partial", "pages_unread"),
    ("unreadable", "unreadable"): ("unreadable", "damaged"),
    (): ("unreadable", "damaged"),
}


@pytest.mark.parametrize("pages", STATES)
def test_the_state_follows_from_the_pages(pages: tuple[str, ...]) -> None:
    """ready, partial or unreadable, with a reason whenever it is not ready."""
    content = Content("x", tuple(Page(n, state=PageState(s)) for n, s in enumerate(pages, 1)))

    state, reason = reading_state(content)

    assert (state.value, reason) == STATES[pages]


def test_a_paper_is_read_described_and_found(
    office: Office, hand_in: HandIn, read_all: Callable[[], None]
) -> None:
    """The whole way of one document."""
    hand_in({"通知.txt": NOTICE.encode()}, entity="990101", year=2008)
    read_all()

    head = office.papers.head(LOCAL, "D-000001")
    assert (head.state, head.doctype, head.number) == ("ready", "org_doc", "青政发〔2008〕12号")
    assert (head.entity, head.year, str(head.date)) == ("990101", 2008, "2008-03-05")


def test_reading_twice_changes_nothing(office: Office, hand_in: HandIn, read_all: Callable[[], None]) -> None:
    """Same head, same pages, one entry in the index."""
    hand_in({"通知.txt": NOTICE.encode()}, entity="990101", year=2008)
    read_all()
    before = office.papers.show(LOCAL, "D-000001")
    office.deciding.retry(LOCAL, "D-000001")
    read_all()

    after = office.papers.show(LOCAL, "D-000001")
    assert replace(after.head, rev=0) == replace(before.head, rev=0)
    assert (after.pages, after.facts) == (before.pages, before.facts)
    assert office.parts.index.count() == 1


def test_a_job_that_kills_its_worker_ends_named_after_three_tries(office: Office, hand_in: HandIn) -> None:
    """Attempts are counted before the work, so that even a kill counts."""
    hand_in({"a.txt": b"x"})
    for _ in range(ATTEMPTS):
        assert office.parts.tools.processing.claim("killed", None) is not None
        with office.parts.store.write() as tx:
            tx.connection.execute(update(jobs).values(lease_until=now() - timedelta(seconds=1)))

    assert office.parts.tools.processing.claim("next", None) is None
    head = office.papers.head(LOCAL, "D-000001")
    assert (head.state, head.reason) == ("unreadable", "crashed")
    assert office.deciding.retry(LOCAL) == ["D-000001"]


def test_the_result_of_a_worker_that_lost_its_lease_is_not_taken(office: Office, hand_in: HandIn) -> None:
    """Only the holder of the lease writes."""
    hand_in({"a.txt": b"x"})
    processing = office.parts.tools.processing
    slow = processing.claim("slow", None)
    with office.parts.store.write() as tx:
        tx.connection.execute(update(jobs).values(lease_until=now() - timedelta(seconds=1)))
    fast = processing.claim("fast", None)
    assert slow is not None
    assert fast is not None

    assert processing.record(fast, Content("text/plain", (Page(1, "fast"),)), Facts())
    assert not processing.record(slow, Content("text/plain", (Page(1, "slow"),)), Facts())
    assert office.papers.page(LOCAL, "D-000001", 1)[1].text == "fast"


def test_content_that_contradicts_the_clerk_is_a_note_and_stays_where_it_was_put(
    office: Office, hand_in: HandIn
) -> None:
    """year_conflict and entity_conflict; the filing is the clerk's."""
    hand_in({"a.txt": b"x"}, entity="990101", year=2008)
    work = office.parts.tools.processing.claim("w", None)
    assert work is not None
    facts = Facts(
        entity=Claim("990102", 0.95, "issuer"),
        entities=(Claim("990102", 0.95, "issuer"),),
        year=Claim("2007", 0.9, "title"),
    )

    office.parts.tools.processing.record(work, Content("text/plain", (Page(1, "x"),)), facts)

    head = office.papers.head(LOCAL, "D-000001")
    assert (head.entity, head.year) == ("990101", 2008)
    assert {n.code for n in head.notes} >= {"year_conflict", "entity_conflict"}


def test_a_paper_that_names_who_filed_it_is_no_conflict(office: Office, hand_in: HandIn) -> None:
    """Nor is an enterprise's paper that its county files: nobody is accused for those."""
    for name, facts in {
        "named.txt": Facts(entity=Claim("990102", 0.95, "issuer"), entities=(Claim("990101", 0.4, "body"),)),
        "below.txt": Facts(entity=Claim("99E001", 0.95, "issuer")),
    }.items():
        hand_in({name: name.encode()}, entity="990101", year=2008)
        work = office.parts.tools.processing.claim("w", None)
        assert work is not None
        office.parts.tools.processing.record(work, Content("text/plain", (Page(1, "x"),)), facts)
        assert office.papers.head(LOCAL, work.head.id).notes == ()


def test_a_secrecy_mark_stops_preview_and_search(
    office: Office, hand_in: HandIn, read_all: Callable[[], None]
) -> None:
    """An ordinary system must not hold it: no page, no image, no hit, an alert in the notes."""
    from archive.domain.errors import Refused
    from archive.domain.search import Query

    hand_in({"a.txt": ("机密★3年\n" + NOTICE).encode()}, entity="990101", year=2008)
    read_all()

    head = office.papers.head(LOCAL, "D-000001")
    assert "classified_mark" in {n.code for n in head.notes}
    with pytest.raises(Refused):
        office.papers.page(LOCAL, "D-000001", 1)
    assert office.searching.search(LOCAL, Query("领导小组")).total == 0


def test_a_document_changed_while_it_was_indexed_is_indexed_again(office: Office, hand_in: HandIn) -> None:
    """The index never stays older than the database."""
    hand_in({"通知.txt": NOTICE.encode()}, entity="990101", year=2008)
    drain(office.parts.tools, owner_name(), is_alive, lambda: False)
    catch_up(office.parts.store, office.parts.index)
    office.deciding.correct(LOCAL, "D-000001", {"title": "另一个题名"})

    with office.parts.store.read() as tx:
        assert [id for id, _ in tx.documents.behind_index(10)] == ["D-000001"]
    assert catch_up(office.parts.store, office.parts.index) == 1

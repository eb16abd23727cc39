"""What handing in promises."""

from __future__ import annotations

import io
import tarfile
import threading
import zipfile
from collections.abc import Callable

import pytest

from archive.domain.actor import LOCAL
from archive.domain.errors import NotFound, Refused
from archive.services.intake import Incoming
from tests.conftest import HandIn
from webui.context import Office


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def rows(office: Office, receipt: str) -> list[tuple[str, str, str | None]]:
    _, files, _ = office.papers.receipt(LOCAL, receipt)
    return [(f.path, f.outcome, f.reason) for f in files]


def test_the_receipt_balances(office: Office, hand_in: HandIn) -> None:
    """received = new + duplicate + rejected, file by file."""
    receipt = hand_in({"a.txt": b"one", "b.txt": b"one", "c.txt": b"", "d.txt": b"two"})

    assert (receipt.received, receipt.new, receipt.duplicate, receipt.rejected) == (4, 2, 1, 1)
    assert rows(office, receipt.id) == [
        ("a.txt", "new", None),
        ("b.txt", "duplicate", None),
        ("c.txt", "rejected", "empty_file"),
        ("d.txt", "new", None),
    ]


def test_the_same_bytes_for_another_entity_or_year_are_a_new_filing_of_the_same_original(
    office: Office, hand_in: HandIn
) -> None:
    """One original, several filings; shown as reused to those who may see both."""
    first = hand_in({"a.txt": b"same"}, entity="990101", year=2008)
    second = hand_in({"a.txt": b"same"}, entity="990102", year=2008)

    _, files, _ = office.papers.receipt(LOCAL, second.id)
    assert (first.new, second.new) == (1, 1)
    assert files[0].reused == "D-000001"
    assert len(list(office.parts.blobs.digests())) == 1


def test_a_foreign_filing_of_the_same_bytes_is_not_betrayed(office: Office, hand_in: HandIn) -> None:
    """Across entities the same bytes are simply new for a clerk who sees only his own."""
    hand_in({"a.txt": b"same"}, entity="990102", year=2008)
    office.accounts.add(LOCAL, "clerk1", "clerk", "990101", "password-1")
    clerk = office.gate.actor("clerk1")

    receipt = hand_in({"a.txt": b"same"}, year=2008, actor=clerk)

    _, files, documents = office.papers.receipt(clerk, receipt.id)
    assert (files[0].outcome, files[0].reused) == ("new", None)
    assert next(iter(documents.values())).entity == "990101"  # a bound account files for its entity


def test_a_clerk_cannot_file_for_a_foreign_entity(office: Office, hand_in: HandIn) -> None:
    """A foreign entity answers like an absent one, and nothing is received."""
    office.accounts.add(LOCAL, "clerk1", "clerk", "990101", "password-1")
    clerk = office.gate.actor("clerk1")

    for entity in ("990102", "000000"):
        with pytest.raises(NotFound):
            hand_in({"a.txt": b"x"}, entity=entity, actor=clerk)
    assert office.papers.find(LOCAL, {}) == (0, [])


def test_an_inspector_does_not_file(office: Office, hand_in: HandIn) -> None:
    """Who may do what is the table's word."""
    office.accounts.add(LOCAL, "inspect", "inspector", None, "password-1")

    with pytest.raises(Refused):
        hand_in({"a.txt": b"x"}, actor=office.gate.actor("inspect"))


def test_one_key_is_one_upload(office: Office, hand_in: HandIn) -> None:
    """Retried as often as one likes, an upload has one effect and one receipt."""
    first = hand_in({"a.txt": b"x", "b.txt": b"y"}, key="k")
    again = hand_in({"a.txt": b"x", "b.txt": b"y"}, key="k")

    assert first == again
    assert office.papers.find(LOCAL, {})[0] == 2


def test_members_of_archives_become_files_of_their_own(office: Office, hand_in: HandIn) -> None:
    """zip, tar and nested archives; the archive itself is no row, and a bad member costs no neighbour."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as archive:
        info = tarfile.TarInfo("里面/c.txt")
        info.size = 5
        archive.addfile(info, io.BytesIO(b"third"))
        link = tarfile.TarInfo("link")
        link.type = tarfile.SYMTYPE
        link.linkname = "/etc/passwd"
        archive.addfile(link)
    outer = zipped(
        {
            "a.txt": b"first",
            "../up.txt": b"evil",
            "inner.zip": zipped({"b.txt": b"second"}),
            "t.tgz": tar.getvalue(),
        }
    )

    receipt = hand_in({"box.zip": outer})

    assert rows(office, receipt.id) == [
        ("box.zip!/a.txt", "new", None),
        ("box.zip!/../up.txt", "rejected", "unsafe_name"),
        ("box.zip!/inner.zip!/b.txt", "new", None),
        ("box.zip!/t.tgz!/里面/c.txt", "new", None),
        ("box.zip!/t.tgz!/link", "rejected", "not_a_file"),
    ]
    assert len(list(office.parts.blobs.digests())) == 3  # the wrappings are not kept


def test_gbk_names_are_decoded(office: Office, hand_in: HandIn) -> None:
    """Chinese Windows wrote member names in GBK without saying so."""
    plain = zipped({"NAMENAME.txt": b"x"})  # eight bytes, as many as four characters in GBK
    receipt = hand_in({"box.zip": plain.replace(b"NAMENAME", "台账一二".encode("gbk"))})

    assert rows(office, receipt.id) == [("box.zip!/台账一二.txt", "new", None)]


def test_a_bomb_is_refused_whole_and_leaves_nothing(office: Office, hand_in: HandIn) -> None:
    """Expansion beyond the limit: one rejected row, no bytes kept, neighbours of the archive unharmed."""
    receipt = hand_in(
        {"bomb.zip": zipped({f"{n}": b"\0" * 9_000_000 for n in range(9)}), "good.txt": b"fine"}
    )

    assert rows(office, receipt.id) == [("bomb.zip", "rejected", "archive_bomb"), ("good.txt", "new", None)]
    assert len(list(office.parts.blobs.digests())) == 1


def test_a_damaged_archive_is_kept_as_a_file(
    office: Office, hand_in: HandIn, read_all: Callable[[], None]
) -> None:
    """What cannot be opened is kept and ends unreadable, never silently dropped."""
    receipt = hand_in({"box.zip": zipped({"a.txt": b"first" * 100})[:60]})
    read_all()

    assert rows(office, receipt.id) == [("box.zip", "new", None)]
    head = office.papers.head(LOCAL, "D-000001")
    assert (head.state, head.reason) == ("unreadable", "damaged")


def test_two_uploads_of_one_file_at_the_same_moment_are_one_document(office: Office) -> None:
    """Whoever comes second gets a duplicate."""
    from archive.domain.document import Filing

    outcomes: list[tuple[int, int]] = []

    def upload() -> None:
        receipt = office.intake.receive(LOCAL, Filing(), [Incoming("a.txt", lambda: io.BytesIO(b"same"))])
        outcomes.append((receipt.new, receipt.duplicate))

    threads = [threading.Thread(target=upload) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [(0, 1), (0, 1), (0, 1), (1, 0)]


def test_attachments_of_a_mail_are_files_beside_it(office: Office, hand_in: HandIn) -> None:
    """The mail is a paper, each attachment another."""
    from email.message import EmailMessage

    mail = EmailMessage()
    mail["Subject"] = "报送材料"
    mail["From"] = "a@example.com"
    mail.set_content("见附件。")
    mail.add_attachment("能耗台账".encode(), maintype="text", subtype="plain", filename="台账.txt")

    receipt = hand_in({"m.eml": mail.as_bytes()})

    assert [row[0] for row in rows(office, receipt.id)] == ["m.eml", "m.eml!/台账.txt"]

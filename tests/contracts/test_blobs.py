"""What every store of originals promises: the folder and the bucket keep the same contract."""

from __future__ import annotations

import hashlib
import io
import secrets
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive.domain.errors import Invalid, NotFound, Rejected, Unavailable
from archive.storage import LocalBlobs
from archive.storage.copies import Copies
from archive.storage.opening import Blobs
from archive.storage.s3 import LEAST_PART, Bucket, S3Blobs
from tests.servers.fixtures import own

LARGE = secrets.token_bytes(LEAST_PART * 2 + 12_345)
"""Travels to a bucket in three parts."""


def bucket_blobs(server: str, place: Path, name: str | None = None, *, cache: int = 1 << 30) -> S3Blobs:
    found = urlsplit(server)
    keys = {"AWS_ACCESS_KEY_ID": found.username or "", "AWS_SECRET_ACCESS_KEY": found.password or ""}
    endpoint = f"http://{found.hostname}:{found.port}"
    bucket = Bucket(name or f"qijuan-{secrets.token_hex(6)}", "originals/", endpoint)
    return S3Blobs(bucket, Copies(place, cache), LEAST_PART, keys)


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    made: Blobs
    if request.param == "folder":
        made = LocalBlobs(tmp_path / "originals")
    else:
        made = bucket_blobs(request.getfixturevalue("s3_url"), tmp_path / "copies")
    made.prepare()
    return made


@pytest.fixture
def bucket(s3_url: str, tmp_path: Path) -> S3Blobs:
    made = bucket_blobs(s3_url, tmp_path / "copies")
    made.prepare()
    return made


def _raw(blobs: S3Blobs, digest: str, data: bytes) -> None:
    """What an administrator might do behind our back."""
    blobs._client.put_object(**blobs._where(digest), Body=data)


@pytest.mark.parametrize("data", [b"x", "台账".encode() * 1000, LARGE], ids=["byte", "small", "large"])
def test_bytes_come_back_unchanged_under_their_hash(blobs: Blobs, data: bytes) -> None:
    """Round trip through both ways of reading, and the name is the SHA-256 of the content."""
    digest, size = blobs.put(io.BytesIO(data))

    assert (digest, size) == (hashlib.sha256(data).hexdigest(), len(data))
    with blobs.open(digest) as kept:
        assert kept.read() == data
    assert blobs.path(digest).read_bytes() == data
    assert blobs.exists(digest)


def test_storing_the_same_bytes_twice_keeps_one(blobs: Blobs) -> None:
    """Twice is no error and no second copy, also when both come in the same moment."""
    with ThreadPoolExecutor(8) as pool:
        digests = list(pool.map(lambda _: blobs.put(io.BytesIO(b"ledger" * 5000)), range(16)))

    assert len(set(digests)) == 1
    assert list(blobs.sizes()) == [(digests[0][0], 30_000)]


def test_a_refused_upload_leaves_nothing_behind(blobs: Blobs) -> None:
    """Over the limit or empty: no bytes, no temporary file."""
    for data, limit, code in ((b"x" * 11, 10, "too_large"), (b"", None, "empty_file")):
        with pytest.raises(Rejected) as refused:
            blobs.put(io.BytesIO(data), limit)
        assert refused.value.code == code

    assert list(blobs.digests()) == []


def test_a_stream_that_breaks_leaves_nothing_behind(blobs: Blobs, tmp_path: Path) -> None:
    """A client that goes away in the middle of an upload is an error, and half its bytes are nowhere."""

    class Broken(io.RawIOBase):
        calls = 0

        def read(self, _size: int = -1) -> bytes:
            self.calls += 1
            if self.calls > 2:
                raise ConnectionResetError
            return b"half"

    with pytest.raises((Rejected, Unavailable)):
        blobs.put(Broken())  # type: ignore[arg-type]

    assert list(blobs.digests()) == []
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_unknown_digests_are_not_found(blobs: Blobs) -> None:
    """Asking for bytes that were never stored says so."""
    with pytest.raises(NotFound):
        blobs.open("0" * 64)
    with pytest.raises(NotFound):
        blobs.path("0" * 64)
    assert not blobs.exists("0" * 64)


def test_what_no_row_names_can_be_removed(blobs: Blobs) -> None:
    """Afterwards nothing is found under that name; removing twice is no error."""
    digest, _ = blobs.put(io.BytesIO(b"left behind"))
    blobs.remove_unreferenced(digest)
    blobs.remove_unreferenced(digest)

    assert not blobs.exists(digest)
    with pytest.raises(NotFound):
        blobs.path(digest)


def test_a_handed_out_file_cannot_be_written(blobs: Blobs) -> None:
    """Originals are write-once on disk as well."""
    digest, _ = blobs.put(io.BytesIO(b"x"))

    assert blobs.path(digest).stat().st_mode & 0o222 == 0


def test_every_stored_digest_is_listed(bucket: S3Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also beyond those that a bucket names at once; foreign objects are not ours."""
    monkeypatch.setattr("archive.storage.s3.LISTED", 10)
    digests = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(35)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda digest: _raw(bucket, digest, b"x"), digests))
    bucket._client.put_object(Bucket=bucket._bucket.name, Key="originals/readme", Body=b"foreign")

    assert sorted(bucket.digests()) == sorted(digests)


def test_a_changed_object_is_never_handed_to_a_reader(bucket: S3Blobs) -> None:
    """The copy is proven against its name; reading the object itself shows what is there, for `verify`."""
    digest = hashlib.sha256(b"true").hexdigest()
    _raw(bucket, digest, b"fake")

    with pytest.raises(NotFound):
        bucket.path(digest)
    with bucket.open(digest) as stream:
        assert stream.read() == b"fake"


def test_a_truncated_object_is_replaced_when_its_bytes_come_again(bucket: S3Blobs) -> None:
    """What another program cut short is no original; the next upload of the same bytes heals it."""
    digest = hashlib.sha256(b"whole").hexdigest()
    _raw(bucket, digest, b"who")
    bucket.put(io.BytesIO(b"whole"))

    with bucket.open(digest) as stream:
        assert stream.read() == b"whole"


def test_an_object_is_never_written_over(bucket: S3Blobs) -> None:
    """The store itself refuses a second object under a name: whoever checked a moment too early does no harm."""
    digest, size = bucket.put(io.BytesIO(b"first"))
    file = bucket.path(digest)
    with pytest.raises(Exception, match="PreconditionFailed"):
        bucket._send_whole(file, digest, size, {"IfNoneMatch": "*"})


def test_damaged_bytes_are_refused_by_the_store(bucket: S3Blobs, tmp_path: Path) -> None:
    """The checksum travels with the bytes: what changed on the way is not kept."""
    file = tmp_path / "changed"
    file.write_bytes(b"changed on the way")
    with pytest.raises(Exception, match=r"Digest|Checksum|BadRequest|InvalidRequest"):
        bucket._send_whole(file, hashlib.sha256(b"as it was sent").hexdigest(), 18, {})

    assert list(bucket.digests()) == []


def test_copies_stay_within_their_bound(s3_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copies unused for longest go first; what a reader may hold open stays."""
    monkeypatch.setattr("archive.storage.copies.RECENT_SECONDS", -1)
    copies = Copies(tmp_path, limit=25)
    kept = []
    for number in range(5):
        with copies.unfinished() as temporary:
            temporary.write_bytes(b"0123456789")
            kept.append(copies.keep(temporary, f"{number}" * 64))
    copies.get("0" * 64)
    copies.shrink()

    assert [file for file in kept if file.exists()] == [kept[0], kept[4]]


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Callable[[], S3Blobs]]:
    """A store whose server is killed by calling; 5 s of patience are too many for a test."""
    with own("s3") as server:
        blobs = bucket_blobs(server.url, tmp_path / "copies")
        blobs.prepare()

        def kill() -> S3Blobs:
            server.kill()
            return blobs

        yield kill


def test_a_store_that_is_down_is_unavailable(failing: Callable[[], S3Blobs]) -> None:
    """Nothing is acknowledged, nothing is called lost, and every verb says the same."""
    blobs = failing()
    verbs: list[Callable[[], object]] = [
        lambda: blobs.put(io.BytesIO(b"late")),
        lambda: blobs.open("0" * 64),
        lambda: blobs.path("0" * 64),
        lambda: blobs.exists("0" * 64),
        lambda: list(blobs.sizes()),
        blobs.prepare,
    ]
    for verb in verbs:
        with pytest.raises(Unavailable) as down:
            verb()
        assert down.value.code == "storage_unavailable"


@pytest.mark.parametrize(
    "url", ["s3://", "s3://key:secret@bucket", "s3://b?endpoint=http://k:s@h", "s3://b?colour=red"]
)
def test_addresses_that_make_no_sense_or_hold_secrets_are_refused(url: str) -> None:
    """Credentials come from the environment alone, where no list of settings shows them."""
    with pytest.raises(Invalid) as wrong:
        Bucket.from_url(url)

    assert wrong.value.code == "setting_invalid"


def test_without_its_library_the_store_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cluster's libraries are not part of the small installation."""
    monkeypatch.setitem(sys.modules, "botocore.exceptions", None)
    with pytest.raises(Unavailable) as missing:
        bucket_blobs("http://k:s@localhost:1", tmp_path).prepare()

    assert missing.value.code == "driver_missing"


def test_without_keys_the_store_says_which_are_missing(tmp_path: Path) -> None:
    """Before anything is sent."""
    blobs = S3Blobs(Bucket("bucket"), Copies(tmp_path, 1), LEAST_PART, {})
    with pytest.raises(Unavailable) as missing:
        blobs.exists("0" * 64)

    assert missing.value.code == "storage_key_missing"

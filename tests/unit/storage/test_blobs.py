"""What the blob store promises."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.domain.errors import NotFound, Rejected
from archive.storage import LocalBlobs


@pytest.fixture
def blobs(tmp_path: Path) -> LocalBlobs:
    made = LocalBlobs(tmp_path / "originals")
    made.prepare()
    return made


@given(st.binary(min_size=1, max_size=5000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_bytes_come_back_unchanged_under_their_hash(blobs: LocalBlobs, data: bytes) -> None:
    """Round trip, and the name is the SHA-256 of the content."""
    digest, size = blobs.put(io.BytesIO(data))

    assert (digest, size) == (hashlib.sha256(data).hexdigest(), len(data))
    with blobs.open(digest) as kept:
        assert kept.read() == data


def test_storing_the_same_bytes_twice_keeps_one(blobs: LocalBlobs) -> None:
    """Twice is no error and no second copy."""
    first = blobs.put(io.BytesIO(b"ledger"))

    assert blobs.put(io.BytesIO(b"ledger")) == first
    assert list(blobs.digests()) == [first[0]]


def test_a_refused_upload_leaves_nothing_behind(blobs: LocalBlobs) -> None:
    """Over the limit or empty: no bytes, no temporary file."""
    for data, limit, code in ((b"x" * 11, 10, "too_large"), (b"", None, "empty_file")):
        with pytest.raises(Rejected) as refused:
            blobs.put(io.BytesIO(data), limit)
        assert refused.value.code == code

    assert list(blobs.digests()) == []
    assert blobs.leftovers() == []


def test_unknown_digest_is_not_found(blobs: LocalBlobs) -> None:
    """Asking for bytes that were never stored says so."""
    with pytest.raises(NotFound):
        blobs.open("0" * 64)


def test_kept_bytes_cannot_be_written(blobs: LocalBlobs) -> None:
    """Originals are write-once on disk as well."""
    digest, _ = blobs.put(io.BytesIO(b"x"))

    assert blobs.path(digest).stat().st_mode & 0o222 == 0

"""Which store of originals a home uses: the folder beside the database, or a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from archive.ports import BlobStore
from archive.storage.blobs import LocalBlobs
from archive.storage.copies import Copies


class Blobs(BlobStore, Protocol):
    """A store of originals that can be made ready."""

    def prepare(self) -> None: ...

    def sizes(self) -> Iterator[tuple[str, int]]: ...


def open_blobs(url: str, home: Path, cache_gb: int = 20, part_mb: int = 64) -> Blobs:
    """*url* empty: the folder `originals` of the home; `s3://...`: a bucket; anything else: that folder."""
    if url.startswith("s3:"):
        from archive.storage.s3 import Bucket, S3Blobs

        copies = Copies(home / "cache" / "originals", cache_gb << 30)
        return S3Blobs(Bucket.from_url(url), copies, part_mb << 20)
    return LocalBlobs(Path(url).expanduser() if url else home / "originals")

"""Originals in an S3-compatible object store, with the promises of the local one."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qs, urlsplit

from archive.domain.errors import Invalid, NotFound, Rejected, Unavailable, client_of
from archive.failpoints import fail_point
from archive.ports import BlobBatch
from archive.storage.blobs import copied
from archive.storage.copies import Copies

CHUNK = 1 << 20
LEAST_PART = 5 << 20
LISTED = 1_000
"""Names that a store tells at once."""
PARTS = 9_000
"""Stores take 10,000 parts at most."""
_SETTING = "QIJUAN_BLOBS"
_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
_THERE_ALREADY = frozenset({"412", "PreconditionFailed"})
_NO_ROOM = frozenset({"507", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "EntityTooLarge"})


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where the objects are: `s3://bucket/prefix?endpoint=https://host:port&region=name`."""

    name: str
    prefix: str = ""
    endpoint: str | None = None
    region: str = "us-east-1"

    @classmethod
    def from_url(cls, url: str) -> Bucket:
        """Raise Invalid(`setting_invalid`); secrets have no place in it."""
        parts = urlsplit(url)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        endpoint = asked.pop("endpoint", None)
        region = asked.pop("region", "us-east-1")
        wrong = asked or "@" in parts.netloc or (endpoint and "@" in endpoint)
        if parts.scheme != "s3" or not parts.netloc or wrong:
            raise Invalid(_SETTING, code="setting_invalid", setting=_SETTING)
        prefix = parts.path.strip("/")
        return cls(parts.netloc, f"{prefix}/" if prefix else "", endpoint, region)


class S3Blobs:
    """Objects `prefix/ab/cd/<sha256>`; whoever needs a file gets a verified copy beside the home."""

    def __init__(
        self, bucket: Bucket, copies: Copies, part_bytes: int, environment: Mapping[str, str] | None = None
    ) -> None:
        self._bucket = bucket
        self._copies = copies
        self._part = max(part_bytes, LEAST_PART)
        self._environment = os.environ if environment is None else environment

    @cached_property
    def _client(self) -> Any:
        import boto3
        from botocore.config import Config

        key = self._environment.get("AWS_ACCESS_KEY_ID")
        secret = self._environment.get("AWS_SECRET_ACCESS_KEY")
        if not key or not secret:
            raise Unavailable("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY", code="storage_key_missing")
        config = Config(
            connect_timeout=5,
            read_timeout=60,
            retries={"mode": "standard", "total_max_attempts": 4},
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",  # we send SHA-256 ourselves; others know no trailers
            response_checksum_validation="when_required",
        )
        session = boto3.session.Session(
            key, secret, self._environment.get("AWS_SESSION_TOKEN"), self._bucket.region
        )
        return session.client("s3", endpoint_url=self._bucket.endpoint, config=config)

    def prepare(self) -> None:
        """Make the bucket when there is none; called by `init` and at start."""
        with _translated():
            if _code_of(lambda: self._client.head_bucket(Bucket=self._bucket.name)) in _MISSING:
                self._client.create_bucket(Bucket=self._bucket.name)

    def check(self) -> str:
        """Who serves us; raise Unavailable when the bucket cannot be reached."""
        with _translated():
            answer = self._client.head_bucket(Bucket=self._bucket.name)
        return str(answer["ResponseMetadata"]["HTTPHeaders"].get("server", "S3"))

    # -- keeping ----------------------------------------------------------------------------------
    @contextlib.contextmanager
    def batch(self) -> Iterator[BlobBatch]:
        """Each object is durable by itself; there is nothing to settle together."""
        yield _OneByOne(self)

    def put(self, stream: IO[bytes], limit: int | None = None) -> tuple[str, int]:
        """Received into a local file first: the name of the object is the hash of all its bytes."""
        with self._copies.unfinished() as temporary:
            try:
                with temporary.open("wb") as out:
                    digest, size = copied(stream, out, limit)
            except OSError as error:
                raise Rejected(code="disk_full") from error
            with _translated(writing=True):
                if self._size(digest) != size:
                    self._upload(temporary, digest, size)
            fail_point("blob.stored")
            with contextlib.suppress(OSError):  # only a convenience: the object is durable
                self._copies.keep(temporary, digest)
        return digest, size

    def _upload(self, file: Path, digest: str, size: int) -> None:
        """Never over another object of the right size; one of another size is no original and is replaced."""
        fresh = {"IfNoneMatch": "*"} if self._size(digest) is None else {}
        send = self._send_whole if size <= self._part else self._send_parts
        if _code_of(lambda: send(file, digest, size, fresh)) in _THERE_ALREADY and self._size(digest) != size:
            raise Unavailable(digest, code="storage_unavailable")

    def _send_whole(self, file: Path, digest: str, size: int, condition: Mapping[str, str]) -> None:
        with file.open("rb") as body:
            self._client.put_object(
                **self._where(digest),
                Body=body,
                ContentLength=size,
                ChecksumSHA256=_base64(digest),
                **condition,
            )

    def _send_parts(self, file: Path, digest: str, size: int, condition: Mapping[str, str]) -> None:
        """Each part carries its own checksum; the object appears when all are there, or never."""
        length = max(self._part, -(-size // PARTS))
        upload = self._client.create_multipart_upload(**self._where(digest), ChecksumAlgorithm="SHA256")
        name = {**self._where(digest), "UploadId": upload["UploadId"]}
        try:
            parts = list(self._parts(file, length, name))
            fail_point("blob.parts_sent")
            self._client.complete_multipart_upload(**name, MultipartUpload={"Parts": parts}, **condition)
        except BaseException:
            with contextlib.suppress(Exception):
                self._client.abort_multipart_upload(**name)
            raise
        if self._size(digest) != size:
            raise Unavailable(digest, code="storage_unavailable")

    def _parts(self, file: Path, length: int, name: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        with file.open("rb") as stream:
            number = 0
            while chunk := stream.read(length):
                number += 1
                checksum = _base64(hashlib.sha256(chunk).hexdigest())
                done = self._client.upload_part(
                    **name, PartNumber=number, Body=chunk, ChecksumSHA256=checksum
                )
                yield {"PartNumber": number, "ETag": done["ETag"], "ChecksumSHA256": checksum}

    # -- reading ----------------------------------------------------------------------------------
    def open(self, digest: str) -> IO[bytes]:
        """The bytes as the store sends them, not a copy: `verify` proves the object itself."""
        with _translated():
            try:
                answer = self._client.get_object(**self._where(digest))
            except Exception as error:
                if _code(error) in _MISSING:
                    raise NotFound(digest, code="original_lost") from error
                raise
        return io.BufferedReader(_Body(answer["Body"]), CHUNK)

    def path(self, digest: str) -> Path:
        """A proven copy; raise NotFound for bytes that are not what their name says."""
        known = self._copies.get(digest)
        if known is not None:
            return known
        try:
            return self._fetch(digest)
        except OSError as error:  # of our disk: trouble with the line is Unavailable already
            raise Unavailable(str(error), code="disk_full") from error

    def _fetch(self, digest: str) -> Path:
        with self._copies.unfinished() as temporary:
            with self.open(digest) as stream, temporary.open("wb") as out:
                try:
                    seen, _ = copied(stream, out, None)
                except Rejected:  # an empty object
                    seen = ""
            if seen != digest:
                raise NotFound(digest, code="original_lost")
            return self._copies.keep(temporary, digest)

    def exists(self, digest: str) -> bool:
        with _translated():
            return self._size(digest) is not None

    def digests(self) -> Iterator[str]:
        for digest, _ in self.sizes():
            yield digest

    def sizes(self) -> Iterator[tuple[str, int]]:
        with _translated():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket.name,
                Prefix=self._bucket.prefix,
                PaginationConfig={"PageSize": LISTED},
            )
            for page in pages:
                for item in page.get("Contents", ()):
                    digest = str(item["Key"]).rpartition("/")[2]
                    if item["Key"] == self._key(digest):
                        yield digest, int(item["Size"])

    def remove_unreferenced(self, digest: str) -> None:
        with _translated():
            self._client.delete_object(**self._where(digest))
        self._copies.drop(digest)

    def leftovers(self) -> list[str]:
        """Uploads in parts that were never completed: of a killed process, or of one that is sending now."""
        with _translated():
            found = self._client.list_multipart_uploads(Bucket=self._bucket.name, Prefix=self._bucket.prefix)
        return [str(upload["Key"]) for upload in found.get("Uploads", ())]

    def _size(self, digest: str) -> int | None:
        try:
            return int(self._client.head_object(**self._where(digest))["ContentLength"])
        except Exception as error:
            if _code(error) in _MISSING:
                return None
            raise

    def _where(self, digest: str) -> dict[str, str]:
        return {"Bucket": self._bucket.name, "Key": self._key(digest)}

    def _key(self, digest: str) -> str:
        return f"{self._bucket.prefix}{digest[:2]}/{digest[2:4]}/{digest}"


@dataclass(frozen=True, slots=True)
class _OneByOne:
    """A batch where nothing waits for the others."""

    blobs: S3Blobs

    def put(self, stream: IO[bytes], limit: int | None = None) -> tuple[str, int]:
        return self.blobs.put(stream, limit)

    def settle(self) -> None:
        """Done with each `put`."""


class _Body(io.RawIOBase):
    """An answer of the store as a stream; a line cut in the middle is Unavailable, never a short file."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _translated():
            chunk = self._body.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._body.close()
        super().close()


def _base64(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest)).decode()


def _code(error: BaseException) -> str:
    """What the store calls its refusal; empty when it said nothing."""
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


def _code_of(ask: Any) -> str | None:
    """None when it worked, the code of an expected refusal; anything else is raised."""
    try:
        ask()
    except Exception as error:
        code = _code(error)
        if code in _MISSING | _THERE_ALREADY:
            return code
        raise
    return None


@contextlib.contextmanager
def _translated(*, writing: bool = False) -> Iterator[None]:
    with client_of("boto3"):
        from botocore.exceptions import BotoCoreError, ClientError
        from urllib3.exceptions import HTTPError
    try:
        yield
    except ClientError as error:
        if writing and _code(error) in _NO_ROOM:
            raise Rejected(code="disk_full") from error
        raise Unavailable(_code(error) or str(error), code="storage_unavailable") from error
    except (BotoCoreError, HTTPError) as error:
        raise Unavailable(type(error).__name__, code="storage_unavailable") from error

"""Speaks to one Tika server: one file a request, under limits of time and of the answer's size."""

from __future__ import annotations

import base64
import http.client
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

from archive.domain.errors import Invalid, Unavailable, Unreadable

CONNECT_SECONDS = 5.0
REST_SECONDS = 15.0
"""A server that did not answer is left alone so long; meanwhile its files wait and others are read."""
RETURN_SECONDS = 10.0
"""So long we wait for a server that a file has brought down to start again."""
_CHUNK = 1 << 18
_UNFIT = {204: "unknown_format", 413: "too_large", 415: "unknown_format", 422: "damaged"}
_TOLD = {"X-Tika-OCRskipOcr": "true", "X-Tika-PDFOcrStrategy": "no_ocr"}
"""Pictures are recognised by our own reader."""


class Gone(Exception):
    """The connection broke or nothing came; whose fault that was is not known yet."""


class TikaServer:
    """`url` is http(s)://[user:password@]host:port[/path]."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in {"http", "https"} or not parts.hostname or port == -1:
            raise Invalid("tika", code="setting_invalid", setting="QIJUAN_TIKA", value=_without_password(url))
        self._secure = parts.scheme == "https"
        self._host = parts.hostname
        self._port = port or (443 if self._secure else 80)
        self._path = parts.path.rstrip("/")
        self._pass = _basic(parts.username, parts.password)
        self._resting_until = 0.0
        self._failed = False
        self._lock = threading.Lock()

    def version(self) -> str:
        """Such as `3.3.2`; raise Unavailable."""
        try:
            with self._exchange("GET", "/version", {}, None, time.monotonic() + CONNECT_SECONDS) as answer:
                found = re.fullmatch(rb"Apache Tika ([\w.-]{1,30})\s*", answer.read(200))
        except (Gone, TimeoutError) as error:
            raise Unavailable("tika", code="tika_unavailable") from error
        if found is None:
            raise Unavailable("tika", code="tika_unavailable")
        return found[1].decode("ascii")

    def send(
        self, path: Path, service: str, headers: Mapping[str, str], out: IO[bytes], seconds: float, most: int
    ) -> None:
        """Put one file, write the answer to *out*.

        Raise Unreadable when the file is to blame (`timeout`, `crashed`, `damaged` ...),
        Unavailable(`tika_unavailable`) when the server is.
        """
        self._expect_it()
        for attempt in (1, 2):
            try:
                self._send(path, service, headers, out, time.monotonic() + seconds, most)
            except TimeoutError as error:
                self._still_there(error)
                raise Unreadable(code="timeout") from error
            except Gone as error:
                self._still_there(error)
                if attempt == 2:
                    raise Unreadable(code="crashed") from error
                out.seek(0)
                out.truncate()
            else:
                return

    def _send(
        self, path: Path, service: str, headers: Mapping[str, str], out: IO[bytes], deadline: float, most: int
    ) -> None:
        with path.open("rb") as body, self._exchange("PUT", service, headers, body, deadline) as answer:
            written = 0
            for chunk in _chunks(answer, deadline):
                written += len(chunk)
                if written > most:
                    raise Unreadable(code="damaged", error="answer too long")
                out.write(chunk)
            if answer.status != 200:
                raise _refusal(answer.status)
        out.flush()

    def _expect_it(self) -> None:
        """A server that failed last time is asked for a sign of life before it gets a file."""
        with self._lock:
            resting, failed = time.monotonic() < self._resting_until, self._failed
        if resting:
            raise Unavailable("tika", code="tika_unavailable")
        if failed:
            self._still_there(_Refused())

    def _still_there(self, cause: Exception) -> None:
        """Return when the server answers (again); else let it rest and raise Unavailable."""
        until = time.monotonic() + RETURN_SECONDS
        while True:
            try:
                self.version()
            except Unavailable:
                if isinstance(cause, _Refused) or time.monotonic() > until:
                    with self._lock:
                        self._resting_until, self._failed = time.monotonic() + REST_SECONDS, True
                    raise
                time.sleep(0.5)
            else:
                with self._lock:
                    self._failed = False
                return

    @contextmanager
    def _exchange(
        self, verb: str, service: str, headers: Mapping[str, str], body: IO[bytes] | None, deadline: float
    ) -> Iterator[http.client.HTTPResponse]:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        link = kind(self._host, self._port, timeout=CONNECT_SECONDS)
        try:
            try:
                link.connect()
            except OSError as error:
                raise _Refused(str(error)) from error
            link.sock.settimeout(_left(deadline))
            size = {} if body is None else {"Content-Length": str(_size(body))}
            link.request(verb, self._path + service, body, {**_TOLD, **self._pass, **headers, **size})
            link.sock.settimeout(_left(deadline))
            yield link.getresponse()
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException) as error:
            raise Gone(str(error)) from error
        finally:
            link.close()


class _Refused(Gone):
    """Nobody listens there."""


def _refusal(status: int) -> Exception:
    code = _UNFIT.get(status)
    return Gone(f"status {status}") if code is None else Unreadable(code=code, status=str(status))


def _chunks(answer: http.client.HTTPResponse, deadline: float) -> Iterator[bytes]:
    while chunk := answer.read1(_CHUNK):
        yield chunk
        if time.monotonic() > deadline:
            raise TimeoutError
    if answer.length:  # it hung up before all that it announced
        raise http.client.IncompleteRead(b"", answer.length)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _size(body: IO[bytes]) -> int:
    size = body.seek(0, 2)
    body.seek(0)
    return size


def _basic(user: str | None, password: str | None) -> dict[str, str]:
    if user is None:
        return {}
    pair = f"{unquote(user)}:{unquote(password or '')}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}


def _without_password(url: str) -> str:
    return re.sub(r"//\S*@", "//***@", url)

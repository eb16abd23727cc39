"""
Every error this product raises on purpose.

ArchiveError
├── NotFound          nothing under that name, or the actor may not know of it
├── Conflict          stale edit, taken name, closed hand-in
├── Refused           the actor may not do this
├── Invalid           what was asked makes no sense; carries every mistake found
├── Unreadable        a file cannot be parsed; recorded on the document
├── Rejected          bytes are not kept (empty, too large, unsafe name ...)
├── BrokenRulebook    schemas have mistakes; no audit starts
└── Unavailable       a backend is down; worth retrying
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager


class ArchiveError(Exception):
    """Base; `code` is stable and documented in docs/errors.md, words are chosen on display."""

    code = "error"

    def __init__(self, message: str = "", *, code: str | None = None, **args: object) -> None:
        super().__init__(message or code or self.code)
        if code is not None:
            self.code = code
        self.args_by_name: Mapping[str, object] = args


class NotFound(ArchiveError):
    code = "not_found"


class Conflict(ArchiveError):
    code = "conflict"


class Refused(ArchiveError):
    code = "refused"


class Invalid(ArchiveError):
    """`problems` lists every mistake as (where, code, text)."""

    code = "invalid"

    def __init__(
        self,
        message: str = "",
        *,
        code: str | None = None,
        problems: Sequence[tuple[str, str, str]] = (),
        **args: object,
    ) -> None:
        super().__init__(message, code=code, **args)
        self.problems = tuple(problems)


class Unreadable(ArchiveError):
    """`code` is one of the reason codes of `archive.domain.reasons`."""

    code = "damaged"


class Rejected(ArchiveError):
    code = "rejected"


class BrokenRulebook(Invalid):
    code = "broken_rulebook"


class Unavailable(ArchiveError):
    code = "unavailable"


@contextmanager
def client_of(package: str) -> Iterator[None]:
    """Around the import of a cluster's client library, which the small installation lacks."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise Unavailable(package, code="driver_missing", package=package) from error

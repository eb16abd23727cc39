"""What every command shares: JSON or text, who acts, progress on stderr."""

from __future__ import annotations

import functools
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from archive.domain.actor import Actor
    from webui.context import Office

Command = TypeVar("Command", bound=Callable[..., Any])

EXIT_REJECTED = 3
"""Done, but something was rejected, or findings reach --fail-on."""


def json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="只在标准输出打印一个 JSON。")(command)


def as_option(command: Command) -> Command:
    return click.option("--as", "as_user", metavar="NAME", help="以该用户的身份和权限执行。")(command)


def reporting(command: Command) -> Command:
    """A command that reports: `--json` and `--as`."""
    return json_option(as_option(command))


@contextmanager
def open_office() -> Iterator[Office]:
    from webui.context import Office

    office = Office.open()
    try:
        yield office
    finally:
        office.close()


def actor(office: Office, as_user: str | None) -> Actor:
    """The local administrator, or the user named by `--as` here or before the command."""
    from archive.domain.actor import LOCAL

    name = as_user or click.get_current_context().find_root().params.get("as_user")
    return office.gate.actor(name) if name else LOCAL


def emit(value: object) -> None:
    """Exactly one JSON document on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.flush()


def say(text: str = "") -> None:
    click.echo(text)


def tell(text: str) -> None:
    """For people who watch; never on stdout."""
    click.echo(text, err=True)


def finish(code: int) -> None:
    click.get_current_context().exit(code)


class Meter:
    """A progress line on stderr, redrawn a few times a second; quiet when stderr is no terminal."""

    def __init__(self, label: str, total: int, *, quiet: bool = False) -> None:
        self._label = label
        self._total = total
        self._started = time.monotonic()
        self._last = 0.0
        self._show = not quiet and sys.stderr.isatty()

    def __call__(self, done: int, total: int | None = None) -> None:
        self._total = total or self._total
        now = time.monotonic()
        if not self._show or (now - self._last < 0.2 and done < self._total):
            return
        self._last = now
        rate = done / max(now - self._started, 0.001)
        left = (self._total - done) / rate if rate and done else 0
        click.echo(
            f"\r{self._label} {done}/{self._total}  {rate:.1f}/秒  剩余 {_clock(left)}   ", err=True, nl=False
        )

    def end(self) -> None:
        if self._show:
            click.echo("", err=True)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def table(rows: Sequence[tuple[object, ...]], heads: tuple[str, ...]) -> None:
    """Columns aligned for wide characters."""
    texts = [heads, *(tuple("" if v is None else str(v) for v in row) for row in rows)]
    widths = [max(_width(line[i]) for line in texts) for i in range(len(heads))]
    for line in texts:
        say("  ".join(value + " " * (widths[i] - _width(value)) for i, value in enumerate(line)).rstrip())


@functools.lru_cache(maxsize=4096)
def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)

"""Errors as the command line shows them: one sentence, advice, exit code."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.domain.errors import ArchiveError, BrokenRulebook, Invalid, Unavailable
from archive.i18n import of_error

USAGE, UNEXPECTED, UNAVAILABLE = 2, 1, 4
_DISK = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "read_only",
    errno.EIO: "storage_unavailable",
    errno.EMFILE: "storage_unavailable",
    errno.ENFILE: "storage_unavailable",
}


def report_error(error: BaseException, *, as_json: bool) -> int:
    """Say what went wrong; returns the exit code."""
    code, message, exit_code, more = _explain(error)
    with contextlib.suppress(OSError, ValueError):  # nobody may be listening any more
        if as_json:
            shown = {"error": {"code": code, "message": message, **more}}
            sys.stdout.write(json.dumps(shown, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        else:
            click.echo(message, err=True)
            for problem in more.get("problems", []):
                click.echo(f"  {problem['where']}: {problem['code']} {problem['text']}", err=True)
    return exit_code


def _explain(error: BaseException) -> tuple[str, str, int, dict[str, list[dict[str, str]]]]:
    if isinstance(error, click.ClickException):
        return "usage", _usage(error), USAGE, {}
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return "interrupted", "已中断。", 130, {}
    if isinstance(error, ArchiveError):
        return _known(error)
    if isinstance(error, OSError) and error.errno in _DISK:
        return _known(Unavailable(str(error), code=_DISK[error.errno]))
    id = secrets.token_hex(4)
    _write_down(id, error)
    what, advice = of_error("error")
    return "error", f"{what} ({id}: {type(error).__name__})。{advice}", UNEXPECTED, {}


def _usage(error: click.ClickException) -> str:
    """What is wrong with the call, and where the right one is described."""
    context = getattr(error, "ctx", None)
    hint = f" 用法见 {context.command_path} --help。" if context else ""
    return error.format_message() + hint


def _write_down(id: str, error: BaseException) -> None:
    """The trace goes into a file of the home, for whoever has to find the cause; a user never sees it."""
    trace = "".join(traceback.format_exception(error))
    home = Path(os.environ.get("QIJUAN_HOME", "qijuan-data"))
    if home.is_dir() and os.environ.get("QIJUAN_LOG_LEVEL") != "DEBUG":
        with contextlib.suppress(OSError), (home / "errors.log").open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {id}\n{trace}\n")
    else:
        sys.stderr.write(trace)


def _known(error: ArchiveError) -> tuple[str, str, int, dict[str, list[dict[str, str]]]]:
    what, advice = of_error(error.code)
    named = ", ".join(str(v) for v in error.args_by_name.values() if v not in (None, ""))
    message = f"{what}{f' ({named})' if named else ''}。{advice} [{error.code}]"
    exit_code = (
        UNAVAILABLE if isinstance(error, Unavailable) and not isinstance(error, BrokenRulebook) else USAGE
    )
    more = {}
    if isinstance(error, Invalid) and error.problems:
        more["problems"] = [{"where": w, "code": c, "text": t} for w, c, t in error.problems]
    return error.code, message, exit_code, more

"""Named places where a test can make the program die, fail or wait; free when nothing is set.

QIJUAN_FAIL_POINTS="blob.after_rename=kill:3;tx.before_commit=error" kills at the third pass, errors at the first.
"""

from __future__ import annotations

import errno
import os
import signal
import time

_PLAN: dict[str, tuple[str, int]] = {}
_SEEN: dict[str, int] = {}


def _read_plan() -> None:
    for part in os.environ.get("QIJUAN_FAIL_POINTS", "").split(";"):
        name, _, action = part.partition("=")
        if action:
            verb, _, nth = action.partition(":")
            _PLAN[name.strip()] = (verb, int(nth or 1))


_read_plan()


def fail_point(name: str) -> None:
    """Do what the plan says when *name* is passed for the nth time; nothing without a plan."""
    if name not in _PLAN:
        return
    verb, nth = _PLAN[name]
    _SEEN[name] = _SEEN.get(name, 0) + 1
    if _SEEN[name] != nth:
        return
    if verb == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif verb == "full":
        raise OSError(errno.ENOSPC, "no space (fail point)", name)
    elif verb == "error":
        raise OSError(errno.EIO, "input/output error (fail point)", name)
    elif verb == "delay":
        time.sleep(2)

"""A parser that tries to break out; it stands where the real parsers stand and is confined like them."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from archive.domain.content import Content, Page
from archive.domain.document import Limits
from archive.domain.errors import Unreadable
from indexer.toolkit import effort
from indexer.toolkit.original import read_original


def _open(argument: str) -> None:
    with Path(argument).open("rb") as stream:
        stream.read(1)


def _write(argument: str) -> None:
    Path(argument).write_text("x")


def _connect(argument: str) -> None:
    with socket.create_connection(("127.0.0.1", int(argument)), 2):
        pass


def _socket(argument: str) -> None:
    socket.socket(socket.AF_UNIX).close()


def _fork(argument: str) -> None:
    if os.fork() == 0:
        os._exit(0)


def _execute(argument: str) -> None:
    subprocess.run([argument], check=True)


def _replace(argument: str) -> None:
    os.execv(argument, [argument])


def _signal(argument: str) -> None:
    os.kill(int(argument), signal.SIGUSR1)


def _trace(argument: str) -> None:
    if ctypes.CDLL(None, use_errno=True).ptrace(16, int(argument), 0, 0):
        raise OSError(ctypes.get_errno(), "ptrace")


def _unlink(argument: str) -> None:
    Path(argument).unlink()


def _list(argument: str) -> None:
    list(Path(argument).iterdir())


_TRIALS = {
    "open": _open,
    "write": _write,
    "connect": _connect,
    "socket": _socket,
    "fork": _fork,
    "execute": _execute,
    "replace": _replace,
    "signal": _signal,
    "trace": _trace,
    "unlink": _unlink,
    "list": _list,
}


def parse_file(path: Path, name: str, limits: Limits, password: str | None = None) -> Content:
    """Do what the file says: `verb argument`."""
    verb, _, argument = read_original(path).decode().partition(" ")
    if verb in _TRIALS:
        try:
            _TRIALS[verb](argument)
        except OSError as exc:
            return _say(f"refused {type(exc).__name__}")
        return _say("done")
    return _behave(verb, argument)


def _behave(verb: str, argument: str) -> Content:
    if verb == "hang":
        while True:
            time.sleep(0.01)
    elif verb == "spin":
        while True:
            pass
    elif verb == "crash":
        ctypes.string_at(0)
    elif verb == "leave":
        os._exit(7)
    elif verb == "eat":
        hoard = [bytearray(1 << 26) for _ in range(1000)]
        return _say(str(len(hoard)))
    elif verb == "slow":
        effort.pages(int(argument))
        time.sleep(1.0)
    elif verb == "nonsense":
        os.write(3 if len(sys.argv) < 2 else int(sys.argv[1]), b"\xff" * 64)
    elif verb == "lie":
        return Content("text/plain", (Page(7, text="x"),))
    elif verb == "odd":
        raise Unreadable(code="damaged", error="odd")
    elif verb == "deep":
        return _behave(verb, argument)
    return _say(verb)


def _say(text: str) -> Content:
    return Content("text/plain", (Page(1, text=text),))


def page_image(
    path: Path,
    name: str,
    page: int,
    width: int,
    limits: Limits,
    password: str | None = None,
    rotation: int | None = None,
) -> bytes:
    """No image at all."""
    return b"<html>"

"""The walls around a parser: limits of the process, no new rights, a system call filter, no files."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
from collections.abc import Iterable
from pathlib import Path

from indexer.toolkit.syscalls import DENIED, NUMBERS, OPENING

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_EPERM, _ENOSYS, _EACCES = 1, 38, 13
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_CLONE_THREAD = 0x00010000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LANDLOCK_READ = (1 << 2) | (1 << 3)  # read a file, list a folder
_LANDLOCK_ALL = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}

NAMES = ("limits", "no_new_privileges", "system_calls", "no_network", "no_exec", "no_fork", "files")

_libc = ctypes.CDLL(None, use_errno=True)


def build(readable: Iterable[Path]) -> dict[str, bool]:
    """Raise every wall this kernel has around the calling process; only *readable* folders stay open to it."""
    standing = dict.fromkeys(NAMES, False)
    standing["limits"] = _limit()
    standing["no_new_privileges"] = _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    if standing["no_new_privileges"]:
        standing["files"] = _landlock(readable)
        filtered = _seccomp()
        for name in ("system_calls", "no_network", "no_exec", "no_fork"):
            standing[name] = filtered
    return standing


def _limit() -> bool:
    """No core, no files written, few descriptors, no further processes; die with the parent."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)  # also forbids others to trace us
    for name, value in (("CORE", 0), ("FSIZE", 0), ("NOFILE", 128)):
        limit = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(limit)
        top = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (top, top))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return True


def allow_memory(size: int) -> None:
    """Let the address space grow to *size* bytes, no further; where that is not supported, nothing happens."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        size = min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def allow_seconds(seconds: float) -> None:
    """Let the process use so much more processor time; the parent's clock is the stricter one."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 5
    resource.setrlimit(
        resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
    )


def _landlock(readable: Iterable[Path]) -> bool:
    """Hide the file system but for reading the named folders; False where the kernel cannot."""
    numbers = NUMBERS.get(platform.machine())
    if numbers is None:
        return False
    create, add, restrict = (
        numbers["landlock_create_ruleset"],
        numbers["landlock_add_rule"],
        numbers["landlock_restrict_self"],
    )
    version = _libc.syscall(create, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False
    handled = _LANDLOCK_ALL.get(version, (1 << 16) - 1)
    network = 3 if version >= 4 else 0  # bind and connect
    attributes = struct.pack("<QQ", handled, network) if version >= 4 else struct.pack("<Q", handled)
    ruleset = _libc.syscall(create, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    for path in readable:
        _landlock_allow(add, ruleset, path)
    done = _libc.syscall(restrict, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0
    os.close(ruleset)
    return bool(done)


def _landlock_allow(add: int, ruleset: int, path: Path) -> None:
    try:
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    rights = _LANDLOCK_READ if path.is_dir() else 1 << 2
    rule = struct.pack("<Qi", rights, folder)
    _libc.syscall(add, ctypes.c_int(ruleset), ctypes.c_int(1), rule, ctypes.c_uint32(0))
    os.close(folder)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _seccomp() -> bool:
    """Refuse the calls that reach out of the process; False where the kernel or the machine is unknown."""
    machine = platform.machine()
    numbers = NUMBERS.get(machine)
    if numbers is None:
        return False
    code = _filter(_AUDIT_ARCH[machine], numbers)
    program = _Program(len(code) // 8, code)
    return bool(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(architecture: int, numbers: dict[str, int]) -> bytes:
    """The filter in the kernel's own byte code."""
    load, equal, any_bit, answer = 0x20, 0x15, 0x45, 0x06
    code: list[tuple[int, int, int, int]] = [
        (load, 0, 0, 4),
        (equal, 1, 0, architecture),
        (answer, 0, 0, _ERRNO | _EPERM),
        (load, 0, 0, 0),
    ]
    if architecture == _AUDIT_ARCH["x86_64"]:
        code += [(0x35, 0, 1, 0x40000000), (answer, 0, 0, _ERRNO | _EPERM)]  # the x32 doors to the same calls
    for name in DENIED:
        if name in numbers:
            code += [(equal, 0, 1, numbers[name]), (answer, 0, 0, _ERRNO | _EPERM)]
    for name in ("clone3", "openat2"):  # their arguments cannot be looked at; the C library falls back
        code += [(equal, 0, 1, numbers[name]), (answer, 0, 0, _ERRNO | _ENOSYS)]
    for name, argument in OPENING:
        if name in numbers:
            code += [
                (equal, 0, 4, numbers[name]),
                (load, 0, 0, 16 + 8 * argument),
                (any_bit, 0, 1, _WRITING),
                (answer, 0, 0, _ERRNO | _EACCES),
                (load, 0, 0, 0),
            ]
    code += [
        (equal, 0, 3, numbers["clone"]),  # a thread is fine, a process is not
        (load, 0, 0, 16),
        (any_bit, 1, 0, _CLONE_THREAD),
        (answer, 0, 0, _ERRNO | _EPERM),
        (answer, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("<HBBI", *line) for line in code)

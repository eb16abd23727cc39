"""Numbers of the Linux system calls that a parser has no business with."""

from __future__ import annotations

_X86_64 = {
    "open": 2, "socket": 41, "connect": 42, "accept": 43, "sendto": 44, "bind": 49, "listen": 50, "socketpair": 53,
    "clone": 56, "fork": 57, "vfork": 58, "execve": 59, "kill": 62, "truncate": 76, "rename": 82, "mkdir": 83,
    "rmdir": 84, "creat": 85, "link": 86, "unlink": 87, "symlink": 88, "chmod": 90, "chown": 92, "lchown": 94,
    "ptrace": 101, "setuid": 105, "setgid": 106, "setsid": 112, "setreuid": 113, "setregid": 114, "setgroups": 116,
    "setresuid": 117, "setresgid": 119, "mknod": 133, "personality": 135, "pivot_root": 155, "chroot": 161,
    "mount": 165, "umount2": 166, "swapon": 167, "reboot": 169, "init_module": 175, "tkill": 200, "mq_open": 240,
    "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250, "openat": 257, "mkdirat": 258,
    "mknodat": 259, "fchownat": 260, "unlinkat": 263, "renameat": 264, "linkat": 265, "symlinkat": 266,
    "fchmodat": 268, "unshare": 272, "accept4": 288, "perf_event_open": 298, "open_by_handle_at": 304, "setns": 308,
    "process_vm_readv": 310, "process_vm_writev": 311, "finit_module": 313, "renameat2": 316, "bpf": 321,
    "execveat": 322, "userfaultfd": 323, "io_uring_setup": 425, "io_uring_enter": 426, "pidfd_send_signal": 424,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "pidfd_open": 434, "clone3": 435, "openat2": 437,
    "pidfd_getfd": 438, "fchmodat2": 452, "shmget": 29, "msgget": 68, "semget": 64, "rt_sigqueueinfo": 129,
    "rt_tgsigqueueinfo": 297,
    "landlock_create_ruleset": 444, "landlock_add_rule": 445, "landlock_restrict_self": 446,
}  # fmt: skip
_AARCH64 = {
    "mknodat": 33, "mkdirat": 34, "unlinkat": 35, "symlinkat": 36, "linkat": 37, "renameat": 38, "umount2": 39,
    "mount": 40, "pivot_root": 41, "truncate": 45, "chroot": 51, "fchmodat": 53, "fchownat": 54, "openat": 56,
    "ptrace": 117, "kill": 129, "tkill": 130, "rt_sigqueueinfo": 138, "reboot": 142, "setregid": 143, "setgid": 144,
    "setreuid": 145, "setuid": 146, "setresuid": 147, "setresgid": 149, "setsid": 157, "setgroups": 159,
    "personality": 92, "unshare": 97, "kexec_load": 104, "init_module": 105, "mq_open": 180, "msgget": 186,
    "semget": 190, "shmget": 194, "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202,
    "connect": 203, "sendto": 206, "add_key": 217, "request_key": 218, "keyctl": 219, "clone": 220, "execve": 221,
    "swapon": 224, "rt_tgsigqueueinfo": 240, "perf_event_open": 241, "accept4": 242, "open_by_handle_at": 265,
    "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "finit_module": 273, "renameat2": 276,
    "bpf": 280, "execveat": 281, "userfaultfd": 282, "pidfd_send_signal": 424, "io_uring_setup": 425,
    "io_uring_enter": 426, "open_tree": 428, "move_mount": 429, "fsopen": 430, "pidfd_open": 434, "clone3": 435,
    "openat2": 437, "pidfd_getfd": 438, "fchmodat2": 452,
    "landlock_create_ruleset": 444, "landlock_add_rule": 445, "landlock_restrict_self": 446,
}  # fmt: skip

NUMBERS = {"x86_64": _X86_64, "aarch64": _AARCH64}

OPENING = (("open", 1), ("openat", 2))
"""Calls that open a file, and which argument holds the flags."""

_FREE = {
    "open", "openat", "clone", "clone3", "openat2", "sendto",
    "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self",
}  # fmt: skip
DENIED = tuple(sorted((set(_X86_64) | set(_AARCH64)) - _FREE))
"""Refused whatever the arguments; answering over the inherited channel needs `sendto` with no address only."""

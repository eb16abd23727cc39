"""How often a process that reads papers looks for rubbish."""

from __future__ import annotations

import gc

_YOUNG, _OLDER, _OLD = 10_000, 5, 5


def settle() -> None:
    """What is loaded by now stays for good, and a paper is thousands of small values that all live until it is done.

    Looking through them after every few hundred, as usual, took a seventh of the time of pages full of tables.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG, _OLDER, _OLD)

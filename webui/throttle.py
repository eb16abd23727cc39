"""Slows down guessing: failures are counted by account and by address, in memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW_SECONDS = 900.0
PER_PAIR = 5
PER_ADDRESS = 30
PER_ACCOUNT = 60
REMEMBERED = 10_000


class Throttle:
    """Five wrong passwords for one account from one address close that door for a quarter of an hour.

    The account alone has a much higher limit, so that a stranger cannot lock a clerk out.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, ...], deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, account: str, address: str) -> int:
        """Seconds until another try is welcome; 0 = now."""
        with self._lock:
            return max(
                self._remaining(("pair", account, address), PER_PAIR),
                self._remaining(("address", address), PER_ADDRESS),
                self._remaining(("account", account), PER_ACCOUNT),
            )

    def failed(self, account: str, address: str) -> None:
        with self._lock:
            for key in (("pair", account, address), ("address", address), ("account", account)):
                self._failures.setdefault(key, deque()).append(self._clock())
                self._failures.move_to_end(key)
            while len(self._failures) > REMEMBERED:
                self._failures.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        with self._lock:
            self._failures.pop(("pair", account, address), None)

    def _remaining(self, key: tuple[str, ...], limit: int) -> int:
        failures = self._failures.get(key)
        if failures is None:
            return 0
        oldest = self._clock() - WINDOW_SECONDS
        while failures and failures[0] < oldest:
            failures.popleft()
        if len(failures) < limit:
            return 0
        return int(failures[-limit] - oldest) + 1

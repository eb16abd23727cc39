"""A WSGI server in a thread of the test, closed without a sound."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def running(server: Any) -> Iterator[None]:
    """Let a waitress server answer until the block ends.

    Closing takes the sockets away while the loop may be asleep in `select`: the complaint of the loop about
    that belongs to the end of a test, any earlier one to its failure.
    """
    closing = threading.Event()

    def loop() -> None:
        try:
            server.run()
        except (OSError, ValueError):
            if not closing.is_set():
                raise

    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    try:
        yield
    finally:
        closing.set()
        server.close()
        thread.join(5)

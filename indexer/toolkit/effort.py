"""Tells whoever waits for a parser how much work there is, so that long papers get the time they need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Sink = Callable[[int, int], None]


@dataclass(slots=True)
class _Effort:
    pages: int = 0
    recognised: int = 0
    sinks: list[Sink] = field(default_factory=list)

    def tell(self) -> None:
        for sink in self.sinks:
            sink(self.pages, self.recognised)


_effort = _Effort()


def watch(sink: Sink) -> None:
    """From now on call *sink* with (pages known, pages recognised so far) whenever one of them grows."""
    _effort.sinks[:] = [sink]


def begin() -> None:
    """A new file."""
    _effort.pages = _effort.recognised = 0


def pages(count: int) -> None:
    """The file has *count* pages more."""
    _effort.pages += count
    _effort.tell()


def recognising() -> None:
    """Character recognition of one more page starts now."""
    _effort.recognised += 1
    _effort.tell()

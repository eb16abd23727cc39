"""Names of quantities that no indicator has: people map them once, and they are known from then on."""

from __future__ import annotations

from archive.domain.facts import Locator, UnknownLabel

_MOST, _LONGEST = 60, 24


class Unknown:
    """Collects unknown names of one paper, each with how many numbers stand under it and where the first one is."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, Locator]] = {}

    def add(self, text: str, place: Locator) -> None:
        if 2 <= len(text) <= _LONGEST:
            count, first = self._found.get(text, (0, place))
            self._found[text] = (count + 1, first)

    def labels(self) -> tuple[UnknownLabel, ...]:
        """Those with most numbers first."""
        order = sorted(self._found.items(), key=lambda item: (-item[1][0], item[0]))
        return tuple(UnknownLabel(text, count, place) for text, (count, place) in order[:_MOST])

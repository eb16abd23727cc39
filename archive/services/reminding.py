"""Which certificates run out soon, before an audit says that they have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from archive.domain.facts import Facts
from archive.ports import Store

KINDS = ("certificate",)


@dataclass(frozen=True, slots=True)
class Expiring:
    """One certificate and the last day on which it is good."""

    entity: str | None
    document: str
    instrument: str | None
    number: str | None
    valid_until: date


class Reminding:
    def __init__(self, store: Store, unpack: Callable[[bytes | None], Facts]) -> None:
        self._store = store
        self._unpack = unpack

    def expiring(self, day: date, days: int = 60, kinds: Iterable[str] = KINDS) -> list[Expiring]:
        """Certificates in sight that run out within *days* after *day*, the first to run out first."""
        last = day + timedelta(days=days)
        found = []
        with self._store.read() as tx:
            rows = [row for kind in kinds for row in tx.documents.with_facts({"doctype": kind})]
        for head, packed in rows:
            for paper in self._unpack(packed).certificates:
                until = paper.valid_until
                if until is not None and day <= until <= last:
                    found.append(Expiring(head.entity, head.id, paper.instrument, paper.number, until))
        return sorted(found, key=lambda one: (one.valid_until, one.document))

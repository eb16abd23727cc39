"""What an account may be told: a verdict shown to it rests only on papers that it may see."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from archive.domain.audit import EntityAudit, Finding, Slot

ACROSS = frozenset({"R-XDOC-1", "R-TGT-2", "R-SUM-2"})
"""Rules that compare what different bodies filed."""
OF_PARTNERS = frozenset({"partner_missing"})
"""Reasons that tell what another body has not filed."""
REMEMBERED = 512


def of_own_papers(kept: EntityAudit) -> EntityAudit:
    """A verdict that was made over everybody's papers, without whatever another body's papers could have changed.

    Even a contradiction within the own papers goes: its evidence and its values may depend on who else agrees.
    The verdict of this moment, made from the own papers alone, still tells it.
    """
    return replace(
        kept,
        slots=tuple(_without_partners(slot) for slot in kept.slots),
        findings=tuple(finding for finding in kept.findings if not _rests_on_others(finding, kept.entity)),
    )


def _rests_on_others(finding: Finding, entity: str) -> bool:
    """Also when the slip that explains it was found with the help of another body's number."""
    rules = {finding.rule, *_texts(finding.args.get("also"))}
    return bool(rules & ACROSS) or any(owner != entity for owner in _texts(finding.args.get("owners")))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()


def _without_partners(slot: Slot) -> Slot:
    reasons = tuple(reason for reason in slot.reasons if reason.code not in OF_PARTNERS)
    return slot if len(reasons) == len(slot.reasons) else replace(slot, reasons=reasons)


class Private:
    """Verdicts made for accounts that see less than everything; kept in memory, by what they rest on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, str], EntityAudit] = OrderedDict()

    def known(self, bases: Mapping[str, str], year: int) -> dict[str, EntityAudit]:
        """Of those entities, the verdicts that rest on the same as before."""
        with self._lock:
            found = {code: self._kept.get((code, year, basis)) for code, basis in bases.items()}
        return {code: result for code, result in found.items() if result is not None}

    def keep(self, basis: str, result: EntityAudit) -> None:
        with self._lock:
            self._kept[result.entity, result.year, basis] = result
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)

"""R-CERT-1 证书在有效期内: 有效期至 >= 检查日; 状态 = 合格/准用."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.cycles import standings
from archive.domain.audit import Finding, Severity, Slot, SlotState

CODE = "R-CERT-1"
_UNFIT = ("脱检", "限用", "超期", "不合格")


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Instruments whose last verification ran out, and listed ones that must not be in use."""
    for requirement, each in standings(bench):
        listed = each.group.listed
        if each.state is SlotState.EXPIRED:
            held = [h for h in each.group.held if h.here]
            places = tuple(h.certificate.locator or h.view.locator() for h in held)
            yield Finding(CODE, Severity.ERROR, requirement, None, dict(each.reasons[0].args), places)
        elif listed is not None and listed.status and any(word in listed.status for word in _UNFIT):
            place = listed.locator or (each.group.holder.locator() if each.group.holder else None)
            args = {"instrument": listed.name, "serial": listed.serial, "status": listed.status}
            yield Finding(CODE, Severity.ERROR, requirement, None, args, (place,) if place else ())

"""R-CERT-2 证书类型匹配: 强检器具 needs 检定证书 (not 校准证书); 检定结果通知书 = 不合格."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.certificates import CALIBRATION, FAILURE
from archive.audit.cycles import standings
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-CERT-2"


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Instruments without a valid verification for which another kind of certificate was offered."""
    for requirement, each in standings(bench):
        if each.proven:
            continue
        for held in each.group.held:
            kind = held.certificate.kind
            failed = bool(held.certificate.verdict and "不" in held.certificate.verdict)
            if held.here and (kind in {CALIBRATION, FAILURE} or failed):
                args = {
                    "instrument": each.group.name,
                    "serial": held.certificate.serial,
                    "kind": kind,
                    "verdict": held.certificate.verdict,
                }
                place = held.certificate.locator or held.view.locator()
                yield Finding(CODE, Severity.ERROR, requirement, None, args, (place,))

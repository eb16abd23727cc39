"""Certificates by instrument: valid on a day, and the cycle before without a gap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from archive.audit.views import View, folded
from archive.domain.audit import MatchDecision, Reason, SlotState
from archive.domain.facts import Certificate, Instrument

VERIFICATION = "检定证书"
CALIBRATION = "校准证书"
FAILURE = "检定结果通知书"
SYSTEM = "认证证书"
OUT_OF_USE = ("停用", "封存", "报废", "拆除", "备用停")
_PLAIN = re.compile(r"[^0-9a-z\u4e00-\u9fff]")
_PREFIX = re.compile(r"^(?:出厂编号|编号|no|sn)")


def plain(text: str | None) -> str:
    """A serial number without the signs in which papers differ."""
    return _PREFIX.sub("", _PLAIN.sub("", folded(text or "")))


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate and the paper that holds it."""

    view: View
    certificate: Certificate
    here: bool
    """Filed for this year; otherwise it can only be a former cycle."""


@dataclass(slots=True)
class Group:
    """One instrument and all certificates that name it."""

    key: str
    name: str | None
    listed: Instrument | None = None
    holder: View | None = None
    held: list[Held] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the certificates of one instrument prove; `state` None = nothing was offered for it."""

    group: Group
    state: SlotState | None
    reasons: tuple[Reason, ...] = ()
    current: Held | None = None
    former: Held | None = None

    @property
    def proven(self) -> bool:
        return self.current is not None


def passes(certificate: Certificate) -> bool:
    """A verification with a good verdict; a missing verdict is what the kind itself says."""
    return certificate.kind == VERIFICATION and not (certificate.verdict and "不" in certificate.verdict)


def groups(
    views: Iterable[View], others: Iterable[View], rejected: frozenset[str] = frozenset()
) -> tuple[list[Group], list[Held]]:
    """Instruments of the list with their certificates, and certificates of no listed instrument.

    Without a list every certified instrument counts.
    """
    views = [v for v in views if v.readable]
    by_serial, by_name, ordered = _listed(views)
    listed = bool(ordered)
    strangers: list[Held] = []
    for held in _certificates(views, others, rejected):
        group = by_serial.get(plain(held.certificate.serial)) if held.certificate.serial else None
        if group is None and not held.certificate.serial:
            named = by_name.get(folded(held.certificate.instrument or ""), [])
            group = named[0] if len(named) == 1 else None
        if group is None and not listed and held.here:
            group = _new(held, by_serial, by_name)
            ordered.append(group)
        if group is None:
            strangers.append(held)
        else:
            group.held.append(held)
    if not listed:  # a former cycle may have come before its instrument was known
        strangers = [h for h in strangers if not _adopt(h, by_serial)]
    return ordered, strangers


def _adopt(held: Held, by_serial: dict[str, Group]) -> bool:
    group = by_serial.get(plain(held.certificate.serial)) if held.certificate.serial else None
    if group is not None:
        group.held.append(held)
    return group is not None


def _new(held: Held, by_serial: dict[str, Group], by_name: dict[str, list[Group]]) -> Group:
    certificate = held.certificate
    key = plain(certificate.serial) or folded(certificate.instrument or "") or held.view.document
    group = Group(key, certificate.instrument)
    if certificate.serial:
        by_serial[key] = group
    else:
        by_name.setdefault(key, []).append(group)
    return group


def _listed(views: list[View]) -> tuple[dict[str, Group], dict[str, list[Group]], list[Group]]:
    by_serial: dict[str, Group] = {}
    by_name: dict[str, list[Group]] = {}
    ordered: list[Group] = []
    for view in views:
        for row in view.facts.instruments:
            if row.status and any(word in row.status for word in OUT_OF_USE):
                continue
            key = plain(row.serial)
            if not key and not row.name:
                continue
            if key and key in by_serial:
                continue  # the same instrument in a sub-list (B.4-B.7)
            group = Group(key or folded(row.name or ""), row.name, row, view)
            if key:
                by_serial[key] = group
            by_name.setdefault(folded(row.name or ""), []).append(group)
            ordered.append(group)
    return by_serial, by_name, ordered


def _certificates(views: Iterable[View], others: Iterable[View], rejected: frozenset[str]) -> Iterator[Held]:
    seen: set[tuple[str, str, date | None, date | None]] = set()
    for here, papers in ((True, views), (False, others)):
        for view in papers:
            if view.kind != "certificate" or not view.readable or view.document in rejected:
                continue
            for certificate in view.facts.certificates:
                if certificate.kind == SYSTEM or "entity_conflict" in view.paper.notes:
                    continue
                stamp = (
                    plain(certificate.serial) or folded(certificate.instrument or "") or view.document,
                    certificate.kind,
                    certificate.verified_on,
                    certificate.valid_until,
                )
                if stamp not in seen:
                    seen.add(stamp)
                    yield Held(view, certificate, here)


def standing(group: Group, as_of: date, max_gap_days: int) -> Standing:
    """Current cycle valid on the day, then the cycle before it."""
    good = [h for h in group.held if passes(h.certificate)]
    valid = [h for h in good if h.here and _valid_on(h.certificate, as_of)]
    if not valid:
        return _without_current(group, good, as_of)
    current = max(valid, key=lambda h: (h.certificate.verified_on or date.min, h.view.document))
    began = current.certificate.verified_on
    about = {"instrument": group.name, "serial": _serial(group)}
    if began is None:
        return Standing(group, SlotState.REVIEW, (Reason("no_verified_date", about),), current)
    former = [h for h in good if h.certificate.verified_on is not None and h.certificate.verified_on < began]
    if not former:
        return Standing(group, SlotState.PARTIAL, (Reason("no_former_cycle", about),), current)
    last = max(former, key=lambda h: h.certificate.verified_on or date.min)
    ended = last.certificate.valid_until
    if ended is None:
        return Standing(group, SlotState.REVIEW, (Reason("no_validity", about),), current, last)
    gap = (began - ended).days
    if gap > max_gap_days:
        reason = Reason("gap_between_cycles", {**about, "days": gap})
        return Standing(group, SlotState.PARTIAL, (reason,), current, last)
    return Standing(group, SlotState.COMPLETE, (), current, last)


def _valid_on(certificate: Certificate, day: date) -> bool:
    until, since = certificate.valid_until, certificate.verified_on
    return until is not None and until >= day and (since is None or since <= day)


def _serial(group: Group) -> str | None:
    if group.listed is not None and group.listed.serial:
        return group.listed.serial
    return next((h.certificate.serial for h in group.held if h.certificate.serial), None)


def _without_current(group: Group, good: list[Held], as_of: date) -> Standing:
    about = {"instrument": group.name, "serial": _serial(group)}
    own = [h for h in group.held if h.here]
    if not own:
        return Standing(group, None, (Reason("no_certificate", about),))
    if any(h.here and h.certificate.valid_until is None for h in good):
        return Standing(group, SlotState.REVIEW, (Reason("no_validity", about),))
    ended = [
        h.certificate.valid_until
        for h in good
        if h.here and h.certificate.valid_until is not None and h.certificate.valid_until < as_of
    ]
    last = max((h.certificate.verified_on or date.min for h in good), default=date.min)
    replaced = [h for h in own if h not in good and (h.certificate.verified_on or date.min) > last]
    if ended and not replaced:  # what was handed in instead of the next verification says more
        args = {**about, "valid_until": max(ended).isoformat(), "as_of": as_of.isoformat()}
        return Standing(group, SlotState.EXPIRED, (Reason("expired", args),))
    if any(h.certificate.kind == FAILURE or _failed(h.certificate) for h in own):
        return Standing(group, SlotState.MISMATCHED, (Reason("verification_failed", about),))
    if any(h.certificate.kind == CALIBRATION for h in own):
        return Standing(group, SlotState.MISMATCHED, (Reason("calibration_not_verification", about),))
    if any(h.here for h in good):
        return Standing(group, SlotState.MISMATCHED, (Reason("not_yet_valid", about),))
    return Standing(group, SlotState.REVIEW, (Reason("certificate_unclear", about),))


def _failed(certificate: Certificate) -> bool:
    return bool(certificate.verdict and "不" in certificate.verdict)


def verdict_of(held: Held, each: Standing | None, as_of: date) -> tuple[SlotState, tuple[Reason, ...]]:
    """What one certificate proves, as shown beside its paper; None when its instrument is not listed."""
    if each is None:
        return SlotState.MISMATCHED, (Reason("not_listed", {"serial": held.certificate.serial}),)
    if held is each.current or held is each.former:
        return SlotState.COMPLETE, ()
    if each.proven and passes(held.certificate):
        return SlotState.COMPLETE, (Reason("superseded", {"document": held.view.document}),)
    about = {"instrument": each.group.name, "serial": held.certificate.serial}
    return _alone(held.certificate, about, as_of)


def _alone(
    certificate: Certificate, about: dict[str, str | None], as_of: date
) -> tuple[SlotState, tuple[Reason, ...]]:
    if certificate.kind == CALIBRATION:
        return SlotState.MISMATCHED, (Reason("calibration_not_verification", about),)
    if not passes(certificate):
        return SlotState.MISMATCHED, (Reason("verification_failed", about),)
    if certificate.valid_until is None:
        return SlotState.REVIEW, (Reason("no_validity", about),)
    if certificate.valid_until < as_of:
        args = {**about, "valid_until": certificate.valid_until.isoformat(), "as_of": as_of.isoformat()}
        return SlotState.EXPIRED, (Reason("expired", args),)
    return SlotState.COMPLETE, ()


def rejected(matches: Iterable[MatchDecision], requirement: str) -> frozenset[str]:
    """Papers that a person refused for the certificates."""
    return frozenset(m.document for m in matches if m.requirement == requirement and not m.accepted)
